import type { Features, OperationDescriptor, StyledParameter } from '@influxkit/runtime';
import { sentPath } from '../../contract/document/reader.js';
import type { ApiModel, OperationModel } from '../model/build-model.js';
import { isItemCodec } from '../model/item-types.js';
import { quoteLiteral, typeText } from '../model/type-text.js';
import { commentCode, commentLine, docComment } from './comments.js';
import { importTypes, MODULE_HEADER } from './module-text.js';
import { TypeNames } from './type-names.js';

/** `operations.ts`: the descriptors of all operations, each a constant, so that a bundler keeps only those that are used. */
export function emitDescriptors(model: ApiModel, runtimePackage: string): string {
  const names = new TypeNames();
  const runtime = new Set<string>();
  const descriptors = model.operations.map(descriptorOf);
  for (const { page } of model.operations) {
    runtime.add(page ? 'PagedOperation' : 'Operation');
    if (page) names.add(page.item);
  }
  if (descriptors.some(sharesJson)) runtime.add('MediaTypes');
  const features = [...new Set(descriptors.flatMap(featuresOf))].sort();
  const imports =
    importTypes(runtime, packageName(runtimePackage)) +
    (features.length > 0 ? `import { ${features.join(', ')} } from '${packageName(runtimePackage)}';\n` : '') +
    importTypes(
      model.operations.map(({ signature }) => signature.names.method),
      './client.js',
    ) +
    importTypes(names.models, './models.js') +
    (names.needsOperations ? importTypes(['operations'], './schema.js') : '');
  if (descriptors.length === 0) return `${MODULE_HEADER}\nexport {};\n`;
  return `${MODULE_HEADER}\n${imports}${descriptors.some(sharesJson) ? SHARED_JSON : ''}
${model.operations.map(emitDescriptor).join('\n')}`;
}

/** Most bodies are JSON and nothing else: they share one object. */
export const SHARED_JSON: string = "\nconst json: MediaTypes = { 'application/json': 'json' };\n";

export function sharesJson({ body, response }: Partial<OperationDescriptor>): boolean {
  return isJsonAlone(body) || isJsonAlone(response);
}

function isJsonAlone(mediaTypes: unknown): boolean {
  return JSON.stringify(mediaTypes) === '{"application/json":"json"}';
}

/** The text of an import specifier inside single quotes. */
export function packageName(name: string): string {
  return quoteLiteral(name).slice(1, -1);
}

export function descriptorType({ page, signature }: OperationModel): string {
  const { method } = signature.names;
  return page ? `PagedOperation<${typeText(page.item)}, ${method}>` : `Operation<${method}>`;
}

function emitDescriptor(operation: OperationModel): string {
  const { summary, method, path, name } = operation;
  const title = [...(summary === undefined ? [] : [`${commentLine(summary)}:`]), commentCode(name.join('.'))].join(' ');
  const comment = docComment([
    `${title}, ${commentCode(`${method} ${path}`)}.`,
    ...(operation.deprecated ? ['@deprecated'] : []),
  ]);
  const descriptor = descriptorOf(operation);
  const fields = Object.entries(descriptor).map(([key, value]) => `  ${key}: ${dataText(value)},\n`);
  const features = featuresOf(descriptor);
  if (features.length > 0) fields.push(`  features: { ${features.join(', ')} },\n`);
  return `${comment}export const ${operation.signature.names.constant}: ${descriptorType(operation)} = {\n${fields.join('')}};\n`;
}

/**
 * What of the runtime an operation needs that most do not. Its constant brings that along, for a client of single operations
 * does not have it; a client with all operations does, so the registry says nothing of it.
 */
export function featuresOf(descriptor: OperationDescriptor): (keyof Features)[] {
  const {
    query = [],
    header = [],
    cookie = [],
    body = {},
    response = {},
    encoding = {},
    format,
    pathStyles,
  } = descriptor;
  const isStyled = (parameters: readonly StyledParameter[]): boolean =>
    parameters.some((parameter) => typeof parameter !== 'string');
  const sent = new Set(Object.values(body));
  const received = Object.values(response);
  const items = received.filter(isItemCodec);
  const forms = Object.values(encoding).flatMap((properties) => Object.values(properties));
  const isNeeded: Readonly<Partial<Record<keyof Features, boolean>>> = {
    anyBody: sent.has('any'),
    codecOf: received.includes('any'),
    cookies: cookie.length > 0 && !isStyled([...header, ...cookie]),
    decodeText: received.includes('text'),
    findMediaType: received.length > 1 || [...Object.keys(body), ...Object.keys(response)].some(isRange),
    formatParameter: format !== undefined,
    headerParameters: isStyled([...header, ...cookie]),
    jsonItems: items.some((codec) => !codec.startsWith('sse')),
    multipartForms: sent.has('multipart'),
    pathStyles: pathStyles !== undefined,
    queryStyles: isStyled(query) || (sent.has('form') && forms.some((each) => each.style !== undefined)),
    responseStreams: items.length > 0 || received.includes('stream'),
    serverSentEvents: items.some((codec) => codec.startsWith('sse')),
    urlEncodedForms: sent.has('form'),
  };
  return (Object.keys(isNeeded) as (keyof Features)[]).filter((name) => isNeeded[name]);
}

const isRange = (mediaType: string): boolean => mediaType.includes('*');

/** Features that every client of a whole contract has, whatever its operations are. */
const FEATURES_OF_CLIENTS: ReadonlySet<keyof Features> = /* @__PURE__ */ new Set<keyof Features>([
  'decodeText',
  'findMediaType',
  'responseStreams',
]);

/** The features that the client of a contract brings along, for not every client has them. */
export function clientFeatures({ operations }: ApiModel): (keyof Features)[] {
  const needed = new Set(operations.flatMap((operation) => featuresOf(descriptorOf(operation))));
  return [...needed].filter((name) => !FEATURES_OF_CLIENTS.has(name)).sort();
}

/** The descriptor of an operation. What has the meaning of its absence is left out. */
export function descriptorOf(operation: OperationModel): OperationDescriptor {
  const { name, method, path, server, body, responses, page, security } = operation;
  const { pathParameters, queryParameters, headerParameters, cookieParameters } = operation;
  const { success } = responses;
  const pathStyles = pathParameters.flatMap(({ name: parameter, style }) => (style ? [[parameter, style]] : []));
  const encoding = (body?.forms ?? [])
    .filter((form) => form.encoding.size > 0)
    .map((form) => [form.mediaType, Object.fromEntries(form.encoding)]);
  return {
    name: name.join('.'),
    method,
    path: sentPath(path),
    ...(responses.codecs.size > 0 && { response: Object.fromEntries(responses.codecs) }),
    ...(operation.format && { format: operation.format }),
    ...(success.length > 0 && success.join() !== '200' && { success }),
    ...(body && { body: Object.fromEntries(body.codecs) }),
    ...(body && !body.required && { bodyOptional: true }),
    ...(encoding.length > 0 && { encoding: Object.fromEntries(encoding) }),
    ...(pathStyles.length > 0 && { pathStyles: Object.fromEntries(pathStyles) }),
    ...(operation.boundParameters.length > 0 && { bound: operation.boundParameters }),
    ...(server !== undefined && { server }),
    ...(queryParameters.length > 0 && { query: queryParameters.map(({ descriptor }) => descriptor) }),
    ...(headerParameters.length > 0 && { header: headerParameters.map(({ descriptor }) => descriptor) }),
    ...(cookieParameters.length > 0 && { cookie: cookieParameters.map(({ descriptor }) => descriptor) }),
    ...(page && { page: page.rule }),
    ...(security && { security: security.map((alternative) => Object.keys(alternative)) }),
    ...(operation.idempotent !== undefined && { idempotent: operation.idempotent }),
    ...(operation.deprecated && { deprecated: true }),
  };
}

/** Plain data as code. Keys are quoted where they are not identifiers. */
export function dataText(value: unknown): string {
  if (typeof value === 'string') return quoteLiteral(value);
  if (Array.isArray(value)) return `[${value.map(dataText).join(', ')}]`;
  if (isJsonAlone(value)) return 'json';
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => `${keyText(key)}: ${dataText(each)}`);
    return `{ ${entries.join(', ')} }`;
  }
  return String(value);
}

/** A key as code. `__proto__` in braces would be the prototype of the object. */
function keyText(key: string): string {
  if (key === '__proto__') return `['__proto__']`;
  return /^[a-z]+$/i.test(key) ? key : quoteLiteral(key);
}
