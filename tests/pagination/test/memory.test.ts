import { createOssV2 } from '@influxkit/oss-v2';
import { type Items, paginate } from '@influxkit/pagination';
import type { WireRequest } from '@influxkit/runtime';
import { expect, test } from 'vitest';
import { held } from '../../tools/src/held.js';
import { isWhole } from '../../tools/src/scope.js';

const ITEMS = isWhole ? 50_000 : 10_000;
/** By then all that is made once has been made. */
const WARM = ITEMS / 10;
const SIZE = 20;
const id = (index: number): string => String(index).padStart(16, '0');

/** A server that makes its pages when they are asked for. */
const api = createOssV2({
  baseUrl: 'http://h',
  retry: false,
  transport: async ({ url }: WireRequest) => {
    // As a network does: what the platform tidies up between its tasks is tidied up.
    await new Promise((resolve) => setImmediate(resolve));
    const { pathname, searchParams } = new URL(url);
    const limit = Number(searchParams.get('limit'));
    const after = searchParams.get('after');
    const start = (after === null ? 0 : Number(after) + 1) + Number(searchParams.get('offset') ?? 0);
    const items = Array.from({ length: Math.max(0, Math.min(limit, ITEMS - start)) }, (_, index) => ({
      id: id(start + index),
      name: `item ${start + index} ${'x'.repeat(400)}`,
    }));
    const next = `${pathname}?orgID=o&limit=${limit}&offset=${start + limit}`;
    const links = { self: pathname, ...(items.length === limit && { next }) };
    return Response.json({ [pathname.split('/').at(-1) ?? '']: items, ...(!url.includes('users') && { links }) });
  },
});

const { signal } = new AbortController();
test.each<[name: string, list: Items<{ readonly id?: string }>]>([
  ['after', paginate(api.buckets.list, {}, { pageSize: SIZE, signal })],
  ['links.next', paginate(api.checks.list, { orgID: 'o' }, { pageSize: SIZE, signal })],
  ['after, without links', paginate(api.users.list, {}, { pageSize: SIZE, signal, prefetch: false })],
  [
    'links.next, changed item by item',
    paginate(api.checks.list, { orgID: 'o' }, { pageSize: SIZE }).map((item) => item),
  ],
])(`over ${ITEMS} items in ${ITEMS / SIZE} pages nothing piles up, by %s`, async (_, list) => {
  let count = 0;
  let before = 0;
  let most = 0;
  for await (const item of list) {
    if (item.id !== id(count)) expect.fail(`${item.id} came at ${count}`);
    count++;
    if (count === WARM) before = held();
    else if (count % WARM === 0) most = Math.max(most, held() - before);
  }
  expect(count).toBe(ITEMS);
  // 430 bytes an item came by. What is kept are 53 bits of each of the last 10,000 pages.
  expect(most).toBeLessThan(2 * 2 ** 20);
  console.log(`${Math.round(most / 1024)} kB more after ${count} items than after ${WARM}`);
});
