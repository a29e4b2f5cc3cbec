// From an operation and the arguments of a call to a request: path, query, headers, body.
import { describe, platformClassOf } from '@influxkit/internal/message';
import { isBodyInit } from './body-init.js';
import type { CallOptions } from './client-options.js';
import type { Core } from './core.js';
import { RequestError } from './errors.js';
import { featureOf } from './features/feature.js';
import type {
  Codec,
  EncodePairs,
  Features,
  MediaTypes,
  OperationDescriptor,
  QueryParameter,
  QueryStyle,
} from './operation.js';
import type { RequestBody, WireRequest } from './transport.js';

/** A body that the contract calls text, such as line protocol or Flux. Bytes are sent as they are (compressed ones too). */
export type TextBody = string | Uint8Array | ReadableStream<Uint8Array> | Blob;

/** A body that the contract calls binary. A string is sent as UTF-8. */
export type BinaryBody = string | Uint8Array | ReadableStream<Uint8Array> | Blob;

/** A URL-encoded form: `{ name: 'value' }`, a `URLSearchParams`, or a string that is encoded already. */
export type FormBody = URLSearchParams | string | Readonly<Record<string, string>>;

/** A multipart form; the platform writes its boundary. */
export type MultipartBody = FormData;

/** Options as a generated method may have them. */
export type MethodOptions = CallOptions & {
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
    const url = addressOf(core.baseUrl, operation, parts.pathValue);
    const isElsewhere = !url.startsWith(`${core.baseUrl}/`) && new URL(url).origin !== new URL(core.baseUrl).origin;
    const ownHeaders = lowerCaseNames(options.headers);
    // What is meant for the client's server may be a credential: another server gets none of it.
    const headers = { ...(isElsewhere ? {} : core.headers()), ...ownHeaders };

    const accept = chooseMediaType('accept', operation.response, ownHeaders['accept'] ?? options.accept);
    if (accept) headers['accept'] = operation.format ? '*/*' : accept.type;
    const body = withFormat('body', parts.body, operation, accept?.type, core.features);
    const query = encodeQuery(
      withFormat('query', parts.query, operation, accept?.type, core.features),
      operation,
      core.features,
    );

    let encoded: RequestBody | undefined;
    if (body !== undefined) {
      const asked = ownHeaders['content-type'] ?? options.contentType;
      const contentType = chooseMediaType('content-type', operation.body, asked);
      if (contentType) headers['content-type'] = contentType.type;
      encoded = encodeBody(body, contentType?.codec);
      // The boundary of a multipart form is the platform's to choose.
      if (platformClassOf(encoded) === 'FormData') delete headers['content-type'];
    } else if (operation.body && !operation.bodyOptional) {
      throw new TypeError('the body is missing');
    }

    const request: WireRequest = {
      method: operation.method,
      baseUrl: core.baseUrl,
      // The path of `request()` may have a query of its own.
      url: query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`,
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

/** A media type among those of the contract: the one asked for, or the first, and its codec. */
function chooseMediaType(
  header: string,
  types: MediaTypes | undefined,
  asked: string | undefined,
): { type: string; codec: Codec } | undefined {
  if (!types) return undefined;
  const known = Object.keys(types);
  const type = asked ?? (known[0] as string);
  // With parameters, such as `; charset=utf-8`, or without.
  const name = known.includes(type) ? type : (type.split(';')[0] as string);
  if (!known.includes(name)) throw new TypeError(`${header} must be one of ${known.join(', ')}`);
  return { type, codec: types[name] as Codec };
}

/** Body or query with the parameter that names the media type of the response, where the operation has one there. */
const withFormat = (
  place: 'query' | 'body',
  value: unknown,
  operation: OperationDescriptor,
  accept: string | undefined,
  features: Features | undefined,
): unknown =>
  operation.format?.in === place && accept !== undefined
    ? featureOf('formatParameter', operation, features)(operation.format, value, accept)
    : value;

/* Path */

const DOT_SEGMENT = /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}($|[/\\]|%2f|%5c)/i;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Whether one of the segments is `.` or `..`, plainly or percent-encoded: it would climb out of its place in the path,
 * on the server, in a proxy that decodes `%2f` before it routes, or already in `new URL`, which takes `%2e%2e` for `..`.
 * Or whether it holds a lone surrogate, which no encoding can carry.
 */
export const isUnsafePath = (path: string): boolean => DOT_SEGMENT.test(path) || LONE_SURROGATE.test(path);

/**
 * The address of an operation, without a query: below the client's base URL, but where the contract gives it a server of its
 * own.
 *
 * @throws TypeError for a path value that would make it another address
 */
export function addressOf(
  baseUrl: string,
  { server = '', path }: OperationDescriptor,
  pathValue: (name: string) => unknown,
): string {
  const filled = fillPath(path, pathValue);
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

/**
 * Fills a path template. Every value is percent-encoded, slashes too; what would make another path is refused:
 * a missing, empty or non-scalar value, and any segment `.` or `..`, encoded or not. The error names the parameter, never
 * its value.
 */
const fillPath = (template: string, pathValue: (name: string) => unknown): string =>
  template.replace(/{(.*?)}/g, (_, name: string) => {
    const value = pathValue(name);
    const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
    const text = isScalar ? String(value) : '';
    if (text === '' || isUnsafePath(text))
      throw new TypeError(
        `path parameter "${name}" must be a non-empty string or number without ".." segments; got ${describe(value)}`,
      );
    return encodeURIComponent(text);
  });

/* Query */

/**
 * Encodes a query; keys and values always are. Undefined and null are left out, a `Date` becomes RFC 3339.
 * An array repeats its key unless the parameter says otherwise; an object needs a parameter that says how. An error names
 * the parameter, never its value.
 */
function encodeQuery(query: unknown, operation: OperationDescriptor, features: Features | undefined): string {
  if (query === undefined || query === null) return '';
  if (typeof query !== 'object') throw new TypeError(`the query must be an object; got ${describe(query)}`);
  return Object.entries(query)
    .flatMap(([key, value]) => {
      const style = styleOf(key, operation.query);
      return style
        ? featureOf('queryStyles', operation, features)(key, style, value, encodePairs)
        : encodePairs(key, value);
    })
    .join('&');
}

const encodePairs: EncodePairs = (key, value, separator) => {
  const values = (Array.isArray(value) ? value : [value])
    .filter((each) => each !== undefined && each !== null)
    .map((each) => encodeURIComponent(scalarOf(key, each)));
  const encoded = separator !== undefined && values.length > 0 ? [values.join(separator)] : values;
  return encoded.map((each) => `${encodeURIComponent(key)}=${each}`);
};

function styleOf(key: string, parameters: readonly QueryParameter[] = []): QueryStyle | undefined {
  for (const parameter of parameters) if (typeof parameter !== 'string' && parameter[0] === key) return parameter[1];
  return undefined;
}

function scalarOf(key: string, value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const isScalar = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint';
  if (isScalar || Number.isFinite(value)) return String(value);
  throw new TypeError(
    `query parameter "${key}" must be a string, a finite number, a boolean, a Date or an array of them; got ${describe(value)}`,
  );
}

/* Body */

/** Encodes a body by its codec. */
function encodeBody(body: unknown, codec: Codec | undefined): RequestBody {
  if (isBodyInit(body)) return body;
  if (codec === 'json') return JSON.stringify(body);
  if (typeof body === 'string') return body;
  if (codec === 'form' && typeof body === 'object' && body !== null)
    return new URLSearchParams(body as Record<string, string>);
  throw new TypeError(`the body must be a string, bytes, a stream or a form; got ${describe(body)}`);
}

/* Headers */

/** Headers under lower-case names; those without a value are left out. */
export function lowerCaseNames(headers: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && value !== null) lower[name.toLowerCase()] = String(value);
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
