import { expect, test } from 'vitest';
import {
  ApiError,
  call,
  createClient,
  DecodeError,
  method,
  type Operation,
  RequestError,
  type Transport,
  urlEncodedForms,
} from '../src/index.js';
import * as operations from './operations.js';
import { closedPort, json, serve } from './server.js';

const client = (url: string) => createClient({ baseUrl: url, retry: false });

/** Responds with nothing but 204 and shows what it was sent. */
const recorder = (): { sent: Parameters<Transport>[0][]; transport: Transport } => {
  const sent: Parameters<Transport>[0][] = [];
  const transport: Transport = async (request) => {
    sent.push(request);
    return new Response('{}');
  };
  return { sent, transport };
};

test('a call sends what its descriptor says and gives the decoded body', async () => {
  const { url, seen } = await serve((_, response) => json(response, { buckets: [] }));
  const api = createClient({ baseUrl: `${url}/base/`, headers: { 'X-App': 'a' } });
  expect(
    await call(api, operations.listBuckets, { limit: 3, id: ['a', 'b'] }, { headers: { 'X-Call': 'b', 'x-app': 'c' } }),
  ).toEqual({ buckets: [] });
  expect(seen).toMatchObject([
    {
      method: 'GET',
      url: '/base/api/v2/buckets?limit=3&id=a,b',
      headers: { accept: 'application/json', 'x-app': 'c', 'x-call': 'b' },
    },
  ]);
});

test('path parameters come first and in order, and query parameters of an operation with a body are an option', async () => {
  const { sent, transport } = recorder();
  const api = createClient({ baseUrl: 'http://h', transport });
  await call(api, operations.removeLabel, 'b 1', 'l/2');
  await call(api, operations.write, 'm f=1', { query: { org: 'a', bucket: 'b' } });
  expect(sent.map(({ method, url, body, headers }) => ({ method, url, body, headers }))).toEqual([
    { method: 'DELETE', url: 'http://h/api/v2/buckets/b%201/labels/l%2F2', body: undefined, headers: {} },
    {
      method: 'POST',
      url: 'http://h/api/v2/write?org=a&bucket=b',
      body: 'm f=1',
      headers: { 'content-type': 'text/plain' },
    },
  ]);
});

test('a server of the path comes between base URL and path', async () => {
  const { url, seen } = await serve((_, response) => json(response, []));
  await call(client(`${url}/base`), operations.legacyAuthorizations);
  expect(seen[0]?.url).toBe('/base/private/legacy/authorizations');
});

test.each<[name: string, body: unknown, want: string]>([
  ['text', 'm f=1', 'm f=1'],
  ['bytes', new TextEncoder().encode('m f=2'), 'm f=2'],
  ['a buffer', new TextEncoder().encode('m f=3').buffer, 'm f=3'],
  ['a Blob', new Blob(['m f=4']), 'm f=4'],
  ['a stream', new Blob(['m f=5']).stream(), 'm f=5'],
  ['a Node buffer', Buffer.from('m f=6'), 'm f=6'],
])('a text body may be %s, and is not JSON', async (_, body, want) => {
  const { url, seen } = await serve((_, response) => void response.writeHead(204).end());
  await call(client(url), operations.write, body as string);
  expect(seen[0]).toMatchObject({ body: want, headers: { 'content-type': 'text/plain' } });
});

test('a JSON body is JSON, whatever it is', async () => {
  const { url, seen } = await serve((_, response) => json(response, {}, 201));
  const create = method(client(url), operations.createBucket);
  await create({ name: 'ü' });
  await create('text');
  await create(null);
  expect(seen.map(({ body }) => body)).toEqual(['{"name":"ü"}', '"text"', 'null']);
  expect(seen[0]?.headers['content-type']).toBe('application/json');
});

test('contentType chooses among the media types of the body', async () => {
  const { url, seen } = await serve((_, response) => void response.writeHead(200).end());
  const api = client(url);
  await call(api, operations.runQuery, { query: 'a' });
  await call(api, operations.runQuery, 'from()', { contentType: 'application/vnd.flux' });
  await call(api, operations.runQuery, 'from()', {
    headers: { 'Content-Type': 'application/vnd.flux; charset=utf-8' },
  });
  await call(api, operations.runQuery);
  expect(seen.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
    ['application/json', '{"query":"a"}'],
    ['application/vnd.flux', 'from()'],
    ['application/vnd.flux; charset=utf-8', 'from()'],
    [undefined, ''],
  ]);
});

test('forms are sent as the platform writes them', async () => {
  const { url, seen } = await serve((_, response) => void response.writeHead(204).end());
  const form = new FormData();
  form.append('a', 'x');
  const api = client(url);
  const send = (body: Record<string, 'form' | 'multipart'>, value: unknown) =>
    call<operations.Loose>(api, { name: 'f', method: 'POST', path: '/f', body, features: { urlEncodedForms } }, value);
  await send({ 'multipart/form-data': 'multipart' }, form);
  await send({ 'application/x-www-form-urlencoded': 'form' }, new URLSearchParams({ a: '&=' }));
  await send({ 'application/x-www-form-urlencoded': 'form' }, { a: '&=' });
  expect(seen[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(seen[0]?.body).toContain('name="a"');
  for (const request of seen.slice(1)) {
    expect(request).toMatchObject({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=%26%3D',
    });
  }
  expect(seen).toHaveLength(3);
});

test('accept chooses among the media types of the response, and the data follow', async () => {
  const { url } = await serve(({ headers }, response) => {
    const accept = headers.accept ?? '';
    response.writeHead(200, { 'content-type': accept }).end(/json/.test(accept) ? '{"a":1}' : 'a = 1');
  });
  const get = method(client(url), operations.getTelegraf);
  expect(await get('1')).toEqual({ a: 1 });
  expect(await get('1', { accept: 'application/toml' })).toBe('a = 1');
  expect(await get('1', { accept: 'application/octet-stream' })).toEqual(new TextEncoder().encode('a = 1'));
  expect(await get('1', { headers: { Accept: 'application/toml' } })).toBe('a = 1');
});

test('a streamed response is handed on before its end', async () => {
  const { url } = await serve((_, response) => void response.writeHead(200).write('first'));
  const stream = (await call(client(url), operations.runQuery, { query: 'a' })) as ReadableStream<Uint8Array>;
  const reader = stream.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('first');
  await reader.cancel();
});

test('a response without a body gives undefined where there may be none, an empty stream where a stream is due', async () => {
  const { url } = await serve(({ method }, response) => {
    response.writeHead(method === 'POST' ? 200 : 204).end();
  });
  const api = client(url);
  expect(await call(api, operations.deleteBucket, '1')).toBeUndefined();
  await expect(call(api, operations.getBucket, '1')).rejects.toThrow('is not JSON but empty; its status is 204');
  expect(await call(api, { ...operations.getBucket, success: [200, 204] }, '1')).toBeUndefined();
  expect(await call(api, operations.pingHead)).toBeUndefined();
  expect(await new Response((await call(api, operations.runQuery, {})) as ReadableStream).text()).toBe('');
});

test('HEAD has no body to decode, whatever the contract says of it', async () => {
  const { url } = await serve((_, response) => void response.writeHead(200, { 'content-length': 7 }).end());
  const head: Operation<operations.Loose> = {
    name: 'h',
    method: 'HEAD',
    path: '/h',
    response: { 'application/json': 'json' },
  };
  expect(await call(client(url), head)).toBeUndefined();
});

test('withResponse adds status and headers; one request is sent, however much is asked for', async () => {
  const { url, seen } = await serve((_, response) => {
    response.setHeader('x-a', 'b');
    json(response, { id: '1' }, 201);
  });
  const sent = call(client(url), operations.createBucket, { name: 'a' });
  const [data, more, result, again] = await Promise.all([sent, sent.withResponse(), sent.result(), sent]);
  expect(data).toEqual({ id: '1' });
  expect(again).toBe(data);
  expect(more).toMatchObject({ status: 201, data: { id: '1' } });
  expect(more.headers.get('X-A')).toBe('b');
  expect(result).toMatchObject({ ok: true, status: 201, data: { id: '1' } });
  expect(seen).toHaveLength(1);
});

test('raw gives the Response, unread and whatever its status', async () => {
  const { url, seen } = await serve((_, response) => json(response, { code: 'not found' }, 404));
  const response = await call(client(url), operations.getBucket, '1').raw();
  expect(response).toBeInstanceOf(Response);
  expect([response.status, response.bodyUsed]).toEqual([404, false]);
  expect(await response.json()).toEqual({ code: 'not found' });
  expect(seen).toHaveLength(1);
});

test('raw asked for later gives a Response of what was read', async () => {
  const { url, seen } = await serve((_, response) => json(response, { id: '1' }));
  const sent = call(client(url), operations.getBucket, '1');
  await sent;
  expect(await (await sent.raw()).json()).toEqual({ id: '1' });
  expect(seen).toHaveLength(1);
});

test('a call that nobody waits for is sent', async () => {
  const { url, seen } = await serve((_, response) => void response.writeHead(204).end());
  void call(client(url), operations.deleteBucket, '1');
  await expect.poll(() => seen.length).toBe(1);
});

test('what is passed is taken at once: changing it afterwards changes nothing', async () => {
  const { sent, transport } = recorder();
  const list = method(createClient({ baseUrl: 'http://h', transport }), operations.listBuckets);
  const query = { limit: 1 };
  const first = list(query);
  query.limit = 2;
  await Promise.all([first, list(query)]);
  expect(sent.map(({ url }) => new URL(url).search)).toEqual(['?limit=1', '?limit=2']);
});

test('a response that is not of success is an ApiError with all that the server said', async () => {
  const { url } = await serve((_, response) => {
    response.setHeader('retry-after', '7');
    response.setHeader('x-request-id', 'r1');
    json(response, { code: 'not found', message: 'bucket "x" not found', op: 'store/find' }, 404);
  });
  const error = await call(client(url), operations.getBucket, '1').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    name: 'ApiError',
    message: 'buckets.get: 404: not found: bucket "x" not found',
    status: 404,
    code: 'not found',
    retryAfter: 7000,
    requestId: 'r1',
    operation: 'buckets.get',
    body: { code: 'not found', message: 'bucket "x" not found', op: 'store/find' },
  });
  expect((error as ApiError).headers.get('X-Request-Id')).toBe('r1');
  expect((error as Error).stack).toMatch(/^ApiError: buckets\.get: 404/);
});

test.each<[name: string, status: number, headers: Record<string, string>, body: string, want: object]>([
  ['1.x', 400, { 'x-influxdb-error': 'bad' }, '{"error":"unable to parse"}', { message: 'x: 400: unable to parse' }],
  ['1.x HEAD', 404, { 'x-influxdb-error': 'no database' }, '', { message: 'x: 404: no database' }],
  [
    'a platform code alone',
    401,
    { 'x-platform-error-code': 'unauthorized' },
    '',
    { code: 'unauthorized', message: 'x: 401: unauthorized' },
  ],
  [
    'text',
    502,
    { 'content-type': 'text/plain' },
    'bad gateway',
    { message: 'x: 502: bad gateway', body: 'bad gateway' },
  ],
  [
    'HTML',
    413,
    { 'content-type': 'text/html' },
    ' <html>too large</html>',
    { message: 'x: 413', body: ' <html>too large</html>' },
  ],
  ['nothing', 503, {}, '', { message: 'x: 503', code: undefined, requestId: undefined }],
  ['JSON of another shape', 400, {}, '[1]', { message: 'x: 400: [1]', body: [1] }],
  ['an id of the request in a header of its own', 500, { 'x-id': '2', 'trace-id': '1' }, '', { requestId: '1' }],
  ['the standard id of a request first', 500, { 'x-request-id': '3', 'trace-id': '1' }, '', { requestId: '3' }],
  ['null', 400, {}, 'null', { body: null }],
  [
    'fields of other types',
    400,
    {},
    '{"code":5,"message":{},"op":[]}',
    { code: undefined, message: 'x: 400: {"code":5,"message":{},"op":[]}' },
  ],
  [
    'a partial write',
    422,
    {},
    '{"code":"unprocessable entity","message":"dropped=1"}',
    { message: 'x: 422: unprocessable entity: dropped=1' },
  ],
])('an error of every kind of server is reported: %s', async (_, status, headers, body, want) => {
  const api = createClient(
    { baseUrl: 'http://h', retry: false, transport: async () => new Response(body, { status, headers }) },
    {
      errorHeaders: { code: ['x-platform-error-code'], message: ['x-influxdb-error'], requestId: ['trace-id', 'x-id'] },
    },
  );
  const error = await call<operations.Loose>(api, { name: 'x', method: 'GET', path: '/' }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status, ...want });
});

test('headers of another kind of server say nothing unless the client knows them', async () => {
  const headers = { 'x-influxdb-error': 'bad', 'x-platform-error-code': 'invalid', 'trace-id': '1' };
  const transport: Transport = async () => new Response('', { status: 400, headers });
  const error = await call(createClient({ baseUrl: 'http://h', transport }), operations.getBucket, '1').catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ message: 'buckets.get: 400', code: undefined, requestId: undefined });
});

test('result gives any response as a value, and throws where there is none', async () => {
  const { url } = await serve((_, response) => json(response, { code: 'conflict' }, 409));
  const result = await call(client(url), operations.createBucket, {}).result();
  expect(result).toMatchObject({ ok: false, status: 409, error: { code: 'conflict' } });
  await expect(call(client(await closedPort()), operations.getBucket, '1').result()).rejects.toMatchObject({
    name: 'ConnectionError',
    code: 'ECONNREFUSED',
    message: expect.stringContaining('buckets.get: connection refused by http://127.0.0.1:'),
  });
});

test.each<[name: string, send: (api: ReturnType<typeof client>) => Promise<unknown>, message: string]>([
  ['an empty path value', (api) => call(api, operations.deleteBucket, ''), 'path parameter "bucketID"'],
  ['a missing path value', (api) => call(api, operations.removeLabel, '1'), 'path parameter "labelID"'],
  ['no body', (api) => call(api, operations.createBucket), 'the body is missing'],
  [
    'an object as text',
    (api) => call(api, operations.write, {} as string),
    'the body must be a string, bytes, a stream or a form; got an object',
  ],
  ['a bigint in JSON', (api) => call(api, operations.createBucket, { a: 1n }), 'BigInt'],
  ['a lone surrogate', (api) => call(api, operations.getBucket, '\ud800'), 'path parameter "bucketID"'],
  [
    'an unknown accept',
    (api) => call(api, operations.getTelegraf, '1', { accept: 'text/html' }),
    'accept must be one of application/json, application/toml',
  ],
  ...['constructor', '__proto__', 'toString', 'valueOf'].flatMap(
    (name): [string, (api: ReturnType<typeof createClient>) => Promise<unknown>, string][] => [
      [
        `${name} for a content type`,
        (api) => call(api, operations.runQuery, '', { contentType: name }),
        'must be one of',
      ],
      [`${name} to be accepted`, (api) => call(api, operations.getBucket, '1', { accept: name }), 'must be one of'],
    ],
  ),
  [
    'an unknown content type',
    (api) => call(api, operations.runQuery, '', { contentType: 'text/html' }),
    'content-type must be one of application/json, application/vnd.flux',
  ],
])('a mistake rejects with its place before anything is sent: %s', async (_, send, message) => {
  const { sent, transport } = recorder();
  const promise = send(createClient({ baseUrl: 'http://h', transport }));
  await expect(promise).rejects.toBeInstanceOf(RequestError);
  await expect(promise).rejects.toThrow(message);
  expect(sent).toEqual([]);
});

test.each<[what: string, status: number, type: string, body: string]>([
  ['HTML or XML', 200, 'text/html', '<html>'],
  ['empty', 200, 'application/json', ''],
  ['empty', 204, 'none', ''],
  ['broken or cut JSON', 200, 'application/json', '{"buckets": ['],
  ['text', 200, 'text/plain', 'OK'],
])(
  'a JSON response that is not JSON is a DecodeError that says what it is: %s, %i',
  async (what, status, type, body) => {
    const headers = type === 'none' ? {} : { 'content-type': type };
    const { url } = await serve((_, response) => void response.writeHead(status, headers).end(body));
    const promise = call(client(url), operations.listBuckets);
    await expect(promise).rejects.toBeInstanceOf(DecodeError);
    await expect(promise).rejects.toThrow(
      `buckets.list: the response is not JSON but ${what}; its status is ${status}, its content-type is ${type}`,
    );
  },
);

test.each<[holds: 'object' | 'array' | undefined, body: string, want: unknown]>([
  ['object', '{}', {}],
  ['object', '{"buckets":[]}', { buckets: [] }],
  ['object', '[]', 'a JSON object, as the contract has it; got an array'],
  ['object', 'null', 'a JSON object, as the contract has it; got null'],
  ['object', '"secret"', 'a JSON object, as the contract has it; got a string'],
  ['object', '42', 'a JSON object, as the contract has it; got a number'],
  ['array', '[]', []],
  ['array', '{}', 'a JSON array, as the contract has it; got an object'],
  [undefined, 'null', null],
  [undefined, '42', 42],
])('JSON of another kind than the contract has is a DecodeError: %s, %s', async (holds, body, want) => {
  const { url } = await serve((_, response) => void response.end(body));
  const got = await call(client(url), { ...operations.listBuckets, ...(holds && { holds }) }).catch(
    (error: unknown) => error,
  );
  if (typeof want !== 'string') expect(got).toEqual(want);
  else {
    expect(got).toBeInstanceOf(DecodeError);
    expect((got as DecodeError).message).toBe(`buckets.list: the response must be ${want}`);
  }
});

test('request reaches any path and never throws for a status', async () => {
  const { url, seen } = await serve((_, response) => {
    response.setHeader('X-A', 'b');
    json(response, { error: 'x' }, 404);
  });
  const api = createClient({ baseUrl: `${url}/base`, headers: { 'x-app': 'a' } });
  const response = await api.request({
    method: 'post',
    path: '/any/path?a=1',
    query: { b: ['x', '&'] },
    headers: { 'Content-Type': 'application/json' },
    body: '{"c":1}',
  });
  expect(response).toMatchObject({ statusCode: 404, headers: { 'x-a': 'b', 'content-type': 'application/json' } });
  expect(new TextDecoder().decode(response.body)).toBe('{"error":"x"}');
  expect(seen).toMatchObject([
    {
      method: 'POST',
      url: '/base/any/path?a=1&b=x&b=%26',
      headers: { 'content-type': 'application/json', 'x-app': 'a' },
      body: '{"c":1}',
    },
  ]);
});

test.each([
  '',
  'a',
  '@evil.example/',
  '//..//x',
  '/a/../b',
  '/a/%2e%2E/b',
  '/a b',
  '/a\r\nb',
  '/a#b',
  '/a\\..\\b',
  '/{id}',
  '/a?b\nc',
])('request refuses a path that is not one: %j', async (path) => {
  const { sent, transport } = recorder();
  const api = createClient({ baseUrl: 'http://h', transport });
  await expect(api.request({ method: 'GET', path })).rejects.toBeInstanceOf(RequestError);
  await expect(api.request({ method: 'GET /x', path: '/a' })).rejects.toBeInstanceOf(RequestError);
  expect(sent).toEqual([]);
});

test.each<[name: string, baseUrl: unknown]>([
  ['nothing', undefined],
  ['no URL', 'localhost'],
  ['no protocol', 'localhost:8086'],
  ['another protocol', 'ftp://h'],
  ['a user and a password', 'http://me:hunter2pass@h'],
  ['a user', 'http://me@h'],
  ['a query', 'http://h/?token=hunter2pass'],
  ['a fragment', 'http://h/#a'],
])('a base URL that cannot be meant is refused, and not repeated: %s', (_, baseUrl) => {
  expect(() => createClient({ baseUrl: baseUrl as string })).toThrow(/^baseUrl must be like (?!.*hunter2)/);
});

test('a base URL may end in slashes and hold braces', async () => {
  const { sent, transport } = recorder();
  await call(createClient({ baseUrl: 'http://h/{x}//', transport }), operations.ping);
  expect(sent[0]?.url).toBe('http://h/%7Bx%7D/ping');
});

test('middleware wraps auth, the first outermost, and operations that need no credentials get none', async () => {
  const log: string[] = [];
  const note =
    (name: string) =>
    async (request: Parameters<Transport>[0], next: Transport): ReturnType<Transport> => {
      log.push(`${name} ${request.operation.name}`);
      return next({ ...request, headers: { ...request.headers, [name]: '1' } });
    };
  const { sent, transport } = recorder();
  const api = createClient({
    baseUrl: 'http://h',
    transport,
    auth: note('auth'),
    middleware: [note('one'), note('two')],
  });
  await call(api, operations.deleteBucket, '1');
  await call(api, operations.ping);
  expect(log).toEqual(['one buckets.delete', 'two buckets.delete', 'auth buckets.delete', 'one ping', 'two ping']);
  expect(sent.map(({ headers }) => Object.keys(headers))).toEqual([
    ['one', 'two', 'auth'],
    ['one', 'two'],
  ]);
});
