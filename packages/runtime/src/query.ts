import { RequestError } from './errors.js';
import { kindOf } from './kind.js';
import type { QueryParameter } from './operation.js';

/**
 * Encodes a query; keys and values always are. Undefined and null are left out, a `Date` becomes RFC 3339.
 * An array repeats its key unless the parameter says otherwise; an object needs a parameter that says how.
 *
 * @returns the pairs, each with an ampersand before it
 * @throws RequestError naming the parameter, never its value
 */
export function encodeQuery(operation: string, query: unknown, parameters: readonly QueryParameter[] = []): string {
  let pairs = '';
  const wrong = (name: string, value: unknown): never => {
    throw new RequestError(operation, `${name} must not be ${kindOf(value)}`);
  };
  const put = (key: string, value: unknown, separator?: string): void => {
    let more: string | undefined;
    for (const part of Array.isArray(value) ? value : [value]) {
      if (part === undefined || part === null) continue;
      const scalar = part instanceof Date ? part.toISOString() : part;
      if (Object(scalar) === scalar || (typeof scalar === 'number' && !Number.isFinite(scalar)))
        wrong(`query parameter "${key}"`, scalar);
      pairs += (more ?? `&${encodeURIComponent(key)}=`) + encodeURIComponent(scalar);
      more = separator;
    }
  };

  if (typeof (query ?? {}) !== 'object') wrong('the query', query);
  for (const [key, value] of Object.entries(query ?? {})) {
    const style = parameters.find((parameter) => Array.isArray(parameter) && parameter[0] === key)?.[1];
    if (style === 'json') put(key, JSON.stringify(value));
    else if (style === 'deepObject')
      for (const [property, part] of Object.entries(value ?? {})) put(`${key}[${property}]`, part);
    else put(key, value, { csv: ',', ssv: '%20', pipes: '%7C' }[style as string]);
  }
  return pairs;
}
