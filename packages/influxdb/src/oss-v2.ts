import { createOssV2, type HealthCheck, type OssV2 } from '@influxkit/oss-v2';
import { ApiError } from '@influxkit/runtime';
import { InfluxDBBase } from './client.js';
import { clientOptions, type InfluxDBOptions } from './client-options.js';
import { type Environment, optionsFromEnv } from './environment.js';
import { type Pong, ping } from './ping.js';
import { isSecond } from './server-check.js';

/** Types of the product's API: its resources, and what its methods take and give. */
export type * as models from '@influxkit/oss-v2';
export { createOssV2, type OssV2 } from '@influxkit/oss-v2';
export * from './shared.js';

/**
 * InfluxDB OSS v2.
 *
 * @example
 * import { InfluxDB, paginate } from '@influxkit/influxdb/oss-v2';
 *
 * const influx = new InfluxDB({ url: 'http://localhost:8086', token: 'my-token', org: 'my-org', bucket: 'my-bucket' });
 * for await (const bucket of paginate(influx.api.buckets.list)) console.log(bucket.name);
 */
export class InfluxDB extends InfluxDBBase<OssV2> {
  /** @throws TypeError for an option that is missing or contradicts another */
  constructor(options: InfluxDBOptions) {
    super(createOssV2(clientOptions(options, { product: 'InfluxDB OSS v2', fits: isSecond })), options);
  }

  /**
   * A client from `INFLUX_HOST` (or `INFLUX_URL`), `INFLUX_TOKEN`, `INFLUX_ORG` and `INFLUX_BUCKET_NAME`.
   *
   * @throws TypeError where no address is set
   */
  static fromEnv(options?: Partial<InfluxDBOptions>, env?: Environment): InfluxDB {
    return new InfluxDB(optionsFromEnv(options, env));
  }

  /** Asks whether the server is there, and which. */
  ping(): Promise<Pong> {
    return ping(this.api);
  }

  /** How the server is; one that is unwell responds as well, with status `fail`. */
  async health(): Promise<HealthCheck> {
    const result = await this.api.health().result();
    if (result.ok) return result.data;
    if (result.status === 503 && result.error instanceof ApiError) {
      const body: unknown = result.error.body;
      if (typeof body === 'object' && body !== null && 'status' in body) return body as HealthCheck;
    }
    throw result.error;
  }
}
