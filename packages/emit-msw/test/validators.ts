import type { LoadedContract } from '@influxkit/generator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Node = Record<string, unknown>;

/**
 * What ajv says of values of responses, by the JSON pointer of a schema. Of the contract only that is changed which JSON
 * Schema cannot say: what only clients send is not required, and OpenAPI 3.0's own spellings.
 */
export function validators({ document }: LoadedContract): (pointer: string) => (value: unknown) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as typeof addFormats.default)(ajv);
  // InfluxDB's own.
  for (const format of ['duration', 'flux']) ajv.addFormat(format, true);
  const root = structuredClone(document) as unknown as Node;
  rewrite(root, root);
  ajv.addSchema(root, 'contract.json', undefined, false);
  const known = new Map<string, (value: unknown) => string[]>();
  return (pointer) => {
    const before = known.get(pointer);
    if (before) return before;
    const validate = ajv.compile({ $ref: `contract.json#${pointer.split('/').map(encodeURIComponent).join('/')}` });
    const problemsOf = (value: unknown): string[] =>
      validate(value)
        ? []
        : (validate.errors ?? []).map(
            ({ instancePath, message, params }) => `${instancePath}: ${message} ${JSON.stringify(params)}`,
          );
    known.set(pointer, problemsOf);
    return problemsOf;
  };
}

function rewrite(node: unknown, root: Node): void {
  if (typeof node !== 'object' || node === null) return;
  for (const each of Object.values(node)) rewrite(each, root);
  const schema = node as Node;
  const { required, type, nullable } = schema;
  if (Array.isArray(required))
    schema['required'] = required.filter((name: string) => propertyOf(schema, name, root)?.['writeOnly'] !== true);
  if (nullable === true && typeof type === 'string') {
    schema['type'] = [type, 'null'];
    if (Array.isArray(schema['enum'])) schema['enum'] = [...schema['enum'], null];
  }
  delete schema['nullable'];
  for (const [exclusive, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (schema[exclusive] === true) {
      schema[exclusive] = schema[bound];
      delete schema[bound];
    } else if (schema[exclusive] === false) delete schema[exclusive];
  }
}

/** A property by its name, wherever in `allOf` it is declared. */
function propertyOf(schema: Node, name: string, root: Node): Node | undefined {
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const target = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (at as Node)[key.replaceAll('~1', '/').replaceAll('~0', '~')], root);
    return propertyOf(target as Node, name, root);
  }
  const own = (schema['properties'] as Node | undefined)?.[name];
  if (own) return own as Node;
  for (const part of Array.isArray(schema['allOf']) ? schema['allOf'] : []) {
    const found = propertyOf(part as Node, name, root);
    if (found) return found;
  }
  return undefined;
}
