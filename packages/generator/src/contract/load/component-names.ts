import type { Tokens } from '../document/pointer.js';
import { fileName } from './references.js';

/** Tokens of a pointer that say what kind of thing follows, and are not a name of it. */
const STRUCTURAL: ReadonlySet<string> = new Set([
  '$defs',
  'additionalProperties',
  'allOf',
  'anyOf',
  'callbacks',
  'components',
  'content',
  'contains',
  'definitions',
  'dependentSchemas',
  'else',
  'examples',
  'headers',
  'if',
  'items',
  'links',
  'not',
  'oneOf',
  'parameters',
  'pathItems',
  'paths',
  'patternProperties',
  'prefixItems',
  'properties',
  'propertyNames',
  'requestBodies',
  'requestBody',
  'responses',
  'schema',
  'schemas',
  'securitySchemes',
  'then',
  'unevaluatedProperties',
]);

/** Where a definition is only a part of another one, its own key alone says too little. */
const PART_OF: ReadonlySet<string> = new Set(['properties', 'paths', 'content', 'items', 'allOf', 'anyOf', 'oneOf']);

/**
 * A component's name for what a reference leads to: the last segment of the pointer; of a part of something, the names
 * on the way to it (`Bucket_labels`); of a whole file, the file's name.
 */
export function componentName(address: string, tokens: Tokens): string {
  if (tokens.length === 0) return cleaned(fileName(address.replace(/[?#].*$/s, '')).replace(/\.(ya?ml|json)$/i, ''));
  const last = tokens.at(-1) ?? '';
  const isPart = tokens.slice(0, -1).some((token) => PART_OF.has(token)) || STRUCTURAL.has(last) || /^\d+$/.test(last);
  if (!isPart) return cleaned(last);
  return cleaned(tokens.filter((token) => !STRUCTURAL.has(token)).join('_'));
}

/** OpenAPI allows letters, digits, `.`, `-` and `_` in a component's name. */
export const COMPONENT_NAME: RegExp = /^[A-Za-z0-9._-]+$/;

function cleaned(name: string): string {
  const clean = name
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 100);
  return clean === '' ? 'Component' : clean;
}
