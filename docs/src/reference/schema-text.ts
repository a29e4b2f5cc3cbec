import { cell, code } from '../markdown.js';
import { isNode, list, type Node, text } from './document.js';
import type { Product } from './product.js';
import { propertiesOf, typeOf } from './values.js';

/** The type that a schema stands for, in Markdown, with links to the types that have names. */
export function typeMarkdown(product: Product, schema: unknown): string {
  const name = product.document.nameOf(schema);
  const typeName = name === undefined ? undefined : product.typeNames.get(name);
  if (typeName !== undefined) return typeLink(typeName);
  const node = product.document.resolve(schema);
  if ('const' in node) return code(JSON.stringify(node['const']));
  const values = list(node['enum']);
  if (values.length > 0) return values.map((value) => code(JSON.stringify(value))).join(' \\| ');
  const union = list(node['oneOf'] ?? node['anyOf']);
  if (union.length > 0) return [...new Set(union.map((member) => typeMarkdown(product, member)))].join(' \\| ');
  const members = list(node['allOf']);
  if (members.length > 0 && !('properties' in node)) {
    return [...new Set(members.map((member) => typeMarkdown(product, member)))].join(' & ');
  }
  if (typeOf(node) === 'array') {
    const items = typeMarkdown(product, node['items']);
    return items.includes(' \\| ') ? `(${items})[]` : `${items}[]`;
  }
  return isMap(node)
    ? `Record<string, ${typeMarkdown(product, node['additionalProperties'])}>`.replaceAll('<', '&lt;')
    : code(keyword(node));
}

/** A link to a named type, from any page of the product. */
export const typeLink = (typeName: string): string => `[${code(typeName)}](./types.md#${typeName})`;

const isMap = (node: Node): boolean =>
  !('properties' in node) &&
  isNode(node['additionalProperties']) &&
  Object.keys(node['additionalProperties']).length > 0;

function keyword(node: Node): string {
  const types = list(node['type']);
  if (types.length > 1) return types.map((type) => keyword({ ...node, type })).join(' | ');
  const type = String(typeOf(node) ?? 'unknown');
  return type === 'integer' ? 'number' : type;
}

/** What a schema says beside its type: default, bounds, length, pattern. */
export function boundsText(node: Node): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = node;
  const said: string[] = [];
  if (typeof minimum === 'number' && typeof maximum === 'number') said.push(`${minimum} to ${maximum}`);
  else if (typeof minimum === 'number') said.push(`at least ${minimum}`);
  else if (typeof maximum === 'number') said.push(`at most ${maximum}`);
  if (typeof minLength === 'number') said.push(`${minLength} characters or more`);
  if (typeof maxLength === 'number') said.push(`${maxLength} characters or fewer`);
  if (typeof minItems === 'number') said.push(`${minItems} items or more`);
  if (typeof maxItems === 'number') said.push(`${maxItems} items or fewer`);
  if (typeof pattern === 'string') said.push(`matches ${code(pattern)}`);
  const format = text(node['format']);
  if (format !== undefined) said.push(`format ${code(format)}`);
  return said.join('; ');
}

/** A default as code, or nothing. */
export const defaultText = (node: Node): string => ('default' in node ? code(JSON.stringify(node['default'])) : '');

/** Rows for the properties of a schema: name, type, default, bounds, meaning. */
export function propertyRows(product: Product, schema: unknown): string[][] {
  const { properties, required } = propertiesOf(product.document, schema);
  return [...properties].map(([name, property]) => {
    const node = product.document.resolve(property);
    const marks = [
      ...(required.has(name) ? ['Required.'] : []),
      ...(node['readOnly'] === true ? ['Read only.'] : []),
      ...(node['writeOnly'] === true ? ['Write only.'] : []),
      ...(node['deprecated'] === true ? ['Deprecated.'] : []),
    ];
    return [
      code(name),
      typeMarkdown(product, property),
      defaultText(node),
      boundsText(node),
      cell([...marks, text(node['description']) ?? ''].join(' ')),
    ];
  });
}

export const propertyHead: readonly string[] = ['name', 'type', 'default', 'bounds', 'meaning'];
