import createOpenapiClient, { type Client } from 'openapi-fetch';
import { toResponse } from './answer.js';
import type { Core } from './client.js';
import { addHeaders, checkHeaders } from './headers.js';
import type { HttpMethod, MediaTypes, OperationDescriptor } from './operation.js';
import { decode, errorOf, isSuccess } from './outcome.js';
import { fillPath } from './path.js';
import { type MethodOptions, requestOf } from './request.js';

/**
 * The path-typed client of openapi-fetch, on the same transport: `api.http.GET('/api/v2/buckets')`.
 * Beside openapi-fetch's own options a call takes `timeout` and `retry`; `baseUrl`, `fetch` and the serializers are the
 * client's.
 */
export type HttpClient<Paths extends {}> = Client<Paths>;

/** What a call of openapi-fetch takes, as far as it concerns us. */
interface Init extends Omit<MethodOptions, 'headers'> {
  headers?: HeadersInit | Record<string, unknown>;
  params?: { query?: unknown; path?: Record<string, unknown>; header?: Record<string, unknown> };
  body?: unknown;
  parseAs?: string;
}

/**
 * openapi-fetch over our pipeline. Left to itself it sends `..`, an empty and a missing path value as they are, leaves
 * query keys unencoded, fills braces of the base URL, encodes every body as JSON, asks for no media type, overlooks
 * servers of a path and throws a bare SyntaxError for a body that is no JSON. Here all of that is settled before it
 * gets the call and before it gets the answer.
 */
export function createHttp(core: Core, operations: readonly OperationDescriptor[]): object {
  // Called even where it has nothing to do, and what it would call else is not in our build.
  const client = createOpenapiClient({ querySerializer: () => '' }) as unknown as Record<
    string,
    (...args: unknown[]) => Promise<object>
  >;
  const send = client['request'] as (...args: unknown[]) => Promise<object>;

  const call = async (verb: string, path: string, init: Init = {}): Promise<object> => {
    const method = verb.toUpperCase() as HttpMethod;
    const { params, headers: given } = init;
    const headers = addHeaders(
      params?.header,
      addHeaders(
        Symbol.iterator in Object(given) ? Object.fromEntries(given as []) : (given as Record<string, unknown>),
      ),
    );
    // What the contract does not know is taken for JSON.
    const json: MediaTypes = { 'application/json': 'json' };
    const row: OperationDescriptor = operations.find((row) => row.method === method && row.path === path) ?? {
      name: `${method} ${path}`,
      method,
      path,
      bodyOptional: true,
      body: json,
      response: json,
    };
    const filled = fillPath(row, (name) => params?.path?.[name] ?? core.bound[name]);
    const [request, coding] = requestOf(core, row, filled, params?.query, init.body, { ...init, headers });
    // openapi-fetch would hand them to `Headers`, whose error quotes the value.
    checkHeaders(request);
    const { body } = request;
    const parseAs = init.parseAs ?? (coding === 'json' ? coding : coding === 'bytes' ? 'arrayBuffer' : 'text');

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
      fetch: async (ready: Request) => {
        // What openapi-fetch's middleware has made of it.
        const { method, url, headers } = ready;
        const answer = await core.send({
          ...request,
          method,
          url,
          headers: Object.fromEntries(headers),
          body: body instanceof ReadableStream ? (ready.body ?? body) : body && (await ready.arrayBuffer()),
          read: parseAs === 'stream' ? parseAs : 'bytes',
        });
        // A status that no `Response` can have: a redirect that a browser hides, or one that HTTP does not know.
        if (!answer.status || answer.status > 599) throw await errorOf(row.name, answer);
        if (isSuccess(answer) && parseAs === 'json') await decode(row.name, parseAs, answer);
        return toResponse(answer);
      },
    });
    return coding ? result : { ...result, data: undefined };
  };

  for (const verb in client) if (verb < 'a') client[verb] = (path, init) => call(verb, path as string, init as Init);
  return Object.assign(client, { request: call });
}
