import { type ContractDocument, isNode, list, type Node, text } from './document.js';

/** What a reader knows at once for what it is. Tried in turn on the name of a property or a parameter. */
const byName: readonly (readonly [RegExp, unknown])[] = [
  [/^(org|organization|organizationName)$/, 'acme'],
  [/^(bucket|bucketName)$/, 'co2'],
  [/^(username|user|login)$/, 'ada'],
  [/^(db|database)$/, 'co2'],
  [/^(rp|retention_policy|retentionPolicy)$/, 'autogen'],
  [/^token$/, 'a-token-of-your-own'],
  [/password$/i, 'correct horse battery staple'],
  [/email/i, 'ada@example.com'],
  [/^(start|after|since|afterTime|scheduledFor)$/, '2026-01-01T00:00:00Z'],
  [/^(stop|before|beforeTime|until)$/, '2026-02-01T00:00:00Z'],
  [/^predicate$/, '_measurement="total_co2"'],
  [/^(flux|script)$/, 'from(bucket: "co2") |> range(start: -1h)'],
  [/^query$/, 'from(bucket: "co2") |> range(start: -1h)'],
  [/^q$/, 'SELECT * FROM total_co2'],
  [/^(every|duration)$/, '1h'],
  [/^cron$/, '0 * * * *'],
  [/url$/i, 'https://example.com'],
  [/^color$/, '#326bba'],
  [/^(language)$/, 'flux'],
  [/^description$/, 'Measured at Mauna Loa'],
  [/^name$/, 'co2'],
];

const formats: Readonly<Record<string, unknown>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  uri: 'https://example.com',
  email: 'ada@example.com',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  byte: 'Y28y',
  flux: 'from(bucket: "co2") |> range(start: -1h)',
};

/** Tried in turn on a pattern. */
const forPatterns = ['co2', 'a', '0123456789abcdef', '1h', '2026-01-01', 'key:value'];

const id = '0123456789abcdef';
const isId = (name: string): boolean => /^id$|I[Dd]$|_id$/.test(name);

/** What an example is of: a request has what its sender must say, a response all that one may want to know. */
export type Side = 'request' | 'response';

/**
 * A value for an example. Of a request: what is required, and of an object without required properties one that a reader
 * might set. Of a response: all properties near its root, further down what is always there. What the contract gives as an
 * example or a default is taken first.
 */
export function exampleValue(
  document: ContractDocument,
  schema: unknown,
  name: string,
  depth = 0,
  side: Side = 'request',
): unknown {
  const node = document.resolve(schema);
  if ('example' in node) return node['example'];
  if ('const' in node) return node['const'];
  const values = list(node['enum']).filter((value) => value !== '');
  if (values.length > 0) return values.includes(node['default']) ? node['default'] : values[0];
  const union = list(node['oneOf'] ?? node['anyOf']);
  if (union.length > 0) return alternative(document, node, union, name, depth, side);
  const members = list(node['allOf']);
  if (members.some((member) => hasUnion(document, member)))
    return Object.assign({}, ...members.map((member) => exampleValue(document, member, name, depth, side)));
  if (isObject(document, node)) return objectValue(document, node, depth, side);
  switch (typeOf(node)) {
    case 'array':
      return arrayValue(document, node, name, depth, side);
    case 'integer':
    case 'number':
      return numberValue(node, name);
    case 'boolean':
      return typeof node['default'] === 'boolean' ? node['default'] : true;
    case 'null':
      return null;
    default:
      return textValue(node, name);
  }
}

function hasUnion(document: ContractDocument, schema: unknown): boolean {
  const node = document.resolve(schema);
  return 'oneOf' in node || 'anyOf' in node || list(node['allOf']).some((member) => hasUnion(document, member));
}

function alternative(
  document: ContractDocument,
  node: Node,
  union: readonly unknown[],
  name: string,
  depth: number,
  side: Side,
): unknown {
  const { discriminator } = node;
  const mapping = isNode(discriminator) && isNode(discriminator['mapping']) ? discriminator['mapping'] : {};
  const [first] = Object.entries(mapping);
  if (isNode(discriminator) && first !== undefined) {
    const [kind, reference] = first;
    const chosen = exampleValue(document, { $ref: reference }, name, depth + 1, side);
    return { ...(chosen as Node), [String(discriminator['propertyName'])]: kind };
  }
  return exampleValue(document, union[0], name, depth + 1, side);
}

/** The properties of a schema, those of its members among them. */
export function propertiesOf(
  document: ContractDocument,
  schema: unknown,
): { readonly properties: ReadonlyMap<string, unknown>; readonly required: ReadonlySet<string> } {
  const node = document.resolve(schema);
  const properties = new Map<string, unknown>();
  const required = new Set<string>();
  for (const member of list(node['allOf'])) {
    const inner = propertiesOf(document, member);
    for (const [name, property] of inner.properties) properties.set(name, property);
    for (const name of inner.required) required.add(name);
  }
  for (const [name, property] of Object.entries(isNode(node['properties']) ? node['properties'] : {}))
    properties.set(name, property);
  for (const name of list(node['required'])) required.add(String(name));
  return { properties, required };
}

const isObject = (document: ContractDocument, node: Node): boolean =>
  typeOf(node) === 'object' || propertiesOf(document, node).properties.size > 0;

function objectValue(document: ContractDocument, node: Node, depth: number, side: Side): Node {
  const chosen = side === 'request' ? sentProperties(document, node, depth) : receivedProperties(document, node, depth);
  const made: Record<string, unknown> = {};
  for (const [name, property] of chosen) made[name] = exampleValue(document, property, name, depth + 1, side);
  const more = node['additionalProperties'];
  if (Object.keys(made).length === 0 && depth < 2 && isNode(more) && Object.keys(more).length > 0)
    made['key'] = exampleValue(document, more, 'value', depth + 1, side);
  return made;
}

type Property = readonly [name: string, schema: unknown];

function sentProperties(document: ContractDocument, node: Node, depth: number): readonly Property[] {
  const { properties, required } = propertiesOf(document, node);
  const writable = [...properties].filter(([, property]) => document.resolve(property)['readOnly'] !== true);
  const chosen = writable.filter(([name]) => required.has(name));
  return chosen.length === 0 && depth === 0 ? preferred(document, writable) : chosen;
}

/** Plain values near the root, and what holds others where it is the root's. Links only repeat the paths of other operations. */
function receivedProperties(document: ContractDocument, node: Node, depth: number): readonly Property[] {
  const { properties, required } = propertiesOf(document, node);
  return [...properties].filter(([name, property]) => {
    const resolved = document.resolve(property);
    if (required.has(name)) return true;
    if (name === 'links' || resolved['writeOnly'] === true || resolved['deprecated'] === true) return false;
    return depth === 0 || (depth <= 2 && isPlain(document, property));
  });
}

/** A property that a reader might set where none has to be: one with a plain value. */
function preferred(document: ContractDocument, writable: readonly Property[]): readonly Property[] {
  const plain = writable.filter(([, property]) => isPlain(document, property));
  const found =
    ['description', 'name', 'status', 'orgID', 'org']
      .map((wanted) => plain.find(([name]) => name === wanted))
      .find((property) => property !== undefined) ?? plain[0];
  if (found !== undefined) return [found];
  return writable.slice(0, 1);
}

const isPlain = (document: ContractDocument, schema: unknown): boolean =>
  ['string', 'integer', 'number', 'boolean'].includes(String(typeOf(document.resolve(schema))));

function arrayValue(
  document: ContractDocument,
  node: Node,
  name: string,
  depth: number,
  side: Side,
): readonly unknown[] {
  const least = typeof node['minItems'] === 'number' ? node['minItems'] : 0;
  if (depth > 2 && least === 0) return [];
  const singular = name.replace(/ies$/, 'y').replace(/s$/, '');
  return [exampleValue(document, node['items'], singular, depth + 1, side)];
}

function numberValue(node: Node, name: string): number {
  const { minimum, maximum } = node;
  if (/^limit$/.test(name)) return Math.min(50, typeof maximum === 'number' ? maximum : 50);
  if (typeof node['default'] === 'number') return node['default'];
  const wanted = /seconds/i.test(name) ? 86_400 : 1;
  const low = typeof minimum === 'number' ? Math.max(wanted, minimum) : wanted;
  return typeof maximum === 'number' ? Math.min(low, maximum) : low;
}

function textValue(node: Node, name: string): string {
  const format = formats[String(node['format'])];
  if (typeof format === 'string') return format;
  if (typeof node['pattern'] === 'string') {
    const pattern = new RegExp(node['pattern'], 'u');
    const found = forPatterns.find((candidate) => pattern.test(candidate));
    if (found === undefined) throw new Error(`no example fits the pattern ${pattern} of ${name}; add one`);
    return found;
  }
  if (isId(name)) return id;
  const known = byName.find(([pattern]) => pattern.test(name))?.[1];
  if (typeof known === 'string') return known;
  const { minLength } = node;
  if (typeof minLength === 'number' && minLength > name.length) return id.padEnd(minLength, id);
  return text(node['default']) ?? name;
}

/** The type to make: the first that is not null, or what the other keywords imply. */
export function typeOf(node: Node): unknown {
  const type = list(node['type']).find((name) => name !== 'null') ?? node['type'];
  if (type !== undefined) return type;
  if ('properties' in node || 'additionalProperties' in node) return 'object';
  return 'items' in node ? 'array' : undefined;
}
