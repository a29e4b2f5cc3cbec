import { createOssV2 } from '@influxkit/oss-v2';
import { PageError, paginate } from '@influxkit/pagination';
import { noteCases } from '@influxkit/test-tools/cases';
import { afterAll, describe, expect, test } from 'vitest';
import { everyProof, secretsIn } from '../src/secrets.js';
import { httpServer } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';

let cases = 0;
afterAll(() => noteCases('pages', 'links to the next page, on every transport', cases));

describe.each(TRANSPORTS)('on %s', (_, open) => {
  /** A server whose page number n (from 1) leads on to what this gives. */
  async function leading(next: (count: number, own: string) => unknown) {
    let strangers = 0;
    const other = await httpServer((_, response) => {
      strangers++;
      response.end('{}');
    });
    let count = 0;
    const paths: string[] = [];
    const own: string = await httpServer((request, response) => {
      count++;
      paths.push(request.url ?? '');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ checks: [{ id: `${count}` }], links: { next: next(count, other) } }));
    });
    const api = createOssV2({ baseUrl: own, transport: open(), auth: everyProof('Token'), retry: false });
    return {
      list: (limit?: number) => paginate(api.checks.list, { orgID: 'o' }, { limit }),
      paths,
      strangers: () => strangers,
    };
  }

  test.each<[name: string, next: (other: string) => string]>([
    ['another server', (other) => `${other}/api/v2/checks`],
    ['another server, without a scheme', (other) => `${other.slice('http:'.length)}/api/v2/checks`],
    ['another server, by backslashes', (other) => `\\\\${other.slice('http://'.length)}\\api\\v2\\checks`],
    ['another server, behind a name', (other) => other.replace('//', '//localhost@')],
    ['another scheme', () => 'https://127.0.0.1/api/v2/checks'],
    ['another list', () => '/api/v2/users?offset=1'],
    ['what climbs', () => '/api/v2/checks/../users'],
    ['what climbs, encoded', () => '/api/v2/checks/%2e%2e/users'],
    ['the list below itself', () => '/api/v2/checks/api/v2/checks'],
    ['a file', () => 'file:///api/v2/checks'],
    ['a script', () => 'javascript:alert(1)'],
    ['data', () => 'data:application/json,{"checks":[]}'],
    ['no address', () => 'http://['],
    ['a header', () => '/api/v2/users\r\nhost: evil'],
  ])('a link to %s is refused, and nothing is sent there', async (_, next) => {
    cases++;
    const { list, paths, strangers } = await leading((_, other) => next(other));
    const error = await list()
      .toArray()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PageError);
    expect(secretsIn(error)).toEqual([]);
    expect(paths).toHaveLength(1);
    expect(strangers()).toBe(0);
  });

  test.each<[name: string, next: (count: number) => unknown]>([
    ['to the same page', () => '/api/v2/checks?offset=1'],
    ['back and forth', (count) => `/api/v2/checks?offset=${count % 2}`],
    ['around a long cycle', (count) => `/api/v2/checks?offset=${count % 50}`],
  ])('links that lead %s end in PageError', async (_, next) => {
    cases++;
    const { list, paths } = await leading(next);
    await expect(list().toArray()).rejects.toBeInstanceOf(PageError);
    expect(paths.length).toBeLessThanOrEqual(52);
  });

  test.each<[name: string, next: unknown]>([
    ['a number', 1],
    ['an object', { href: '/api/v2/users' }],
    ['a list', ['/api/v2/users']],
    ['true', true],
    ['null', null],
    ['empty', ''],
  ])('a link that is %s leads nowhere', async (_, next) => {
    cases++;
    const { list, paths } = await leading(() => next);
    const outcome = await list(10)
      .toArray()
      .then(
        () => 'ended',
        (error: unknown) => error,
      );
    if (outcome !== 'ended') expect(outcome).toBeInstanceOf(PageError);
    expect(paths.length).toBeLessThanOrEqual(10);
    for (const path of paths) expect(path).toMatch(/^\/api\/v2\/checks(\?|$)/);
  });

  test('a link takes nothing along but its query, and no key of it is special', async () => {
    cases++;
    const { list, paths } = await leading((count) =>
      count === 1 ? '/api/v2/checks?__proto__=x&constructor=y&a=1&a=2#fragment' : undefined,
    );
    await list(2).toArray();
    const query = new URL(paths[1] ?? '', 'http://h').searchParams;
    expect([...query].filter(([key]) => key !== 'u' && key !== 'p')).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['a', '1'],
      ['a', '2'],
    ]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
