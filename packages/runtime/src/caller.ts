import { type Call, callOperation } from './call.js';
import type { CallerOptions } from './client-options.js';
import { type ContractFacts, type Core, core } from './core.js';
import type { Operation } from './operation.js';
import { lowerCaseNames } from './request.js';
import type { Middleware, Transport } from './transport.js';
import { withTimeout } from './with-timeout.js';

/** What `call()` and `method()` need, and what every client is. */
export interface Caller {
  readonly [core]: Core;
}

/** Any method: what `Operation` remembers. */
export type AnyMethod = (...args: never[]) => unknown;

/**
 * The smallest client there is, for `call()` and `method()` where every byte of a bundle counts. It has no `request()`,
 * follows no redirect, adds no callers to the stacks of errors, knows no more of failures than their `message` and of broken
 * connections than what the platform says, and sends nothing again unless it is given `withRetry()`; of what only some
 * operations need (streams, styles of parameters) a bundle has as much as the operations bring along that are called.
 *
 * @param contract what it knows of the contract of its operations
 * @throws TypeError for a base URL that is not one
 * @example
 * // npm install @influxkit/influxdb @influxkit/oss-v2 @influxkit/runtime
 * import { tokenAuth } from '@influxkit/influxdb/auth';
 * import { bucketsList } from '@influxkit/oss-v2';
 * import { call, createCaller, withRetry } from '@influxkit/runtime';
 *
 * const auth = tokenAuth(process.env.INFLUX_TOKEN ?? '');
 * const api = createCaller({ baseUrl: 'http://localhost:8086', auth, retry: withRetry(3) });
 * const { buckets } = await call(api, bucketsList, { limit: 50 });
 */
export function createCaller(options: CallerOptions, contract?: ContractFacts): Caller {
  const headers = lowerCaseNames(options.headers);
  const own: Core = {
    ...contract,
    baseUrl: checkBaseUrl(options.baseUrl),
    headers: () => ({ ...headers }),
    send: pipelineOf(options, contract),
  };
  // Not enumerable: internals do not print.
  return Object.defineProperty({}, core, { value: own }) as Caller;
}

/** What a request goes through, from the outside in: middleware, authentication, retries, timeout, transport. */
function pipelineOf(options: CallerOptions, contract: ContractFacts | undefined): Transport {
  const { auth, retry, middleware = [], timeout, maxResponseSize = 2 ** 27 } = options;
  const transport = options.transport ?? fetchTransport(options.fetch);
  const stages = [...middleware, auth && whereNeeded(auth), retry].filter((stage) => stage !== undefined);
  return stages.reduceRight<Transport>(
    (next, stage) => (request) => stage(request, next),
    withTimeout(transport, {
      timeout,
      maxResponseSize,
      features: contract?.features,
    }),
  );
}

/** Authentication for requests that need it. */
const whereNeeded =
  (auth: Middleware): Middleware =>
  (request, next) =>
    request.security?.length === 0 ? next(request) : auth(request, next);

/**
 * The platform's fetch as a transport. It follows no redirect by itself: fetch would carry a body, and from HTTPS to
 * HTTP everything, to whatever address a response names.
 */
export const fetchTransport =
  (custom: typeof fetch | undefined): Transport =>
  ({ method, url, headers, body, signal }) => {
    // `duplex` is needed by streams alone, and the type does not know it yet.
    const init = { method, headers, body, signal, redirect: 'manual', duplex: 'half' } as RequestInit;
    // Asked for with each request: programs replace the global one.
    return (custom ?? fetch)(url, init);
  };

function checkBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  // A user name, a password, a query or a fragment would make it another address than origin and path.
  if (!url?.protocol.startsWith('http') || url.href !== url.origin + url.pathname)
    throw new TypeError('baseUrl must be like http://localhost:8086, without password and query');
  return url.href.replace(/\/+$/, '');
}

/**
 * Calls one operation.
 *
 * @example
 * // npm install @influxkit/influxdb @influxkit/oss-v2
 * import { call, createClient, tokenAuth } from '@influxkit/influxdb';
 * import { bucketsList } from '@influxkit/oss-v2';
 *
 * const api = createClient({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 * const { buckets } = await call(api, bucketsList, { limit: 50 });
 */
export function call<M extends AnyMethod>(api: Caller, operation: Operation<M>, ...args: Parameters<M>): ReturnType<M> {
  return callOperation(api[core], operation, args) as ReturnType<M>;
}

/**
 * The method of one operation, as the resource tree has it.
 *
 * @example
 * // npm install @influxkit/influxdb @influxkit/oss-v2 @influxkit/runtime
 * import { tokenAuth } from '@influxkit/influxdb/auth';
 * import { bucketsList } from '@influxkit/oss-v2';
 * import { createCaller, method } from '@influxkit/runtime';
 *
 * const api = createCaller({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 * const list = method(api, bucketsList);
 * const { buckets } = await list({ limit: 50 });
 */
export function method<M extends AnyMethod>(api: Caller, operation: Operation<M>): M {
  const own = api[core];
  const invoke = (...args: unknown[]): Call<unknown> => callOperation(own, operation, args);
  // Not enumerable: a method prints as its name.
  return Object.defineProperties(invoke, {
    name: { value: operation.name, configurable: true },
    operation: { value: operation },
    [core]: { value: own },
  }) as unknown as M;
}
