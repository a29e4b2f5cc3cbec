import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { type Items, paginate } from '../src/index.js';
import { apiOf, type Bucket, bucketsOf, serving } from './api.js';

const { api, sent } = apiOf({ limit: 'limit', max: 100, offset: 'offset' }, serving(bucketsOf(7)));
const list = paginate(api.buckets.list, {}, { pageSize: 3 });
const isEven = ({ id }: Bucket) => Number(id.slice(1)) % 2 === 0;

test('map and filter give items that can be iterated any number of times, and changed again', async () => {
  const odd = list.filter(async (bucket) => !isEven(bucket)).map(async ({ id }, index) => `${index} ${id}`);
  expectTypeOf(odd).toEqualTypeOf<Items<string>>();
  expect(await odd.toArray()).toEqual(['0 b000001', '1 b000003', '2 b000005']);
  expect(await odd.toArray({ limit: 2 })).toEqual(['0 b000001', '1 b000003']);
  const got: string[] = [];
  for await (const one of odd) got.push(one);
  expect(got).toHaveLength(3);
});

test('filter narrows the type of what fits', async () => {
  const named = list.map(({ id }) => (id === 'b000002' ? undefined : id)).filter((id) => id !== undefined);
  expectTypeOf(named.toArray()).resolves.toEqualTypeOf<string[]>();
  expect(await named.toArray()).toHaveLength(6);
});

test('nothing is fetched for what nobody iterates, and not beyond what is taken', async () => {
  sent.length = 0;
  list.map(({ id }) => id).filter(() => true);
  expect(sent).toHaveLength(0);
  await list.map(({ id }) => id).toArray({ limit: 1 });
  // The first page and the one ahead of it.
  expect(sent.length).toBeLessThanOrEqual(2);
});

test('what a function throws ends the iteration', async () => {
  const iteration = list.map(() => {
    throw new Error('mine');
  });
  await expect(iteration.toArray()).rejects.toThrow('mine');
});

describe('where the platform has helpers of async iterators', () => {
  const prototype = Object.getPrototypeOf(Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})())));
  afterEach(() => {
    Reflect.deleteProperty(prototype, 'map');
    Reflect.deleteProperty(prototype, 'filter');
  });

  test.each(['map', 'filter'] as const)('%s is theirs', async (name) => {
    const calls: unknown[] = [];
    Object.defineProperty(prototype, name, {
      configurable: true,
      value(this: AsyncIterator<unknown>, use: unknown) {
        calls.push(use);
        return this;
      },
    });
    const use = (bucket: Bucket): boolean => isEven(bucket);
    const used: Items<unknown> = name === 'map' ? list.map(use) : list.filter(use);
    // This one changes nothing.
    expect(await used.toArray()).toHaveLength(7);
    expect(calls).toEqual([use]);
  });
});
