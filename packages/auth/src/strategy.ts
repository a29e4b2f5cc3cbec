import { type Middleware, RequestError, type WireRequest } from '@influxkit/runtime';
import { redacting } from './redacted.js';
import { isOptional, provesAlone, unfit } from './schemes.js';

/** A way to prove who calls. It is what a client takes as `auth`, alone or as a part of `combineAuth`. */
export interface AuthStrategy extends Middleware {
  /** The security schemes of the contract that it satisfies. Empty: it is for whatever nothing else fits. */
  readonly schemes: readonly string[];
  /** Proves who calls, whatever the operation asks for; `combineAuth` calls it once it has found that it fits. */
  readonly authenticate: Middleware;
}

/** Which security schemes of a contract a strategy satisfies. */
export interface SchemeOptions {
  /** For contracts of other APIs: their names for it, in place of those that InfluxDB's contracts have. */
  readonly schemes?: readonly string[] | undefined;
}

/**
 * Makes a strategy of your own, which takes part in `combineAuth`.
 *
 * @param schemes names of the security schemes in the contract that it satisfies
 * @param authenticate adds the credentials: `(request, next) => next({ ...request, headers: { … } })`
 */
export const defineAuth = (schemes: readonly string[], authenticate: Middleware): AuthStrategy =>
  strategyOf(schemes, authenticate, (request, next) => {
    const { operation } = request;
    const { security } = operation;
    if (provesAlone(schemes, security)) return authenticate(request, next);
    if (security && isOptional(security)) return next(request);
    throw unfit(operation, security ?? [], schemes);
  });

/** @param choose finds out what a call needs, and rejects it where that cannot be had */
export const strategyOf = (
  schemes: readonly string[],
  authenticate: Middleware,
  choose: Middleware = authenticate,
): AuthStrategy => {
  const strategy: Middleware = async (request, next) => {
    // What the call brings along wins.
    if (request.headers['authorization'] !== undefined) return next(request);
    checkOrigin(request);
    return choose(request, next);
  };
  return redacting(Object.assign(strategy, { schemes, authenticate }));
};

/**
 * Credentials belong to the client's origin. The client itself goes nowhere else; middleware around it might.
 *
 * @throws RequestError, which does not repeat the address
 */
function checkOrigin({ operation, baseUrl, url }: WireRequest): void {
  if (baseUrl === undefined || url.startsWith(`${baseUrl}/`)) return;
  if (!URL.canParse(url) || new URL(url).origin !== new URL(baseUrl).origin)
    throw new RequestError(operation.name, `it leaves ${new URL(baseUrl).origin}, and credentials stay there`);
}
