import { expect, test } from 'vitest';
import { ApiError, call, createClient, type Transport } from '../src/index.js';
import * as operations from './operations.js';
import { json, serve } from './server.js';

const secret = 'Token very-secret-token';
const statuses = [300, 301, 302, 303, 307, 308];

test.each(statuses)('%i to another origin is not followed: it sees nothing of us', async (status) => {
  const other = await serve((_, response) => json(response, {}));
  const { url, seen } = await serve((_, response) => {
    response.writeHead(status, { location: `${other.url}/api/v2/buckets?code=hidden` }).end();
  });
  const api = createClient({ baseUrl: url, headers: { authorization: secret }, retry: false });
  for (const send of [
    () => call(api, operations.listBuckets, {}),
    () => call(api, operations.createBucket, { password: 'hidden' }),
    () => call(api, operations.deleteBucket, '1'),
  ]) {
    const error = await send().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status, message: expect.stringContaining('a redirect that is not followed') });
    expect(String(error)).not.toContain('hidden');
    expect((error as ApiError).headers.get('location')).toContain(other.url);
  }
  expect(seen).toHaveLength(3);
  expect(other.seen).toEqual([]);
});

test('from https to http, on the very same host, is not followed', async () => {
  const sent: string[] = [];
  const transport: Transport = async ({ url }) => {
    sent.push(url);
    return new Response(null, { status: 301, headers: { location: url.replace('https:', 'http:') } });
  };
  await expect(call(createClient({ baseUrl: 'https://h:8086', transport }), operations.ping)).rejects.toBeInstanceOf(
    ApiError,
  );
  expect(sent).toEqual(['https://h:8086/ping']);
});

test.each(statuses.filter((status) => status !== 300))(
  '%i within the server is followed for GET, with its credentials',
  async (status) => {
    const { url, seen } = await serve(({ url }, response) =>
      url.endsWith('/')
        ? json(response, { ok: true })
        : response.writeHead(status, { location: `${url}/` }).end('moved'),
    );
    const api = createClient({ baseUrl: url, headers: { authorization: secret }, retry: false });
    expect(await call(api, operations.getBucket, '1')).toEqual({ ok: true });
    expect(seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/api/v2/buckets/1', secret],
      ['/api/v2/buckets/1/', secret],
    ]);
    await expect(call(api, operations.createBucket, {})).rejects.toMatchObject({ status });
    await expect(call(api, operations.deleteBucket, '1')).rejects.toMatchObject({ status });
  },
);

test.each<[name: string, location: string]>([
  ['itself', '/api/v2/buckets/1'],
  ['no address', 'http://'],
  ['another scheme', 'javascript:alert(1)'],
  ['a file', 'file:///etc/passwd'],
  ['a host that only looks alike', '//127.0.0.1@evil.example/'],
  ['nothing', ''],
])('a redirect to %s ends in bounded time', async (_, location) => {
  const { url, seen } = await serve((_, response) => void response.writeHead(302, { location }).end());
  await expect(call(createClient({ baseUrl: url, retry: false }), operations.getBucket, '1')).rejects.toMatchObject({
    name: expect.stringMatching(/ApiError|ConnectionError/),
  });
  expect(seen.length).toBeLessThanOrEqual(6);
});

test('a redirect to what is no address is the response, and is not sent again', async () => {
  const { url, seen } = await serve((_, response) => void response.writeHead(307, { location: 'http://[no' }).end());
  await expect(call(createClient({ baseUrl: url }), operations.getBucket, '1')).rejects.toMatchObject({
    name: 'ApiError',
    status: 307,
  });
  expect(seen).toHaveLength(1);
});

test('304 is no redirect: its address is not asked, and the error says what it means', async () => {
  const { url, seen } = await serve((_, response) => void response.writeHead(304, { location: '/other' }).end());
  await expect(call(createClient({ baseUrl: url }), operations.getBucket, '1')).rejects.toMatchObject({
    status: 304,
    message: expect.stringMatching(/304: not modified$/),
  });
  expect(seen).toHaveLength(1);
});

test('a redirect that a browser hides is reported as one', async () => {
  const transport: Transport = async () => {
    const hidden = Response.error();
    return hidden;
  };
  await expect(call(createClient({ baseUrl: 'http://h', transport }), operations.ping)).rejects.toMatchObject({
    status: 0,
    message: expect.stringContaining('a redirect that is not followed'),
  });
});
