import { heldSchemas } from '../../model/schemas/properties.js';
import type { Schema } from '../../model/schemas/schema-form.js';
import { quoteDouble } from './printed-types.js';

/** Most names of a `propertyNames` that are written out as members. */
const MOST_NAMES = 500;

/** The names that the properties of an object may have, where `propertyNames` lists them. */
export function listedNames(names: Schema | undefined): readonly string[] | undefined {
  if (names === undefined || names === true) return undefined;
  if (names === false) return [];
  for (const { values } of heldSchemas(names)) {
    if (values && values.length <= MOST_NAMES) return values.filter((value) => typeof value === 'string');
  }
  return undefined;
}

/** The pattern that the names of all properties match, if `propertyNames` has one. */
export function patternOfNames(names: Schema | undefined): string | undefined {
  if (names === undefined) return undefined;
  for (const { string } of heldSchemas(names)) if (string?.pattern !== undefined) return string.pattern;
  return undefined;
}

/**
 * The type of the strings that a regular expression matches, where TypeScript has one: those that begin or end with a
 * certain text. `^x-` is `` `x-${string}` ``.
 */
export function templateOf(pattern: string): string | undefined {
  const match = /^(\^?)((?:[\w\- :/@#,]|\\[-./_^$+*()[\]{}|?])*?)(?:\.[*+])?(\$?)$/.exec(pattern);
  if (!match) return undefined;
  const [, start, source = '', end] = match;
  const text = source.replaceAll(/\\(.)/g, '$1');
  const isOpen = /(^|[^\\])\.[*+]\$?$/.test(pattern);
  if (text === '' || (start === '' && end === '')) return undefined;
  const quoted = quoteDouble(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('`', '\\`').replaceAll('${', '\\${');
  if (start === '^' && (end === '' || isOpen)) return `\`${quoted}\${string}\``;
  if (start === '' && end === '$' && !isOpen) return `\`\${string}${quoted}\``;
  return undefined;
}
