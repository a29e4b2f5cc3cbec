import type { InfluxDBOptions } from './options.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Node, Deno, Bun and workers with Node's compatibility have it; a page has none. */
const platform = (): Environment => (globalThis as { process?: { env?: Environment } }).process?.env ?? {};

/**
 * Options from the variables that InfluxDB's own tools read; an option that is given wins over its variable.
 *
 * @throws TypeError where neither says the address
 */
export function optionsFromEnv<Options extends Partial<InfluxDBOptions>>(
  options: Options = {} as Options,
  env: Environment = platform(),
): Options & InfluxDBOptions {
  // An empty variable is an unset one, as shells and container files write it.
  const read = (...names: string[]): string | undefined => names.map((name) => env[name]).find((value) => value);
  const url = options.url ?? read('INFLUX_HOST', 'INFLUX_URL');
  if (url === undefined) {
    throw new TypeError('InfluxDB: set INFLUX_HOST (or INFLUX_URL) to the address of the server, or pass `url`');
  }
  const set = <Name extends keyof InfluxDBOptions>(name: Name, value: InfluxDBOptions[Name]): object =>
    value === undefined ? {} : { [name]: value };
  return {
    ...(options.auth ? {} : set('token', read('INFLUX_TOKEN'))),
    ...(options.org !== undefined || options.orgID !== undefined
      ? {}
      : { ...set('org', read('INFLUX_ORG')), ...(read('INFLUX_ORG') ? {} : set('orgID', read('INFLUX_ORG_ID'))) }),
    ...set('bucket', read('INFLUX_BUCKET_NAME')),
    ...options,
    url,
  };
}
