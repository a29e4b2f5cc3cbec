import { type AuthStrategy, bearerAuth, type Credential } from '@influxkit/auth';
import type { ValueOptions } from '@influxkit/query';
import type { ClientOptions, Middleware, Transport } from '@influxkit/runtime';
import type { FlightOptions } from '@influxkit/sql/flight';
import { writesOverNodeHttp } from '#node-http';
import { checkNames, checkToken, checkUrl, type HintFacts, withHints } from './hints.js';
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
export interface ConnectionOptions extends Omit<ClientOptions, 'baseUrl'>, ValueOptions {
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

/** Which way queries of InfluxDB 3 go. */
export interface QueryTransportOptions extends Pick<ClientOptions, 'fetch'> {
  /**
   * `'flight'`: queries go over Arrow Flight. `'http'`: over HTTP. A transport, such as `nodeTransport()`: all requests are
   * sent by it, and queries go over HTTP.
   *
   * @default in Node, Deno and Bun Flight where the server has it, otherwise HTTP
   */
  readonly transport?: Transport | 'http' | 'flight' | undefined;
  /** How queries go over Flight, which has a connection of its own: certificates, a proxy, limits. @default none */
  readonly flight?: FlightOptions | undefined;
}

/** Where a Cloud Serverless is, who calls it, and what it works on unless a call says otherwise. */
export interface CloudServerlessOptions extends InfluxDBOptions, Pick<QueryTransportOptions, 'flight'> {}

/** Where an InfluxDB 3 is, who calls it, and what it works on unless a call says otherwise. */
export interface InfluxDB3Options extends Omit<ConnectionOptions, 'transport'>, QueryTransportOptions {
  /**
   * The database that is written to and queried.
   *
   * @default none: each call names its own
   */
  readonly database?: string | undefined;
}

/** Where an InfluxDB 1.x is, who calls it, and what it works on unless a call says otherwise. */
export interface InfluxDBV1Options extends Omit<ConnectionOptions, 'token'> {
  /**
   * The database that is written to and queried.
   *
   * @default none: each call names its own
   */
  readonly database?: string | undefined;
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

/** The options that clients of all products take. */
type CommonNames = Exclude<keyof ConnectionOptions, 'token'>;

export const COMMON_NAMES: Record<CommonNames, 1> = {
  url: 1,
  auth: 1,
  headers: 1,
  timeout: 1,
  retry: 1,
  middleware: 1,
  fetch: 1,
  transport: 1,
  maxResponseSize: 1,
  times: 1,
  integers: 1,
  preset: 1,
};

/** The options that clients of a product take. */
type Names<Options> = Record<keyof Options, 1>;

/** @throws TypeError for an option that is missing or contradicts another; a token is never quoted */
export function clientOptions(options: InfluxDBOptions, expectation: Expectation): ClientOptions {
  const names: Names<InfluxDBOptions & CloudServerlessOptions> = {
    ...COMMON_NAMES,
    token: 1,
    org: 1,
    orgID: 1,
    bucket: 1,
    flight: 1,
  };
  checkNames(options, 'bucket', names);
  const { org, orgID, bucket: _, ...rest } = options;
  if (org !== undefined && orgID !== undefined) throw new TypeError('InfluxDB: give `org` or `orgID`, not both');
  return connectionOptions(rest, tokenAuth, expectation, org !== undefined || orgID !== undefined);
}

/** Of a client of InfluxDB 3. @throws as `clientOptions` does */
export function client3Options(options: InfluxDB3Options, expectation: Expectation): ClientOptions {
  const names: Names<InfluxDB3Options> = { ...COMMON_NAMES, token: 1, database: 1, flight: 1 };
  checkNames(options, 'database', names);
  const { database, transport, flight: _, ...rest } = options;
  checkName('database', database);
  const own = typeof transport === 'string' ? {} : { transport };
  return connectionOptions({ ...rest, ...own }, bearerAuth, expectation);
}

/** @throws TypeError for a name that cannot be one */
export function checkName(option: string, name: string | undefined): void {
  if (name !== undefined && (typeof name !== 'string' || name === ''))
    throw new TypeError(`InfluxDB: \`${option}\` must be a non-empty string`);
}

/** How the values of all queries of a client are given. */
export const valueOptions = ({ times, integers, preset }: ValueOptions): ValueOptions => ({ times, integers, preset });

/** @param hasOrganization whether an organization was given; undefined for servers that have none */
export function connectionOptions(
  options: ConnectionOptions,
  authOf: (token: Credential) => AuthStrategy,
  expectation?: Expectation,
  hasOrganization?: boolean,
): ClientOptions {
  const { url, token, auth, middleware = [], times: _, integers: __, preset: ___, ...rest } = options;
  checkUrl(url);
  checkToken(token);
  if (token !== undefined && auth !== undefined) throw new TypeError('InfluxDB: give `token` or `auth`, not both');
  const facts: HintFacts = { hasCredentials: token !== undefined || auth !== undefined, hasOrganization };
  const checks = [...(expectation === undefined ? [] : [serverCheck(expectation)]), withHints(facts)];
  // Who brings a way of his own to send requests wants it to be taken.
  const isOwn = rest.fetch !== undefined || rest.transport !== undefined;
  const transports = isOwn || writesOverNodeHttp === undefined ? [] : [writesOverNodeHttp];
  return {
    ...rest,
    baseUrl: url,
    auth: token === undefined ? auth : authOf(token),
    // The innermost: what others see of a response is what the server sent.
    middleware: [...middleware, ...checks, ...transports],
  };
}
