import { type AuthStrategy, bearerAuth, type Credential } from '@influxkit/auth';
import type { ClientOptions, Middleware } from '@influxkit/runtime';
import { type Expectation, serverCheck } from './server-check.js';
import { tokenAuth } from './token-auth.js';

/** The InfluxDB APIs there are clients of: of InfluxDB 2.x, of InfluxDB 3, of InfluxDB 1.x. */
export type Product =
  | 'oss-v2'
  | 'cloud-v2'
  | 'cloud-serverless'
  | 'core'
  | 'enterprise'
  | 'cloud'
  | 'dedicated'
  | 'clustered'
  | 'v1';

/** Where an InfluxDB is, and who calls it. */
export interface ConnectionOptions extends Omit<ClientOptions, 'baseUrl'> {
  /** Address of the server, such as `http://localhost:8086`; a path is kept. */
  readonly url: string;
  /**
   * An API token, or a provider that gives it. Leave it out where `auth` is given or none is needed.
   *
   * @default none
   */
  readonly token?: Credential | undefined;
  /**
   * Another way to authenticate, such as `sessionAuth()`. Not together with `token`.
   *
   * @default by `token`, where it is given
   */
  readonly auth?: Middleware | undefined;
}

/** Where an InfluxDB is, who calls it, and what it works on unless a call says otherwise. */
export interface InfluxDBOptions extends ConnectionOptions {
  /**
   * Name of the organization that is written to and queried. Not together with `orgID`.
   *
   * @default none
   */
  readonly org?: string | undefined;
  /**
   * ID of the organization, in place of `org`.
   *
   * @default none
   */
  readonly orgID?: string | undefined;
  /**
   * The bucket that `writer()` and `delete()` use when they are given none.
   *
   * @default none: each call names its own
   */
  readonly bucket?: string | undefined;
}

/** Where an InfluxDB 3 is, who calls it, and what it works on unless a call says otherwise. */
export interface InfluxDB3Options extends ConnectionOptions {
  /**
   * The database that is written to and queried.
   *
   * @default none: each call names its own
   */
  readonly database?: string | undefined;
}

/** Where an InfluxDB 1.x is, who calls it, and what it works on unless a call says otherwise. */
export interface InfluxDBV1Options extends Omit<InfluxDB3Options, 'token'> {
  /**
   * How to authenticate: `basicAuth({ username, password })`, or `bearerAuth()` for a JSON Web Token.
   *
   * @default none
   */
  readonly auth?: Middleware | undefined;
  /**
   * The retention policy that is written to and queried.
   *
   * @default the database's
   */
  readonly retentionPolicy?: string | undefined;
}

/** @throws TypeError for an option that is missing or contradicts another; a token is never quoted */
export function clientOptions(options: InfluxDBOptions, expectation: Expectation): ClientOptions {
  const { org, orgID, bucket: _, ...rest } = options;
  if (org !== undefined && orgID !== undefined) throw new TypeError('InfluxDB: give `org` or `orgID`, not both');
  return connectionOptions(rest, tokenAuth, expectation);
}

/** Of a client of InfluxDB 3. @throws as `clientOptions` does */
export function client3Options(options: InfluxDB3Options, expectation: Expectation): ClientOptions {
  const { database, ...rest } = options;
  checkName('database', database);
  return connectionOptions(rest, bearerAuth, expectation);
}

/** @throws TypeError for a name that cannot be one */
export function checkName(option: string, name: string | undefined): void {
  if (name !== undefined && (typeof name !== 'string' || name === ''))
    throw new TypeError(`InfluxDB: \`${option}\` must be a non-empty string`);
}

export function connectionOptions(
  { url, token, auth, middleware = [], ...rest }: ConnectionOptions,
  authOf: (token: Credential) => AuthStrategy,
  expectation?: Expectation,
): ClientOptions {
  if (typeof url !== 'string' || url === '') {
    throw new TypeError('InfluxDB: `url` must be an address such as http://localhost:8086');
  }
  if (token !== undefined && auth !== undefined) throw new TypeError('InfluxDB: give `token` or `auth`, not both');
  return {
    ...rest,
    baseUrl: url,
    auth: token === undefined ? auth : authOf(token),
    // The innermost: what others see of a response is what the server sent.
    middleware: expectation === undefined ? middleware : [...middleware, serverCheck(expectation)],
  };
}
