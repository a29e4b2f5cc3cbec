import type { AuthStrategy } from './strategy.js';
import { tokenAuth } from './token.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where to connect and as whom; the first two are what a client takes. The token is in `auth`, and nowhere to be seen. */
export interface Connection {
  readonly baseUrl: string;
  readonly auth: AuthStrategy;
  readonly org: string | undefined;
  readonly bucket: string | undefined;
}

export interface EnvOptions {
  /** Default: `process.env`, which Node, Deno, Bun and workers with Node's compatibility have. A page has none. */
  readonly env?: Environment | undefined;
}

/** What the variables say; an empty one says nothing, as shells and container files write it. */
export interface Variables {
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly org: string | undefined;
  readonly bucket: string | undefined;
}

/** The environment of the platform, where it has one. */
export const environment = (): Environment => (globalThis as { process?: { env?: Environment } }).process?.env ?? {};

export function variablesOf(env: Environment): Variables {
  const of = (name: string): string | undefined => env[name]?.trim() || undefined;
  return {
    url: of('INFLUX_HOST') ?? of('INFLUX_URL'),
    token: of('INFLUX_TOKEN'),
    org: of('INFLUX_ORG'),
    bucket: of('INFLUX_BUCKET_NAME'),
  };
}

/**
 * Takes address, token, organization and bucket from the variables that users of InfluxDB keep them in: `INFLUX_HOST` or
 * `INFLUX_URL`, `INFLUX_TOKEN`, `INFLUX_ORG`, `INFLUX_BUCKET_NAME`.
 *
 * @throws Error naming the variable that is missing
 */
export function fromEnv({ env = environment() }: EnvOptions = {}): Connection {
  const { url, token, org, bucket } = variablesOf(env);
  if (url === undefined) throw new Error('no address of a server: set INFLUX_HOST (or INFLUX_URL)');
  if (token === undefined) throw new Error('no token for the server: set INFLUX_TOKEN');
  return { baseUrl: url, auth: tokenAuth(token), org, bucket };
}
