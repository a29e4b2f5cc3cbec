import { canonical, isObject, type JsonObject, type JsonValue, own } from '../../../base/json.js';
import { below, type Part } from '../../../contract/document/reader.js';
import { type ComparedDocument, type Label, type Node, node } from './compared-node.js';
import { allowsNull, isNull } from './nullability.js';

/** What a schema allows, its `allOf` and references merged, in the terms that callers notice. */
export interface Shape {
  readonly node: Node;
  /** Types without `null`, stated or implied by other keywords. Absent: any. */
  readonly types?: ReadonlySet<string>;
  readonly nullable: boolean;
  /** Members of `enum` or `const`, without `null`, by their canonical text. Absent: any value. */
  readonly values?: ReadonlyMap<string, JsonValue>;
  readonly format?: string;
  readonly bounds: ReadonlyMap<string, JsonValue>;
  readonly properties: ReadonlyMap<string, Node>;
  readonly required: ReadonlySet<string>;
  /** Properties of other names: nothing is said, none, any, or those of a schema. */
  readonly additional: 'unsaid' | 'none' | 'any' | Node;
  readonly items?: Node;
  readonly unions: readonly Union[];
  readonly discriminator?: Discriminator;
  readonly annotations: Annotations;
  /** Every other keyword that restricts values, by its canonical text. */
  readonly others: ReadonlyMap<string, string>;
}

export interface Union {
  readonly kind: 'oneOf' | 'anyOf';
  readonly pointer: string;
  readonly branches: readonly Node[];
}

export interface Discriminator {
  readonly pointer: string;
  readonly property: string;
  readonly mapping: ReadonlyMap<string, string>;
  /** What all other values stand for. */
  readonly otherwise: JsonValue | undefined;
}

/** Keywords that say something about a value and do not restrict it. */
export type Annotations = Readonly<Record<string, JsonValue>>;

const annotationKeys = new Set([
  'title',
  'description',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  'example',
  'examples',
  'externalDocs',
  'summary',
  '$comment',
  'xml',
]);
/** Words: those of every part that is written in a schema count, for a reader sees them together. */
const proseKeys = new Set(['title', 'description', 'summary', '$comment']);
const boundKeys = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'not',
  'contains',
  'minContains',
  'maxContains',
  'dependentRequired',
]);
const structuralKeys = new Set([
  '$ref',
  '$schema',
  '$id',
  '$anchor',
  '$defs',
  'type',
  'nullable',
  'enum',
  'const',
  'format',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'allOf',
  'oneOf',
  'anyOf',
  'discriminator',
]);

/** Whether all that stands beside a `$ref` says something and restricts nothing. */
export function onlyAnnotates(value: JsonObject): boolean {
  return Object.keys(value).every((key) => key === '$ref' || annotationKeys.has(key) || key.startsWith('x-'));
}

export function annotationsOf(value: JsonObject): Annotations {
  const found: Record<string, JsonValue> = Object.create(null);
  for (const [key, item] of Object.entries(value)) if (annotationKeys.has(key)) found[key] = item;
  return found;
}

/** Merges what a node says, its references and `allOf` included, into one shape. */
export function shapeOf(side: ComparedDocument, from: Node): Shape {
  const leaves: { value: JsonObject; part: Part }[] = [];
  let impossible = false;
  for (const part of flatten(side, from.parts, new Set())) {
    if (isObject(part.value)) leaves.push({ value: part.value, part });
    else if (part.value === false) impossible = true;
  }
  const { label } = from;
  const properties = new Map<string, Node>();
  const required = new Set<string>();
  const bounds = new Map<string, JsonValue>();
  const others = new Map<string, string>();
  const unions: Union[] = [];
  const annotations: Record<string, JsonValue> = Object.create(null);
  let types: Set<string> | undefined = impossible ? new Set() : undefined;
  let implied: string | undefined;
  let values: Map<string, JsonValue> | undefined;
  let format: string | undefined;
  let additional: Shape['additional'] = 'unsaid';
  let items: Node | undefined;
  let discriminator: Discriminator | undefined;

  for (const { value, part } of leaves) {
    const stated = typesOf(value);
    if (stated !== undefined) {
      stated.delete('null');
      types = types === undefined ? stated : intersection(types, stated);
    }
    const members = membersOf(value);
    if (members !== undefined) {
      members.delete('null');
      const before: ReadonlyMap<string, JsonValue> | undefined = values;
      values = before === undefined ? members : new Map([...members].filter(([key]) => before.has(key)));
    }
    const own_ = own(value, 'properties');
    if (isObject(own_)) {
      implied ??= 'object';
      for (const [name, schema] of Object.entries(own_)) {
        const pointer = below({ pointer: `${part.pointer}/properties` }, name);
        add(properties, name, node(schema, pointer, extend(label, `.${name}`)));
      }
    }
    const names = own(value, 'required');
    if (Array.isArray(names)) for (const name of names) if (typeof name === 'string') required.add(name);
    const extra = own(value, 'additionalProperties');
    if (extra !== undefined) {
      implied ??= 'object';
      additional = stricterExtra(additional, extraOf(extra, part, label));
    }
    const item = own(value, 'items');
    if (item !== undefined) {
      implied ??= 'array';
      const found = node(item, `${part.pointer}/items`, extend(label, '[]'));
      items = items === undefined ? found : join(items, found);
    }
    const formatOf = own(value, 'format');
    if (typeof formatOf === 'string') format ??= formatOf;
    for (const kind of ['oneOf', 'anyOf'] as const) {
      const list = own(value, kind);
      if (!Array.isArray(list)) continue;
      const pointer = `${part.pointer}/${kind}`;
      const branches: Node[] = [];
      for (const [index, branch] of list.entries()) {
        if (!isNull(branch)) branches.push(node(branch, `${pointer}/${index}`, label));
      }
      if (branches.length > 0) unions.push({ kind, pointer, branches });
    }
    discriminator ??= discriminatorOf(value, part);
    for (const [key, item] of Object.entries(value)) {
      if (proseKeys.has(key) && isWrittenIn(part, from)) annotations[key] = joined(annotations[key], item);
      else if (annotationKeys.has(key)) annotations[key] ??= item;
      else if (boundKeys.has(key)) tighten(bounds, key, item);
      else if (!structuralKeys.has(key) && !key.startsWith('x-')) others.set(key, canonical(item));
    }
  }
  const listed = types === undefined && values === undefined ? typesOfUnion(unions) : undefined;
  if (listed !== undefined) {
    types = listed;
    unions.length = 0;
  }
  const chosen = values === undefined ? membersOfUnion(unions) : undefined;
  if (chosen !== undefined) {
    values = chosen;
    unions.length = 0;
  }
  if (types === undefined && values !== undefined) types = new Set([...values.values()].map(typeName));
  if (types === undefined && unions.length === 0 && implied !== undefined) types = new Set([implied]);
  normalizeExclusive(bounds);
  return {
    node: from,
    nullable: from.isWithoutNull !== true && allowsNull(side, from.parts) === true,
    bounds,
    properties,
    required,
    additional,
    unions,
    annotations,
    others,
    ...(types && { types }),
    ...(values && { values }),
    ...(format !== undefined && { format }),
    ...(items && { items }),
    ...(discriminator && { discriminator }),
  };
}

/** The values that hold together: references followed, members of `allOf` beside what stands next to them. */
function* flatten(side: ComparedDocument, parts: readonly Part[], seen: Set<string>): Generator<Part> {
  for (const part of parts) {
    if (seen.has(part.pointer)) continue;
    seen.add(part.pointer);
    const { value, pointer } = part;
    if (!isObject(value)) {
      yield part;
      continue;
    }
    yield part;
    const target = side.follow(part);
    if (target.pointer !== pointer) yield* flatten(side, [target], seen);
    const all = own(value, 'allOf');
    if (Array.isArray(all)) {
      const members = all.map((item, index) => ({ value: item, pointer: `${pointer}/allOf/${index}` }));
      yield* flatten(side, members, seen);
    }
  }
}

/** Whether a part stands in a node, and is not referred to by it. */
function isWrittenIn({ pointer }: Part, { parts }: Node): boolean {
  return parts.some((part) => pointer === part.pointer || pointer.startsWith(`${part.pointer}/`));
}

function joined(before: JsonValue | undefined, text: JsonValue): JsonValue {
  return before === undefined ? text : `${String(before)}\n${String(text)}`;
}

function extend(label: Label, suffix: string): Label {
  return { ...label, name: label.name + suffix };
}

function add(into: Map<string, Node>, name: string, found: Node): void {
  const before = into.get(name);
  into.set(name, before === undefined ? found : join(before, found));
}

function join(a: Node, b: Node): Node {
  return { parts: [...a.parts, ...b.parts], pointer: `${a.pointer}&${b.pointer}`, label: a.label };
}

function typesOf(value: JsonObject): Set<string> | undefined {
  const type = own(value, 'type');
  if (typeof type === 'string') return new Set([type]);
  return Array.isArray(type) ? new Set(type.filter((item) => typeof item === 'string')) : undefined;
}

function membersOf(value: JsonObject): Map<string, JsonValue> | undefined {
  const list = own(value, 'enum');
  const single = own(value, 'const');
  if (Array.isArray(list)) return new Map(list.map((item) => [canonical(item), item]));
  return single === undefined ? undefined : new Map([[canonical(single), single]]);
}

/** `oneOf` of bare types says what a list of types says. */
function typesOfUnion(unions: readonly Union[]): Set<string> | undefined {
  const [union, ...more] = unions;
  if (union === undefined || more.length > 0) return undefined;
  const types = new Set<string>();
  for (const { parts } of union.branches) {
    const value = parts[0]?.value;
    if (parts.length > 1 || !isObject(value)) return undefined;
    const stated = typesOf(value);
    if (stated === undefined || Object.keys(value).some((key) => key !== 'type' && key !== 'description'))
      return undefined;
    for (const type of stated) types.add(type);
  }
  return types;
}

/** A union of bare lists of members, as of constants that each have a title, says what one list says. */
function membersOfUnion(unions: readonly Union[]): Map<string, JsonValue> | undefined {
  const [union, ...more] = unions;
  if (union === undefined || more.length > 0) return undefined;
  const found = new Map<string, JsonValue>();
  for (const { parts } of union.branches) {
    const value = parts[0]?.value;
    if (parts.length > 1 || !isObject(value)) return undefined;
    const members = membersOf(value);
    const others = Object.keys(value).filter(
      (key) => !annotationKeys.has(key) && !/^(enum|const|type|x-.*)$/.test(key),
    );
    if (members === undefined || members.has('null') || others.length > 0) return undefined;
    // Of `oneOf`, what two lists have in common fits neither.
    if (union.kind === 'oneOf' && [...members.keys()].some((key) => found.has(key))) return undefined;
    for (const [key, member] of members) found.set(key, member);
  }
  return found;
}

function typeName(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** What both allow; `integer` is a part of `number`. */
function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  const both = new Set<string>();
  for (const type of a) {
    if (b.has(type)) both.add(type);
    else if (type === 'integer' && b.has('number')) both.add('integer');
    else if (type === 'number' && b.has('integer')) both.add('integer');
  }
  return both;
}

function extraOf(extra: JsonValue, part: Part, label: Label): Shape['additional'] {
  if (extra === false) return 'none';
  if (extra === true || (isObject(extra) && Object.keys(extra).length === 0)) return 'any';
  return node(extra, `${part.pointer}/additionalProperties`, extend(label, '[*]'));
}

function stricterExtra(a: Shape['additional'], b: Shape['additional']): Shape['additional'] {
  if (a === 'none' || b === 'none') return 'none';
  if (typeof a === 'object') return typeof b === 'object' ? join(a, b) : a;
  return b;
}

function discriminatorOf(value: JsonObject, part: Part): Discriminator | undefined {
  const found = own(value, 'discriminator');
  if (!isObject(found)) return undefined;
  const property = own(found, 'propertyName');
  const mapping = own(found, 'mapping');
  const entries = isObject(mapping) ? Object.entries(mapping).map(([key, to]) => [key, String(to)] as const) : [];
  return {
    pointer: `${part.pointer}/discriminator`,
    property: typeof property === 'string' ? property : '',
    mapping: new Map(entries),
    otherwise: own(found, 'defaultMapping'),
  };
}

/** Of two bounds that hold together, the tighter one. */
function tighten(bounds: Map<string, JsonValue>, key: string, value: JsonValue): void {
  const before = bounds.get(key);
  if (typeof before !== 'number' || typeof value !== 'number') bounds.set(key, before ?? value);
  else
    bounds.set(
      key,
      key.startsWith('max') || key === 'exclusiveMaximum' ? Math.min(before, value) : Math.max(before, value),
    );
}

/** OpenAPI 3.0 says `exclusiveMinimum: true` beside `minimum`; 3.1 says the number. A bound that excludes nothing is none. */
function normalizeExclusive(bounds: Map<string, JsonValue>): void {
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const value = bounds.get(flag);
    if (typeof value !== 'boolean') continue;
    const limit = bounds.get(bound);
    bounds.delete(flag);
    if (value && limit !== undefined) {
      bounds.set(flag, limit);
      bounds.delete(bound);
    }
  }
  for (const key of ['minLength', 'minItems', 'minProperties']) if (bounds.get(key) === 0) bounds.delete(key);
  if (bounds.get('uniqueItems') === false) bounds.delete('uniqueItems');
}
