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

/** What a schema says beside its type, as sentences: default, bounds, length, pattern, format. */
export function boundsText(node: Node): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = node;
  const said: string[] = [];
  if ('default' in node) said.push(`Default: ${code(JSON.stringify(node['default']))}`);
  if (typeof minimum === 'number' && typeof maximum === 'number') said.push(`From ${minimum} to ${maximum}`);
  else if (typeof minimum === 'number') said.push(`At least ${minimum}`);
  else if (typeof maximum === 'number') said.push(`At most ${maximum}`);
  if (typeof minLength === 'number') said.push(`At least ${minLength} characters`);
  if (typeof maxLength === 'number') said.push(`At most ${maxLength} characters`);
  if (typeof minItems === 'number') said.push(`At least ${minItems} items`);
  if (typeof maxItems === 'number') said.push(`At most ${maxItems} items`);
  if (typeof pattern === 'string') said.push(`Matches ${code(pattern)}`);
  const format = text(node['format']);
  if (format !== undefined) said.push(`Format: ${code(format)}`);
  return said.map((sentence) => `${sentence}.`).join(' ');
}

/** What a table says of a value: marks, meaning, default and bounds. */
export const meaning = (marks: readonly string[], description: string | undefined, node: Node): string =>
  [...marks.map((mark) => `**${mark}.**`), cell(description ?? ''), boundsText(node)].filter((part) => part).join(' ');

/** Rows for the properties of a schema: name, type, meaning. */
export function propertyRows(product: Product, schema: unknown): string[][] {
  const { properties, required } = propertiesOf(product.document, schema);
  return [...properties].map(([name, property]) => {
    const node = product.document.resolve(property);
    const marks = [
      ...(required.has(name) ? ['Required'] : []),
      ...(node['readOnly'] === true ? ['Read only'] : []),
      ...(node['writeOnly'] === true ? ['Write only'] : []),
      ...(node['deprecated'] === true ? ['Deprecated'] : []),
    ];
    return [code(name), typeMarkdown(product, property), meaning(marks, text(node['description']), node)];
  });
}

export const propertyHead: readonly string[] = ['name', 'type', 'meaning'];
