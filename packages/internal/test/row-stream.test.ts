import { describe, expect, it } from 'vitest';
import { rowStream } from '../src/row-stream.js';

const streamOf = (batches: number[][]) =>
  rowStream<number>(
    async function* () {
      yield* batches;
    },
    () => false,
  );

describe('rows one by one', () => {
  it('come in their order, whether or not a call waits for the one before it', async () => {
    const rows = streamOf([[1, 2], [3], [4, 5, 6]])[Symbol.asyncIterator]();
    const results = await Promise.all(Array.from({ length: 8 }, () => rows.next()));
    expect(results.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6, undefined, undefined]);
    const collected: number[] = [];
    for await (const row of streamOf([[1, 2], [3], [4, 5, 6]])) collected.push(row);
    expect(collected).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are let go of as they are given: a long batch would keep those that nobody uses any more', async () => {
    const batch = [1, 2, 3];
    const rows = streamOf([batch])[Symbol.asyncIterator]();
    await rows.next();
    await rows.next();
    expect(batch).toEqual([undefined, undefined, 3]);
  });
});
