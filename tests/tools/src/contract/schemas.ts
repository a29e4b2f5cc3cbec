import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type Contract, isNode, type Node, type Place } from './document.js';
import { rewriteSchemas } from './rewrite-schemas.js';

/** Which way a value goes: what is read-only is not part of a request, and what is write-only not of a response. */
export type Direction = 'request' | 'response';

/** Says whether values are what a contract's schemas ask for. */
export interface Schemas {
  /** What is wrong with a value, each with its place; empty where it fits. */
  problems(schema: Place, value: unknown, direction: Direction): readonly string[];
}

/** Formats that contracts of InfluxDB use with a meaning of their own. */
const influxFormats: Record<string, true | RegExp> = {
  // A duration of Go or Flux, such as 1h30m, or one of ISO 8601.
  duration: /^(-?(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d|w|mo|y))+|P[\dYMWDTHS.]+)$/,
  // What the contract says to people, not to machines.
  flux: true,
  'unix timestamp': true,
  'Command line': true,
  'Go runtime profile': true,
  'Prometheus text-based exposition': true,
  SQL: true,
  InfluxQL: true,
};

/** How strict schemas are. */
export interface SchemaOptions {
  /** Whether strings must be of their format; servers send paths where contracts say `uri`. Default: they must. */
  readonly formats?: boolean;
}

/** Compiles the schemas of a contract as they are needed. */
export function contractSchemas(contract: Contract, { formats = true }: SchemaOptions = {}): Schemas {
  const validators = new Map<string, ValidateFunction>();
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: formats });
  (addFormats as unknown as typeof addFormats.default)(ajv);
  for (const [name, format] of Object.entries(influxFormats)) ajv.addFormat(name, format);
  for (const direction of ['request', 'response'] as const) {
    ajv.addSchema(forDirection(contract.root, direction), `${direction}.json`, undefined, false);
  }
  return {
    problems: (schema, value, direction) => {
      const reference = `${direction}.json#${schema.pointer.split('/').map(encodeURIComponent).join('/')}`;
      let validate = validators.get(reference);
      if (validate === undefined) {
        validate = ajv.compile({ $ref: reference });
        validators.set(reference, validate);
      }
      if (validate(value)) return [];
      return (validate.errors ?? []).map(({ instancePath, message, params }) =>
        `${instancePath || 'the value'} ${message} ${JSON.stringify(params)}`.trim(),
      );
    },
  };
}

/**
 * A copy of the contract in which schemas say what JSON Schema alone cannot: properties that do not go this way are not
 * required, a union with a discriminator is decided by it, and any other `oneOf` is a union as types have it
 * (a syntax tree of Flux fits several of its alternatives, because no property of them is required).
 */
function forDirection(root: Node, direction: Direction): Node {
  const absent = direction === 'request' ? 'readOnly' : 'writeOnly';
  return rewriteSchemas(root, (schema) => {
    const { required, oneOf, discriminator } = schema;
    if (Array.isArray(required)) {
      schema['required'] = required.filter((name: string) => propertyOf(root, schema, name)?.[absent] !== true);
    }
    if (!Array.isArray(oneOf)) return;
    delete schema['oneOf'];
    if (isNode(discriminator) && isNode(discriminator['mapping'])) byDiscriminator(schema, discriminator);
    else schema['anyOf'] = oneOf;
  }) as Node;
}

/** The schema of a property, which may stand in a member of `allOf`. */
function propertyOf(root: Node, schema: Node, name: string): Node | undefined {
  const reference = /^#\/components\/schemas\/(.+)$/.exec(String(schema['$ref']))?.[1];
  if (reference !== undefined) {
    const schemas = (root['components'] as { schemas: Readonly<Record<string, Node>> }).schemas;
    return propertyOf(root, schemas[reference] ?? {}, name);
  }
  const own = isNode(schema['properties']) ? schema['properties'][name] : undefined;
  if (isNode(own)) return own;
  const members = Array.isArray(schema['allOf']) ? schema['allOf'] : [];
  return members.map((member: Node) => propertyOf(root, member, name)).find((found) => found !== undefined);
}

function byDiscriminator(schema: Record<string, unknown>, discriminator: Node): void {
  const name = String(discriminator['propertyName']);
  const mapping = Object.entries(discriminator['mapping'] as Node);
  schema['type'] = 'object';
  schema['required'] = [...(Array.isArray(schema['required']) ? schema['required'] : []), name];
  schema['properties'] = { ...(schema['properties'] as Node), [name]: { enum: mapping.map(([kind]) => kind) } };
  schema['allOf'] = mapping.map(([kind, $ref]) => ({
    if: { properties: { [name]: { const: kind } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { $ref },
  }));
}
