import { expect, test } from 'vitest';
import {
  call,
  cookies,
  createCaller,
  method,
  type Operation,
  pathStyles,
  queryStyles,
  responseStreams,
  urlEncodedForms,
  withRetry,
} from '../src/index.js';
import { type Loose, listBuckets } from './operations.js';
import { json, serve } from './server.js';

const styled: Operation<Loose> = {
  name: 'buckets.find',
  method: 'GET',
  path: '/buckets',
  query: ['name', ['id', 'form']],
  response: { 'application/json': 'json' },
};

const matrix: Operation<Loose> = {
  name: 'items.get',
  method: 'GET',
  path: '/items/{id}',
  pathStyles: { id: 'matrix' },
  response: { 'application/json': 'json' },
};

const formType = 'application/x-www-form-urlencoded';
const form: Operation<Loose> = {
  name: 'forms.send',
  method: 'POST',
  path: '/form',
  body: { [formType]: 'form' },
  encoding: { [formType]: { tags: { style: 'form' } } },
  response: { 'application/json': 'json' },
  features: { urlEncodedForms },
};

const session: Operation<Loose> = {
  name: 'session.get',
  method: 'GET',
  path: '/session',
  cookie: ['id'],
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

test.each<[string, Operation<Loose>, unknown[], string, string]>([
  ['a style of a query parameter', styled, [{ id: [1, 2] }], 'queryStyles', '/buckets?id=1,2'],
  ['a style of a path parameter', matrix, [[1, 2]], 'pathStyles', '/items/;id=1,2'],
  ['a style of a property of a form', form, [{ tags: [1, 2] }], 'queryStyles', '/form'],
  ['a cookie', session, [{ cookies: { id: '7' } }], 'cookies', '/session'],
  ['a response that is a stream', streamed, [], 'responseStreams', '/dump'],
])('%s comes with the descriptor, or the call says what is missing', async (_, operation, args, feature, address) => {
  const { url, seen } = await serve((_request, response) => json(response, {}));
  const api = createCaller({ baseUrl: url });
  await expect(call(api, operation, ...args)).rejects.toMatchObject({
    name: 'RequestError',
    message: expect.stringContaining(feature),
  });
  const features = { ...operation.features, cookies, pathStyles, queryStyles, responseStreams };
  await call(api, { ...operation, features }, ...args);
  expect(seen.at(-1)?.url).toBe(address);
});

test('of a connection that breaks off a caller says what the platform says', async () => {
  const refused = Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('connect ECONNREFUSED ::1:8086'), { code: 'ECONNREFUSED' }),
  });
  const api = createCaller({ baseUrl: 'http://localhost:8086', fetch: () => Promise.reject(refused) });
  await expect(call(api, listBuckets)).rejects.toMatchObject({
    name: 'ConnectionError',
    code: 'ECONNREFUSED',
    message: 'buckets.list: no complete response from http://localhost:8086: connect ECONNREFUSED ::1:8086',
  });
});
