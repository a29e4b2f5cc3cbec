import { basicAuth, bearerAuth } from '@influxkit/auth';
import { queryAuth, sessionAuth, tokenAuth } from '@influxkit/influxdb/auth';
import { createOssV2 } from '@influxkit/oss-v2';
import { createClient, type Middleware, RequestError } from '@influxkit/runtime';
import { noteCases } from '@influxkit/test-tools/cases';
import { every } from '@influxkit/test-tools/scope';
import { afterAll, describe, expect, test } from 'vitest';
import { httpServer } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';

let cases = 0;
afterAll(() => noteCases('caller', 'queries, headers and credentials, on every transport', cases));

const STRINGS = [
  '&',
  '=',
  '#',
  '?',
  '+',
  '%',
  '%26',
  ' ',
  'a&b=c#d',
  '__proto__',
  'constructor',
  'toString',
  '\r\nhost: evil',
  '\0',
  '\u2028',
  'ü木😀',
  '[]',
  'a[b]',
  '../',
  '\'"<>`{|}^\\',
  '',
];

/** A server that notes what it is sent. */
async function noting() {
  const seen: { url: string; headers: NodeJS.Dict<string | string[]> }[] = [];
  const url = await httpServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    response.setHeader('content-type', 'application/json').end('{"buckets":[]}');
  });
  return { url, seen };
}

describe.each(TRANSPORTS)('on %s', (_, open) => {
  test('every key and value of a query arrives as it is, and makes nothing else', async () => {
    const { url, seen } = await noting();
    const api = createOssV2({ baseUrl: url, transport: open(), retry: false });
    for (const key of STRINGS) {
      for (const value of every(8, STRINGS)) {
        const query = Object.fromEntries([[key, value]]);
        for (const send of [
          () => api.buckets.list(query),
          () => api.http.GET('/api/v2/buckets', { params: { query } }),
          () => api.request({ method: 'GET', path: '/api/v2/buckets', query }),
        ]) {
          cases++;
          await send();
          const got = new URL(seen.pop()?.url ?? '', url);
          expect(got.pathname).toBe('/api/v2/buckets');
          expect([...got.searchParams]).toEqual([[key, value]]);
        }
      }
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  const broken = ['a\r\nx-evil: 1', 'a\nb', 'a\rb', 'a\0b', '\u2028', 'é木', '\ud800', '\x7f', '\x1b[31m'];

  test('no header value becomes another header, and none is shown', async () => {
    const { url, seen } = await noting();
    for (const value of broken) {
      const secret = `secret-${value}`;
      const headers = { 'x-a': secret };
      const made = (auth?: Middleware, own = {}) =>
        createOssV2({ baseUrl: url, transport: open(), retry: false, auth, headers: own });
      const sends: (() => PromiseLike<unknown>)[] = [
        () => made().buckets.list({}, { headers }),
        () => made(undefined, headers).buckets.list(),
        () => made().http.GET('/api/v2/buckets', { headers }),
        () => made().http.GET('/api/v2/buckets', { params: { header: headers } as never }),
        () => made().request({ method: 'GET', path: '/', headers }),
        async () => made(tokenAuth(secret)).buckets.list(),
        () => made(tokenAuth(async () => secret)).buckets.list(),
        async () => made(bearerAuth(secret)).buckets.list(),
        () => made().buckets.list({}, { headers: { [secret]: 'a' } }),
        () => made(undefined, { cookie: secret }).buckets.list(),
      ];
      for (const send of sends) {
        cases++;
        const error = await Promise.resolve(send()).catch((reason: unknown) => reason);
        // A credential that is a string is refused when the strategy is made.
        const early = send === sends[5] || send === sends[7];
        expect(error, JSON.stringify(value)).toBeInstanceOf(early ? TypeError : RequestError);
        if (send !== sends[8]) expect(String(error)).not.toContain('secret-');
      }
    }
    expect(seen).toEqual([]);
  });

  test('credentials of any letters arrive as they are, and as nothing else; with a control character not at all', async () => {
    const { url, seen } = await noting();
    for (const password of [...broken, ...STRINGS].filter((text) => text !== '' && !/\p{Surrogate}/u.test(text))) {
      const user = { username: 'me\r\nx-evil: 1', password };
      const decoded = (authorization: unknown): string =>
        Buffer.from(String(authorization).replace('Basic ', ''), 'base64').toString();
      for (const strategy of [basicAuth, queryAuth, sessionAuth]) {
        cases++;
        seen.length = 0;
        const client = () =>
          createOssV2({
            baseUrl: url,
            transport: open(),
            retry: false,
            auth: strategy({ ...user, username: 'me' }),
          });
        if (/\p{Cc}/u.test(password)) {
          expect(client).toThrow(TypeError);
          continue;
        }
        const api = client();
        await (strategy === sessionAuth ? api.buckets.list() : api.v1.query({ db: 'd', q: 'q' }));
        const [{ headers, url: path } = { headers: {}, url: '' }] = seen;
        const query = new URL(path, url).searchParams;
        expect([decoded(headers['authorization']), `me:${query.get('p')}`]).toContain(`me:${password}`);
        expect(headers['x-evil']).toBeUndefined();
      }
    }
  });

  test('a header that HTTP cannot carry is refused before an address is asked', async () => {
    const { url, seen } = await noting();
    const api = createOssV2({ baseUrl: url, transport: open(), retry: false });
    for (const name of ['', ' ', 'a b', 'a:', 'a\r\nb', 'ä', '(a)', 'a\0']) {
      cases++;
      await expect(Promise.resolve(api.buckets.list({}, { headers: { [name]: 'v' } }))).rejects.toBeInstanceOf(
        RequestError,
      );
    }
    for (const type of ['application/json\r\nx: y', 'text/html', '__proto__', 'constructor', 'toString']) {
      cases++;
      const options = { accept: type, contentType: type } as never;
      await expect(Promise.resolve(api.buckets.create({} as never, options))).rejects.toBeInstanceOf(RequestError);
    }
    expect(seen).toEqual([]);
  });
});

test.each([
  'http://me:hunter2@h',
  'http://h/?token=hunter2',
  'http://h/#hunter2',
  'javascript:hunter2',
  'file:///hunter2',
  'ftp://hunter2',
  '//hunter2',
  'hunter2',
  '',
  'http://',
  'http://[hunter2',
  'http://h:99999/hunter2',
])('a base URL that could hold a secret or be none is refused without being repeated: %s', (baseUrl) => {
  cases++;
  expect(() => createClient({ baseUrl })).toThrow(TypeError);
  expect(() => createClient({ baseUrl })).not.toThrow(/hunter2/);
});
