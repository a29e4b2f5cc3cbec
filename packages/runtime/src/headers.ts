import { RequestError } from './errors.js';
import type { WireRequest } from './wire.js';

/** Adds headers under lower-case names; those without a value are left out. */
export function addHeaders(
  headers: Readonly<Record<string, unknown>> | undefined,
  to: Record<string, string> = {},
): Record<string, string> {
  for (const name in headers) {
    const value = headers[name];
    if (value != null) to[name.toLowerCase()] = String(value);
  }
  return to;
}

/**
 * Refuses what could become another header or another request, before any platform's own check:
 * those put the value, which may be a credential, into their message.
 *
 * @throws RequestError naming the header, never its value
 */
export function checkHeaders({ operation, headers }: WireRequest): void {
  for (const name in headers)
    if (!/^[\w!#$%&'*+.^`|~-]+\n[\t -~\x80-\xff]*$/.test(`${name}\n${headers[name]}`))
      throw new RequestError(operation.name, `header ${JSON.stringify(name)} holds a character that HTTP cannot carry`);
}
