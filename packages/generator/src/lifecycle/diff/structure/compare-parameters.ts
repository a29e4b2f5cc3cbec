import { isObject, type JsonObject, type JsonValue, own } from '../../../base/json.js';
import type { DocumentOperation } from '../../../contract/document/reader.js';
import { isGivenByCaller } from '../../../generate/model/given-parameters.js';
import { compareProse } from './compare-annotations.js';
import { mediaTypesOf } from './compare-media-types.js';
import { type ComparedDocument, code, type Label, type Node, node, showLabel } from './compared-node.js';
import { annotationsOf, shapeOf } from './schema-shape.js';
import type { Report, ValueDirection } from './traversal.js';

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly value: JsonObject;
  readonly node: Node;
}

const nouns: Readonly<Record<string, string>> = {
  query: 'option',
  header: 'header',
  path: 'argument',
  cookie: 'cookie',
};

/** The parameters of an operation that a caller gives, those of its path item included. */
export function parametersOf(document: ComparedDocument, operation: DocumentOperation): Map<string, Parameter> {
  const found = new Map<string, Parameter>();
  for (const [key, { name, in: place, value, definedAt }] of document.parameters(operation)) {
    if (!isGivenByCaller(place, name, document.bind)) continue;
    const label: Label = { noun: nouns[place] ?? place, name };
    const required = own(value, 'required') === true;
    found.set(key, { name, in: place, required, value, node: node(value, definedAt, label) });
  }
  return found;
}

/** Compares two parameters of one name. */
export function compareParameters(report: Report, old: Node, now: Node, direction: ValueDirection): void {
  const [before, after] = [objectOf(old), objectOf(now)];
  const label = showLabel(now.label);
  const [was, is] = [own(before, 'required') === true, own(after, 'required') === true];
  if (!was && is) report.find('parameter-became-required', direction, now, `${label} is now required`);
  if (was && !is) report.find('parameter-became-optional', direction, now, `${label} may be left out`);
  if (own(before, 'deprecated') !== true && own(after, 'deprecated') === true) {
    report.find('parameter-deprecated', direction, now, `${label} is deprecated`);
  }
  if (own(before, 'deprecated') === true && own(after, 'deprecated') !== true) {
    report.find('parameter-undeprecated', direction, now, `${label} is no longer deprecated`);
  }
  compareProse(report, annotationsOf(before), annotationsOf(after), now, label, direction);
  compareSpelling(report, old, now, direction);
  const [oldSchema, newSchema] = [schemaOf(report.old, before, old), schemaOf(report.new, after, now)];
  const isPlain = isPrimitive(report.old, oldSchema) && isPrimitive(report.new, newSchema);
  if (encoding(before, isPlain) !== encoding(after, isPlain)) {
    const how = encoding(after, false);
    report.find('parameter-encoding-changed', direction, now, `${label} is encoded in another way (${how})`);
  }
  // It says what a server takes, and no client sends an empty value for it.
  if ((own(before, 'allowEmptyValue') === true) !== (own(after, 'allowEmptyValue') === true)) {
    const may = own(after, 'allowEmptyValue') === true ? 'may be empty' : 'may not be empty';
    report.find('prose-changed', direction, now, `${label} ${may}`);
  }
  report.descend('schema', oldSchema, newSchema, direction);
}

export function objectOf({ parts: [part] }: Node): JsonObject {
  return isObject(part?.value) ? part.value : {};
}

/** Names of headers are the same in any case, and their keys in the types are not. */
export function compareSpelling(report: Report, old: Node, now: Node, direction: ValueDirection): void {
  const [was, is] = [old.label.name, now.label.name];
  if (was === is || was.toLowerCase() !== is.toLowerCase()) return;
  report.find('header-respelled', direction, now, `${showLabel(now.label)} was spelt ${code(was)}: its key is another`);
}

/** Whether a value is neither an array nor an object, which alone are exploded. */
function isPrimitive(side: ComparedDocument, schema: Node): boolean {
  const { types, unions } = shapeOf(side, schema);
  return types !== undefined && unions.length === 0 && !types.has('array') && !types.has('object');
}

/** How the value is written, all defaults filled in. */
function encoding(parameter: JsonObject, isPlain: boolean): string {
  const media = own(parameter, 'content');
  if (isObject(media)) return Object.keys(media).join();
  const place = own(parameter, 'in');
  const style = own(parameter, 'style') ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple');
  const explode = !isPlain && (own(parameter, 'explode') ?? style === 'form');
  const reserved = own(parameter, 'allowReserved') === true ? ', reserved characters as they are' : '';
  return `style ${text(style)}${explode === true ? ', exploded' : ''}${reserved}`;
}

function text(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function schemaOf(side: ComparedDocument, parameter: JsonObject, at: Node): Node {
  const media = mediaTypesOf(
    side,
    { value: own(parameter, 'content') ?? null, pointer: `${at.pointer}/content` },
    at.label,
  );
  const [first] = media.values();
  if (first !== undefined) return first.schema;
  return node(own(parameter, 'schema') ?? {}, `${at.pointer}/schema`, at.label);
}
