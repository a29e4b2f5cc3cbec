import { isObject, type JsonValue } from '../../base/json.js';
import type { OpenApiDocument } from '../document/openapi.js';
import { escapeToken } from '../document/pointer.js';
import { DocumentReader, refOf } from '../document/reader.js';

/** Keys below which a `$ref` is a value as any other. */
const values: ReadonlySet<string> = /* @__PURE__ */ new Set(['example', 'examples', 'default', 'enum', 'const']);

/** References of a bundled document that lead nowhere, with the pointers at which they stand. */
export function danglingReferences(document: OpenApiDocument): { readonly ref: string; readonly pointer: string }[] {
  const reader = new DocumentReader(document);
  const found: { ref: string; pointer: string }[] = [];
  const waiting: { value: JsonValue; pointer: string }[] = [{ value: document as unknown as JsonValue, pointer: '' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, pointer } = next;
    const ref = refOf(value);
    if (ref !== undefined && reader.target(ref) === undefined) found.push({ ref, pointer });
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) waiting.push({ value: item, pointer: `${pointer}/${index}` });
    } else if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (values.has(key) || key.startsWith('x-')) continue;
        waiting.push({ value: item, pointer: `${pointer}/${escapeToken(key)}` });
      }
    }
  }
  return found;
}
