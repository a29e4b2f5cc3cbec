import { describe, expect, test } from 'vitest';
import {
  type ApiClient,
  type ClientConfig,
  call,
  createApi,
  FORMAT,
  type OperationDescriptor,
  splitArguments,
  type Transport,
} from '../src/index.js';
import type { Loose } from './operations.js';

const descriptor = (more: Partial<OperationDescriptor>): OperationDescriptor => ({
  name: 'buckets.get',
  method: 'GET',
  path: '/buckets/{bucketID}',
  ...more,
});
const json = { 'application/json': 'json' } as const;

describe('the arguments of a method stand in the order of its signature', () => {
  const options = { timeout: 5 };
  test.each<[what: string, more: Partial<OperationDescriptor>, args: unknown[], split: object]>([
    ['path and options', {}, ['1', options], { path: ['1'], options }],
    ['nothing at all', {}, [], { path: [undefined], options: {} }],
    [
      'path, query, options',
      { query: ['org'] },
      ['1', { org: 'a' }, options],
      { path: ['1'], query: { org: 'a' }, options },
    ],
    [
      'path, body, options',
      { body: json },
      ['1', { name: 'n' }, options],
      { path: ['1'], body: { name: 'n' }, options },
    ],
    [
      'path, body, and the query among the options',
      { body: json, query: ['org'] },
      ['1', { name: 'n' }, { query: { org: 'a' } }],
      { path: ['1'], body: { name: 'n' }, query: { org: 'a' }, options: { query: { org: 'a' } } },
    ],
    ['two of the path', { path: '/a/{x}/b/{y}' }, ['1', '2', options], { path: ['1', '2'], options }],
    ['one of the path is bound', { path: '/a/{x}/b/{y}', bound: ['x'] }, ['2', options], { path: ['2'], options }],
  ])('%s', (_, more, args, split) => {
    expect(splitArguments(descriptor(more), args)).toEqual({ body: undefined, query: undefined, ...split });
  });
});

describe('what is bound is given when the client is created', () => {
  const seen: { url: string; account: string | undefined }[] = [];
  const transport: Transport = async ({ url, headers }) => {
    seen.push({ url, account: headers['x-account'] });
    return new Response(null, { status: 204 });
  };
  const config: ClientConfig = {
    format: FORMAT,
    bind: { path: { accountId: 'accountId' }, headers: { 'X-Account': 'xAccount' }, required: ['X-Account'] },
  };
  const list = descriptor({ name: 'list', path: '/accounts/{accountId}/x/{id}', bound: ['accountId'], success: [204] });
  const given = { baseUrl: 'http://h', transport, accountId: 'a/b', xAccount: 'mine' };

  test('by the resource tree, by call() and by http', async () => {
    const api = createApi<{ list: Loose; http: { GET: Loose } }>(given, [list], config);
    await api.list('1');
    await call<Loose>(createApi<ApiClient>(given, [], config), list, '1');
    await api.http.GET('/accounts/{accountId}/x/{id}', { params: { path: { id: '1' } } });
    expect(seen).toEqual(Array(3).fill({ url: 'http://h/accounts/a%2Fb/x/1', account: 'mine' }));
  });

  test.each([
    ['accountId', 'accountId'],
    ['xAccount', 'X-Account'],
  ])('and %s may not be missing', (option, name) => {
    expect(() => createApi({ ...given, [option]: undefined }, [list], config)).toThrow(
      new TypeError(`${option} must be given: operations of this client take it as ${name}`),
    );
  });

  test('a header that no operation requires may', () => {
    const optional = { ...config, bind: { headers: { 'X-Account': 'xAccount' } } };
    expect(() => createApi({ baseUrl: 'http://h' }, [], optional)).not.toThrow();
  });
});

test('a client of another format says so, where no compiler has', () => {
  expect(() => createApi({ baseUrl: 'http://h' }, [], { format: 1 } as never)).toThrow(
    `the client was generated in format 1 and @influxkit/runtime takes ${FORMAT}`,
  );
});
