import { createCore, type Influxdb3Core } from '@influxkit/influxdb3/core';
import { client3Options, type InfluxDB3Options } from './client-options.js';
import { InfluxDB3Client } from './client3.js';
import { type Environment, options3FromEnv } from './environment.js';
import { type Pong, ping } from './ping.js';
import { isThird } from './server-check.js';

/** Types of the product's API: its resources, and what its methods take and give. */
export type * as models from '@influxkit/influxdb3/core';
export { createCore, type Influxdb3Core } from '@influxkit/influxdb3/core';
export * from './shared3.js';

/**
 * InfluxDB 3 Core.
 *
 * @example
 * import { InfluxDB, sql } from '@influxkit/influxdb/core';
 *
 * const influx = new InfluxDB({ url: 'http://localhost:8181', token: 'my-token', database: 'factory' });
 * for await (const row of influx.sql.rows(sql`SELECT time, rpm FROM motor WHERE line = ${'A'}`)) console.log(row);
 */
export class InfluxDB extends InfluxDB3Client<Influxdb3Core> {
  /** @throws TypeError for an option that is missing or contradicts another */
  constructor(options: InfluxDB3Options) {
    super(createCore(client3Options(options, { product: 'InfluxDB 3 Core', fits: isThird })), options);
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
