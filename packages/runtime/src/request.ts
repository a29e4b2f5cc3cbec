// From an operation and the arguments of a call to a request: path, query, headers, body.
import { describe, platformClassOf } from '@influxkit/internal/message';
import { isBodyInit } from './body-init.js';
import type { CallOptions } from './client-options.js';
import type { Core } from './core.js';
import { RequestError } from './errors.js';
import { featureOf, findFeature, stringifyOf } from './features/feature.js';
import type {
  Codec,
  EncodedBody,
  Features,
  FindMediaType,
  MediaTypes,
  OperationDescriptor,
  StyledParameter,
} from './operation.js';
import { PATH_PARAMETER, pathSegment } from './path.js';
import type { RequestBody } from './request-body.js';
import { isAbsent, scalarText, textOf } from './scalar.js';
import type { WireRequest } from './transport.js';

/** A body that the contract calls text, such as line protocol or Flux. Bytes are sent as they are (compressed ones too). */
export type TextBody = string | Uint8Array | ReadableStream<Uint8Array> | Blob;

/** A body that the contract calls binary. A string is sent as UTF-8. */
export type BinaryBody = string | Uint8Array | ReadableStream<Uint8Array> | Blob;

/** A URL-encoded form that is encoded already, beside the object that the contract describes. */
export type FormBody = URLSearchParams | string;

/** A multipart form of the platform, which writes its boundary, beside the object that the contract describes. */
export type MultipartBody = FormData;

/** A body of whatever media type: text, bytes, a file or a form. */
export type AnyBody = BinaryBody | FormData | URLSearchParams;

/** Options as a generated method may have them. */
export type MethodOptions = Omit<CallOptions, 'headers'> & {
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  readonly cookies?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: unknown;
  readonly accept?: string;
  readonly contentType?: string;
};

/** What a call sends, beside what its operation and its client say. */
export interface RequestParts {
  /** Gives the value of a path parameter; called in the order of the path. */
  readonly pathValue: (name: string) => unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly options: MethodOptions;
}

/** A request, and how its response is decoded; undefined where it has no body. */
export interface BuiltRequest {
  readonly request: WireRequest;
  readonly codec: Codec | undefined;
}

/**
 * Builds the request of a call.
 *
 * @throws RequestError, whatever is wrong with the arguments
 */
export function buildRequest(core: Core, operation: OperationDescriptor, parts: RequestParts): BuiltRequest {
  const { options } = parts;
  try {
    const url = addressOf(core.baseUrl, operation, parts.pathValue, core.features);
    const isElsewhere = !url.startsWith(`${core.baseUrl}/`) && new URL(url).origin !== new URL(core.baseUrl).origin;
    // What is meant for the client's server may be a credential: another server gets none of it.
    const ofClient = isElsewhere ? {} : core.headers();
    const ownHeaders = lowerCaseNames(callHeaders(operation, options, ofClient, core.features));
    const headers = { ...ofClient, ...ownHeaders };

    const accept = chooseMediaType('accept', operation, core.features, ownHeaders['accept'] ?? options.accept);
    if (accept) headers['accept'] = operation.format ? '*/*' : accept.type;
    const { body, query } =
      operation.format && accept
        ? featureOf('formatParameter', operation, core.features)(operation.format, parts, accept.type)
        : parts;
    const encodedQuery = encodeQuery(query, operation, core.features);

    let encoded: RequestBody | undefined;
    if (body !== undefined) {
      const asked = ownHeaders['content-type'] ?? options.contentType;
      const chosen = chooseMediaType('content-type', operation, core.features, asked);
      const written = encodeBody(body, chosen, operation, core.features);
      encoded = written.body;
      if (written.contentType) headers['content-type'] = written.contentType;
      // The boundary of a multipart form is the platform's to choose.
      if (platformClassOf(encoded) === 'FormData') delete headers['content-type'];
    } else if (operation.body && !operation.bodyOptional) {
      throw new TypeError('the body is missing');
    }

    const request: WireRequest = {
      method: operation.method,
      baseUrl: core.baseUrl,
      // The path of `request()` may have a query of its own.
      url: encodedQuery === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${encodedQuery}`,
      headers,
      body: encoded,
      signal: options.signal,
      operation,
      security: operation.security ?? (isElsewhere ? [] : core.security),
      securitySchemes: core.securitySchemes,
      read: accept?.codec,
      timeout: options.timeout,
      retry: options.retry,
    };
    return { request, codec: operation.method === 'HEAD' ? undefined : accept?.codec };
  } catch (error) {
    // Besides what is thrown here: a lone surrogate, a bigint in JSON, a circular object, an invalid Date.
    if (error instanceof RequestError) throw error;
    throw new RequestError(operation.name, error instanceof Error ? error.message : String(error));
  }
}

/** A media type, as it is sent, with its key among those of the contract and its codec. */
interface ChosenMediaType {
  readonly type: string;
  readonly key: string;
  readonly codec: Codec;
}

/** A media type among those of the contract: the one asked for, or the first, and its codec. */
function chooseMediaType(
  header: 'accept' | 'content-type',
  operation: OperationDescriptor,
  features: Features | undefined,
  asked: string | undefined,
): ChosenMediaType | undefined {
  const types = header === 'accept' ? operation.response : operation.body;
  if (!types) return undefined;
  const known = Object.keys(types);
  const [first] = known;
  const type = asked ?? (first as string);
  const key = asked === undefined ? first : keyOf(asked, types, findFeature('findMediaType', operation, features));
  if (key === undefined) throw new TypeError(`${header} must be one of ${known.join(', ')}`);
  return { type, key, codec: types[key] as Codec };
}

/** The key of a media type among those of the contract: with parameters, such as `; charset=utf-8`, or without. */
const keyOf = (type: string, types: MediaTypes, find: FindMediaType | undefined): string | undefined =>
  find ? find(types, type) : [type, type.split(';')[0] as string].find((each) => Object.keys(types).includes(each));

/* Path */

/**
 * The address of an operation, without a query: below the client's base URL, but where the contract gives it a server of its
 * own.
 *
 * @throws TypeError for a path value that would make it another address
 */
export function addressOf(
  baseUrl: string,
  operation: OperationDescriptor,
  pathValue: (name: string) => unknown,
  features?: Features,
): string {
  const { server = '', path, pathStyles } = operation;
  const filled = pathStyles
    ? featureOf('pathStyles', operation, features)(operation, pathValue, stringifyOf(operation, features))
    : path.replace(PATH_PARAMETER, (_, name: string) => pathSegment(name, pathValue(name)));
  return (ABSOLUTE.test(server) ? server : baseUrl + server) + filled;
}

const ABSOLUTE = /^https?:/;

/** Gives path values by name: those that are bound from the client, the others in the order in which they were passed. */
export function pathValues(
  { bound = [] }: OperationDescriptor,
  ofClient: Readonly<Record<string, unknown>> | undefined,
  given: readonly unknown[],
): (name: string) => unknown {
  let next = 0;
  return (name) => (bound.includes(name) ? ofClient?.[name] : given[next++]);
}

/* Query */

/**
 * Encodes a query; keys and values always are. Undefined and null are left out, a `Date` becomes RFC 3339.
 * An array repeats its key unless the parameter says otherwise; an object needs a parameter that says how. An error names
 * the parameter, never its value.
 */
function encodeQuery(query: unknown, operation: OperationDescriptor, features: Features | undefined): string {
  if (query === undefined || query === null) return '';
  // Of another class, such as URLSearchParams, the parameters are no properties, and would be left out without a word.
  if (platformClassOf(query) !== 'Object') throw new TypeError(`the query must be an object; got ${describe(query)}`);
  const stringify = stringifyOf(operation, features);
  return Object.entries(query)
    .flatMap(([key, value]) => {
      const parameter = styledParameter(key, operation.query);
      return parameter
        ? featureOf('queryStyles', operation, features)(parameter, value, stringify)
        : encodePairs(key, value);
    })
    .join('&');
}

const encodePairs = (key: string, value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value])
    .filter((each) => !isAbsent(each))
    .map((each) => `${encodeURIComponent(key)}=${encodeURIComponent(scalarText(`query parameter "${key}"`, each))}`);

function styledParameter(
  key: string,
  parameters: readonly StyledParameter[] = [],
): Exclude<StyledParameter, string> | undefined {
  for (const parameter of parameters) if (typeof parameter !== 'string' && parameter[0] === key) return parameter;
  return undefined;
}

/* Body */

/** What writes bodies of a codec that are not encoded already. */
const WRITERS: Readonly<Partial<Record<Codec, 'urlEncodedForms' | 'multipartForms' | 'anyBody'>>> = {
  form: 'urlEncodedForms',
  multipart: 'multipartForms',
  any: 'anyBody',
};

/** Encodes a body by its codec. What a transport can send as it is, is encoded already. */
function encodeBody(
  body: unknown,
  chosen: ChosenMediaType | undefined,
  operation: OperationDescriptor,
  features: Features | undefined,
): EncodedBody {
  const { type: contentType, codec, key } = chosen ?? {};
  const isEncoded = codec !== 'any' && (isBodyInit(body) || (codec !== 'json' && typeof body === 'string'));
  if (isEncoded) return { body, contentType };
  const stringify = stringifyOf(operation, features);
  // Undefined of what JSON cannot hold at all, such as a function.
  const json = codec === 'json' ? (stringify ?? JSON.stringify)(body) : undefined;
  if (json !== undefined) return { body: json, contentType };
  const writer = codec && WRITERS[codec];
  const writeStyled = findFeature('queryStyles', operation, features);
  const encoding = operation.encoding?.[key as string];
  const written =
    writer && featureOf(writer, operation, features)(body, contentType as string, encoding, writeStyled, stringify);
  if (written) return written;
  throw new TypeError(`the body must be a string, bytes, a stream or a form; got ${describe(body)}`);
}

/* Headers */

/** The headers of a call, its cookies among them. */
function callHeaders(
  operation: OperationDescriptor,
  options: MethodOptions,
  ofClient: Readonly<Record<string, string>>,
  features: Features | undefined,
): Readonly<Record<string, unknown>> | undefined {
  const { header = [], cookie = [] } = operation;
  const isStyled = [...header, ...cookie].some(Array.isArray);
  if (!isStyled && cookie.length === 0) return options.headers;
  const write = featureOf(isStyled ? 'headerParameters' : 'cookies', operation, features);
  return write(operation, options, ofClient, stringifyOf(operation, features));
}

/** Headers under lower-case names; those without a value are left out. */
export function lowerCaseNames(headers: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && value !== null) lower[name.toLowerCase()] = textOf(value) ?? String(value);
  }
  return lower;
}

/** A name of a header (RFC 9110, 5.6.2), its value (letters of Latin-1, no control characters but the tab). */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t -~\x80-\xff]*$/;

/**
 * Refuses what could become another header or another request, before any platform's own check:
 * those put the value, which may be a credential, into their message.
 *
 * @throws RequestError naming the header, never its value
 */
export function checkHeaders(request: WireRequest): void {
  const { headers } = request;
  for (const name in headers)
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(headers[name] as string))
      throw new RequestError(request, `header ${JSON.stringify(name)} holds a character that HTTP cannot carry`);
}
