import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { type ApiClient, createApi, createClient, method } from '../src/index.js';
import * as operations from './operations.js';

const options = { baseUrl: 'http://127.0.0.1:8086/base/' };
const api = createApi<ApiClient & operations.Api>(options, operations.registry);

test('a method prints as its name', () => {
  expect(api.buckets.list.name).toBe('buckets.list');
  expect(inspect(api.buckets.list)).toBe('[Function: buckets.list]');
  expect(inspect(method(createClient(options), operations.getBucket))).toBe('[Function: buckets.get]');
  expect(inspect(api.ping)).toBe('[Function: ping] { head: [Function: ping.head] }');
});

test('a resource prints as a short tree', () => {
  expect(inspect(api.buckets)).toBe('Resource { list, create, get, delete, labels: { remove } }');
});

test('a client prints as its address and a short tree', () => {
  expect(inspect(api)).toBe(
    [
      'Client http://127.0.0.1:8086/base {',
      '  request',
      '  http',
      '  buckets: { list, create, get, delete, labels: { remove } }',
      '  write',
      '  telegrafs: { get }',
      '  query: { run }',
      '  v1: { authorizations: { list } }',
      '  ping: { head }',
      '}',
    ].join('\n'),
  );
  expect(inspect(createClient(options))).toBe('{ request: [Function: request] }');
});

test("a client's internals are not enumerable", () => {
  for (const value of [api, createClient(options), api.buckets, api.buckets.list])
    expect([inspect(Object.getOwnPropertySymbols({ ...value })), Object.keys(value).includes('operation')]).toEqual([
      '[]',
      false,
    ]);
});
