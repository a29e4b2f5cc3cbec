import { createData, type Influxdb3Data } from '@influxkit/influxdb3/data';
import { client3Options, type InfluxDB3Options } from './client-options.js';
import { InfluxDB3DataClient } from './client3.js';
import { type Environment, options3FromEnv } from './environment.js';
import { type Pong, ping } from './ping.js';
import { isNoOss } from './server-check.js';

/** Types of the product's API: its resources, and what its methods take and give. */
export type * as models from '@influxkit/influxdb3/data';
export { createData, type Influxdb3Data } from '@influxkit/influxdb3/data';
export * from './shared3.js';

/**
 * InfluxDB Clustered.
 *
 * @example
 * import { InfluxDB } from '@influxkit/influxdb/clustered';
 *
 * const influx = new InfluxDB({ url: 'https://cluster.example', token: 'my-token', database: 'factory' });
 * for await (const row of influx.sql.rows('SELECT time, rpm FROM motor')) console.log(row);
 */
export class InfluxDB extends InfluxDB3DataClient<Influxdb3Data> {
  /** @throws TypeError for an option that is missing or contradicts another */
  constructor(options: InfluxDB3Options) {
    super(createData(client3Options(options, { product: 'InfluxDB Clustered', fits: isNoOss })), options);
  }

  /**
   * A client from `INFLUXDB3_HOST_URL`, `INFLUXDB3_AUTH_TOKEN` and `INFLUXDB3_DATABASE_NAME`, or from `INFLUX_HOST`,
   * `INFLUX_TOKEN` and `INFLUX_DATABASE`.
   *
   * @throws TypeError where no address or no token is set
   */
  static fromEnv(options?: Partial<InfluxDB3Options>, env?: Environment): InfluxDB {
    return new InfluxDB(options3FromEnv(options, env));
  }

  /** Asks whether the server is there, and which. */
  ping(): Promise<Pong> {
    return ping(this.api);
  }
}
