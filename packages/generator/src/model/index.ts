import type { SecurityScheme } from '@influxkit/runtime';
import { diagnose } from '../catalogue.js';
import type { ProductConfig } from '../config/product.js';
import { quote, type Report } from '../diagnostics.js';
import type { JsonObject, JsonValue, LoadedContract } from '../load/contract.js';
import { DocumentReader, isObject, own, text } from './document.js';
import { bindingName, modelName, NameScope, safeKeys, typeName } from './names.js';
import { componentNames, findOperations, readOperations } from './operations.js';
import { buildTree } from './resource-tree.js';
import { isInterface } from './schema-types.js';
import type { ApiModel, SchemaModel } from './types.js';
import { camelCase } from './words.js';

export type * from './types.js';

/** Kinds of components that `schema.ts` holds. */
const COMPONENT_KINDS = ['schemas', 'responses', 'parameters', 'requestBodies', 'headers'] as const;

/**
 * The model of an API: its resources, operations, named schemas, pagination and security, with every name made safe.
 * What is wrong is reported; the model of a contract with errors is not whole and must not be emitted.
 */
export function buildModel(contract: LoadedContract, config: ProductConfig, report: Report): ApiModel {
  const reader = new DocumentReader(contract.document);
  const { info, security = [] } = contract.document;
  const scope = NameScope.ofExports();
  const clientName = scope.claim(nameOfClient(config, report), '_');
  const clientType = scope.claim(typeName(config.name) ?? 'Client', 'Client');
  const found = findOperations(reader);
  const keys = new Map(COMPONENT_KINDS.map((kind) => [kind, safeKeys(componentNames(reader, kind))]));
  const operationKeys = safeKeys([...new Set(found.map(({ id }) => id))]);
  // The constants of the rows are named before the schemas: they exist at run time, a type can give way.
  const rowNames = new Set(found.flatMap(({ id }) => bindingName(id) ?? []));
  const schemas = nameSchemas(reader, keys.get('schemas') ?? new Map(), rowNames, scope);
  const models = new Map(schemas.map((schema) => [schema.name, schema.typeName]));
  const operations = readOperations(found, { contract, config, reader, models, keys: operationKeys, scope, report });
  const description = text(info.description);
  return {
    product: config.name,
    title: text(info.title) ?? config.name,
    version: text(info.version) ?? '',
    clientType,
    clientName,
    operations,
    root: buildTree(operations, clientType, tagDescriptions(contract), scope, contract, report),
    schemas,
    keys,
    security,
    config: {
      securitySchemes: Object.fromEntries(
        componentNames(reader, 'securitySchemes').map((name) => [name, schemeOf(reader, name)]),
      ),
      security: security.map((alternative) => Object.keys(alternative)),
    },
    ...(description !== undefined && { description }),
  };
}

/** A security scheme as a client is told of it: without its descriptions, flows and addresses. */
function schemeOf(reader: DocumentReader, name: string): SecurityScheme {
  const scheme = reader.resolve(own(own(reader.document.components as JsonObject, 'securitySchemes'), name));
  const keys = ['type', 'in', 'name', 'scheme'];
  return Object.fromEntries(keys.flatMap((key) => (own(scheme, key) ? [[key, own(scheme, key)]] : []))) as never;
}

function nameOfClient({ name, clientName }: ProductConfig, report: Report): string {
  const preset = `create${typeName(name) ?? 'Client'}`;
  if (clientName === undefined || bindingName(clientName) === clientName) return clientName ?? preset;
  const message = `\`clientName\` of product ${quote(name)} is ${quote(clientName)}, which is no name of a function in camelCase.`;
  report(diagnose('name-unusable', message, undefined, `Choose a name such as \`${preset}\`.`));
  return preset;
}

/** Names that are identifiers stay as the contract spells them; the others follow, so that none of them takes one of those. */
function nameSchemas(
  reader: DocumentReader,
  keys: ReadonlyMap<string, string>,
  rowNames: ReadonlySet<string>,
  scope: NameScope,
): SchemaModel[] {
  const schemas = reader.components('schemas');
  const typeNames = new Map<string, string>();
  const wanted = ([name]: [string, JsonValue]): string => modelName(name) ?? 'UnnamedModel';
  const claim = (entry: [string, JsonValue]): void => {
    const name = wanted(entry);
    typeNames.set(entry[0], scope.claim(rowNames.has(name) ? `${name}Model` : name, 'Model'));
  };
  const isAsIs = (entry: [string, JsonValue]): boolean => wanted(entry) === entry[0];
  schemas.filter(isAsIs).forEach(claim);
  schemas.filter((entry) => !isAsIs(entry)).forEach(claim);
  return schemas.map(([name, schema]) => {
    const description = isObject(schema) ? (text(schema['description']) ?? text(schema['title'])) : undefined;
    return {
      name,
      key: keys.get(name) ?? name,
      typeName: typeNames.get(name) ?? 'UnnamedModel',
      form: isInterface(schema, reader) ? 'interface' : 'alias',
      deprecated: isObject(schema) && schema['deprecated'] === true,
      ...(description !== undefined && { description }),
    };
  });
}

/** What the contract's tags say of a resource at the root of the tree, where one has its name. */
function tagDescriptions(contract: LoadedContract): (name: readonly string[]) => string | undefined {
  const tags = new Map<string, string>();
  for (const { name, description } of contract.document.tags ?? []) {
    if (typeof name === 'string' && typeof description === 'string')
      tags.set(camelCase(name).toLowerCase(), description);
  }
  return (name) => (name.length === 1 ? tags.get((name[0] ?? '').toLowerCase()) : undefined);
}
