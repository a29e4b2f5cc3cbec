import { isNode } from './document.js';

/** Keywords whose values are schemas by name: a property may be called `required` or `properties` itself. */
const maps = new Set(['properties', 'patternProperties', 'schemas', '$defs']);

/**
 * A copy of a document in which every object that can be a schema has gone through `edit`, innermost first.
 * `edit` changes the copy it is given.
 */
export function rewriteSchemas(
  value: unknown,
  edit: (schema: Record<string, unknown>) => void,
  isMap = false,
): unknown {
  if (Array.isArray(value)) return value.map((item) => rewriteSchemas(item, edit));
  if (!isNode(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) copy[name] = rewriteSchemas(item, edit, !isMap && maps.has(name));
  if (!isMap) edit(copy);
  return copy;
}
