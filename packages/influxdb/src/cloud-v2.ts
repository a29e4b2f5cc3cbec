import { type CloudV2, createCloudV2 } from '@influxkit/cloud-v2';
import { InfluxDBWithScripts, type Pong, ping } from './client.js';
import { clientOptions, type InfluxDBOptions } from './client-options.js';
import { type Environment, optionsFromEnv } from './environment.js';

export * from './shared.js';

/** InfluxDB Cloud on the TSM storage engine. */
export class InfluxDB extends InfluxDBWithScripts<CloudV2> {
  /** @throws TypeError for an option that is missing or contradicts another */
  constructor(options: InfluxDBOptions) {
    super(createCloudV2(clientOptions(options)), options);
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
