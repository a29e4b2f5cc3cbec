import { expect, test } from 'vitest';
import { createApi, type HttpClient, type OperationDescriptor } from '../src/index.js';
import * as operations from './operations.js';
import { json, serve } from './server.js';

interface Paths {
  '/api/v2/buckets': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: {
        query?: { limit?: number; name?: string; id?: string[] };
        header?: never;
        path?: never;
        cookie?: never;
      };
      responses: { 200: { headers: object; content: { 'application/json': { buckets: string[] } } } };
    };
  };
}

/** `.http` typed by paths, and the same without types for calls that are wrong. */
type Loose = Record<string, (...args: unknown[]) => Promise<{ data?: unknown; error?: unknown; response: Response }>>;
const open = (url: string, registry: readonly OperationDescriptor[] = operations.registry, more: object = {}) => {
  const { http } = createApi<{ http: HttpClient<Paths> }>({ baseUrl: url, retry: false, ...more }, registry);
  return { typed: http, loose: http as unknown as Required<Loose> };
};
const call = (loose: Loose, method: string, ...args: unknown[]) => (loose[method] as Loose[string])(...args);

test('http is the path-typed client, asks for the media type of the contract and writes arrays by its style', async () => {
  const { url, seen } = await serve((_, response) => json(response, { buckets: ['a'] }));
  const { data, error, response } = await open(`${url}/base/`).typed.GET('/api/v2/buckets', {
    params: { query: { limit: 3, id: ['a', 'b,c'] } },
  });
  expect([data, error, response.status]).toEqual([{ buckets: ['a'] }, undefined, 200]);
  expect(seen).toMatchObject([
    { method: 'GET', url: '/base/api/v2/buckets?limit=3&id=a,b%2Cc', headers: { accept: 'application/json' } },
  ]);
});

test.each<[name: string, params: unknown]>([
  ['missing altogether', undefined],
  ['missing', { path: {} }],
  ['empty', { path: { bucketID: '' } }],
  ['two dots', { path: { bucketID: '..' } }],
  ['encoded dots', { path: { bucketID: '%2e%2e' } }],
  ['null', { path: { bucketID: null } }],
])('a path value that would reach another path is refused: %s', async (_, params) => {
  const { url, seen } = await serve((_, response) => void response.writeHead(204).end());
  await expect(call(open(url).loose, 'DELETE', '/api/v2/buckets/{bucketID}', { params })).rejects.toMatchObject({
    name: 'RequestError',
    operation: 'buckets.delete',
  });
  expect(seen).toEqual([]);
});

test('query keys are encoded, also of paths that the contract does not know', async () => {
  const { url, seen } = await serve((_, response) => json(response, {}));
  const params = { path: { id: 'a/b' }, query: { 'a&b=c#': 'd e' } };
  await call(open(url).loose, 'GET', '/api/v2/buckets', { params });
  await call(open(url).loose, 'GET', '/unknown/{id}', { params });
  expect(seen.map(({ url }) => url)).toEqual([
    '/api/v2/buckets?a%26b%3Dc%23=d%20e',
    '/unknown/a%2Fb?a%26b%3Dc%23=d%20e',
  ]);
});

test('braces of the base URL are left alone', async () => {
  const { url, seen } = await serve((_, response) => json(response, {}));
  await call(open(`${url}/{bucketID}`).loose, 'GET', '/api/v2/buckets/{bucketID}', {
    params: { path: { bucketID: 'x' } },
  });
  expect(seen[0]?.url).toBe('/%7BbucketID%7D/api/v2/buckets/x');
});

test('a status that HTTP does not know is an ApiError', async () => {
  const { url } = await serve((_, response) => void response.writeHead(999).end('no'));
  await expect(call(open(url).loose, 'GET', '/api/v2/buckets')).rejects.toMatchObject({
    name: 'ApiError',
    status: 999,
  });
});

test('a server of the path is heeded', async () => {
  const { url, seen } = await serve((_, response) => json(response, {}));
  await call(open(url).loose, 'GET', '/legacy/authorizations');
  expect(seen[0]?.url).toBe('/private/legacy/authorizations');
});

test.each<[name: string, init: object, type: string, body: string]>([
  ['text', { body: 'm f=1' }, 'text/plain', 'm f=1'],
  ['bytes', { body: new TextEncoder().encode('m f=2') }, 'text/plain', 'm f=2'],
  ['a stream', { body: new Blob(['m f=3']).stream() }, 'text/plain', 'm f=3'],
  [
    'with a charset',
    { body: 'm f=4', headers: { 'Content-Type': 'text/plain; charset=utf-8' } },
    'text/plain; charset=utf-8',
    'm f=4',
  ],
])('a body is coded by its media type: %s', async (_, init, type, body) => {
  const { url, seen } = await serve((_, response) => void response.writeHead(204).end());
  const { data, response } = await call(open(url).loose, 'POST', '/api/v2/write', init);
  expect([data, response.status]).toEqual([undefined, 204]);
  expect(seen[0]).toMatchObject({ body, headers: { 'content-type': type } });
});

test('a JSON body is JSON, in the contract and outside of it', async () => {
  const { url, seen } = await serve((_, response) => json(response, {}));
  await call(open(url).loose, 'POST', '/api/v2/buckets', { body: { a: 1 } });
  await call(open(url).loose, 'POST', '/unknown', { body: { a: 2 } });
  await call(open(url).loose, 'request', 'post', '/api/v2/buckets', { body: { a: 3 } });
  expect(seen.map(({ body, headers }) => [body, headers['content-type']])).toEqual([
    ['{"a":1}', 'application/json'],
    ['{"a":2}', 'application/json'],
    ['{"a":3}', 'application/json'],
  ]);
});

test('the response is decoded by its media type', async () => {
  const { url } = await serve(({ headers }, response) => {
    const accept = headers.accept ?? '';
    response.writeHead(200, { 'content-type': accept }).end(/json/.test(accept) ? '{"a":1}' : 'a,b');
  });
  const { loose } = open(url);
  const path = { params: { path: { telegrafID: '1' } } };
  expect((await call(loose, 'GET', '/api/v2/telegrafs/{telegrafID}', path)).data).toEqual({ a: 1 });
  const toml = { ...path, headers: { accept: 'application/toml' } };
  expect((await call(loose, 'GET', '/api/v2/telegrafs/{telegrafID}', toml)).data).toBe('a,b');
  expect((await call(loose, 'POST', '/api/v2/query', { body: {} })).data).toBe('a,b');
  const { data } = await call(loose, 'POST', '/api/v2/query', { body: {}, parseAs: 'stream' });
  expect(await new Response(data as ReadableStream).text()).toBe('a,b');
});

test.each<[name: string, length: boolean]>([
  ['with a length', true],
  ['without', false],
])('a 200 that is not JSON is a DecodeError, not a bare SyntaxError: %s', async (_, length) => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    if (!length) response.write('<');
    response.end('<html>');
  });
  for (const path of ['/api/v2/buckets', '/unknown'])
    await expect(call(open(url).loose, 'GET', path)).rejects.toMatchObject({ name: 'DecodeError' });
});

test('a response for which the contract has no body gives undefined, whatever comes', async () => {
  for (const body of ['', 'OK', '{"a":1}']) {
    const { url } = await serve((_, response) => void response.writeHead(200).end(body));
    const { data, response } = await call(open(url).loose, 'GET', '/ping');
    expect([data, response.status]).toEqual([undefined, 200]);
    expect((await call(open(url).loose, 'HEAD', '/ping')).response.status).toBe(200);
  }
});

test('a failure is given as error, as openapi-fetch does', async () => {
  const { url } = await serve((_, response) => json(response, { code: 'not found' }, 404));
  for (const path of ['/api/v2/buckets', '/ping', '/unknown']) {
    const { data, error, response } = await call(open(url).loose, 'GET', path);
    expect([data, error, response.status]).toEqual([undefined, { code: 'not found' }, 404]);
  }
});

test('it runs through the pipeline: auth, retries, timeout and a transport', async () => {
  let tries = 0;
  const more = {
    retry: { minDelay: 1 },
    auth: (request: never, next: (request: never) => unknown) =>
      next({
        ...(request as object),
        headers: { ...(request as { headers: object }).headers, authorization: 'Token t' },
      } as never),
    transport: async ({ headers }: { headers: Record<string, string> }) =>
      tries++ ? new Response(JSON.stringify(headers['authorization'])) : new Response('', { status: 503 }),
  };
  const { data } = await call(open('http://h', operations.registry, more).loose, 'GET', '/api/v2/buckets');
  expect([data, tries]).toEqual(['Token t', 2]);
  const { url } = await serve(() => {});
  await expect(call(open(url).loose, 'GET', '/api/v2/buckets', { timeout: 50 })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});

test('middleware of openapi-fetch sees the request and the response', async () => {
  const { url, seen } = await serve(({ method }, response) => json(response, { method }));
  const { typed } = open(url);
  const log: unknown[] = [];
  const middleware = {
    onRequest: ({ request, schemaPath }: { request: Request; schemaPath: string }) => {
      request.headers.set('x-a', 'b');
      log.push(schemaPath);
    },
    onResponse: ({ response }: { response: Response }) => void log.push(response.status),
  };
  typed.use(middleware);
  await typed.GET('/api/v2/buckets');
  typed.eject(middleware);
  await typed.GET('/api/v2/buckets');
  expect(log).toEqual(['/api/v2/buckets', 200]);
  expect(seen.map(({ headers }) => headers['x-a'])).toEqual(['b', undefined]);
});

test('a header that could become another is refused without its value', async () => {
  const { url, seen } = await serve((_, response) => json(response, {}));
  for (const headers of [{ authorization: 'Token hunter2\r\nx: y' }, new Map([['x-a', 'b']])]) {
    const error = await call(open(url).loose, 'GET', '/api/v2/buckets', {
      headers: headers instanceof Map ? [...headers] : headers,
    }).catch((reason: unknown) => reason);
    expect(String(error)).not.toContain('hunter2');
  }
  expect(seen.map(({ headers }) => headers['x-a'])).toEqual(['b']);
});
