import type { HttpMethod } from '@influxkit/runtime';
import { diagnose } from '../catalogue.js';
import type { ProductConfig } from '../config/product.js';
import { quote, type Report } from '../diagnostics.js';
import type { JsonObject, JsonValue, LoadedContract, SecurityRequirement } from '../load/contract.js';
import { readAnswers } from './answers.js';
import { readBody } from './bodies.js';
import { type DocumentReader, isObject, own, pointer, text } from './document.js';
import { bindingName, type NameScope, typeName as toTypeName } from './names.js';
import { derivedOperationId } from './operation-ids.js';
import { readPagination } from './pagination.js';
import { readParameters } from './parameters.js';
import { PathNames } from './path-names.js';
import { serverPath } from './servers.js';
import type { OperationModel, ParameterModel, TypeModel } from './types.js';

const METHODS: ReadonlySet<string> = /* @__PURE__ */ new Set('get put post delete options head patch trace'.split(' '));

/** Deepest name of a method; a deeper path has to be named in the configuration. */
const DEEPEST_NAME = 16;

/** An operation of the document, before anything is known of it but where it is. */
export interface FoundOperation {
  readonly id: string;
  readonly method: HttpMethod;
  readonly path: string;
  readonly pathItem: JsonObject;
  readonly operation: JsonObject;
  readonly pointer: string;
}

export interface OperationsContext {
  readonly contract: LoadedContract;
  readonly config: ProductConfig;
  readonly reader: DocumentReader;
  /** Type names of schemas by the contract's names. */
  readonly models: ReadonlyMap<string, string>;
  /** Keys of `operations` in `schema.ts` by operation id. */
  readonly keys: ReadonlyMap<string, string>;
  readonly scope: NameScope;
  readonly report: Report;
}

/** All operations of a document, in its order. */
export function findOperations(reader: DocumentReader): FoundOperation[] {
  const found: FoundOperation[] = [];
  const { paths } = reader.document;
  for (const [path, entry] of Object.entries((isObject(paths) ? paths : {}) as JsonObject)) {
    const pathItem = reader.object(entry);
    if (!pathItem) continue;
    for (const [lower, operation] of Object.entries(pathItem)) {
      if (!METHODS.has(lower) || !isObject(operation)) continue;
      const method = lower.toUpperCase() as HttpMethod;
      const id = text(own(operation, 'operationId')) ?? derivedOperationId(method, path);
      found.push({ id, method, path, pathItem, operation, pointer: pointer('paths', path, lower) });
    }
  }
  return found;
}

interface NamedOperation extends FoundOperation {
  readonly name: readonly string[];
  readonly rowName: string;
  readonly typeName: string;
}

/** The operations with everything that a client has to know of them. One that cannot be named is reported and left out. */
export function readOperations(found: readonly FoundOperation[], context: OperationsContext): OperationModel[] {
  checkConfiguredIds(found, context);
  const named = nameOperations(found, context);
  const common = commonHeaders(named, context);
  return named.map((operation) => readOperation(operation, common, context));
}

function nameOperations(found: readonly FoundOperation[], context: OperationsContext): NamedOperation[] {
  const { config, contract, report, scope } = context;
  const prefixes = config.stripPrefix === undefined ? [] : [config.stripPrefix].flat();
  const pathNames = new PathNames(prefixes, found);
  const ids = new Map<string, FoundOperation>();
  const named: Omit<NamedOperation, 'typeName'>[] = [];
  for (const operation of found) {
    const { id, method, path } = operation;
    const at = contract.locate(operation.pointer);
    const twin = ids.get(id);
    if (twin) {
      const message = `${method} ${quote(path)} and ${twin.method} ${quote(twin.path)} have the same operation id, ${quote(id)}.`;
      report(diagnose('name-collision', message, at, 'Give one of them an `operationId` of its own in the contract.'));
      continue;
    }
    ids.set(id, operation);
    const rowName = bindingName(id);
    if (rowName === undefined || scope.has(rowName)) {
      const why = rowName === undefined ? 'holds no letter or digit' : `gives the name ${rowName}, which is taken`;
      const message = `The operation id ${quote(id)} of ${method} ${quote(path)} ${why}.`;
      report(diagnose('name-unusable', message, at, 'Give the operation another `operationId` in the contract.'));
      continue;
    }
    const configured = config.names && Object.hasOwn(config.names, id) ? config.names[id] : undefined;
    const name = configured === undefined ? pathNames.name(path, method) : configured.split('.');
    if (!name || name.length > DEEPEST_NAME) {
      const message = `No method name can be made from ${method} ${quote(path)} (${quote(id)}).`;
      report(diagnose('name-unusable', message, at));
      continue;
    }
    named.push({ ...operation, name, rowName: scope.claim(rowName, 'Operation') });
  }
  // Types come after all constants: a constant's name is what callers import, and must not depend on what is typed how.
  return named.map((operation) => ({
    ...operation,
    typeName: scope.claim(toTypeName(operation.id) ?? `_${operation.rowName}`, 'Method'),
  }));
}

function checkConfiguredIds(found: readonly FoundOperation[], { config, report }: OperationsContext): void {
  const ids = new Set(found.map(({ id }) => id));
  const settings = ['names', 'pagination', 'codings'] as const;
  const speaks: [string, string][] = settings.flatMap((setting) =>
    Object.keys(config[setting] ?? {}).map((id): [string, string] => [setting, id]),
  );
  for (const id of config.idempotent ?? []) speaks.push(['idempotent', id]);
  for (const [setting, id] of speaks) {
    if (ids.has(id)) continue;
    const message = `\`${setting}\` of product ${quote(config.name)} speaks of ${quote(id)}, which is no operation of the contract.`;
    report(diagnose('config-unknown-operation', message));
  }
}

/**
 * Headers that most operations take (tracing, an account): they are set once, on the client, and would only repeat
 * themselves in every row.
 */
function commonHeaders(operations: readonly FoundOperation[], { reader }: OperationsContext): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { pathItem, operation } of operations) {
    const names = new Set(
      [own(pathItem, 'parameters'), own(operation, 'parameters')]
        .flatMap((list) => (Array.isArray(list) ? list : []))
        .map((entry) => reader.object(entry))
        .filter((parameter) => parameter?.['in'] === 'header')
        .map((parameter) => text(parameter?.['name'])?.toLowerCase() ?? ''),
    );
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count > 1 && count * 2 > operations.length).map(([name]) => name));
}

function readOperation(found: NamedOperation, common: ReadonlySet<string>, context: OperationsContext): OperationModel {
  const { contract, config, reader, report, scope, keys } = context;
  const { id, method, path, pathItem, operation, typeName } = found;
  const key = keys.get(id) ?? id;
  const parameters = readParameters(path, pathItem, operation, found.pointer, key, context);
  const headers = parameters.header.filter(({ name }) => !common.has(name.toLowerCase()));
  const at: TypeModel = { kind: 'member', of: { kind: 'operations' }, key, optional: false };
  const body = readBody(operation, { operationId: id, pointer: found.pointer, at }, context);
  const answersPlace = { operationId: id, pointer: found.pointer, at, typeName, isHead: method === 'HEAD' };
  const { media, ...answers } = readAnswers(operation, answersPlace, scope, context);
  const page = readPagination(
    { operationId: id, pointer: found.pointer, method, query: parameters.query, media: media[0] },
    context,
  );
  checkConfiguredCodings(found, [...(body?.codings.keys() ?? []), ...answers.codings.keys()], context);
  const server = serverPath(pathItem, operation, { path, pointer: found.pointer }, contract, report);
  const summary = text(operation['summary']) ?? text(pathItem['summary']);
  const description = text(operation['description']) ?? text(pathItem['description']);
  const security = securityOf(operation, reader);
  return {
    id,
    key,
    pointer: found.pointer,
    rowName: found.rowName,
    typeName,
    name: found.name,
    method,
    path,
    tags: (Array.isArray(operation['tags']) ? operation['tags'] : []).filter((tag) => typeof tag === 'string'),
    deprecated: operation['deprecated'] === true,
    pathParameters: parameters.path,
    queryParameters: parameters.query,
    headerParameters: headers,
    cookieParameters: parameters.cookie,
    answers,
    ...(server !== undefined && { server }),
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(parameters.query.length > 0 && { queryType: scope.claim(`${typeName}Query`, '_') }),
    ...(needsOptions(body !== undefined, parameters.query, headers) && {
      optionsType: scope.claim(`${typeName}Options`, '_'),
    }),
    ...(body && { body }),
    ...(page && { page }),
    ...(security && { security }),
    ...(config.idempotent?.includes(id) && { idempotent: true }),
  };
}

function needsOptions(hasBody: boolean, query: readonly ParameterModel[], headers: readonly ParameterModel[]): boolean {
  return headers.length > 0 || (hasBody && query.length > 0);
}

function checkConfiguredCodings(
  { id, pointer: at }: FoundOperation,
  mediaTypes: readonly string[],
  { config, contract, report }: OperationsContext,
): void {
  const codings = config.codings && Object.hasOwn(config.codings, id) ? config.codings[id] : undefined;
  for (const mediaType of Object.keys(codings ?? {})) {
    if (mediaTypes.includes(mediaType)) continue;
    const message = `\`codings\` speaks of ${quote(mediaType)}, which ${quote(id)} neither takes nor answers with.`;
    const fix = 'Correct the media type in the configuration, or remove the entry.';
    report(diagnose('config-unknown-operation', message, contract.locate(at), fix));
  }
}

/** The security of an operation where it is not the document's. */
function securityOf(operation: JsonObject, reader: DocumentReader): SecurityRequirement[] | undefined {
  const security = own(operation, 'security');
  if (!Array.isArray(security)) return undefined;
  const requirements = security.filter(isObject) as SecurityRequirement[];
  return JSON.stringify(requirements) === JSON.stringify(reader.document.security ?? []) ? undefined : requirements;
}

/** Names of all JSON values under `components.<kind>`. */
export function componentNames(reader: DocumentReader, kind: string): string[] {
  return reader.components(kind).map(([name]: [string, JsonValue]) => name);
}
