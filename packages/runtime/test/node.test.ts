import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTls } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { noteCases } from '../../../tests/tools/src/cases.js';
import { ConnectionError, call, createClient, DecodeError } from '../src/index.js';
import { type NodeTransportOptions, nodeTransport } from '../src/node.js';
import * as operations from './operations.js';
import { closedPort, json, serve } from './server.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** However slow the machine is. */
const FOREVER = { timeout: 240_000 };

const client = (baseUrl: string, options: NodeTransportOptions = {}, more: object = {}) => {
  const transport = nodeTransport(options);
  onTestFinished(() => transport.close().catch(() => {}));
  return createClient({ baseUrl, transport, retry: false, ...more });
};

test('calls, bodies and responses are the same as through fetch', async () => {
  const { url, seen } = await serve(({ method, body }, response) => {
    response.setHeader('x-a', 'b').setHeader('set-cookie', ['c=1', 'd=2']);
    if (method === 'DELETE') response.writeHead(204).end();
    else json(response, { got: body }, method === 'POST' ? 201 : 200);
  });
  const api = client(`${url}/base`);
  const { data, status, headers } = await call(api, operations.listBuckets, { name: 'ü&' }).withResponse();
  expect([data, status, headers.get('X-A'), headers.getSetCookie()]).toEqual([{ got: '' }, 200, 'b', ['c=1', 'd=2']]);
  expect(await call(api, operations.deleteBucket, '1')).toBeUndefined();
  const form = new FormData();
  form.append('a', 'x');
  for (const body of [
    'text',
    new TextEncoder().encode('bytes'),
    new TextEncoder().encode('buffer').buffer,
    new Blob(['blob']),
    new Blob(['stream']).stream(),
    form,
    new URLSearchParams({ a: '&' }),
  ])
    await call(api, operations.write, body as string);
  expect(await call(api, operations.pingHead)).toBeUndefined();
  expect(seen[0]?.url).toBe('/base/api/v2/buckets?name=%C3%BC%26');
  expect(seen.slice(2, 7).map(({ body }) => body)).toEqual(['text', 'bytes', 'buffer', 'blob', 'stream']);
  expect(seen[7]?.body).toContain('name="a"');
  expect(seen[7]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(seen[8]?.body).toBe('a=%26');
});

test('a response can be raw, text, bytes or a stream', async () => {
  const { url } = await serve((_, response) => response.writeHead(200, { 'x-a': 'b' }).end('{"a":1}'));
  const api = client(url);
  const raw = await call(api, operations.getBucket, '1').raw();
  expect([raw.status, raw.headers.get('x-a'), await raw.json()]).toEqual([200, 'b', { a: 1 }]);
  expect(await call(api, operations.getTelegraf, '1', { accept: 'application/toml' })).toBe('{"a":1}');
  expect(await call(api, operations.getTelegraf, '1', { accept: 'application/octet-stream' })).toEqual(
    new TextEncoder().encode('{"a":1}'),
  );
  expect(await new Response((await call(api, operations.runQuery, {})) as ReadableStream).text()).toBe('{"a":1}');
  expect(new TextDecoder().decode((await api.request({ method: 'GET', path: '/' })).body)).toBe('{"a":1}');
  const transport = nodeTransport();
  const send = async () => transport({ method: 'GET', url, headers: {}, operation: operations.ping });
  expect(await (await send()).text()).toBe('{"a":1}');
  expect(new TextDecoder().decode(await (await send()).arrayBuffer())).toBe('{"a":1}');
  await transport.close();
});

test('connections are kept and used again, no more of them than allowed', async () => {
  const sockets = new Set<unknown>();
  const open: ServerResponse[] = [];
  let most = 0;
  // Responds to two at a time: one connection alone would wait for ever.
  const server = createServer((request, response) => {
    sockets.add(request.socket);
    most = Math.max(most, open.push(response));
    if (open.length === 2) setImmediate(() => open.splice(0).map((each) => each.end('{}')));
  });
  const url = await started(server);
  const api = client(url, { connections: 2 });
  await Promise.all(Array.from({ length: 20 }, () => call(api, operations.getBucket, '1')));
  expect([sockets.size, most]).toEqual([2, 2]);
});

test.each<[name: string, respond: (socket: Socket) => void, error: string]>([
  ['resets', (socket) => socket.resetAndDestroy(), 'ConnectionError'],
  [
    'breaks off in the body',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'),
    'ConnectionError',
  ],
  ['speaks no HTTP', (socket) => socket.end('hello\r\n\r\n'), 'ConnectionError'],
  ['stalls', () => {}, 'TimeoutError'],
  ['stalls in the body', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'), 'TimeoutError'],
  [
    'responds with 101',
    (socket) => socket.end('HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    'ConnectionError',
  ],
])('a server that %s gives a typed error', async (_, respond, name) => {
  const server = createServer();
  server.on('connection', (socket) => {
    socket.removeAllListeners('data');
    socket.on('error', () => {}).once('data', () => respond(socket));
  });
  // Only what stalls is given up; any other has the time it takes.
  const api = client(await started(server), {}, { timeout: name === 'TimeoutError' ? 300 : 0 });
  await expect(call(api, operations.getBucket, '1')).rejects.toMatchObject({ name });
});

test('a status that HTTP does not know gives a typed error, whatever of the response is asked for', async () => {
  const server = createServer();
  server.on('connection', (socket) => {
    socket.removeAllListeners('data');
    socket.on('error', () => {}).once('data', () => socket.end('HTTP/1.1 999 No\r\ncontent-length: 2\r\n\r\nno'));
  });
  const api = client(await started(server));
  await expect(call(api, operations.getBucket, '1')).rejects.toMatchObject({ name: 'ConnectionError' });
  await expect(call(api, operations.getBucket, '1').raw()).rejects.toThrow('status 999');
});

test('nobody listening is reported with its code', async () => {
  await expect(call(client(await closedPort()), operations.getBucket, '1')).rejects.toMatchObject({
    name: 'ConnectionError',
    code: 'ECONNREFUSED',
  });
});

test('an abort ends a call and a stream', async () => {
  const { url } = await serve((_, response) => void response.writeHead(200).write('a'));
  const end = new AbortController();
  const stream = (await call(client(url), operations.runQuery, {}, { signal: end.signal })) as ReadableStream;
  const reader = stream.getReader();
  await reader.read();
  const waiting = call(client(url), operations.getBucket, '1', { signal: end.signal });
  const reason = new Error('mine');
  end.abort(reason);
  await expect(reader.read()).rejects.toBe(reason);
  await expect(waiting).rejects.toBe(reason);
});

test('gzip is asked for on request, decoded in any case, and held to maxResponseSize', async () => {
  const { url, seen } = await serve(({ url }, response) => {
    const body = url === '/api/v2/buckets/bomb' ? Buffer.alloc(32 * 2 ** 20, 32) : '{"a":1}';
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body));
  });
  expect(await call(client(url), operations.getBucket, '1')).toEqual({ a: 1 });
  expect(await call(client(url, { gzip: true }), operations.getBucket, '1')).toEqual({ a: 1 });
  expect(await (await call(client(url), operations.getBucket, '1').raw()).json()).toEqual({ a: 1 });
  expect(seen.map(({ headers }) => headers['accept-encoding'])).toEqual([undefined, 'gzip', undefined]);
  await expect(
    call(client(url, {}, { maxResponseSize: 2 ** 20 }), operations.getBucket, 'bomb'),
  ).rejects.toBeInstanceOf(DecodeError);
});

test.each<[name: string, encoding: string, body: Buffer]>([
  ['gzip that is none', 'gzip', Buffer.from('{}')],
  ['gzip cut off', 'gzip', gzipSync('{"a":1}').subarray(0, 15)],
  ['what was not asked for', 'br', brotliCompressSync('{}')],
])('a response in %s gives a typed error', async (_, encoding, body) => {
  const { url } = await serve((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body));
  await expect(call(client(url), operations.getBucket, '1')).rejects.toMatchObject({
    name: expect.stringMatching(/^(ConnectionError|DecodeError)$/),
  });
});

test('what is decoded beyond the limit of a body is not kept, and not gone on with', async () => {
  // 4 GiB in 4 MiB.
  const member = gzipSync(Buffer.alloc(2 ** 26));
  let closed = 0;
  const { url } = await serve((_, response) => {
    response.on('close', () => closed++);
    response.writeHead(200, { 'content-encoding': 'gzip' });
    for (let count = 0; count < 64; count++) response.write(member);
  });
  const before = process.memoryUsage().arrayBuffers;
  await expect(
    call(client(url, {}, { maxResponseSize: 2 ** 20, timeout: 0 }), operations.getBucket, '1'),
  ).rejects.toBeInstanceOf(DecodeError);
  await expect.poll(() => closed, FOREVER).toBe(1);
  for (let turn = 0; turn < 50; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 27);
  }
});

test('an endless response stops at maxResponseSize, and its connection with it', async () => {
  let closed = 0;
  const server = createServer((_, response) => {
    const more = (): void => {
      while (response.write(' '.repeat(65_536)));
      response.once('drain', more);
    };
    response.on('close', () => closed++);
    more();
  });
  const url = await started(server);
  await expect(call(client(url, {}, { maxResponseSize: 2 ** 20 }), operations.getBucket, '1')).rejects.toBeInstanceOf(
    DecodeError,
  );
  await expect.poll(() => closed).toBe(1);
});

let proxied = 0;
afterAll(() => noteCases('proxies', 'requests by and past a proxy, and addresses that are none', proxied));

/** A client that may have to go by a proxy: its requests are counted. */
const proxyClient: typeof client = (...args) => {
  proxied += 1;
  return client(...args);
};

/** A proxy that forwards and tunnels, and notes what it is asked for. */
async function proxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const note = (incoming: IncomingMessage): void =>
    void asked.push(`${incoming.method} ${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`);
  const server = createServer((incoming, response) => {
    note(incoming);
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const { method } = incoming;
    incoming.pipe(request(incoming.url ?? '', { method, headers }, (upstream) => upstream.pipe(response)));
  });
  server.on('connect', (incoming, socket) => {
    note(incoming);
    const [host, port] = (incoming.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  return { url: await started(server), asked };
}

test('a proxy is taken from the environment, from the options, or not at all; an http address by its whole URL', async () => {
  const { url, seen } = await serve((_, response) => json(response, { id: '1' }));
  const { url: proxyUrl, asked } = await proxy();
  const withUser = proxyUrl.replace('//', '//me:pw@');
  for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'])
    vi.stubEnv(name, undefined);
  await call(proxyClient(url), operations.getBucket, '1');
  expect(asked).toHaveLength(0);
  expect(await call(proxyClient(url, { proxy: withUser }), operations.getBucket, '1')).toEqual({ id: '1' });
  const get = `GET ${url}/api/v2/buckets/1`;
  expect(asked).toEqual([`${get} Basic ${btoa('me:pw')}`]);
  await call(proxyClient(url, { proxy: proxyUrl }), operations.createBucket, { name: 'b' });
  expect(asked[1]).toBe(`POST ${url}/api/v2/buckets `);
  expect(seen.at(-1)?.body).toBe('{"name":"b"}');
  // As shells have it, with a scheme and without.
  for (const address of [proxyUrl, new URL(proxyUrl).host]) {
    vi.stubEnv('http_proxy', address);
    await call(proxyClient(url), operations.getBucket, '1');
    expect(asked.at(-1)).toBe(`${get} `);
  }
  expect(asked).toHaveLength(4);
  await call(proxyClient(url, { proxy: false }), operations.getBucket, '1');
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  await call(proxyClient(url), operations.getBucket, '1');
  expect(asked).toHaveLength(4);
  vi.stubEnv('http_proxy', 'socks://me:hunter2@h');
  proxied += 1;
  expect(() => nodeTransport()).toThrow(/^HTTP_PROXY must be (?!.*hunter2)/);
});

test('an encoding that was not asked for is named', async () => {
  const { url } = await serve(
    (_, response) =>
      void response.writeHead(200, { 'content-encoding': 'br', 'content-type': 'application/json' }).end('xx'),
  );
  const failing = call(client(url), operations.getBucket, '1');
  await expect(failing).rejects.toBeInstanceOf(ConnectionError);
  await expect(failing).rejects.toThrow(/comes in the encoding br, which was not asked for/);
  const headers = { 'accept-encoding': 'br' };
  const response = await call(client(url), operations.getBucket, '1', { headers }).raw();
  expect(await response.text()).toBe('xx');
});

test('a proxy that is no address is refused without being repeated', () => {
  for (const address of ['socks://me:hunter2@h', 'me:hunter2@h']) {
    proxied += 1;
    expect(() => nodeTransport({ proxy: address })).toThrow(/^proxy must be (?!.*hunter2)/);
  }
});

test('a self-signed server is trusted by its certificate alone, and may ask for ours', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'influxkit-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = (name: string) => join(folder, name);
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      file('key'),
      '-out',
      file('cert'),
    ],
    { stdio: 'ignore' },
  );
  const [key, cert] = [readFileSync(file('key')), readFileSync(file('cert'), 'utf8')];
  const server = createTls({ key, cert, ca: cert, requestCert: true, rejectUnauthorized: false }, (request, response) =>
    json(response, { client: (request.socket as unknown as { authorized: boolean }).authorized }),
  );
  const url = (await started(server)).replace('http:', 'https:');
  await expect(call(client(url), operations.getBucket, '1')).rejects.toMatchObject({
    name: 'ConnectionError',
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  expect(await call(client(url, { ca: cert }), operations.getBucket, '1')).toEqual({ client: false });
  expect(await call(client(url, { ca: [cert], cert, key }), operations.getBucket, '1')).toEqual({ client: true });
  expect(await call(client(url, { rejectUnauthorized: false }), operations.getBucket, '1')).toEqual({ client: false });
  const { url: proxyUrl, asked } = await proxy();
  expect(await call(proxyClient(url, { ca: cert, proxy: proxyUrl }), operations.getBucket, '1')).toEqual({
    client: false,
  });
  expect(asked).toHaveLength(1);
});

test('closing waits for what is under way, and nothing can be sent afterwards', async () => {
  const pending: (() => void)[] = [];
  const { url } = await serve((_, response) => void pending.push(() => json(response, {})));
  const transport = nodeTransport();
  const api = createClient({ baseUrl: url, transport, retry: false });
  const underway = call(api, operations.getBucket, '1');
  await expect.poll(() => pending.length).toBe(1);
  const closing = transport[Symbol.asyncDispose]();
  pending[0]?.();
  await closing;
  expect(await underway).toEqual({});
  await expect(call(api, operations.getBucket, '1')).rejects.toMatchObject({ name: 'ConnectionError' });
});

test('a body comes whole and in order, however it is cut and whenever it is read', async () => {
  // More than is read ahead, in pieces of every size; compressed it is no less.
  const bytes = Uint8Array.from({ length: 150_000 }, (_, index) => (index * 2_654_435_761) >>> 24);
  const { url } = await serve(async ({ url: asked }, response) => {
    const { searchParams } = new URL(asked, 'http://h');
    const sent = searchParams.has('gzip') ? gzipSync(bytes) : bytes;
    const size = Number(searchParams.get('size'));
    response.writeHead(200, searchParams.has('gzip') ? { 'content-encoding': 'gzip' } : {});
    for (let at = 0; at < sent.length; at += size)
      await new Promise<void>((next) => response.write(sent.subarray(at, at + size), () => next()));
    response.end();
  });
  const transport = nodeTransport();
  onTestFinished(() => transport.close());
  const wait = () => new Promise((resolve) => setTimeout(resolve, 50));
  for (const query of ['size=5000', 'size=70000', 'size=150000', 'size=9973&gzip', 'size=500000&gzip'])
    for (const late of [false, true]) {
      const send = () => transport({ method: 'GET', url: `${url}/?${query}`, headers: {}, operation: operations.ping });
      const [whole, streamed] = [await send(), await send()];
      if (late) await wait();
      expect(Buffer.compare(Buffer.from(await whole.arrayBuffer()), bytes), `${query}, whole`).toBe(0);
      const read = await new Response(streamed.body).arrayBuffer();
      expect(Buffer.compare(Buffer.from(read), bytes), `${query}, as it comes`).toBe(0);
    }
});

test('a server waits while nobody reads, and a stream that is given up closes its connection', async () => {
  let written = 0;
  let closed = 0;
  const server = createServer((_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536;
      response.once('drain', more);
    };
    response.on('close', () => closed++);
    more();
  });
  const transport = nodeTransport();
  onTestFinished(() => transport.close());
  const url = await started(server);
  const { body } = await transport({ method: 'GET', url, headers: {}, operation: operations.ping });
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  // What the buffers on the way hold, and no more.
  await expect
    .poll(async () => {
      const before = written;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return written - before;
    }, FOREVER)
    .toBe(0);
  expect(written).toBeLessThan(64 * 2 ** 20);
  await reader.cancel();
  await expect.poll(() => closed, FOREVER).toBe(1);
});

test('what only informs comes before the response', async () => {
  const server = createServer((_, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' });
    response.writeProcessing();
    response.end('{"a":1}');
  });
  expect(await call(client(await started(server)), operations.getBucket, '1')).toEqual({ a: 1 });
});

test('an abort ends a request wherever it is, and leaves no listener', async () => {
  const { url, seen } = await serve(({ url: path }, response) => {
    if (path === '/half') response.writeHead(200).write('a');
  });
  const transport = nodeTransport({ connections: 1 });
  onTestFinished(() => transport.close());
  const operation = operations.ping;
  const reason = new Error('mine');
  /** Aborts once `until` has come; gives how the request ended. */
  const aborted = async (path: string, until: (sent: Promise<unknown>) => Promise<unknown>): Promise<unknown> => {
    const controller = new AbortController();
    const { signal } = controller;
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const sent = transport({ method: 'GET', url: url + path, headers: {}, operation, signal });
    const ended = sent.then((response) => response.arrayBuffer()).catch((error: unknown) => error);
    await until(sent);
    controller.abort(reason);
    const ending = await ended;
    expect(removed.mock.calls.length, path).toBe(added.mock.calls.length);
    return ending;
  };
  expect(await aborted('/none', async () => {})).toBe(reason);
  expect(
    await aborted('/sent', () => expect.poll(() => seen.some((each) => each.url === '/sent'), FOREVER).toBe(true)),
  ).toBe(reason);
  expect(await aborted('/half', (sent) => sent)).toBe(reason);
  // Behind one that has the only connection.
  const first = new AbortController();
  const blocking = transport({ method: 'GET', url: `${url}/none`, headers: {}, operation, signal: first.signal });
  expect(await aborted('/half', async () => {})).toBe(reason);
  first.abort(reason);
  await expect(blocking).rejects.toBe(reason);
  await expect(
    transport({ method: 'GET', url, headers: {}, operation, signal: AbortSignal.abort(reason) }),
  ).rejects.toBe(reason);
});

test('a transport around it may give a signal of its own, and is given up with the call', async () => {
  const { url } = await serve(() => {});
  const transport = nodeTransport();
  onTestFinished(() => transport.close().catch(() => {}));
  const reason = new Error('mine');
  const own = createClient({
    baseUrl: url,
    retry: false,
    timeout: 0,
    transport: (request) => transport({ ...request, signal: AbortSignal.abort(reason) }),
  });
  await expect(call(own, operations.getBucket, '1')).rejects.toMatchObject({ name: 'ConnectionError' });
  const signals: (AbortSignal | undefined)[] = [];
  const copying = createClient({
    baseUrl: url,
    retry: false,
    timeout: 100,
    transport: (request) => {
      const copy = { ...request };
      signals.push(request.signal, copy.signal);
      return transport(copy);
    },
  });
  await expect(call(copying, operations.getBucket, '1')).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(signals[0]).toBe(signals[1]);
  expect(signals[0]?.aborted).toBe(true);
});

async function started(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
