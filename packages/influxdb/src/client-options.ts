import type { Credential } from '@influxkit/auth';
import type { ClientOptions, Middleware } from '@influxkit/runtime';
import { tokenAuth } from './token-auth.js';

/** The InfluxDB APIs there are clients of. */
export type Product = 'oss-v2' | 'cloud-v2' | 'cloud-serverless';

/** Where an InfluxDB is, who calls it, and what it works on unless a call says otherwise. */
export interface InfluxDBOptions extends Omit<ClientOptions, 'baseUrl'> {
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

/** @throws TypeError for an option that is missing or contradicts another; a token is never quoted */
export function clientOptions(options: InfluxDBOptions): ClientOptions {
  const { url, token, auth, org, orgID, bucket: _, ...rest } = options;
  if (typeof url !== 'string' || url === '') {
    throw new TypeError('InfluxDB: `url` must be an address such as http://localhost:8086');
  }
  if (org !== undefined && orgID !== undefined) throw new TypeError('InfluxDB: give `org` or `orgID`, not both');
  if (token !== undefined && auth !== undefined) throw new TypeError('InfluxDB: give `token` or `auth`, not both');
  return { ...rest, baseUrl: url, auth: token === undefined ? auth : tokenAuth(token) };
}
