import { RequestError, type SecurityScheme, type WireRequest } from '@influxkit/runtime';

/** A description of security schemes; a scheme of a contract fits where all that is given here is the same. */
export interface SchemePattern {
  readonly type: SecurityScheme['type'];
  /** Of `http`: the authentication scheme, such as `bearer`; upper and lower case are the same. */
  readonly scheme?: string | undefined;
  /** Of `apiKey`: where the key goes. */
  readonly in?: 'header' | 'query' | 'cookie' | undefined;
  /** Of `apiKey`: the name of the header, the query parameter or the cookie. */
  readonly name?: string | undefined;
}

/** Which security schemes a strategy serves: the one with this name in the contract, or all that fit a description. */
export type SchemeSelector = string | SchemePattern;

/** Which security schemes of a contract a strategy serves. */
export interface SchemeOptions {
  /**
   * In place of the schemes that the strategy serves by their type: for contracts with several schemes of one type, by
   * name, and for contracts that describe a scheme as something else.
   *
   * @default the schemes of the strategy's type
   * @example
   * import { bearerAuth } from '@influxkit/influxdb';
   *
   * const auth = bearerAuth(process.env.PARTNER_TOKEN ?? '', { schemes: ['partner'] });
   */
  readonly schemes?: readonly SchemeSelector[] | undefined;
}

type Schemes = WireRequest['securitySchemes'];

/** The contract's description of a scheme; undefined where it has none. */
const described = (name: string, schemes: Schemes): SecurityScheme | undefined =>
  schemes && Object.hasOwn(schemes, name) ? schemes[name] : undefined;

/** Whether one of the selectors selects the scheme that the contract calls by this name. */
export function selects(selectors: readonly SchemeSelector[], name: string, schemes: Schemes): boolean {
  const scheme = described(name, schemes);
  return selectors.some((selector) =>
    typeof selector === 'string' ? selector === name : scheme !== undefined && fits(selector, scheme),
  );
}

function fits(pattern: SchemePattern, scheme: SecurityScheme): boolean {
  if (pattern.type !== scheme.type) return false;
  if (scheme.type === 'http')
    return pattern.scheme === undefined || pattern.scheme.toLowerCase() === scheme.scheme.toLowerCase();
  if (scheme.type !== 'apiKey') return true;
  if (pattern.in !== undefined && pattern.in !== scheme.in) return false;
  if (pattern.name === undefined || pattern.name === scheme.name) return true;
  // Names of headers are the same in upper and lower case, those of query parameters and cookies are not.
  return scheme.in === 'header' && pattern.name.toLowerCase() === scheme.name.toLowerCase();
}

/** Alternatives of security schemes; each holds the names of those that go together. */
export type Alternatives = readonly (readonly string[])[];

/**
 * What the operation of a request takes, as far as strategies have to serve it: a certificate (`mutualTLS`) is the
 * transport's to show. Undefined where nothing is known of the contract.
 */
export const alternativesOf = ({ security, securitySchemes }: WireRequest): Alternatives | undefined =>
  security?.map((names) => names.filter((name) => described(name, securitySchemes)?.type !== 'mutualTLS'));

/** The error of a call whose operation takes what none of the strategies serves. */
export function unservedError(
  { operation, securitySchemes }: WireRequest,
  alternatives: Alternatives,
  selectors: readonly SchemeSelector[],
): RequestError {
  const takes = alternatives.map((names) =>
    names.map((name) => labelOf(name, described(name, securitySchemes))).join(' with '),
  );
  const serves = selectors.map((selector) =>
    typeof selector === 'string' ? `the scheme ${selector}` : describe(selector),
  );
  const fixes = alternatives.map((names) =>
    names
      .filter((name) => !selects(selectors, name, securitySchemes))
      .map((name) => remedyFor(name, described(name, securitySchemes)))
      .join(' and '),
  );
  return new RequestError(
    operation.name,
    `the operation takes ${takes.join(' or ')}, and \`auth\` serves ${serves.join(', ') || 'no scheme'}: ` +
      (securitySchemes
        ? `add ${fixes.join(', or ')} by combineAuth()`
        : 'the client does not know what these schemes are; make it by the function that the contract’s package exports, or name the scheme in the strategy’s option `schemes`'),
  );
}

const labelOf = (name: string, scheme: SecurityScheme | undefined): string =>
  scheme ? `${name} (${describe(scheme)})` : name;

/** A scheme in a few words, such as `http bearer` or `apiKey in header "X-Key"`. */
function describe({ type, ...of }: SchemePattern): string {
  return [type, of.scheme?.toLowerCase(), of.in && `in ${of.in}`, of.name && JSON.stringify(of.name)]
    .filter(Boolean)
    .join(' ');
}

/** How a strategy for a scheme is made. */
function remedyFor(name: string, scheme: SecurityScheme | undefined): string {
  const own = `defineAuth([${JSON.stringify(name)}], …)`;
  if (!scheme) return own;
  if (scheme.type === 'apiKey') return `apiKeyAuth(key, { in: '${scheme.in}', name: ${JSON.stringify(scheme.name)} })`;
  if (scheme.type === 'oauth2') return 'oauth2({ tokenUrl, clientId, clientSecret })';
  if (scheme.type !== 'http') return 'bearerAuth(token)';
  const word = scheme.scheme.toLowerCase();
  return word === 'basic' ? 'basicAuth({ username, password })' : word === 'bearer' ? 'bearerAuth(token)' : own;
}
