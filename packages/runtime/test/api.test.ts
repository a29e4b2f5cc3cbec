import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ApiClient,
  createApi,
  type OperationDescriptor,
  packRegistry,
  type Transport,
  unpackRegistry,
} from '../src/index.js';
import * as operations from './operations.js';

const transport: Transport = async ({ url }) => new Response(JSON.stringify(new URL(url).pathname));
const options = { baseUrl: 'http://h', transport };

test.each([
  ['descriptors', operations.registry],
  ['a packed registry', packRegistry(operations.registry)],
])('the tree is what the names of %s spell, each method with its descriptor', async (_, registry) => {
  const api = createApi<ApiClient & operations.Api>(options, registry);
  expect(await api.buckets.get('1')).toBe('/api/v2/buckets/1');
  expect(await api.v1.authorizations.list()).toBe('/private/legacy/authorizations');
  expect(api.buckets.list.operation).toEqual(operations.listBuckets);
  expect(Object.keys(api)).toEqual(['request', 'http', 'buckets', 'write', 'telegrafs', 'query', 'v1', 'ping']);
  expect(Object.keys(api.buckets)).toEqual(['list', 'create', 'get', 'delete', 'labels']);
  expect((await api.request({ method: 'GET', path: '/x' })).statusCode).toBe(200);
});

test('a method may have methods below it, whichever comes first', () => {
  for (const registry of [
    [operations.ping, operations.pingHead],
    [operations.pingHead, operations.ping],
  ]) {
    const api = createApi<operations.Api>(options, registry);
    expect(typeof api.ping).toBe('function');
    expect(typeof api.ping.head).toBe('function');
  }
});

test('names that functions and objects have already are names like any other', () => {
  const names = ['a', 'a.name', 'a.length', 'a.bind', 'constructor.list', '__proto__.list', 'toString', 'a.name.list'];
  const registry = names.map((name): OperationDescriptor => ({ name, method: 'GET', path: '/' }));
  const api = createApi<Record<string, unknown>>(options, registry);
  for (const name of names) {
    const found = name
      .split('.')
      .reduce<unknown>((node, word) => Object.getOwnPropertyDescriptor(node, word)?.value, api);
    expect([name, typeof found]).toEqual([name, 'function']);
  }
  expect(({} as Record<string, unknown>)['list']).toBeUndefined();
});

test('a packed registry gives back its descriptors, whatever they are', () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9]{1,4}$/);
  // Words of the path in the name, as rules make them, and others.
  const descriptor = fc.record({
    name: fc
      .array(fc.oneof(word, fc.constantFrom('buckets', 'checkLogs', 'list')), { minLength: 1, maxLength: 4 })
      .map((words) => words.join('.')),
    method: fc.constantFrom('GET', 'POST', 'DELETE'),
    path: fc
      .array(fc.oneof(word, fc.constantFrom('', '{id}', '3', 'buckets', 'check-logs')), { maxLength: 4 })
      .map((words) => `/${words.join('/')}`),
  });
  const rest = fc.option(
    fc.record({ response: fc.constant({ 'application/json': 'json' }), success: fc.constant([201]) }),
    {
      nil: {},
    },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(descriptor, rest), { maxLength: 12 }), (pairs) => {
      const registry = pairs.map(([one, more]) => ({ ...one, ...more }) as OperationDescriptor);
      expect(unpackRegistry(packRegistry(registry))).toEqual(registry);
      expect(unpackRegistry(JSON.parse(JSON.stringify(packRegistry(registry))))).toEqual(registry);
    }),
    { numRuns: 3000 },
  );
});

test('a packed registry leaves out what is common', () => {
  expect(
    packRegistry(
      [operations.listBuckets, operations.getBucket, operations.removeLabel].map(({ name, method, path }) => ({
        name,
        method,
        path,
      })),
    ),
  ).toEqual([
    ['0.buckets.list', 'GET', '0/api/v2/buckets'],
    ['1.get', 'GET', '3/{bucketID}'],
    ['1..remove', 'DELETE', '4/labels/{labelID}'],
  ]);
});
