import { diagnose } from '../../base/catalogue.js';
import { quote, type Report } from '../../base/diagnostics.js';
import { isObject, type JsonValue } from '../../base/json.js';
import { levelOf, reportWith } from '../../base/severity-policy.js';
import type { ProductConfig } from '../../config/product-config.js';
import type { LoadedContract } from '../../contract/document/openapi.js';
import { pointer } from '../../contract/document/pointer.js';
import { DocumentReader, text } from '../../contract/document/reader.js';
import type { ApiModel, EventModel, OperationModel, SchemaModel } from './api-model.js';
import { boundParameters } from './bound-parameters.js';
import { type FoundOperation, findOperations } from './find-operations.js';
import { bindingName, isTakenType, modelName, NameScope, safeKeys, typeName } from './names.js';
import { nameOperations, typeBase } from './operation-names.js';
import { readFormats } from './read-formats.js';
import { checkConfiguredIds, claimExports, componentNames, readOperations } from './read-operations.js';
import { securitySchemes } from './read-security.js';
import { buildTree, resourceNames } from './resource-tree.js';
import type { EventForm } from './schemas/contract-forms.js';
import { Discriminators } from './schemas/discriminators.js';
import { FormReader } from './schemas/form-reader.js';
import { InterfaceForms } from './schemas/interfaces.js';
import { SchemaReader } from './schemas/read-schemas.js';
import { ReferenceCycles } from './schemas/reference-cycles.js';
import type { NamedSchema } from './schemas/schema-form.js';
import { serverTemplate } from './server-path.js';
import { camelCase, capitalize } from './words.js';

export type * from './api-model.js';
export type * from './schemas/contract-forms.js';
export type * from './schemas/schema-form.js';
export type * from './signature.js';

/** Kinds of components that `schema.ts` holds. */
const COMPONENT_KINDS = ['schemas', 'responses', 'parameters', 'requestBodies', 'headers'] as const;

/**
 * The model of an API: its resources, operations, named schemas, pagination and security, with every name made safe.
 * What is wrong is reported; the model of a contract with errors is not whole and must not be emitted.
 */
export function buildModel(contract: LoadedContract, config: ProductConfig, takes: Report): ApiModel {
  const report = reportWith(config, takes);
  const reader = new DocumentReader(contract.document);
  const { info, security = [] } = contract.document;
  const scope = NameScope.ofExports();
  const clientName = scope.claim(nameOfClient(config, report), '_');
  const clientType = scope.claim(typeName(config.name) ?? 'Client', 'Client');
  const clientOptions = scope.claim(`${clientType}Options`, '_');
  const variants = Object.entries(config.variants ?? {}).map(([name, { withoutPrefix }]) => ({
    name: scope.claim(bindingName(name) ?? name, '_'),
    options: scope.claim(`${typeName(name.replace(/^create/, '')) ?? 'Variant'}Options`, '_'),
    withoutPrefix,
  }));
  const ofClient = new Set([clientName, clientType, clientOptions, ...variants.map(({ options }) => options)]);
  const found = findOperations(reader);
  checkConfiguredIds(found, config, report);
  checkPrefixes(found, config, report);
  const named = nameOperations(found, { contract, config, reader, report });
  const keys = new Map(COMPONENT_KINDS.map((kind) => [kind, safeKeys(componentNames(reader, kind))]));
  const operationKeys = safeKeys([...new Set(found.map(({ id }) => id))]);
  // Operations first, resources next, schemas last: the name of a schema can be set, and gives way.
  const exports = new Map(named.map((operation) => [operation, claimExports(operation, scope)]));
  const resources = new Map(
    resourceNames(named).map((name) => [name.join('.'), scope.claim(`${typeBase(name)}Resource`, '_')]),
  );
  const read = new SchemaReader(reader, keys.get('schemas') ?? new Map());
  const forms = new FormReader(reader, read, keys, config.bind ?? {});
  const [components, paths, sent] = [forms.components(), forms.paths(), forms.events()];
  read.settle();
  const cycles = new ReferenceCycles(read.all);
  const schemas = nameSchemas({ contract, config, reader, report, read, cycles }, ofClient, scope);
  const models = new Map(schemas.map((schema) => [schema.name, schema.typeName]));
  const writeModels = new Map(schemas.map(({ name, typeName, writeTypeName = typeName }) => [name, writeTypeName]));
  const operationForms = new Map(paths.flatMap((path) => path.operations.map(({ pointer: at, form }) => [at, form])));
  const context = {
    contract,
    config,
    reader,
    models,
    writeModels,
    forms: operationForms,
    readSchema: (schema: JsonValue) => read.read(schema),
    keys: operationKeys,
    scope,
    report,
  };
  const operations = readOperations(named, exports, context);
  const description = text(info.description);
  const server = serverTemplate(contract);
  const formats =
    config.formatTypes && readFormats(config.formatTypes, read.all, operations, { components, paths, sent });
  return {
    product: config.name,
    title: text(info.title) ?? config.name,
    version: text(info.version) ?? '',
    clientType,
    clientName,
    clientOptions,
    bound: boundParameters(found, context),
    variants,
    securitySchemes: securitySchemes(reader),
    operations,
    root: buildTree(operations, clientType, resources, tagDescriptions(contract)),
    schemas,
    schemaForms: {
      named: read.all,
      components,
      paths,
      cycles,
      discriminators: new Discriminators(read.all),
      ...(formats && { formats }),
    },
    events: nameEvents(sent, operations, scope, context),
    eventUnions: {
      webhook: { map: scope.claim('WebhookPayloads', '_'), union: scope.claim('WebhookPayload', '_') },
      callback: { map: scope.claim('CallbackPayloads', '_'), union: scope.claim('CallbackPayload', '_') },
    },
    security,
    ...(server && { server }),
    ...(config.errorHeaders && { errorHeaders: config.errorHeaders }),
    ...(description !== undefined && { description }),
  };
}

function nameOfClient({ name, clientName }: ProductConfig, report: Report): string {
  const preset = `create${typeName(name) ?? 'Client'}`;
  if (clientName === undefined || bindingName(clientName) === clientName) return clientName ?? preset;
  const message = `\`clientName\` of product ${quote(name)} is ${quote(clientName)}, which is not a name of a function in camelCase.`;
  report(diagnose('name-unusable', message, undefined, `Choose a name such as \`${preset}\`.`));
  return preset;
}

/** Reports a prefix that a variant is without and that no path has. */
function checkPrefixes(found: readonly FoundOperation[], { name, variants }: ProductConfig, report: Report): void {
  for (const [variant, { withoutPrefix }] of Object.entries(variants ?? {})) {
    if (found.some(({ path }) => path.startsWith(withoutPrefix))) continue;
    const message = `The variant ${quote(variant)} of product ${quote(name)} is without ${quote(withoutPrefix)}, with which no path begins.`;
    const fix = 'Correct the prefix in the configuration, or remove the variant.';
    report(diagnose('config-unknown-operation', message, undefined, fix));
  }
}

interface SchemasContext {
  readonly contract: LoadedContract;
  readonly config: ProductConfig;
  readonly reader: DocumentReader;
  readonly report: Report;
  readonly read: SchemaReader;
  readonly cycles: ReferenceCycles;
}

/** The named schemas with the names that they are exported by. */
function nameSchemas(
  { contract, config, reader, report, read, cycles }: SchemasContext,
  ofClient: ReadonlySet<string>,
  scope: NameScope,
): SchemaModel[] {
  const { schemaNames = {}, schemaSuffix = 'Model' } = config;
  const strict = levelOf('name-unsettled', config) === 'error';
  const schemas = reader.components('schemas');
  const typeNames = new Map<string, string>();
  const configured = (name: string): string | undefined =>
    Object.hasOwn(schemaNames, name) ? schemaNames[name] : undefined;
  /** By rule, from the name alone: a name that generated modules or all modules have already gets the suffix. */
  const wanted = (name: string): string => {
    const own = configured(name) ?? modelName(name) ?? 'UnnamedModel';
    return configured(name) === undefined && (isTakenType(own) || ofClient.has(own)) ? `${own}${schemaSuffix}` : own;
  };
  /** @param suffix what the name ends in beyond that of the schema, which the configuration can change */
  const claim = (name: string, own: string, suffix: string): string => {
    const claimed = scope.claim(own + suffix, schemaSuffix);
    if (claimed === own + suffix) return claimed;
    const at = contract.locate(pointer('components', 'schemas', name));
    const fix = `Settle it in the configuration: \`schemaNames: { ${JSON.stringify(name)}: ${JSON.stringify(suffix === '' ? claimed : `${own}${schemaSuffix}`)} }\`, or a name of your own.`;
    const what = suffix === '' ? 'The schema' : 'What requests take of the schema';
    const message = `${what} ${quote(name)} would be exported as ${own}${suffix}, which is taken`;
    if (strict) report(diagnose('name-collision', `${message}.`, at, fix));
    else report(diagnose('name-unsettled', `${message}: it is ${claimed} instead.`, at, fix));
    return claimed;
  };
  for (const name of Object.keys(schemaNames)) {
    if (schemas.some(([schema]) => schema === name)) continue;
    const message = `\`schemaNames\` of product ${quote(config.name)} speaks of ${quote(name)}, which is not a schema of the contract.`;
    const fix = 'Correct the name of the schema in the configuration, or remove the entry.';
    report(diagnose('config-unknown-operation', message, undefined, fix));
  }
  // Names that are settled come first, then those that stay as the contract spells them, then the others.
  const rank = ([name]: [string, JsonValue]): number =>
    configured(name) !== undefined ? 0 : wanted(name) === name ? 1 : 2;
  for (const [name] of [...schemas].sort((a, b) => rank(a) - rank(b)))
    typeNames.set(name, claim(name, wanted(name), ''));
  const interfaces = new InterfaceForms(cycles);
  return schemas.map(([name, schema]) => {
    const description = isObject(schema) ? (text(schema['description']) ?? text(schema['title'])) : undefined;
    const named = read.get(name) as NamedSchema;
    const typeName = typeNames.get(name) ?? 'UnnamedModel';
    return {
      name,
      key: named.key,
      typeName,
      form: interfaces.isInterface(named) ? 'interface' : 'alias',
      schema: named,
      deprecated: isObject(schema) && schema['deprecated'] === true,
      ...(named.hasDirections && { writeTypeName: claim(name, typeName, WRITABLE) }),
      ...(description !== undefined && { description }),
    };
  });
}

/** What the names of the types end in that requests take, where those differ from what responses hold. */
const WRITABLE = 'Writable';

/** The requests that the server sends, with the names that the types of their payloads are exported by. */
function nameEvents(
  sent: readonly EventForm[],
  operations: readonly OperationModel[],
  scope: NameScope,
  { config, report }: Pick<SchemasContext, 'config' | 'report'>,
): EventModel[] {
  const names = new Map(operations.map(({ id, name }) => [id, name]));
  const isStrict = levelOf('name-unsettled', config) === 'error';
  return sent.map((form) => {
    const { operation } = form;
    const kind = operation === undefined ? 'webhook' : 'callback';
    const path = operation === undefined ? [] : (names.get(operation) ?? [operation]);
    const wanted = `${typeName([...path, form.name].join(' ')) ?? 'Unnamed'}${capitalize(kind)}`;
    const claimed = scope.claim(wanted, '_');
    if (claimed !== wanted) {
      const message = `The payload of the ${kind} ${quote(form.name)} would be exported as ${wanted}, which is taken`;
      const fix = `Give what is called ${wanted} another name: a schema under \`schemaNames\` in the configuration, a ${kind} in the contract (an overlay can).`;
      if (isStrict) report(diagnose('name-collision', `${message}.`, undefined, fix));
      else report(diagnose('name-unsettled', `${message}: it is ${claimed} instead.`, undefined, fix));
    }
    return { name: [...path, form.name].join('.'), kind, typeName: claimed, form };
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
