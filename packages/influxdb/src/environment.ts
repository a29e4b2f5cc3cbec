import { type AuthStrategy, basicAuth } from '@influxkit/auth';
import type { InfluxDB3Options, InfluxDBOptions, InfluxDBV1Options } from './client-options.js';
import { checkUrl } from './hints.js';
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

const readerOf =
  (env: Environment) =>
  (name: string): string | undefined =>
    env[name]?.trim() || undefined;

/**
 * The address in the first of some variables that is set.
 *
 * @throws TypeError naming the variable, where that is no address
 */
function addressIn(env: Environment, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const url = readerOf(env)(name);
    if (url === undefined) continue;
    checkUrl(url, name);
    return url;
  }
  return undefined;
}

/**
 * The variables that InfluxDB's own tools read: `INFLUX_HOST`, else `INFLUX_URL`; `INFLUX_TOKEN`; `INFLUX_ORG`, else
 * `INFLUX_ORG_ID`; `INFLUX_BUCKET_NAME`. White space around a value is not a part of it: secrets that are read from files
 * end in a line feed. A blank one is not set, as shells and container files write it.
 *
 * @param url an address that is given: those of the environment are not read then
 * @throws TypeError naming the variable of an address that is none
 */
export function readEnvironment(env: Environment = platformEnvironment(), url?: string): EnvironmentValues {
  const read = readerOf(env);
  const org = read('INFLUX_ORG');
  return {
    url: url ?? addressIn(env, 'INFLUX_HOST', 'INFLUX_URL'),
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
 * import { createOssV2 } from '@influxkit/influxdb/oss-v2';
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

/** Options that are given: one that is undefined, as a setting of a program may be, must not hide its variable. */
const given = <Options extends object>(options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;

/**
 * Options of `InfluxDB` from the environment; an option that is given wins over its variable.
 *
 * @throws TypeError where neither the options nor the environment have an address and a way to authenticate
 */
export function optionsFromEnv<Options extends Partial<InfluxDBOptions>>(
  options: Options = {} as Options,
  env?: Environment,
): Options & InfluxDBOptions {
  const { url: ofEnvironment, token, org, orgID, bucket } = readEnvironment(env, options.url);
  const url = options.url ?? ofEnvironment;
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
    ...given(options),
    url,
  };
}

/**
 * Options of an `InfluxDB` of InfluxDB 3 from the environment; an option that is given wins over its variable. The
 * variables are those of the `influxdb3` command, `INFLUXDB3_HOST_URL`, `INFLUXDB3_AUTH_TOKEN` and
 * `INFLUXDB3_DATABASE_NAME`, or those of the official clients, `INFLUX_HOST`, `INFLUX_TOKEN` and `INFLUX_DATABASE`. A token
 * goes only to the address that its own kind of variable has, for the other may be of another server.
 *
 * @throws TypeError where neither the options nor the environment have an address and a way to authenticate
 */
export function options3FromEnv<Options extends Partial<InfluxDB3Options>>(
  options: Options = {} as Options,
  env: Environment = platformEnvironment(),
): Options & InfluxDB3Options {
  const read = readerOf(env);
  const own = { url: read('INFLUXDB3_HOST_URL'), token: read('INFLUXDB3_AUTH_TOKEN') };
  const url = options.url ?? addressIn(env, 'INFLUXDB3_HOST_URL', 'INFLUX_HOST');
  if (url === undefined)
    throw new TypeError('InfluxDB: no server address: set INFLUXDB3_HOST_URL (or INFLUX_HOST), or pass `url`');
  const isOwn = options.url === undefined && own.url !== undefined;
  const isCommon = options.url === undefined && own.url === undefined;
  const token = (isCommon ? undefined : own.token) ?? (isOwn ? undefined : read('INFLUX_TOKEN'));
  const needsToken = options.token === undefined && options.auth === undefined;
  if (needsToken && token === undefined) {
    const names = isOwn ? 'INFLUXDB3_AUTH_TOKEN' : isCommon ? 'INFLUX_TOKEN' : 'INFLUXDB3_AUTH_TOKEN (or INFLUX_TOKEN)';
    throw new TypeError(
      `InfluxDB: no token: set ${names}, or pass \`token\` or \`auth\`; \`auth: anonymous()\` is for a server that takes none`,
    );
  }
  const database = read('INFLUXDB3_DATABASE_NAME') ?? read('INFLUX_DATABASE');
  return {
    ...(needsToken && { token }),
    ...(database !== undefined && { database }),
    ...given(options),
    url,
  };
}

/**
 * Options of an `InfluxDB` of 1.x from the environment; an option that is given wins over its variable. The variables are
 * `INFLUX_HOST`, else `INFLUX_URL`, `INFLUX_DATABASE`, and those of the `influx` command of 1.x, `INFLUX_USERNAME` and
 * `INFLUX_PASSWORD`.
 *
 * @throws TypeError where neither the options nor the environment have an address
 */
export function optionsV1FromEnv<Options extends Partial<InfluxDBV1Options>>(
  options: Options = {} as Options,
  env: Environment = platformEnvironment(),
): Options & InfluxDBV1Options {
  const read = readerOf(env);
  const url = options.url ?? addressIn(env, 'INFLUX_HOST', 'INFLUX_URL');
  if (url === undefined)
    throw new TypeError('InfluxDB: no server address: set INFLUX_HOST (or INFLUX_URL), or pass `url`');
  const [username, password, database] = [read('INFLUX_USERNAME'), read('INFLUX_PASSWORD'), read('INFLUX_DATABASE')];
  return {
    ...(username !== undefined && { auth: basicAuth({ username, password: password ?? '' }) }),
    ...(database !== undefined && { database }),
    ...given(options),
    url,
  };
}
