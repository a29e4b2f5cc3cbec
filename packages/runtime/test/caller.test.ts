import { expect, test } from 'vitest';
import { call, createCaller, method, type Operation, queryStyles, responseStreams, withRetry } from '../src/index.js';
import { type Loose, listBuckets } from './operations.js';
import { json, serve } from './server.js';

const styled: Operation<Loose> = {
  name: 'buckets.find',
  method: 'GET',
  path: '/buckets',
  query: ['name', ['id', 'form']],
  response: { 'application/json': 'json' },
};

const streamed: Operation<Loose> = { name: 'dump', method: 'GET', path: '/dump', response: { 'text/csv': 'stream' } };

test('a caller calls operations, and shows nothing of what it runs on', async () => {
  const { url, seen } = await serve((_, response) => json(response, { buckets: [] }));
  const api = createCaller({ baseUrl: url, headers: { 'x-tenant': '7' } });
  expect(await call(api, listBuckets, { name: 'a b' })).toEqual({ buckets: [] });
  expect(await method(api, listBuckets)()).toEqual({ buckets: [] });
  expect(seen.map((request) => request.url)).toEqual(['/api/v2/buckets?name=a%20b', '/api/v2/buckets']);
  expect(seen[0]?.headers['x-tenant']).toBe('7');
  expect(Object.keys(api)).toEqual([]);
});

test.each([
  ['once, as it is', undefined, 1],
  ['again with withRetry()', withRetry({ retries: 2, minDelay: 1 }), 3],
])('a caller sends a failed request %s', async (_, retry, count) => {
  const { url, seen } = await serve((_request, response) => json(response, {}, 503));
  await expect(call(createCaller({ baseUrl: url, retry }), listBuckets)).rejects.toMatchObject({ status: 503 });
  expect(seen.length).toBe(count);
});

test.each<[string, Operation<Loose>, unknown[], string]>([
  ['a style of a query parameter', styled, [{ id: [1, 2] }], 'queryStyles'],
  ['a response that is a stream', streamed, [], 'responseStreams'],
])('%s comes with the descriptor, or the call says what is missing', async (_, operation, args, feature) => {
  const { url, seen } = await serve((_request, response) => json(response, {}));
  const api = createCaller({ baseUrl: url });
  await expect(call(api, operation, ...args)).rejects.toMatchObject({
    name: 'RequestError',
    message: expect.stringContaining(feature),
  });
  await call(api, { ...operation, features: { queryStyles, responseStreams } }, ...args);
  expect(seen.at(-1)?.url).toBe(operation === styled ? '/buckets?id=1,2' : '/dump');
});
