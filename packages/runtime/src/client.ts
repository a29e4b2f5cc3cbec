import { attempting } from './attempt.js';
import { type BindConfig, type ClientConfig, FORMAT } from './client-config.js';
import { RequestError } from './errors.js';
import { addHeaders } from './headers.js';
import { invoke } from './invoke.js';
import type { HttpMethod, Operation, OperationDescriptor } from './operation.js';
import type { CallOptions, ClientOptions } from './options.js';
import { isUnsafe } from './path.js';
import { requestOf } from './request.js';
import { retrying } from './retry.js';
import type { Middleware, RequestBody, Transport } from './wire.js';

/** Where a client keeps what its methods run on. */
export const core: unique symbol = /* @__PURE__ */ Symbol.for('influxkit');

/** What a client's methods run on; for helpers that need more than `request()`. */
export interface Core {
  /** The client's base URL without a slash at its end. */
  readonly baseUrl: string;
  /** What every request carries; names in lower case. A function, for one may be a credential, which must not print. */
  readonly headers: () => Record<string, string>;
  /** Values of the path parameters that are bound, by the parameters' names. */
  readonly bound: Readonly<Record<string, unknown>>;
  /** What the client knows of its contract. */
  readonly config: ClientConfig;
  /** Sends a request through middleware, authentication, retries and timeout. */
  readonly send: Transport;
}

/** What every client has, with or without a resource tree. */
export interface ApiClient {
  /** Reaches any path of the server. Never throws for a status. */
  request(options: RawRequest): Promise<RawResponse>;
  readonly [core]: Core;
}

export interface RawRequest extends CallOptions {
  readonly method: string;
  /** From the base URL, with a leading slash, already encoded; it may carry a query of its own. */
  readonly path: string;
  /** Keys and values are encoded; an array repeats its key; undefined and null are left out. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: RequestBody | undefined;
  /** Whether it may be sent again after a failure. Default: as HTTP says of the method. */
  readonly idempotent?: boolean | undefined;
}

export interface RawResponse {
  readonly statusCode: number;
  /** Names are in lower case. */
  readonly headers: Record<string, string>;
  /** Whole; of a failure at most 1 MiB. */
  readonly body: Uint8Array;
}

/** Any method: what `Operation` remembers. */
export type AnyMethod = (...args: never[]) => unknown;

/**
 * A client without a registry of operations: the smallest there is. For `call()` and `request()`.
 *
 * @param config what a generated client knows of its contract, where parameters of its operations are bound
 * @throws TypeError for an option that cannot be meant
 */
export function createClient(options: ClientOptions, config: ClientConfig = { format: FORMAT }): ApiClient {
  // The compiler has said so already, but where the code is not compiled.
  if (config.format !== FORMAT)
    throw new TypeError(
      `the client was generated in format ${config.format} and @influxkit/runtime takes ${FORMAT}: install the generator and the runtime of one release and generate again`,
    );
  const { auth, timeout = 10_000, maxAnswerSize = 2 ** 27 } = options;
  const bound = boundValues(options, config.bind);
  const headers = addHeaders(options.headers, addHeaders(bound.headers));
  const stages: Middleware[] = [...(options.middleware ?? [])];
  if (auth) stages.push((request, next) => (request.security?.length === 0 ? next(request) : auth(request, next)));
  stages.push(retrying(options.retry));
  const own: Core = {
    baseUrl: checkBaseUrl(options.baseUrl),
    headers: () => ({ ...headers }),
    bound: bound.path,
    config,
    send: stages.reduceRight<Transport>(
      (next, stage) => (request) => stage(request, next),
      attempting(options.transport ?? fetching(options.fetch), timeout, maxAnswerSize),
    ),
  };

  return {
    request: async (raw) => {
      const { method, path, idempotent } = raw;
      const [pathname] = path.split('?') as [string];
      const name = `${method} ${pathname}`;
      if (!/^[a-z]+ \/[^\s\\#{}]*$/i.test(`${method} ${path}`) || isUnsafe(pathname))
        throw new RequestError(name, 'method and path must be like GET /api/v2/ready, encoded, without ".." segments');
      const operation = {
        name,
        method: method.toUpperCase() as HttpMethod,
        path,
        idempotent,
      } as OperationDescriptor;
      const [request] = requestOf(own, operation, path, raw.query, raw.body, raw);
      const answer = await own.send({ ...request, read: 'bytes' });
      return {
        statusCode: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: new Uint8Array(await answer.arrayBuffer()),
      };
    },
    [core]: own,
  };
}

/** Values of the parameters that are bound, from the options that stand for them. */
function boundValues(
  options: ClientOptions,
  { path = {}, headers = {}, required = [] }: BindConfig = {},
): Record<'path' | 'headers', Record<string, unknown>> {
  const valuesOf = (names: Readonly<Record<string, string>>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(names).map(([name, option]) => [name, (options as unknown as Record<string, unknown>)[option]]),
    );
  const values = { path: valuesOf(path), headers: valuesOf(headers) };
  for (const [name, value] of Object.entries({ ...values.headers, ...values.path })) {
    if (value !== undefined || !(name in path || required.includes(name))) continue;
    throw new TypeError(`${path[name] ?? headers[name]} must be given: operations of this client take it as ${name}`);
  }
  return values;
}

/**
 * The platform's fetch as a transport. It follows no redirect by itself: fetch would carry a body, and from HTTPS to
 * HTTP everything, to whatever address an answer names.
 */
const fetching =
  (custom: typeof fetch | undefined): Transport =>
  ({ method, url, headers, body, signal }) =>
    (custom ?? fetch)(url, {
      method,
      headers,
      body,
      signal,
      redirect: 'manual',
      // Only streams need it; the type does not know it yet.
      duplex: 'half',
    } as RequestInit);

function checkBaseUrl(baseUrl: string): string {
  const { protocol, href, origin, pathname } = URL.canParse(baseUrl) ? new URL(baseUrl) : ({} as Partial<URL>);
  // A user name, a password, a query or a fragment would make it another address than origin and path.
  if (!/^http/.test(protocol as string) || href !== (origin as string) + pathname)
    throw new TypeError('baseUrl must be like http://localhost:8086, without password and query');
  return (href as string).replace(/\/+$/, '');
}

/** Calls one operation: `await call(api, bucketsList, { limit: 50 })`. */
export function call<M extends AnyMethod>(
  api: ApiClient,
  operation: Operation<M>,
  ...args: Parameters<M>
): ReturnType<M> {
  return invoke(api[core], operation, args) as ReturnType<M>;
}

/** The method of one operation, as the resource tree has it: `const list = method(api, bucketsList)`. */
export function method<M extends AnyMethod>(api: ApiClient, operation: Operation<M>): M {
  const own = api[core];
  const invoked = (...args: unknown[]): unknown => invoke(own, operation, args);
  return Object.assign(invoked, { operation, [core]: own }) as unknown as M;
}
