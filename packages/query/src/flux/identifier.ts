import { expression, type FluxExpression } from './expression.js';

const KEYWORDS = new Set(
  'and import option if or package builtin then not return testcase else exists true false'.split(' '),
);

/**
 * A name in Flux: of a variable, a function, or a property after a dot. Names that are not identifiers, as tag keys
 * may be, are reached by `r["name"]`, with a string.
 *
 * @throws TypeError for a name that is not an identifier.
 */
export const fluxIdentifier = (name: string): FluxExpression => {
  if (typeof name === 'string' && /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name) && !KEYWORDS.has(name))
    return expression(name);
  throw new TypeError(
    `not a Flux identifier: ${JSON.stringify(String(name).slice(0, 40))}; use letters, digits and _, or reach a column by r["…"] with a string`,
  );
};
