import type { OperationDescriptor } from '@influxkit/runtime';
import { isOptional, unfit } from './schemes.js';
import { type AuthStrategy, strategyOf } from './strategy.js';

/**
 * Several strategies for one client: each call uses the one that its operation's security in the contract names. Where
 * several do, the first given is used.
 *
 * An operation that says nothing takes the contracts' default, a token; so does `api.request()`, which takes the first
 * strategy but `queryAuth` where there is no token. An operation without security gets no credentials.
 *
 * A call that none of them fits is rejected with a `RequestError` before it is sent; it says which schemes would do.
 */
export function combineAuth(...strategies: AuthStrategy[]): AuthStrategy {
  const schemes = [...new Set(strategies.flatMap((strategy) => strategy.schemes))];
  return strategyOf(schemes, (request, next) =>
    chosen(strategies, schemes, request.operation).reduceRight(
      (inner, strategy) => (each) => strategy.authenticate(each, inner),
      next,
    )(request),
  );
}

const token = [['TokenAuthentication']];

/** The strategies that an operation needs together. */
function chosen(
  strategies: readonly AuthStrategy[],
  schemes: readonly string[],
  operation: OperationDescriptor,
): readonly AuthStrategy[] {
  const { name, path, security = token } = operation;
  for (const strategy of strategies)
    for (const names of security)
      if (names.some((each) => strategy.schemes.includes(each)) && names.every((each) => schemes.includes(each)))
        // Each of them once, the one that was found first: it may prove more than one scheme.
        return [strategy, ...strategies].filter(
          (each, index, all) => all.indexOf(each) === index && proves(all.slice(0, index), each, names),
        );
  // `api.request()` names a call by method and path; of a path of another API only its contract knows the default.
  const unknown = !operation.security && (name.includes(' ') || !/^\/api\/v2(\/|$)/.test(path));
  const last =
    (unknown && strategies.find((each) => each.schemes.some((scheme) => !scheme.startsWith('Querystring')))) ||
    strategies.find((each) => each.schemes.length === 0);
  if (last) return [last];
  if (isOptional(security)) return [];
  throw unfit(operation, security, schemes);
}

/** Whether a strategy proves one of the schemes that those before it leave open. */
const proves = (before: readonly AuthStrategy[], strategy: AuthStrategy, names: readonly string[]): boolean =>
  names.some((name) => strategy.schemes.includes(name) && !before.some((each) => each.schemes.includes(name)));
