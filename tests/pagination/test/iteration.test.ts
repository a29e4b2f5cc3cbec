import { type PagedMethod, type Paginated, paginate } from '@influxkit/pagination';
import {
  type ApiClient,
  method as bind,
  type ClientOptions,
  type Operation,
  type Pagination,
} from '@influxkit/runtime';
import { importClients } from '@influxkit/test-tools/clients';
import { every } from '@influxkit/test-tools/scope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pagedMethods } from '../src/paged-methods.js';
import { type PagingServer, type Served, startPagingServer } from '../src/paging-server.js';

let server: PagingServer;
beforeAll(async () => {
  server = await startPagingServer();
});
afterAll(() => server.stop());

/** A way to the next page that an operation has, and a server that supports it. */
interface Case {
  readonly name: string;
  /** The operation's rule, with this way alone. */
  readonly rule: Pagination;
  readonly links: Served['links'];
  readonly ignoresAfter?: boolean;
}

function casesOf(page: Pagination): Case[] {
  const { offset, after, next, nextOptional, ...same } = page;
  const linked = { ...same, ...(next !== undefined && { next }), ...(nextOptional && { nextOptional }) };
  const found: (Case | false)[] = [
    {
      name: 'as the descriptor has it, of a server that links where a page is full',
      rule: page,
      links: next === undefined ? 'none' : 'when full',
    },
    {
      name: 'as the descriptor has it, of a server that links where there is more',
      rule: page,
      links: next === undefined ? 'none' : 'when more',
    },
    offset !== undefined && { name: 'by offset', rule: { ...same, offset }, links: 'none' },
    after !== undefined && { name: 'by after', rule: { ...same, after }, links: 'none' },
    next !== undefined && { name: 'by links.next, where a page is full', rule: linked, links: 'when full' },
    next !== undefined && { name: 'by links.next, where there is more', rule: linked, links: 'when more' },
    offset !== undefined &&
      after !== undefined && {
        name: 'as the descriptor has it, of a server that ignores after',
        rule: page,
        links: next === undefined ? 'none' : 'when full',
        ignoresAfter: true,
      },
    nextOptional === true && { name: 'of a server that links to itself alone', rule: page, links: 'self' },
  ];
  return found.filter((testCase) => testCase !== false);
}

/**
 * The fewest requests in which a list can be known to be whole. Each page but the last holds as many items as the contract
 * allows. A page with fewer is the last. A full one may be the last, which only a server that links to more pages where
 * there are more lets know; otherwise it takes one more request, whose response is an empty page. That a server ignores
 * `after` shows when it is asked for a second page: that request is in vain.
 */
function fewest({ rule, links, ignoresAfter }: Case, count: number, size: number): number {
  const isKnown =
    rule.next !== undefined && links === 'when more' && !(rule.nextOptional && (rule.offset ?? rule.after));
  const inVain = ignoresAfter && count >= size ? 1 : 0;
  return (isKnown ? Math.max(1, Math.ceil(count / size)) : Math.floor(count / size) + 1) + inVain;
}

/** Items that servers put on a page, where the contract has no parameter for it. */
const SIZE = 20;

/** InfluxDB 3 has no lists that page. */
const clients = (await importClients<ClientOptions, ApiClient>()).filter(
  ({ create }) => pagedMethods(create({ baseUrl: 'http://127.0.0.1' })).size > 0,
);

test('the products of InfluxDB 2 have lists that page', () => {
  expect(clients.map(({ product }) => product)).toEqual(['oss-v2', 'cloud-v2', 'cloud-serverless']);
});

describe.each(clients)('$product', ({ create }) => {
  const methods = [...pagedMethods(create({ baseUrl: 'http://127.0.0.1' })).values()];
  const cases = methods.flatMap(({ operation }) =>
    casesOf(operation.page).map((each) => [operation.name, each.name, each] as const),
  );

  test.each(every(4, cases))('%s %s', async (name, _, testCase) => {
    const api = create({ baseUrl: server.url, retry: false });
    const operation = pagedMethods(api).get(name)?.operation;
    if (operation === undefined) throw new Error(`no ${name}`);
    const method = bind(api, { ...operation, page: testCase.rule } as Operation<PagedMethod>) as PagedMethod;
    const places = (operation.path.match(/{/g) ?? []).map((_, index) => `p${index}`);
    const list = (paginate as unknown as (...args: unknown[]) => Paginated<{ id: string }>)(method, ...places);
    const size = testCase.rule.max ?? SIZE;

    for (const count of [0, 1, size, size + 1, 300]) {
      const items = Array.from({ length: count }, (_, index) => ({ id: String(index).padStart(16, '0') }));
      server.serve({
        rule: testCase.rule,
        items,
        size,
        links: testCase.links,
        ignoresAfter: testCase.ignoresAfter ?? false,
      });
      const got: unknown[] = [];
      for await (const item of list) got.push(item);
      expect(got).toEqual(items);
      expect(server.requests, `requests of ${count} items`).toHaveLength(fewest(testCase, count, size));
    }
  });
});
