import { fromEnvOrInfluxCli, type InfluxCliOptions } from '@influxkit/auth/node';
import type { InfluxDBOptions } from './options.js';

/**
 * Options from the environment and, for what that does not say, from the active section of the `influx` command's file:
 * `new InfluxDB({ ...(await optionsFromConfig()), product: 'oss-v2' })`. Node, Deno and Bun.
 *
 * @throws Error saying what is missing and where it was looked for
 */
export async function optionsFromConfig(options?: InfluxCliOptions): Promise<InfluxDBOptions> {
  const { baseUrl, auth, org, bucket } = await fromEnvOrInfluxCli(options);
  return { url: baseUrl, auth, ...(org !== undefined && { org }), ...(bucket !== undefined && { bucket }) };
}
