import { type Middleware, RequestError, type Transport, type WireRequest } from '@influxkit/runtime';
import { alternativesOf, type SchemeSelector, selects, unservedError } from './schemes.js';
import { redacting } from './secret.js';

/** A way to authenticate. It is what a client takes as `auth`, alone or as a part of `combineAuth`. */
export interface AuthStrategy extends Middleware {
  /** The security schemes that it serves. */
  readonly schemes: readonly SchemeSelector[];
  /** Adds the credentials whatever the operation takes; it is called once that is known to fit. */
  readonly authenticate: Middleware;
  /** Of `anonymous`: a call that no strategy serves goes without credentials. */
  readonly anonymous?: true;
  /** Of `combineAuth`: the strategies that it chooses from. */
  readonly strategies?: readonly AuthStrategy[];
}

/**
 * Makes a strategy of your own, alone or for `combineAuth`. It is used for operations that take a scheme which it serves,
 * and for no others.
 *
 * @param schemes the security schemes that it serves, by their names in the contract or by description
 * @param authenticate adds the credentials: `(request, next) => next({ ...request, headers: { … } })`
 * @example
 * import { createHmac } from 'node:crypto';
 * import { defineAuth } from '@influxkit/influxdb';
 *
 * const signature = (text: string) => createHmac('sha256', process.env.SIGNING_KEY ?? '').update(text).digest('hex');
 * const auth = defineAuth([{ type: 'apiKey', in: 'header', name: 'X-Signature' }], (request, next) => {
 *   const headers = { ...request.headers, 'x-signature': signature(`${request.method} ${request.url}`) };
 *   return next({ ...request, headers });
 * });
 */
export const defineAuth = (schemes: readonly SchemeSelector[], authenticate: Middleware): AuthStrategy =>
  strategyOf({ schemes, authenticate });

/**
 * No credentials: for servers that ask for none. As a part of `combineAuth` it lets calls go that nothing else serves,
 * for the server to decide.
 *
 * @example
 * import { anonymous, bearerAuth, combineAuth } from '@influxkit/influxdb';
 *
 * const auth = combineAuth(bearerAuth(process.env.API_TOKEN ?? ''), anonymous());
 */
export const anonymous = (): AuthStrategy =>
  strategyOf({ schemes: [], authenticate: (request, next) => next(request), anonymous: true });

/**
 * Several strategies for one client: each call uses those that its operation's security in the contract asks for. Where
 * several alternatives can be had, it is the one of the strategy that was given first.
 *
 * A call that they do not serve is rejected with a `RequestError` before it is sent; it says which strategy to add.
 *
 * @example
 * import { basicAuth, bearerAuth, combineAuth } from '@influxkit/influxdb';
 *
 * const auth = combineAuth(
 *   bearerAuth(process.env.API_TOKEN ?? ''),
 *   basicAuth({ username: 'ada', password: process.env.PASSWORD ?? '' }),
 * );
 */
export function combineAuth(...strategies: AuthStrategy[]): AuthStrategy {
  const parts = strategies.flatMap((strategy) => strategy.strategies ?? [strategy]);
  const schemes = [...new Set(parts.flatMap((strategy) => strategy.schemes))];
  const authenticate: Middleware = (request, next) => authenticateBy(strategiesFor(request, parts), request, next);
  return strategyOf({ schemes, authenticate, strategies: parts });
}

function strategyOf(properties: Pick<AuthStrategy, keyof AuthStrategy>): AuthStrategy {
  const middleware: Middleware = async (request, next) => {
    // What the call brings along wins.
    if (request.headers['authorization'] !== undefined) return next(request);
    const chosen = strategiesFor(request, properties.strategies ?? [strategy]);
    if (chosen.length === 0) return next(request);
    checkOrigin(request);
    return authenticateBy(chosen, request, next);
  };
  const strategy: AuthStrategy = redacting(Object.assign(middleware, properties));
  return strategy;
}

/** Adds the credentials of several strategies, one around the other, so that each gets its own 401. */
const authenticateBy = (strategies: readonly AuthStrategy[], request: WireRequest, next: Transport) =>
  strategies.reduceRight((inner, strategy) => (each) => strategy.authenticate(each, inner), next)(request);

/**
 * The strategies that a request needs together: none where its operation takes no credentials, or may go without them
 * and nothing serves it.
 *
 * @throws RequestError where the operation takes what none of them serves
 */
function strategiesFor(request: WireRequest, strategies: readonly AuthStrategy[]): readonly AuthStrategy[] {
  const alternatives = alternativesOf(request);
  // Of a client without a contract only the caller knows what the server takes.
  if (!alternatives) return strategies.filter((strategy) => !strategy.anonymous).slice(0, 1);
  const serves = (strategy: AuthStrategy, name: string): boolean =>
    selects(strategy.schemes, name, request.securitySchemes);
  for (const first of strategies)
    for (const names of alternatives)
      if (
        names.some((name) => serves(first, name)) &&
        names.every((name) => strategies.some((strategy) => serves(strategy, name)))
      ) {
        const order = [first, ...strategies.filter((strategy) => strategy !== first)];
        // Of each scheme the first that serves it; one strategy may serve several.
        return order.filter((strategy) =>
          names.some((name) => order.find((other) => serves(other, name)) === strategy),
        );
      }
  const isOptional = alternatives.length === 0 || alternatives.some((names) => names.length === 0);
  if (isOptional || strategies.some((strategy) => strategy.anonymous)) return [];
  const schemes = [...new Set(strategies.flatMap((strategy) => strategy.schemes))];
  throw unservedError(request, alternatives, schemes);
}

/**
 * Credentials belong to the client's origin, and to the server that the contract gives an operation which says itself what
 * it takes. The client itself goes nowhere else; middleware around it might.
 *
 * @throws RequestError, which does not repeat the address
 */
function checkOrigin({ operation, baseUrl, url }: WireRequest): void {
  if (baseUrl === undefined || url.startsWith(`${baseUrl}/`)) return;
  const { origin } = new URL(baseUrl);
  const allowed = [origin, operation.security && originOf(operation.server)];
  if (!allowed.includes(originOf(url) ?? ''))
    throw new RequestError(
      operation.name,
      `the request goes to another origin than ${origin}, and credentials stay there: send it by a client of its own`,
    );
}

const originOf = (url: string | undefined): string | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
