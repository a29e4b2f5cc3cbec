import type { Features, OperationDescriptor, StyledParameter } from '@influxkit/runtime';
import { sentPath } from '../../contract/document/reader.js';
import type { ApiModel, OperationModel } from '../model/build-model.js';
import { isItemCodec } from '../model/item-types.js';
import { quoteLiteral, typeText } from '../model/type-text.js';
import { commentCode, commentLine, docComment } from './comments.js';
import { dataText, isJsonAlone } from './data-text.js';
import { importTypes, MODULE_HEADER } from './module-text.js';
import { TypeNames } from './type-names.js';
import { type Shapes, shapesOf } from './values-module.js';

/** `operations.ts`: the descriptors of all operations, each a constant, so that a bundler keeps only those that are used. */
export function emitDescriptors(model: ApiModel, runtimePackage: string): string {
  const names = new TypeNames();
  const runtime = new Set<string>();
  const shapes = shapesOf(model);
  const descriptors = model.operations.map((operation) => descriptorOf(operation, shapes));
  for (const { page } of model.operations) {
    runtime.add(page ? 'PagedOperation' : 'Operation');
    if (page) names.add(page.item);
  }
  if (descriptors.some(sharesJson)) runtime.add('MediaTypes');
  const features = [
    ...new Set(
      model.operations.flatMap((each, index) => neededBy(each, descriptors[index] ?? descriptorOf(each), shapes)),
    ),
  ].sort();
  const imports =
    importTypes(runtime, packageName(runtimePackage)) +
    (features.length > 0 ? `import { ${features.join(', ')} } from '${packageName(runtimePackage)}';\n` : '') +
    importTypes(
      model.operations.map(({ signature }) => signature.names.method),
      './client.js',
    ) +
    importTypes(names.models, './models.js') +
    (names.needsOperations ? importTypes(['operations'], './schema.js') : '') +
    importShapes(shapes);
  if (descriptors.length === 0) return `${MODULE_HEADER}\nexport {};\n`;
  return `${MODULE_HEADER}\n${imports}${descriptors.some(sharesJson) ? SHARED_JSON : ''}
${model.operations.map((operation) => emitDescriptor(operation, shapes)).join('\n')}`;
}

/** Most bodies are JSON and nothing else: they share one object. */
export const SHARED_JSON: string = "\nconst json: MediaTypes = { 'application/json': 'json' };\n";

export function sharesJson({ body, response }: Partial<OperationDescriptor>): boolean {
  return isJsonAlone(body) || isJsonAlone(response);
}

/** The text of an import specifier inside single quotes. */
export function packageName(name: string): string {
  return quoteLiteral(name).slice(1, -1);
}

export function descriptorType({ page, signature }: OperationModel): string {
  const { method } = signature.names;
  return page ? `PagedOperation<${typeText(page.item)}, ${method}>` : `Operation<${method}>`;
}

/** The import of the constants that descriptors refer to, once these have been made. */
export function importShapes(shapes: Shapes | undefined): string {
  return shapes?.isReferredTo ? "import * as shapes from './values.js';\n" : '';
}

function emitDescriptor(operation: OperationModel, shapes: Shapes | undefined): string {
  const { summary, method, path, name } = operation;
  const title = [...(summary === undefined ? [] : [`${commentLine(summary)}:`]), commentCode(name.join('.'))].join(' ');
  const comment = docComment([
    `${title}, ${commentCode(`${method} ${path}`)}.`,
    ...(operation.deprecated ? ['@deprecated'] : []),
  ]);
  const descriptor = descriptorOf(operation, shapes);
  const fields = Object.entries(descriptor).map(([key, value]) => `  ${key}: ${dataText(value)},\n`);
  const features = neededBy(operation, descriptor, shapes);
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

/** The same, with what its values need. */
function neededBy(
  operation: OperationModel,
  descriptor: OperationDescriptor,
  shapes: Shapes | undefined,
): (keyof Features)[] {
  const needsFormats = descriptor.shapes !== undefined || shapes?.isSent(operation);
  return needsFormats ? [...featuresOf(descriptor), 'formatTypes'] : featuresOf(descriptor);
}

const isRange = (mediaType: string): boolean => mediaType.includes('*');

/** Features that every client of a whole contract has, whatever its operations are. */
const FEATURES_OF_CLIENTS: ReadonlySet<keyof Features> = /* @__PURE__ */ new Set<keyof Features>([
  'decodeText',
  'findMediaType',
  'responseStreams',
]);

/** The features that the client of a contract brings along, for not every client has them. */
export function clientFeatures(model: ApiModel): (keyof Features)[] {
  const shapes = shapesOf(model);
  const needed = new Set(
    model.operations.flatMap((operation) => neededBy(operation, descriptorOf(operation, shapes), shapes)),
  );
  return [...needed].filter((name) => !FEATURES_OF_CLIENTS.has(name)).sort();
}

/** The descriptor of an operation. What has the meaning of its absence is left out. */
export function descriptorOf(operation: OperationModel, shapes?: Shapes): OperationDescriptor {
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
    ...(responses.holds && { holds: responses.holds }),
    ...shapes?.of(operation),
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
