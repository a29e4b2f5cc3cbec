import { createOssV2 } from '@influxkit/oss-v2';
import {
  type ApiClient,
  type Call,
  type ClientOptions,
  call,
  createClient,
  type Operation,
  type OperationDescriptor,
  RequestError,
  unpackRegistry,
} from '@influxkit/runtime';
import { noteCases } from '@influxkit/test-tools/cases';
import { boundValue, importClients } from '@influxkit/test-tools/clients';
import { every } from '@influxkit/test-tools/scope';
import { afterAll, describe, expect, test } from 'vitest';
import { httpServer } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';

/** What must not be sent: it would be another path, or none. */
const REFUSED: readonly unknown[] = [
  undefined,
  null,
  '',
  '.',
  '..',
  '%2e',
  '%2e%2e',
  '%2E%2e',
  '.%2e',
  '../x',
  'x/..',
  'a/../b',
  'a/./b',
  'a%2f..%2fb',
  'a%2F%2e%2e%2Fb',
  '..\\x',
  'a\\..\\b',
  '%5c..%5c',
  '\ud800',
  'a\udfffb',
  {},
  [],
  ['a', 'b'],
  { toString: () => '../x' },
  () => '../x',
  Symbol('../x'),
];

/** What must reach the server as it is, in its own segment. */
const KEPT: readonly (string | number | bigint | boolean)[] = [
  'a/b',
  'a\\b',
  '...',
  'a..b',
  '%',
  '%2f',
  '%252e%252e',
  '?a=1',
  '#b',
  'a;b=c',
  '{bucketID}',
  '$&',
  'a\r\nhost: evil',
  '\0',
  '\u2028',
  '//evil.example/',
  'http://evil.example/',
  '__proto__',
  'constructor',
  'ü 木 😀',
  ' ',
  '~',
  '*',
  "'",
  7,
  7n,
  true,
  'x'.repeat(3000),
];

/** A method of any operation: its arguments are wrong on purpose. */
type Loose = (...args: unknown[]) => Call<unknown>;

interface Looser {
  readonly http: {
    request(method: string, path: string, init: object): Promise<unknown>;
  };
}
const CLIENTS = await importClients<ClientOptions, ApiClient>();

/** The path parameters that a caller gives; the others are options of the client. */
const namesOf = ({ path, bound = [] }: OperationDescriptor): string[] =>
  [...path.matchAll(/{(.*?)}/g)].map(([, name]) => name as string).filter((name) => !bound.includes(name));

/** The path with the values of what is bound. */
const boundPath = ({ path, bound = [] }: OperationDescriptor): string =>
  bound.reduce((filled, name) => filled.replace(`{${name}}`, boundValue), path);

let cases = 0;
afterAll(() => noteCases('caller', 'path values, in every parameter of every operation of every product', cases));

const withPathValues = ({ registry }: (typeof CLIENTS)[number]): OperationDescriptor[] =>
  unpackRegistry(registry as Parameters<typeof unpackRegistry>[0]).filter((row) => namesOf(row).length > 0);

// Some products have no operation with a path parameter.
describe.each(CLIENTS.filter((client) => withPathValues(client).length > 0))('$product', (client) => {
  const { create } = client;
  const rows = withPathValues(client);

  test.each(every(20, rows).map((row) => [row.name, row] as const))(
    '%s: no path value leaves its place',
    async (_, row) => {
      const sent: string[] = [];
      const api = create({
        baseUrl: 'http://h/base',
        retry: false,
        transport: async ({ url }) => {
          sent.push(url);
          return new Response(null, { status: 204 });
        },
      });
      const names = namesOf(row);
      const ways = (place: number, value: unknown): (() => PromiseLike<unknown>)[] => {
        const values = names.map((_, index) => (index === place ? value : `v${index}`));
        const body = row.body && Object.values(row.body)[0] !== 'json' ? '' : {};
        const path = Object.fromEntries(names.map((name, index) => [name, values[index]]));
        return [
          () => call(api, row as Operation<Loose>, ...values, ...(row.body ? [body] : [])).raw(),
          () =>
            (api as unknown as Looser).http.request(row.method, row.path, { params: { path }, body: row.body && body }),
        ] as (() => PromiseLike<unknown>)[];
      };
      const want = `/base${row.server ?? ''}${boundPath(row)}`.split('/');
      for (const [place, name] of names.entries()) {
        for (const value of REFUSED) {
          for (const way of ways(place, value)) {
            cases++;
            const error = await Promise.resolve(way()).catch((reason: unknown) => reason);
            expect(error, String(value)).toBeInstanceOf(RequestError);
            expect((error as Error).message).toContain(`path parameter "${name}"`);
            expect((error as Error).message).not.toContain('../x');
          }
        }
        expect(sent).toEqual([]);
        for (const value of KEPT) {
          for (const way of ways(place, value)) {
            cases++;
            await way();
            const { pathname, host, search, hash } = new URL(sent.pop() ?? '');
            expect([host, search, hash]).toEqual(['h', '', '']);
            const got = pathname.split('/');
            expect(got).toHaveLength(want.length);
            const at = want.indexOf(`{${name}}`);
            expect(decodeURIComponent(got[at] ?? '')).toBe(String(value));
          }
        }
      }
    },
  );
});

describe.each(TRANSPORTS)('on %s', (_, open) => {
  test('what is kept arrives at a server as it is', async () => {
    const seen: string[] = [];
    const url = await httpServer((request, response) => {
      seen.push(request.url ?? '');
      response.writeHead(204).end();
    });
    const api = createOssV2({ baseUrl: url, transport: open(), retry: false });
    for (const value of KEPT) {
      cases++;
      await api.buckets.labels.remove(value as string, 'label');
      const [, , , , bucket, labels, label] = (seen.pop() ?? '').split('/');
      expect([decodeURIComponent(bucket ?? ''), labels, label]).toEqual([String(value), 'labels', 'label']);
    }
  });

  test.each([
    '',
    'no/slash',
    '..',
    '/..',
    '/a/../b',
    '/a/%2e%2e/b',
    '/a%2f..%2fb',
    '/a\\..\\b',
    '/a b',
    '/a\r\nb',
    '/a\tb',
    '/a#b',
    '/{x}',
    'http://evil.example/',
    'javascript:alert(1)',
    '@evil.example/',
    ':80/',
    '.evil.example/',
  ])('request() sends nothing to the path %j', async (path) => {
    cases++;
    const seen: string[] = [];
    const url = await httpServer((request, response) => {
      seen.push(request.url ?? '');
      response.end();
    });
    const api = createClient({ baseUrl: url, transport: open(), retry: false });
    await expect(api.request({ method: 'GET', path })).rejects.toBeInstanceOf(RequestError);
    for (const method of ['', 'GET /', 'GET\r\nx: y', 'G\0T', 'GET HTTP/1.1'])
      await expect(api.request({ method, path: '/a' })).rejects.toBeInstanceOf(RequestError);
    expect(seen).toEqual([]);
  });
});
