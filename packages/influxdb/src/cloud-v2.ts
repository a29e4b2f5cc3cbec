import { type CloudV2, createCloudV2 } from '@influxkit/cloud-v2';
import { InfluxDBWithScripts } from './client.js';
import { clientOptions, type InfluxDBOptions } from './client-options.js';
import { type Environment, optionsFromEnv } from './environment.js';
import { type Pong, ping } from './ping.js';
import { isSecond } from './server-check.js';

/** Types of the product's API: its resources, and what its methods take and give. */
export type * as models from '@influxkit/cloud-v2';
export { type CloudV2, createCloudV2 } from '@influxkit/cloud-v2';
export * from './shared.js';

/**
 * InfluxDB Cloud on the TSM storage engine.
 *
 * @example
 * import { InfluxDB, paginate } from '@influxkit/influxdb/cloud-v2';
 *
 * const influx = new InfluxDB({ url: 'https://us-west-2-1.aws.cloud2.influxdata.com', token: 'my-token', org: 'my-org', bucket: 'my-bucket' });
 * for await (const bucket of paginate(influx.api.buckets.list)) console.log(bucket.name);
 */
export class InfluxDB extends InfluxDBWithScripts<CloudV2> {
  /** @throws TypeError for an option that is missing or contradicts another */
  constructor(options: InfluxDBOptions) {
    super(createCloudV2(clientOptions(options, { product: 'InfluxDB Cloud', fits: isSecond })), options);
  }

  /**
   * A client from `INFLUX_HOST` (or `INFLUX_URL`), `INFLUX_TOKEN`, `INFLUX_ORG` and `INFLUX_BUCKET_NAME`.
   *
   * @throws TypeError where no address is set
   */
  static fromEnv(options?: Partial<InfluxDBOptions>, env?: Environment): InfluxDB {
    return new InfluxDB(optionsFromEnv(options, env));
  }

  /** Asks whether the service is there, and which. */
  ping(): Promise<Pong> {
    return ping(this.api);
  }
}
