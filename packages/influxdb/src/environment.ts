import type { AuthStrategy } from '@influxkit/auth';
import type { InfluxDBOptions } from './client-options.js';
import { tokenAuth } from './token-auth.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where to connect and as whom: what a client takes, and what calls take. The token is in `auth`, which prints nothing. */
export interface Connection {
  readonly baseUrl: string;
  readonly auth: AuthStrategy;
  /** Name of the organization. */
  readonly org: string | undefined;
  /** ID of the organization, where no name is set. */
  readonly orgID: string | undefined;
  readonly bucket: string | undefined;
}

/** Options of what reads the environment. */
export interface EnvOptions {
  /**
   * The environment variables.
   *
   * @default `process.env`, which Node, Deno, Bun and workers with Node's compatibility have; a page has none
   */
  readonly env?: Environment | undefined;
}

/** What the environment says. */
export interface EnvironmentValues {
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly org: string | undefined;
  readonly orgID: string | undefined;
  readonly bucket: string | undefined;
}

/** The environment of the platform, where it has one. */
export const platformEnvironment = (): Environment =>
  (globalThis as { process?: { env?: Environment } }).process?.env ?? {};

/**
 * The variables that InfluxDB's own tools read: `INFLUX_HOST`, else `INFLUX_URL`; `INFLUX_TOKEN`; `INFLUX_ORG`, else
 * `INFLUX_ORG_ID`; `INFLUX_BUCKET_NAME`. White space around a value is not a part of it: secrets that are read from files
 * end in a line feed. A blank one is not set, as shells and container files write it.
 */
export function readEnvironment(env: Environment = platformEnvironment()): EnvironmentValues {
  const read = (name: string): string | undefined => env[name]?.trim() || undefined;
  const org = read('INFLUX_ORG');
  return {
    url: read('INFLUX_HOST') ?? read('INFLUX_URL'),
    token: read('INFLUX_TOKEN'),
    org,
    orgID: org === undefined ? read('INFLUX_ORG_ID') : undefined,
    bucket: read('INFLUX_BUCKET_NAME'),
  };
}

/**
 * Address, token, organization and bucket from the environment, for the client of one product: see
 * {@link readEnvironment} for the variables.
 *
 * @throws TypeError naming the variable that is missing, or what is wrong with the token
 * @example
 * import { fromEnv } from '@influxkit/influxdb/auth';
 * import { createOssV2 } from '@influxkit/oss-v2';
 *
 * const { baseUrl, auth } = fromEnv();
 * const api = createOssV2({ baseUrl, auth });
 */
export function fromEnv({ env }: EnvOptions = {}): Connection {
  const { url, token, org, orgID, bucket } = readEnvironment(env);
  if (url === undefined) throw new TypeError('no server address in the environment: set INFLUX_HOST (or INFLUX_URL)');
  if (token === undefined) throw new TypeError('no token in the environment: set INFLUX_TOKEN');
  return { baseUrl: url, auth: tokenAuth(token), org, orgID, bucket };
}

/**
 * Options of `InfluxDB` from the environment; an option that is given wins over its variable.
 *
 * @throws TypeError where neither the options nor the environment have an address and a way to authenticate
 */
export function optionsFromEnv<Options extends Partial<InfluxDBOptions>>(
  options: Options = {} as Options,
  env?: Environment,
): Options & InfluxDBOptions {
  const { url: given, token, org, orgID, bucket } = readEnvironment(env);
  const url = options.url ?? given;
  if (url === undefined)
    throw new TypeError('InfluxDB: no server address: set INFLUX_HOST (or INFLUX_URL), or pass `url`');
  const needsToken = options.token === undefined && options.auth === undefined;
  if (needsToken && token === undefined)
    throw new TypeError(
      'InfluxDB: no token: set INFLUX_TOKEN, or pass `token` or `auth`; `auth: anonymous()` is for a server that takes none',
    );
  const needsOrganization = options.org === undefined && options.orgID === undefined;
  return {
    ...(needsToken && { token }),
    ...(needsOrganization && org !== undefined && { org }),
    ...(needsOrganization && orgID !== undefined && { orgID }),
    ...(bucket !== undefined && { bucket }),
    ...options,
    url,
  };
}
