import { type OperationDescriptor, RequestError } from '@influxkit/runtime';

/** The security schemes of the InfluxDB contracts, and what gives them. */
const strategies = (name: string): string | undefined =>
  name === 'TokenAuthentication'
    ? 'tokenAuth(token)'
    : name === 'BasicAuthentication'
      ? 'basicAuth({ username, password })'
      : name === 'QuerystringAuthentication'
        ? 'queryAuth({ username, password })'
        : undefined;

/** Alternatives of security schemes; each holds the names that go together. */
export type Security = NonNullable<OperationDescriptor['security']>;

/**
 * Whether a strategy by itself proves what an operation asks for. What the operation does not say, and schemes of a
 * contract of another API, are the caller's to know.
 */
export const provesAlone = (schemes: readonly string[], security: Security | undefined): boolean =>
  !security ||
  schemes.length === 0 ||
  security.some(
    (names) => names.length > 0 && names.every((name) => schemes.includes(name) || strategies(name) === undefined),
  );

/** Whether an operation works without credentials as well. */
export const isOptional = (security: Security): boolean =>
  security.length === 0 || security.some((names) => names.length === 0);

/** The error of a call that none of the given strategies fits. */
export function unfit({ name }: OperationDescriptor, security: Security, given: readonly string[]): RequestError {
  const together = (names: readonly string[]): string => names.join(' with ');
  const fix = (names: readonly string[]): string =>
    names.map((each) => strategies(each) ?? `a strategy with { schemes: ['${each}'] }`).join(' and ');
  return new RequestError(
    name,
    `it takes ${security.map(together).join(' or ')}, and auth gives ${given.join(', ') || 'none'}: ` +
      `add ${security.map(fix).join(', or ')} by combineAuth()`,
  );
}
