import { createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { effort } from '../../../tests/tools/src/effort.js';
import {
  type ApiClient,
  ApiError,
  CallError,
  ConnectionError,
  call,
  createApi,
  createClient,
  DecodeError,
  type Middleware,
  RequestError,
} from '../src/index.js';
import * as operations from './operations.js';
import { json, serve } from './server.js';

/** A server that writes whatever it likes onto the socket once a request came. */
async function rawServer(respond: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', () => respond(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

test.each<[name: string, respond: (socket: Socket) => void]>([
  ['closes', (socket) => socket.end()],
  ['resets', (socket) => socket.resetAndDestroy()],
  ['closes in the head', (socket) => socket.end('HTTP/1.1 200')],
  ['closes in the body', (socket) => socket.end(`${head}content-length: 100\r\n\r\n{"a":`)],
  [
    'resets in the body',
    (socket) =>
      socket.write(`${head}content-length: 100\r\n\r\n{"a":`, () => setTimeout(() => socket.resetAndDestroy(), 20)),
  ],
  ['closes in a chunk', (socket) => socket.end(`${head}transfer-encoding: chunked\r\n\r\nff\r\n{"a":`)],
  ['speaks no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9\r\n')],
  [
    'responds with 101',
    (socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  ],
  ['responds with 100 and goes', (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n')],
  [
    'sends a head without end',
    (socket) => {
      const more = () =>
        socket.write(`x-${Math.random()}: ${'a'.repeat(4096)}\r\n`, (error) =>
          error ? undefined : setImmediate(more),
        );
      socket.write(head);
      more();
    },
  ],
  ['states two lengths', (socket) => socket.end(`${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`)],
  ['states a wrong chunk', (socket) => socket.end(`${head}transfer-encoding: chunked\r\n\r\nzz\r\n{}`)],
  ['sends what is no gzip', (socket) => socket.end(`${head}content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}`)],
])('a server that %s ends in ConnectionError', async (_, respond) => {
  const url = await rawServer(respond);
  const promise = call(createClient({ baseUrl: url, retry: false, timeout: 0 }), operations.getBucket, '1');
  await expect(promise).rejects.toBeInstanceOf(ConnectionError);
  await expect(promise).rejects.toThrow(
    new RegExp(`^buckets\\.get: no (complete response from|HTTP \\(it may want https://\\) spoken by) ${url}: `),
  );
});

test('a stated length shorter than the body cuts the body, which is then no JSON', async () => {
  const url = await rawServer((socket) => socket.end(`${head}content-length: 3\r\n\r\n{"a":1}`));
  await expect(call(createClient({ baseUrl: url, retry: false }), operations.getBucket, '1')).rejects.toBeInstanceOf(
    DecodeError,
  );
});

test('a stream that breaks off fails with ConnectionError', async () => {
  const url = await rawServer((socket) =>
    socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n'),
  );
  const stream = (await call(createClient({ baseUrl: url }), operations.runQuery, {})) as ReadableStream;
  await expect(new Response(stream).text()).rejects.toBeInstanceOf(ConnectionError);
});

test('a response without end stops at maxResponseSize, and no more of it is read', async () => {
  let sent = 0;
  const url = await rawServer((socket) => {
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
    const data = `10000\r\n${' '.repeat(65_536)}\r\n`;
    const more = (): void => {
      do sent += data.length;
      while (!socket.destroyed && socket.write(data));
      if (!socket.destroyed) socket.once('drain', more);
    };
    more();
  });
  const promise = call(createClient({ baseUrl: url, maxResponseSize: 4 * 2 ** 20 }), operations.getBucket, '1');
  await expect(promise).rejects.toBeInstanceOf(DecodeError);
  await expect(promise).rejects.toThrow('larger than maxResponseSize, 4194304 bytes');
  // What the buffers of the two ends of a connection hold comes on top.
  expect(sent).toBeLessThan(64 * 2 ** 20);
});

test('a response that states more than maxResponseSize is not read', async () => {
  const url = await rawServer((socket) =>
    socket.write(`${head}content-length: 1073741824\r\n\r\n${' '.repeat(10_000)}`),
  );
  const api = createClient({ baseUrl: url, maxResponseSize: 5000 });
  await expect(call(api, operations.getBucket, '1')).rejects.toBeInstanceOf(DecodeError);
});

test('a gzip bomb stops at maxResponseSize', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 32));
  const { url } = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length }).end(bomb),
  );
  const api = createClient({ baseUrl: url, maxResponseSize: 2 ** 20 });
  expect(bomb.length).toBeLessThan(2 ** 20);
  await expect(call(api, operations.getBucket, '1')).rejects.toBeInstanceOf(DecodeError);
});

test('an error without end is cut at 1 MiB and still reported', async () => {
  const url = await rawServer((socket) => {
    socket.write('HTTP/1.1 500 Oops\r\ntransfer-encoding: chunked\r\n\r\n');
    const data = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const more = (): void => {
      while (!socket.destroyed && socket.write(data));
      if (!socket.destroyed) socket.once('drain', more);
    };
    more();
  });
  const error = await call(createClient({ baseUrl: url }), operations.getBucket, '1').catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError<string>).body.length).toBeLessThan(2 ** 20 + 2 ** 17);
  expect((error as Error).message.length).toBeLessThan(1100);
});

test('no part of an error is longer than a person reads, whatever the server puts there', async () => {
  const long = 'x'.repeat(100_000);
  const { url } = await serve((_, response) => json(response, { code: long, message: long, op: long }, 400));
  const error = await call(createClient({ baseUrl: url }), operations.getBucket, '1').catch(
    (reason: unknown) => reason,
  );
  expect((error as Error).message.length).toBeLessThan(2100);
});

test('a deeply nested response is data like any other', async () => {
  const depth = 100_000;
  const { url } = await serve((_, response) => void response.writeHead(200).end('['.repeat(depth) + ']'.repeat(depth)));
  expect(Array.isArray(await call(createClient({ baseUrl: url }), operations.getBucket, '1'))).toBe(true);
});

test('a response with a key __proto__ pollutes nothing', async () => {
  const { url } = await serve(
    (_, response) => void response.writeHead(500).end('{"__proto__":{"polluted":1},"message":"x"}'),
  );
  await call(createClient({ baseUrl: url }), operations.getBucket, '1').result();
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('headers that invite regular expressions to run wild take no time', async () => {
  const evil = `${'//a@'.repeat(2000)}${'a'.repeat(2000)}`;
  const { url } = await serve((_, response) => {
    response
      .writeHead(302, { location: evil, 'retry-after': '1'.repeat(2000), 'content-type': `${'a;'.repeat(1000)}` })
      .end(evil);
  });
  const send = () =>
    call(createClient({ baseUrl: url, retry: false, timeout: 0 }), operations.deleteBucket, '1').result();
  expect(await effort(send)).toBeLessThan(200);
});

test.each<[name: string, headers: Record<string, string>]>([
  ['LF in a value', { 'x-a': 'b\nhost: evil' }],
  ['CR in a value', { 'x-a': 'b\rhost: evil' }],
  ['NUL in a value', { 'x-a': 'b\0' }],
  ['a letter beyond Latin-1', { 'x-a': '木' }],
  ['CRLF in a name', { 'x-a: b\r\nhost': 'evil' }],
  ['a space in a name', { 'x a': 'b' }],
  ['an empty name', { '': 'b' }],
  ['a colon in a name', { 'x-a:': 'b' }],
  ['a name and a value in a name', { 'x-a: evil\nx': 'b' }],
])('a header that could become another is refused by name: %s', async (_, headers) => {
  const { url, seen } = await serve((_, response) => json(response, {}));
  const auth: Middleware = (request, next) => next({ ...request, headers: { ...request.headers, ...headers } });
  for (const send of [
    () => call(createClient({ baseUrl: url }), operations.getBucket, '1', { headers }),
    () => call(createClient({ baseUrl: url, headers }), operations.getBucket, '1'),
    () => call(createClient({ baseUrl: url, auth }), operations.getBucket, '1'),
    () => createClient({ baseUrl: url }).request({ method: 'GET', path: '/', headers }),
  ]) {
    const error = await send().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RequestError);
    expect(String(error)).not.toContain('evil'.repeat(headers['x-a'] ? 1 : 2));
  }
  expect(seen).toEqual([]);
});

/** All that a person or a log could get to see of a value. */
const shown = (value: unknown): string => {
  const error = value as { stack?: string; message?: string; cause?: unknown };
  return [
    inspect(value, { depth: 20, getters: false }),
    String(value),
    error?.stack,
    error?.message,
    safeJson(value),
  ].join('\n');
};
const safeJson = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
};

const secrets = ['very-secret-token', 'session-of-mine', 'hunter2hunter2'];
const proofs: Middleware = (request, next) =>
  next({
    ...request,
    url: `${request.url}${request.url.includes('?') ? '&' : '?'}u=me&p=hunter2hunter2`,
    headers: { ...request.headers, authorization: 'Token very-secret-token', cookie: 'session=session-of-mine' },
  });

test.each<[name: string, respond: Parameters<typeof rawServer>[0]]>([
  ['closes', (socket) => socket.destroy()],
  [
    'responds with 401',
    (socket) => socket.end('HTTP/1.1 401 No\r\nset-cookie: session=session-of-mine\r\ncontent-length: 0\r\n\r\n'),
  ],
  [
    'responds with no JSON',
    (socket) => socket.end(`${head}set-cookie: session=session-of-mine\r\ncontent-length: 17\r\n\r\nvery-secret-token`),
  ],
  ['stalls', () => {}],
  [
    'redirects',
    (socket) => socket.end('HTTP/1.1 302 Go\r\nlocation: http://h/?p=hunter2hunter2\r\ncontent-length: 0\r\n\r\n'),
  ],
])('no error shows a secret when the server %s', async (what, respond) => {
  const url = await rawServer(respond);
  const api = createClient({ baseUrl: url, auth: proofs, retry: false, timeout: what === 'stalls' ? 150 : 0 });
  for (const send of [
    () => call(api, operations.listBuckets, { name: 'a' }),
    () => call(api, operations.runQuery, { query: 'a' }),
    () => call(api, operations.deleteBucket, '1'),
  ]) {
    const error = await send().then(
      () => new Error('nothing failed'),
      (reason: unknown) => reason,
    );
    for (const secret of secrets) expect(shown(error)).not.toContain(secret);
  }
});

test('a server that echoes what it was sent does not get it into an error', async () => {
  const { url } = await serve(({ headers, url }, response) =>
    json(response, { message: `bad ${headers.authorization} ${headers.cookie} ${url}`, code: 'invalid' }, 400),
  );
  const api = createClient({ baseUrl: url, auth: proofs });
  const error = await call(api, operations.listBuckets, { name: 'a' }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('[redacted]') });
  for (const secret of secrets) expect(shown(error)).not.toContain(secret);
});

test.each<[name: string, respond: (socket: Socket) => void, error: string]>([
  [
    'in X-Influxdb-Error',
    (socket) => socket.end(`HTTP/1.1 400 No\r\nx-influxdb-error: ${secrets.join(' ')}\r\ncontent-length: 0\r\n\r\n`),
    'ApiError',
  ],
  [
    'in X-Platform-Error-Code and X-Request-Id',
    (socket) =>
      socket.end(
        `HTTP/1.1 400 No\r\nx-platform-error-code: ${secrets.join(' ')}\r\nx-request-id: ${secrets.join(' ')}\r\ncontent-length: 0\r\n\r\n`,
      ),
    'ApiError',
  ],
  [
    'in what is no HTTP, which the platform keeps in its error',
    (socket) => socket.end(`very-secret-token session-of-mine hunter2hunter2\r\n`),
    'ConnectionError',
  ],
  [
    'in the content type of what is no JSON',
    (socket) => socket.end(`HTTP/1.1 200 OK\r\ncontent-type: ${secrets.join(' ')}\r\ncontent-length: 1\r\n\r\n<`),
    'DecodeError',
  ],
  [
    'in a redirect to no address, which the platform keeps in its error',
    (socket) => socket.end(`HTTP/1.1 302 Go\r\nlocation: http://[${secrets.join('')}\r\ncontent-length: 0\r\n\r\n`),
    'ApiError',
  ],
])('a server that gives credentials back %s does not get them into an error', async (_, respond, name) => {
  const api = createClient(
    { baseUrl: await rawServer(respond), auth: proofs, retry: false },
    { errorHeaders: { code: ['x-platform-error-code'], message: ['x-influxdb-error'] } },
  );
  const error = await call(api, operations.getBucket, '1').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name });
  for (const secret of secrets) expect(shown(error)).not.toContain(secret);
});

test('a server that echoes an API key of the contract does not get it into an error', async () => {
  const { url } = await serve(({ headers, url }, response) =>
    json(response, { message: `bad ${headers['x-api-key']} ${url}` }, 400),
  );
  const auth: Middleware = (request, next) =>
    next({
      ...request,
      url: `${request.url}?appid=very-secret-token`,
      headers: { ...request.headers, 'x-api-key': 'hunter2hunter2' },
    });
  const api = createClient(
    { baseUrl: url, auth },
    {
      securitySchemes: {
        header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        query: { type: 'apiKey', in: 'query', name: 'appid' },
      },
    },
  );
  const error = await call(api, operations.getBucket, '1').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ message: expect.stringContaining('bad [redacted]') });
  for (const secret of secrets) expect(shown(error)).not.toContain(secret);
});

test('a platform that quotes the address in its error does not get the password of its query into ours', async () => {
  const failing = () =>
    Promise.reject(new TypeError('error sending request for url (http://h/?u=me&p=hunter2hunter2)'));
  const api = createClient({ baseUrl: 'http://h', auth: proofs, retry: false, fetch: failing });
  const error = await call(api, operations.getBucket, '1').catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    name: 'ConnectionError',
    message: expect.stringContaining('error sending request'),
    cause: {
      message: expect.stringContaining('error sending request'),
      stack: expect.stringContaining('hostile.test'),
    },
  });
  expect(shown(error)).not.toContain('hunter2hunter2');
});

test('what middleware calls a secret is blotted out of errors as well', async () => {
  const { url } = await serve((_, response) => json(response, { message: 'no "pass word" for you' }, 401));
  const auth: Middleware = (request, next) => next({ ...request, secrets: ['pass word'] });
  await expect(call(createClient({ baseUrl: url, auth }), operations.getBucket, '1')).rejects.toThrow(
    'no "[redacted]" for you',
  );
});

test.each<[name: string, reason: unknown, said: string]>([
  ['a string', 'tunnel closed', 'tunnel closed'],
  ['nothing', undefined, 'undefined'],
  ['an object without a message', { reset: true }, 'object'],
  ['a symbol', Symbol('reset'), 'symbol'],
])('a platform that rejects with %s is quoted as far as it says something', async (_, reason, said) => {
  const api = createClient({ baseUrl: 'http://h', fetch: () => Promise.reject(reason), retry: false });
  await expect(call(api, operations.getBucket, '1')).rejects.toMatchObject({
    name: 'ConnectionError',
    message: `buckets.get: no complete response from http://h: ${said}`,
    cause: { message: said },
  });
});

test('middleware that forgets to return the response is told so', async () => {
  const { url } = await serve((_, response) => json(response, {}));
  const forgetful: Middleware = async (request, next) => {
    await next(request);
    return undefined as never;
  };
  const api = createClient({ baseUrl: url, middleware: [forgetful] });
  const message = /a middleware must return the response of next\(\); got none/;
  await expect(call(api, operations.getBucket, '1')).rejects.toThrow(message);
  await expect(api.request({ method: 'GET', path: '/' })).rejects.toThrow(message);
});

test('what JSON cannot hold is no body, and not an empty one', async () => {
  const { url, seen } = await serve((_, response) => json(response, {}));
  const api = createClient({ baseUrl: url });
  for (const body of [() => 1, Symbol('a')])
    await expect(call(api, operations.createBucket, body as never)).rejects.toThrow(
      /body must be a string, bytes, a stream or a form; got a (function|symbol)/,
    );
  expect(seen).toEqual([]);
});

test('neither client, method, call nor operation shows a secret when printed', async () => {
  const { url } = await serve((_, response) => json(response, {}));
  const api = createApi<ApiClient & operations.Api>(
    { baseUrl: url, auth: proofs, headers: { authorization: 'Token very-secret-token' } },
    operations.registry,
  );
  const sent = api.buckets.list({});
  for (const value of [api, api.buckets, api.buckets.list, sent])
    for (const secret of secrets) expect(shown(value)).not.toContain(secret);
  await sent;
});

test('every error of a call says which operation, and carries a name of its own', async () => {
  const url = await rawServer((socket) => socket.destroy());
  const api = createClient({ baseUrl: url, retry: false });
  const error = await api.request({ method: 'get', path: '/any?p=hunter2hunter2' }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CallError);
  expect(error).toMatchObject({ operation: 'get /any', name: 'ConnectionError' });
  for (const secret of secrets) expect(shown(error)).not.toContain(secret);
});
