import { type PagedMethod, paginate } from '@influxkit/pagination';
import {
  type ApiClient,
  type Call,
  type ClientConfig,
  type ClientOptions,
  call,
  createApi,
  createClient,
  type HttpClient,
  type Middleware,
  method,
  type PagedOperation,
  RequestError,
} from '@influxkit/runtime';
import { nodeTransport } from '@influxkit/runtime/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type AuthStrategy, combineAuth } from '../../src/index.js';
import { type Seen, serve } from '../server.js';
import type { Subject, World } from '../world.js';

const CREDENTIAL = 'the-credential';
const transports: [name: string, open: () => object][] = [
  ['fetch', () => ({})],
  [
    'nodeTransport',
    () => {
      const transport = nodeTransport();
      onTestFinished(() => transport.close());
      return { transport };
    },
  ],
];

const carries = ({ url, headers }: Seen): boolean =>
  `${url} ${JSON.stringify(headers)}`.includes(CREDENTIAL) ||
  headers.authorization !== undefined ||
  headers.cookie !== undefined;

/**
 * A server of ours, which responds to anything but a sign-in with `status` and `location`, and one that nobody should
 * ever reach.
 */
async function servers(location: (evil: string, url: string) => string, status: number) {
  const evil = await serve((_, response) => void response.writeHead(200).end('{}'));
  const own = await serve(({ url }, response) => {
    if (url.endsWith('/api/v2/signin')) response.writeHead(204, { 'set-cookie': 'session=the-cookie' }).end();
    else if (url.startsWith('/there')) response.writeHead(200).end('{}');
    else response.writeHead(status, { location: location(evil.url, url) }).end('{}');
  });
  return { evil, own };
}

/** Credentials go to the client's origin and nowhere else. */
export function originsSuite({ config, query, write, subjects }: World): void {
  // `request()` takes what the contract takes by default: here that is any scheme.
  const anyConfig: ClientConfig = { ...config, security: query.security ?? [] };
  const client = (options: ClientOptions): ApiClient => createClient(options, anyConfig);
  const strategies: [name: string, make: () => AuthStrategy][] = [
    ...subjects.map(({ name, make }): [string, () => AuthStrategy] => [name, () => make(CREDENTIAL)]),
    ['a provider', () => (subjects[0] as Subject).make(async () => CREDENTIAL)],
    ['combineAuth', () => combineAuth(...subjects.map(({ make }) => make(CREDENTIAL)))],
  ];
  const paged: PagedOperation<unknown, () => Call<unknown>> = {
    ...query,
    response: { 'application/json': 'json' },
    page: { items: 'buckets', next: 'links.next', offset: 'offset' },
  };

  describe.each(transports)('on %s', (_, open) => {
    describe.each(strategies)('%s', (_, make) => {
      test.each([301, 302, 303, 307, 308])('goes nowhere else with a %i, by GET or by POST', async (status) => {
        for (const location of [
          (evil: string) => `${evil}/there`,
          (evil: string) => evil.replace('http:', ''),
          (evil: string) => evil.replace('127.0.0.1', 'localhost'),
          (evil: string) => evil.replace('http://', 'http://me:x@'),
        ]) {
          const { evil, own } = await servers(location, status);
          const api = client({ baseUrl: own.url, auth: make(), retry: false, ...open() });
          await expect(call(api, query)).rejects.toMatchObject({ status });
          await expect(call(api, write, 'm f=1')).rejects.toMatchObject({ status });
          expect((await api.request({ method: 'GET', path: '/query' })).statusCode).toBe(status);
          expect(evil.seen).toEqual([]);
        }
      });

      test.each([301, 302, 303, 307, 308])(
        'stays with the client on a %i to its own origin, by GET',
        async (status) => {
          const { own } = await servers((_, url) => `/there${url.slice(url.indexOf('?'))}`, status);
          const api = client({ baseUrl: own.url, auth: make(), retry: false, ...open() });
          await call(api, query, { headers: { 'x-a': 'b' } });
          expect(own.seen.at(-1)).toMatchObject({ url: expect.stringMatching(/^\/there/) });
          expect(carries(own.seen.at(-1) as Seen)).toBe(true);
          await expect(call(api, write, 'm f=1')).rejects.toMatchObject({ status });
          expect(own.seen.at(-1)?.url).toMatch(/^\/write/);
        },
      );

      test('goes nowhere by a path that leaves the base URL', async () => {
        const { evil, own } = await servers(() => '/', 404);
        const api = client({ baseUrl: `${own.url}/base`, auth: make(), retry: false, ...open() });
        const host = evil.url.slice('http://'.length);
        for (const path of [
          `http://${host}/`,
          `@${host}/`,
          '/../x',
          '/a/../../x',
          '/%2e%2e/x',
          '/a%2f..%2fx',
          `\\\\${host}`,
          '',
        ])
          await expect(api.request({ method: 'GET', path })).rejects.toBeInstanceOf(RequestError);
        expect(own.seen.filter(({ url }) => !url.endsWith('signin'))).toEqual([]);
        for (const path of [`//${host}/`, `/@${host}/`, `/:80@${host}/`, `/http://${host}/`])
          await api.request({ method: 'GET', path });
        expect(own.seen.every(({ url }) => url.startsWith('/base/'))).toBe(true);
        expect(evil.seen).toEqual([]);
      });

      test('goes nowhere with middleware that changes the address, and says so', async () => {
        const { evil, own } = await servers(() => '/', 200);
        for (const elsewhere of [
          evil.url,
          `${own.url}.evil.example`,
          own.url.replace('http:', 'https:'),
          'no address',
        ]) {
          const middleware: Middleware = (request, next) => next({ ...request, url: `${elsewhere}/query` });
          const api = client({ baseUrl: own.url, auth: make(), middleware: [middleware], retry: false, ...open() });
          const error = await call(api, query).catch((reason: unknown) => reason);
          expect(error).toBeInstanceOf(RequestError);
          expect((error as Error).message).toBe(
            `v1.query: the request goes to another origin than ${own.url}, and credentials stay there: send it by a client of its own`,
          );
        }
        expect([...evil.seen, ...own.seen]).toEqual([]);
      });
    });

    test.each(strategies)('a foreign link to the next page gets nothing of %s', async (_, make) => {
      const evil = await serve((_, response) => void response.writeHead(200).end('{"buckets":[]}'));
      const own = await serve(({ url }, response) => {
        if (url.endsWith('/api/v2/signin')) response.writeHead(204, { 'set-cookie': 'session=the-cookie' }).end();
        else {
          const next = `${evil.url}/api/v2/buckets?offset=1`;
          const buckets = [{ id: '1', name: 'a', retentionRules: [] }];
          response
            .writeHead(200, { 'content-type': 'application/json' })
            .end(JSON.stringify({ links: { next }, buckets }));
        }
      });
      const api = client({ baseUrl: own.url, auth: make(), retry: false, ...open() });
      const walk = async () => {
        for await (const _ of paginate(method(api, paged) as PagedMethod)) if (own.seen.length > 5) break;
      };
      await walk().catch(() => {});
      expect(evil.seen).toEqual([]);
      expect(own.seen.length).toBeGreaterThan(0);
    });

    test.each(strategies)('openapi-fetch with another base URL gets nothing of %s', async (_, make) => {
      const { evil, own } = await servers(() => '/', 200);
      const api = createApi<{
        http: HttpClient<{
          '/query': { get: { parameters: { query: object }; responses: { 200: { content: never } } } };
        }>;
      }>({ baseUrl: own.url, auth: make(), retry: false, ...open() }, [query], anyConfig);
      await api.http
        .GET('/query', { baseUrl: `${evil.url}/?`, params: { query: { db: 'd', q: 'q' } } })
        .catch(() => {});
      expect(evil.seen.filter(carries)).toEqual([]);
    });
  });
}
