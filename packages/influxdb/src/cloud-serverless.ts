import { type CloudServerless, createCloudServerless } from '@influxkit/cloud-serverless';
import { createSql, type SqlClient } from '@influxkit/sql';
import { InfluxDBWithScripts } from './client.js';
import { type CloudServerlessOptions, clientOptions, valueOptions } from './client-options.js';
import { type Environment, optionsFromEnv } from './environment.js';
import { flightOnly } from './query-transport.js';
import { isNoOss } from './server-check.js';

/** Types of the product's API: its resources, and what its methods take and give. */
export type * as models from '@influxkit/cloud-serverless';
export { type CloudServerless, createCloudServerless } from '@influxkit/cloud-serverless';
export type { CloudServerlessOptions, QueryTransportOptions } from './client-options.js';
export * from './shared.js';
export * from './sql-values.js';

/**
 * InfluxDB Cloud Serverless.
 *
 * @example
 * import { InfluxDB, paginate } from '@influxkit/influxdb/cloud-serverless';
 *
 * const influx = new InfluxDB({ url: 'https://us-east-1-1.aws.cloud2.influxdata.com', token: 'my-token', org: 'my-org', bucket: 'my-bucket' });
 * for await (const bucket of paginate(influx.api.buckets.list)) console.log(bucket.name);
 */
export class InfluxDB extends InfluxDBWithScripts<CloudServerless> {
  /** SQL on the bucket as a database, over Arrow Flight alone: not in pages and workers. */
  readonly sql: SqlClient;

  /** @throws TypeError for an option that is missing or contradicts another */
  constructor({ flight, ...options }: CloudServerlessOptions) {
    const api = createCloudServerless(clientOptions(options, { product: 'InfluxDB Cloud Serverless', fits: isNoOss }));
    const transport = flightOnly(api, { flight });
    super(api, options, 'v3', transport);
    this.sql = createSql(api, { database: options.bucket, ...valueOptions(options), transport });
  }

  /**
   * A client from `INFLUX_HOST` (or `INFLUX_URL`), `INFLUX_TOKEN`, `INFLUX_ORG` and `INFLUX_BUCKET_NAME`.
   *
   * @throws TypeError where no address is set
   */
  static fromEnv(options?: Partial<CloudServerlessOptions>, env?: Environment): InfluxDB {
    return new InfluxDB(optionsFromEnv(options, env));
  }
}
