import { describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest';
import {
  decodeColumns,
  decodeRows,
  decodeTables,
  type FluxRow,
  RowSchemaError,
  type StandardSchema,
  TruncatedResponseError,
} from '../../src/index.js';
import { streamOf } from '../support/annotated-csv.js';

const encoder = new TextEncoder();
const HEAD = '#datatype,string,long,long\r\n#default,_result,,\r\n,result,table,n\r\n';
const rowsText = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `,,0,${from + i}\r\n`).join('');

/** Three chunks of ten rows, the first with the header. */
const CHUNKS = [
  encoder.encode(HEAD + rowsText(0, 10)),
  encoder.encode(rowsText(10, 20)),
  encoder.encode(rowsText(20, 30)),
];

const numbers = (rows: readonly FluxRow[]): number[] => rows.map((row) => Number(row['n']));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('reading as it arrives', () => {
  test('rows come before the response has ended, and no chunk is asked for too early', async () => {
    const { stream, state } = streamOf(CHUNKS);
    const rows = decodeRows(stream)[Symbol.asyncIterator]();
    for (let i = 0; i < 10; i += 1) expect((await rows.next()).value?.['n']).toBe(BigInt(i));
    expect(state.pulled).toBe(1);
    await rows.next();
    expect(state.pulled).toBe(2);
  });

  test('batches are the rows of a piece, never empty', async () => {
    const { stream } = streamOf([
      encoder.encode('#'),
      ...CHUNKS.map((chunk, i) => (i === 0 ? chunk.subarray(1) : chunk)),
    ]);
    const batches: number[][] = [];
    for await (const batch of decodeRows(stream).batches()) batches.push(numbers(batch));
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 10]);
    expect(batches.flat()).toEqual(upTo(30));
  });

  test('one large chunk gives several batches', async () => {
    const bytes = encoder.encode(HEAD + rowsText(0, 50_000));
    const sizes: number[] = [];
    for await (const batch of decodeRows(bytes).batches()) sizes.push(batch.length);
    expect(sizes.length).toBeGreaterThan(5);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(50_000);
  });

  test('calls of next that overlap resolve in order', async () => {
    const { stream } = streamOf(CHUNKS);
    const rows = decodeRows(stream)[Symbol.asyncIterator]();
    const results = await Promise.all(Array.from({ length: 32 }, () => rows.next()));
    expect(numbers(results.slice(0, 30).map(({ value }) => value as FluxRow))).toEqual(upTo(30));
    expect(results.slice(30)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  test('an async iterable, a Response, bytes and text are sources too', async () => {
    async function* chunks() {
      yield* CHUNKS;
    }
    const text = HEAD + rowsText(0, 30);
    for (const source of [chunks(), new Response(text), encoder.encode(text), text, Buffer.from(text)]) {
      expect(numbers(await decodeRows(source).toArray())).toEqual(upTo(30));
    }
    await expect(decodeRows(new Response(null)).toArray()).rejects.toThrow(/got an empty body; status 200/);
  });
});

describe('leaving early', () => {
  test.each([
    [
      'break',
      async (stream: ReadableStream<Uint8Array>) => {
        for await (const row of decodeRows(stream)) if (row['n'] === 12n) break;
      },
    ],
    [
      'break out of batches',
      async (stream: ReadableStream<Uint8Array>) => {
        for await (const _ of decodeRows(stream).batches()) break;
      },
    ],
    [
      'break out of tables',
      async (stream: ReadableStream<Uint8Array>) => {
        for await (const table of decodeTables(stream)) {
          expect(table.rows).toHaveLength(10);
          break;
        }
      },
    ],
    [
      'break out of column batches',
      async (stream: ReadableStream<Uint8Array>) => {
        for await (const _ of decodeColumns(stream).batches()) break;
      },
    ],
    [
      'a throw in the loop',
      async (stream: ReadableStream<Uint8Array>) => {
        const loop = async () => {
          for await (const _ of decodeRows(stream)) throw new Error('mine');
        };
        await expect(loop()).rejects.toThrow('mine');
      },
    ],
    [
      'a limit',
      async (stream: ReadableStream<Uint8Array>) => {
        expect(numbers(await decodeRows(stream).toArray({ limit: 13 }))).toEqual(upTo(13));
      },
    ],
    [
      'a wrong value',
      async (stream: ReadableStream<Uint8Array>) => {
        await expect(decodeRows(stream, { datatypes: {} }).toArray()).resolves.toBeDefined();
      },
    ],
  ])('%s lets go of the source', async (name, leave) => {
    const next = encoder.encode(',,1,5\r\n');
    const [first, ...others] = CHUNKS as [Uint8Array, ...Uint8Array[]];
    const { stream, state } = streamOf([first, ...(name.includes('tables') ? [next] : []), ...others, ...others]);
    await leave(stream);
    await expect.poll(() => state.cancelled).toBe(name !== 'a wrong value');
  });

  test('a fault in the response lets go of the source', async () => {
    const { stream, state } = streamOf([...CHUNKS, encoder.encode(',,0,x\r\n'), ...CHUNKS.slice(1)]);
    await expect(decodeRows(stream).toArray()).rejects.toThrow(/a long must be/);
    expect(state.cancelled).toBe(true);
  });

  test('a limit of 0 reads nothing; a wrong one is refused', async () => {
    const { stream, state } = streamOf(CHUNKS);
    expect(await decodeRows(stream).toArray({ limit: 0 })).toEqual([]);
    expect(state.pulled).toBe(0);
    await expect(decodeRows(HEAD).toArray({ limit: -1 })).rejects.toThrow(/limit must be/);
    await expect(decodeRows(HEAD).toArray({ limit: 1.5 })).rejects.toThrow(/limit must be/);
  });

  test('after the end, after an error and after leaving, next says done', async () => {
    const rows = decodeRows(HEAD + rowsText(0, 1))[Symbol.asyncIterator]();
    await rows.next();
    const done = { done: true, value: undefined };
    expect(await rows.next()).toEqual(done);
    expect(await rows.next()).toEqual(done);
    const failing = decodeRows(`${HEAD},,0,x\r\n`)[Symbol.asyncIterator]();
    await expect(failing.next()).rejects.toThrow();
    expect(await failing.next()).toEqual(done);
    const left = decodeRows(HEAD + rowsText(0, 3))[Symbol.asyncIterator]();
    await left.next();
    await left.return?.();
    expect(await left.next()).toEqual(done);
  });
});

describe('a response that does not come', () => {
  test('a connection that breaks is a truncated response, after the rows before', async () => {
    const broken = new TypeError('terminated');
    const { stream } = streamOf(CHUNKS, broken);
    const seen: FluxRow[] = [];
    const read = async () => {
      for await (const row of decodeRows(stream)) seen.push(row);
    };
    const reading = read();
    await expect(reading).rejects.toBeInstanceOf(TruncatedResponseError);
    await expect(reading).rejects.toMatchObject({ cause: broken, row: 30 });
    expect(seen).toHaveLength(30);
  });

  test('a signal stops a read that waits, with its reason, and lets go of the source', async () => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(CHUNKS[0] as Uint8Array),
      cancel: () => {
        cancelled = true;
      },
    });
    const controller = new AbortController();
    const reason = new Error('enough');
    const reading = decodeRows(stream, { signal: controller.signal }).toArray();
    setTimeout(() => controller.abort(reason), 20);
    await expect(reading).rejects.toBe(reason);
    expect(cancelled).toBe(true);
  });

  test('a signal that was aborted before reads nothing', async () => {
    const { stream, state } = streamOf(CHUNKS);
    const reading = decodeRows(stream, { signal: AbortSignal.abort(new Error('early')) }).toArray();
    await expect(reading).rejects.toThrow('early');
    expect(state.pulled).toBe(0);
  });

  test('idleTimeout ends a read without bytes, but not a slow response', async () => {
    let cancelled = false;
    const silent = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(CHUNKS[0] as Uint8Array),
      cancel: () => {
        cancelled = true;
      },
    });
    const reading = decodeRows(silent, { idleTimeout: 30 }).toArray();
    await expect(reading).rejects.toBeInstanceOf(TruncatedResponseError);
    await expect(reading).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/no byte came for 30 ms/) },
    });
    expect(cancelled).toBe(true);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    async function* slow() {
      for (const chunk of CHUNKS) {
        vi.advanceTimersByTime(4999);
        yield chunk;
      }
    }
    expect(await decodeRows(slow(), { idleTimeout: 5000 }).toArray()).toHaveLength(30);
  });
});

test('an idleTimeout longer than a timer holds does not end a read at once', async () => {
  async function* slow() {
    for (const chunk of CHUNKS) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield chunk;
    }
  }
  expect(await decodeRows(slow(), { idleTimeout: 2 ** 31 + 1000 }).toArray()).toHaveLength(30);
});

describe('rows through a schema', () => {
  /** A schema as any library that speaks Standard Schema would have it. */
  const schema = (check: (n: bigint) => boolean, wait = false): StandardSchema<unknown, { n: number }> => ({
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => {
        const { n } = value as { n: bigint };
        const result = check(n)
          ? { value: { n: Number(n) * 2 } }
          : {
              issues: [
                { message: 'too large', path: ['n'] },
                { message: 'odd', path: [{ key: 'n' }, 0] },
              ],
            };
        return wait ? Promise.resolve(result) : result;
      },
    },
  });

  test.each([false, true])('give what the schema gives (asynchronous: %s)', async (wait) => {
    const { stream } = streamOf(CHUNKS);
    const rows = await decodeRows(stream, { schema: schema(() => true, wait) }).toArray();
    expectTypeOf(rows).toEqualTypeOf<{ n: number }[]>();
    expect(rows.map(({ n }) => n)).toEqual(upTo(30).map((n) => n * 2));
  });

  test.each([false, true])('a refused row is an error with its number, after the rows before it (%s)', async (wait) => {
    const { stream, state } = streamOf([...CHUNKS, ...CHUNKS.slice(1)]);
    const seen: number[] = [];
    const read = async () => {
      for await (const { n } of decodeRows(stream, { schema: schema((n) => n < 13n, wait) })) seen.push(n);
    };
    const reading = read();
    await expect(reading).rejects.toBeInstanceOf(RowSchemaError);
    await expect(reading).rejects.toMatchObject({
      row: 14,
      message: 'row 14 does not fit the schema: n: too large; n.0: odd',
    });
    expect(seen).toHaveLength(13);
    expect(state.cancelled).toBe(true);
  });
});

test('rows can be given a type', async () => {
  const rows = await decodeRows<{ n: bigint }>(HEAD + rowsText(0, 2)).toArray();
  expectTypeOf(rows).toEqualTypeOf<{ n: bigint }[]>();
  expect(rows[1]?.n).toBe(1n);
});
