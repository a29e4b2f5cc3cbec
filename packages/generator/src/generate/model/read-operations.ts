import { diagnose } from '../../base/catalogue.js';
import { quote, type Report } from '../../base/diagnostics.js';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import type { ProductConfig } from '../../config/product-config.js';
import type { LoadedContract, SecurityRequirement } from '../../contract/document/openapi.js';
import { type DocumentReader, text } from '../../contract/document/reader.js';
import type { OperationModel, TypeModel } from './api-model.js';
import type { FoundOperation } from './find-operations.js';
import { isItemCodec, itemDataSchemas } from './item-types.js';
import { constantName, type NameScope } from './names.js';
import { type NamedOperation, typeBase } from './operation-names.js';
import { readBody } from './read-bodies.js';
import { checkFormat, formatOf, withoutFormat } from './read-format.js';
import { readPagination } from './read-pagination.js';
import { readParameters } from './read-parameters.js';
import { readResponseModels } from './read-responses.js';
import type { OperationForm } from './schemas/contract-forms.js';
import type { Schema } from './schemas/schema-form.js';
import { serverPath } from './server-path.js';
import { type NameSource, signatureOf } from './signature.js';

export interface OperationsContext {
  readonly contract: LoadedContract;
  readonly config: ProductConfig;
  readonly reader: DocumentReader;
  /** Type names of schemas by the contract's names. */
  readonly models: ReadonlyMap<string, string>;
  /** The same, of what requests take. */
  readonly writeModels: ReadonlyMap<string, string>;
  /** The schemas of operations, by where those stand in the document. */
  readonly forms: ReadonlyMap<string, OperationForm>;
  /** The form of a schema that stands anywhere in the document. */
  readonly readSchema: (schema: JsonValue) => Schema;
  /** Keys of `operations` in `schema.ts` by operation id. */
  readonly keys: ReadonlyMap<string, string>;
  readonly scope: NameScope;
  readonly report: Report;
}

/** The operations with everything that a client has to know of them. */
export function readOperations(
  named: readonly NamedOperation[],
  exports: ReadonlyMap<NamedOperation, OperationExports>,
  context: OperationsContext,
): OperationModel[] {
  return named.flatMap((operation) => {
    const names = exports.get(operation);
    return names ? [readOperation(operation, names, context)] : [];
  });
}

/** Every name that an operation may export; all are claimed, so that what it comes to export later renames nothing else. */
export interface OperationExports extends NameSource {
  readonly result: string;
}

/** Claims the names of an operation's exports, which follow from its method's name. */
export function claimExports({ name }: NamedOperation, scope: NameScope): OperationExports {
  const base = typeBase(name);
  return {
    constant: scope.claim(constantName(name), 'Operation'),
    method: scope.claim(`${base}Method`, '_'),
    query: scope.claim(`${base}Query`, '_'),
    options: scope.claim(`${base}Options`, '_'),
    headers: scope.claim(`${base}Headers`, '_'),
    form: scope.claim(`${base}FormBody`, '_'),
    multipart: scope.claim(`${base}MultipartBody`, '_'),
    result: scope.claim(`${base}Result`, '_'),
  };
}

/** Reports settings that speak of operations which the contract does not have. */
export function checkConfiguredIds(found: readonly FoundOperation[], config: ProductConfig, report: Report): void {
  const ids = new Set(found.map(({ id }) => id));
  const settings = ['names', 'pagination', 'codecs', 'itemSchemas', 'formats'] as const;
  const speaks: [string, string][] = settings.flatMap((setting) =>
    Object.keys(config[setting] ?? {}).map((id): [string, string] => [setting, id]),
  );
  for (const id of config.idempotent ?? []) speaks.push(['idempotent', id]);
  for (const [setting, id] of speaks) {
    if (ids.has(id)) continue;
    const message = `\`${setting}\` of product ${quote(config.name)} speaks of ${quote(id)}, which is not an operation of the contract.`;
    report(diagnose('config-unknown-operation', message));
  }
}

function readOperation(found: NamedOperation, exports: OperationExports, context: OperationsContext): OperationModel {
  const { contract, config, reader, report, scope, keys } = context;
  const { id, method, path, pathItem, operation } = found;
  const key = keys.get(id) ?? id;
  const format = formatOf(id, config);
  const parameters = readParameters(found, key, context);
  const query = parameters.query.filter(({ name }) => format?.in !== 'query' || format.name !== name);
  const at: TypeModel = { kind: 'member', of: { kind: 'operations' }, key, optional: false };
  const body = withoutFormat(readBody(operation, { operationId: id, pointer: found.pointer, at }, context), format);
  const responsesPlace = {
    operationId: id,
    pointer: found.pointer,
    at,
    resultType: exports.result,
    isHead: method === 'HEAD',
  };
  const { media, ...responses } = readResponseModels(operation, responsesPlace, scope, context);
  const headers = new Set(responses.headers.map((header) => header.name.toLowerCase()));
  const page = readPagination(
    { operationId: id, pointer: found.pointer, method, query, media: media[0], headers },
    context,
  );
  if (format) checkFormat(format, { found, parameters: parameters.query, body, responses: responses.codecs }, context);
  checkConfiguredCodecs(found, [...(body?.codecs.keys() ?? []), ...responses.codecs.keys()], context);
  const summary = text(operation['summary']) ?? text(pathItem['summary']);
  const description = text(operation['description']) ?? text(pathItem['description']);
  const isInherited = own(operation, 'security') === undefined && (reader.document.security ?? []).length > 0;
  const server = serverPath(pathItem, operation, { path, pointer: found.pointer, isInherited }, contract, report);
  const security = securityOf(operation, server, reader);
  const signature = signatureOf(
    {
      pathParameters: parameters.path,
      queryParameters: query,
      headerParameters: parameters.header,
      cookieParameters: parameters.cookie,
      body,
      responses,
    },
    exports,
  );
  const items = config.formatTypes
    ? media.flatMap(({ codec, schema }) =>
        isItemCodec(codec) ? itemDataSchemas(codec, schema, reader).map(context.readSchema) : [],
      )
    : [];
  return {
    id,
    key,
    pointer: found.pointer,
    name: found.name,
    method,
    path,
    tags: (Array.isArray(operation['tags']) ? operation['tags'] : []).filter((tag) => typeof tag === 'string'),
    deprecated: operation['deprecated'] === true,
    signature,
    pathParameters: parameters.path,
    boundParameters: parameters.bound,
    queryParameters: query,
    headerParameters: parameters.header,
    cookieParameters: parameters.cookie,
    form: context.forms.get(found.pointer) ?? { parameters: [], responses: new Map() },
    responses,
    ...(server !== undefined && { server }),
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(body && { body }),
    ...(format && { format }),
    ...(page && { page }),
    ...(items.length > 0 && { items }),
    ...(security && { security }),
    ...(config.idempotent?.includes(id) && { idempotent: true }),
  };
}

function checkConfiguredCodecs(
  { id, pointer: at }: FoundOperation,
  mediaTypes: readonly string[],
  { config, contract, report }: OperationsContext,
): void {
  const codecs = config.codecs && Object.hasOwn(config.codecs, id) ? config.codecs[id] : undefined;
  for (const mediaType of Object.keys(codecs ?? {})) {
    if (mediaTypes.includes(mediaType)) continue;
    const message = `\`codecs\` speaks of ${quote(mediaType)}, which ${quote(id)} neither takes nor responds with.`;
    const fix = 'Correct the media type in the configuration, or remove the entry.';
    report(diagnose('config-unknown-operation', message, contract.locate(at), fix));
  }
}

/** The security of an operation where it is not the document's, or is meant for another server than that. */
function securityOf(
  operation: JsonObject,
  server: string | undefined,
  { document }: DocumentReader,
): SecurityRequirement[] | undefined {
  const security = own(operation, 'security');
  if (!Array.isArray(security)) return undefined;
  const requirements = security.filter(isObject) as SecurityRequirement[];
  const isDefault = JSON.stringify(requirements) === JSON.stringify(document.security);
  return isDefault && !server?.startsWith('http') ? undefined : requirements;
}

/** Names of all JSON values under `components.<kind>`. */
export function componentNames(reader: DocumentReader, kind: string): string[] {
  return reader.components(kind).map(([name]: [string, JsonValue]) => name);
}
