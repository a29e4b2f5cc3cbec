import { platformClassOf } from '@influxkit/internal/message';
import { isSuccess } from '@influxkit/internal/status';
import createOpenapiClient, { type Client } from 'openapi-fetch';
import { withCaller } from './call.js';
import type { Core } from './core.js';
import type { Codec, HttpMethod, MediaTypes, OperationDescriptor } from './operation.js';
import { buildRequest, checkHeaders, type MethodOptions } from './request.js';
import { codecReceived, decodeAs, errorOf, toResponse } from './response.js';

/**
 * The path-typed client of openapi-fetch, on the same transport: `api.http.GET('/api/v2/buckets')`.
 * Beside openapi-fetch's own options a call takes `timeout` and `retry`; `baseUrl`, `fetch` and the serializers are the
 * client's.
 */
export type HttpClient<Paths extends {}> = Client<ReadWhole<Paths>>;

/** Media types of what comes item by item, which is read as a whole here, and so is text. */
type ItemMediaType =
  | 'text/event-stream'
  | `${string}${'/' | '+'}${'' | 'x-'}${'ndjson' | 'jsonl' | 'jsonlines' | 'json-seq' | 'stream+json'}`;

/** Media types of text, by the rules of the generator: all others but JSON and ranges are bytes. */
type TextMediaType =
  | `text/${string}`
  | 'application/x-www-form-urlencoded'
  | `multipart/${string}`
  | `${string}${'/' | '+' | '.'}${'' | 'x-'}${'xml' | 'yaml' | 'yml' | 'toml' | 'flux' | 'graphql' | 'sql' | 'javascript' | 'ecmascript' | 'jsonnet' | 'x-sh'}`
  | `${string}/${'' | 'x-'}csv`;

/** Media types that are read as the contract has them: what comes item by item is among them, and has to be looked for first. */
type AsContract = TextMediaType | `${string}${'/' | '+'}json` | `${string}*${string}`;

/** Media types with their parameters, such as `text/csv; header=present`. */
type WithParameters<Type extends string> = Type | `${Type};${string}` | `${Type} ;${string}`;

/** Paths whose responses of items are strings, and of bytes are buffers. Those without any stay as they are, by which editors show them. */
type ReadWhole<Paths> = {
  [Path in keyof Paths]: { [Method in keyof Paths[Path]]: ReadOperation<Paths[Path][Method]> };
};

type ReadOperation<Operation> = Operation extends { responses: infer Responses }
  ? [
      | Exclude<MediaTypesOf<Responses>, WithParameters<AsContract>>
      | Extract<MediaTypesOf<Responses>, WithParameters<ItemMediaType>>,
    ] extends [never]
    ? Operation
    : Omit<Operation, 'responses'> & {
        responses: { [Status in keyof Responses]: ReadResponse<Responses[Status], Status> };
      }
  : Operation;

type MediaTypesOf<Responses> = {
  [Status in keyof Responses]: Responses[Status] extends { content: infer Content } ? keyof Content : never;
}[keyof Responses];

type ReadResponse<Response, Status> = Response extends { content: infer Content }
  ? Omit<Response, 'content'> & {
      content: {
        [Type in keyof Content]: Type extends WithParameters<ItemMediaType>
          ? string
          : Type extends WithParameters<AsContract>
            ? Content[Type]
            : // openapi-fetch reads a failure as text
              Status extends 'default' | `2${string}` | Success
              ? ArrayBuffer
              : Content[Type];
      };
    }
  : Response;

type Success = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226;

/**
 * Types with dates and 64-bit integers as JSON has them: strings and numbers. So `api.http` has them in every client, for it
 * is openapi-fetch, which parses by `JSON.parse`.
 */
export type PlainJson<Value> = Value extends Date
  ? string
  : Value extends bigint
    ? number
    : Value extends object
      ? { [Key in keyof Value]: PlainJson<Value[Key]> }
      : Value;

/** What a call of openapi-fetch takes, as far as it concerns us. */
interface Init extends Omit<MethodOptions, 'headers' | 'cookies'> {
  headers?: HeadersInit | Record<string, unknown>;
  params?: {
    query?: unknown;
    path?: Record<string, unknown>;
    header?: Record<string, unknown>;
    cookie?: Record<string, unknown>;
  };
  body?: unknown;
  parseAs?: string;
}

type AnyHttpCall = (path: string, init?: Init) => Promise<object>;

/** What the contract does not know is taken for JSON. */
const JSON_TYPES: MediaTypes = { 'application/json': 'json' };

/** openapi-fetch has more functions than these, such as `use`. */
const HTTP_METHODS: readonly HttpMethod[] = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE'];

/** Statuses that a `Response` can have: not a redirect that a browser hides, nor one that HTTP does not know. */
const isResponseStatus = (status: number): boolean => status >= 200 && status <= 599;

/**
 * openapi-fetch over our pipeline. Left to itself it sends `..`, an empty and a missing path value as they are, leaves
 * query keys unencoded, fills braces of the base URL, encodes every body as JSON, asks for no media type, overlooks
 * servers of a path and throws a bare SyntaxError for a body that is not JSON. Here all of that is settled before it
 * gets the call and before it gets the response.
 *
 * @param prefix what the paths of the contract begin with and those of the operations do not
 */
export function createHttp(core: Core, operations: readonly OperationDescriptor[], prefix = ''): object {
  // Called even where it has nothing to do, and what it would call else is not in our build.
  const openapiClient = createOpenapiClient({ querySerializer: () => '' }) as object as {
    request(method: string, path: string, init: object): Promise<object>;
  };
  const send = openapiClient.request;

  const operationOf = (method: HttpMethod, path: string): OperationDescriptor => {
    const found = operations.find((operation) => operation.method === method && operation.path === path);
    // What openapi-fetch parses itself is as JSON has it, and so is all else: see `PlainJson`.
    if (found?.shapes) return { ...found, shapes: {} };
    return (
      found ?? {
        name: `${method} ${path}`,
        method,
        path,
        bodyOptional: true,
        body: JSON_TYPES,
        response: JSON_TYPES,
      }
    );
  };

  const call = async (method: HttpMethod, template: string, init: Init = {}): Promise<object> => {
    const { params } = init;
    const path = template.startsWith(prefix) ? template.slice(prefix.length) : template;
    const operation = operationOf(method, path);
    const { request, codec } = buildRequest(core, operation, {
      pathValue: (name) => params?.path?.[name] ?? core.bound?.[name],
      query: params?.query,
      body: init.body,
      options: { ...init, headers: { ...toRecord(init.headers), ...params?.header }, cookies: params?.cookie },
    });
    // openapi-fetch would hand them to `Headers`, whose error quotes the value.
    checkHeaders(request);
    const { body } = request;
    // Read by what the server sends, unless the call says as what.
    const parseAs = init.parseAs ?? (codec ? 'stream' : 'text');

    /** Called by openapi-fetch with what its middleware has made of the request. */
    const fetchReady = async (ready: Request): Promise<Response> => {
      const response = await core.send({
        ...request,
        method: ready.method,
        url: ready.url,
        headers: Object.fromEntries(ready.headers),
        body:
          platformClassOf(body) === 'ReadableStream'
            ? (ready.body ?? (body as ReadableStream<Uint8Array>))
            : body && (await ready.arrayBuffer()),
        read: init.parseAs === 'stream' ? 'stream' : 'bytes',
      });
      if (!isResponseStatus(response.status)) throw await errorOf(request, response, core);
      // It would throw a bare SyntaxError.
      if (isSuccess(response.status) && parseAs === 'json') await decodeAs('json', request, response, core);
      return toResponse(response);
    };
    const result = await send(method, path, {
      ...init,
      headers: request.headers,
      body,
      bodySerializer: (encoded: unknown) => encoded,
      // Called only where there are path values.
      params: { path: {} },
      pathSerializer: () => request.url,
      parseAs,
      duplex: 'half',
      fetch: fetchReady,
    });
    if (!codec) return { ...result, data: undefined };
    const { data, response } = result as { data?: unknown; response: Response };
    if (init.parseAs || data === undefined) return result;
    const whole = wholeCodec(operation, codec, response, core);
    // openapi-fetch calls that `arrayBuffer`.
    if (whole === 'bytes') return { ...result, data: await response.arrayBuffer() };
    return { ...result, data: await decodeAs(whole, request, response, core) };
  };

  const callAs =
    (method: HttpMethod): AnyHttpCall =>
    (path, init) =>
      withCaller(core, call(method, path, init), (result) => result);
  const request = (verb: string, path: string, init?: Init): Promise<object> =>
    callAs(verb.toUpperCase() as HttpMethod)(path, init);
  const methods = HTTP_METHODS.map((method): [string, AnyHttpCall] => [method, callAs(method)]);
  return Object.assign(openapiClient, Object.fromEntries(methods), { request });
}

/** Headers as openapi-fetch takes them: an object, pairs, or the platform's `Headers`. */
const toRecord = (headers: Init['headers']): Record<string, unknown> | undefined =>
  Symbol.iterator in Object(headers)
    ? Object.fromEntries(headers as Iterable<[string, string]>)
    : (headers as Record<string, unknown> | undefined);

/** How the body of a response is read as a whole: what comes item by item or as a stream is text here. */
function wholeCodec(operation: OperationDescriptor, asked: Codec, response: Response, { features }: Core): Codec {
  const codec = codecReceived(operation, asked, response, features);
  return codec === 'json' || codec === 'any' || codec === 'bytes' ? codec : 'text';
}
