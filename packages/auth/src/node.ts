import type { Middleware } from '@influxkit/runtime';
import { type InfluxConfigOptions, readInfluxConfig } from './node/config-file.js';
import { tokenAuth } from './token.js';

export { type InfluxConfig, type InfluxConfigOptions, readInfluxConfig } from './node/config-file.js';

/** Where to connect and as whom; the first two are what a client takes. */
export interface InfluxEnvironment {
  readonly baseUrl: string;
  readonly auth: Middleware;
  readonly org: string | undefined;
  readonly bucket: string | undefined;
}

/**
 * Takes address, token, organization and bucket from where users of InfluxDB keep them: the variables `INFLUX_HOST` or
 * `INFLUX_URL`, `INFLUX_TOKEN`, `INFLUX_ORG`, `INFLUX_BUCKET_NAME`, and for what they do not say the active section of the
 * `influx` command's file. The token of the file goes only with its own address: a variable that names another server
 * does not get it.
 *
 * @throws Error saying what is missing and where it was looked for
 */
export async function authFromEnv(options: InfluxConfigOptions = {}): Promise<InfluxEnvironment> {
  const { env = process.env } = options;
  const of = (name: string): string | undefined => env[name]?.trim() || undefined;
  const url = of('INFLUX_HOST') ?? of('INFLUX_URL');
  const token = of('INFLUX_TOKEN');
  const config = url !== undefined && token !== undefined ? undefined : await readInfluxConfig(options);
  const same = config !== undefined && (url === undefined || trimmed(url) === trimmed(config.url));
  const baseUrl = url ?? config?.url;
  const secret = token ?? (same ? config.token : undefined);
  if (baseUrl === undefined)
    throw new Error('no address of a server: set INFLUX_HOST, or make a configuration with `influx config create`');
  if (secret === undefined)
    throw new Error(
      'no token for this server: set INFLUX_TOKEN, or make a configuration for it with `influx config create`',
    );
  return {
    baseUrl,
    auth: tokenAuth(secret),
    org: of('INFLUX_ORG') ?? (same ? config.org : undefined),
    bucket: of('INFLUX_BUCKET_NAME'),
  };
}

const trimmed = (url: string): string => url.replace(/\/+$/, '');
