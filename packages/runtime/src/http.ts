import createOpenapiClient, { type Client } from 'openapi-fetch';
import { answerOf, toResponse } from './answer.js';
import type { Core } from './client.js';
import { addHeaders, checkHeaders } from './headers.js';
import type { HttpMethod, OperationRow } from './operation.js';
import { decode, errorOf } from './outcome.js';
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
export function createHttp(core: Core, operations: readonly OperationRow[]): object {
  const client = createOpenapiClient();

  const call = async (verb: string, path: string, init: Init = {}): Promise<unknown> => {
    const method = verb.toUpperCase() as HttpMethod;
    const { params } = init;
    const headers = addHeaders(
      { ...(params?.header as object) },
      addHeaders(
        Symbol.iterator in Object(init.headers) ? Object.fromEntries(init.headers as []) : Object(init.headers),
      ),
    );
    const row: OperationRow = operations.find((row) => row.method === method && row.path === path) ?? {
      name: `${method} ${path}`,
      method,
      path,
      bodyOptional: true,
      body: { [headers['content-type'] ?? 'application/json']: 'json' },
      answer: { [headers['accept'] ?? '*/*']: 'json' },
    };
    const [request, coding] = requestOf(core, row, (name) => params?.path?.[name], params?.query, init.body, {
      ...init,
      headers,
    });
    // openapi-fetch would hand them to `Headers`, whose error quotes the value.
    checkHeaders(request);
    const parseAs = init.parseAs ?? (coding === 'bytes' ? 'arrayBuffer' : coding === 'json' ? coding : 'text');
    const { body } = request;

    return client.request(
      method.toLowerCase() as never,
      path as never,
      {
        ...init,
        headers: request.headers,
        body,
        bodySerializer: (encoded: unknown) => encoded,
        // Called only where there are path values.
        params: { path: {} },
        pathSerializer: () => request.url,
        parseAs,
        ...(body instanceof ReadableStream && { duplex: 'half' }),
        fetch: async (ready: Request) => {
          const answer = await core.send({
            ...request,
            // What openapi-fetch's middleware has made of it.
            method: ready.method,
            url: ready.url,
            headers: addHeaders(Object.fromEntries(ready.headers)),
            body: body instanceof ReadableStream ? (ready.body ?? body) : body && (await ready.arrayBuffer()),
            read: parseAs === 'stream' ? parseAs : /json|text/.test(parseAs) ? 'text' : 'bytes',
          });
          // A status that no `Response` can have: a redirect that a browser hides.
          if (!answer.status) throw await errorOf(row.name, answer);
          const response = toResponse(answer);
          if (response.ok && !coding) {
            // What tells openapi-fetch that there is nothing to decode.
            response.headers.delete('transfer-encoding');
            response.headers.set('content-length', '0');
          } else if (response.ok && parseAs === 'json' && method !== 'HEAD') await decode(row.name, parseAs, answer);
          return response;
        },
      } as never,
    );
  };

  const http: Record<string, unknown> = { request: call, use: client.use, eject: client.eject };
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])
    http[method] = (path: string, init?: Init) => call(method, path, init);
  return http;
}
