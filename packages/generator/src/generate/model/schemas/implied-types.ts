import type { JsonType, SchemaNode } from './schema-form.js';

/** The type of a schema that says none: that of what its keywords speak of, as authors mean it; none where it may be any. */
export function impliedTypes({ object, array }: SchemaNode): readonly JsonType[] {
  const { properties, additional, patterns, names } = object ?? {};
  if (properties ?? additional ?? patterns ?? names) return ['object'];
  return (array?.prefix ?? (array?.items !== undefined && array.items !== true)) ? ['array'] : [];
}
