import {
  Bool,
  type DataType,
  Dictionary,
  Float64,
  Int32,
  Int64,
  Message,
  Table,
  tableToIPC,
  Uint16,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArrowError, type ColumnDecoder, createColumnDecoder, decodeColumns } from '../src/index.js';

type Column = Awaited<ReturnType<typeof decodeColumns>>['columns'][number];

/** Values with null where the mask has it. */
const valuesOf = ({ values, nulls }: Column): unknown[] =>
  Array.from(values as ArrayLike<unknown>, (value, at) => (nulls?.[at] === 1 ? null : value));

/** The messages of a stream: metadata and body. */
const messagesOf = (stream: Uint8Array): (readonly [Uint8Array, Uint8Array])[] => {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const messages: (readonly [Uint8Array, Uint8Array])[] = [];
  for (let at = 0; at + 8 < stream.length; ) {
    const start = at + 8;
    const body = start + view.getUint32(at + 4, true);
    const metadata = stream.slice(start, body);
    at = body + Number(Message.decode(metadata).bodyLength);
    messages.push([metadata, stream.slice(body, at)]);
  }
  return messages;
};

/** Types, what columns of them are made of, and what is made of these. */
const KINDS: readonly (readonly [
  type: () => DataType,
  value: fc.Arbitrary<unknown>,
  exact?: (value: never) => unknown,
])[] = [
  [() => new Float64(), fc.double({ noNaN: true })],
  [() => new Int64(), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)],
  [() => new Uint16(), fc.nat(65_535), BigInt],
  [() => new Bool(), fc.boolean()],
  [() => new Utf8(), fc.string({ unit: 'binary' })],
  [() => new Dictionary(new Utf8(), new Int32()), fc.constantFrom('a', 'b c', 'ü')],
  [() => new Dictionary(new Int32(), new Int32()), fc.integer({ min: -3, max: 3 }), BigInt],
];

const column = fc.constantFrom(...KINDS).chain(([type, value, exact = (given: never) => given]) =>
  fc.array(fc.option(value, { freq: 3 }), { minLength: 20, maxLength: 20 }).map((given) => ({
    given,
    vector: vectorFromArray(given, type()),
    wanted: given.map((one) => (one === null ? null : exact(one as never))),
  })),
);

describe('what apache-arrow for JavaScript writes', () => {
  test('nullable columns of any type, cut anywhere, in any number of batches', async () => {
    const cut = fc.tuple(fc.nat(19), fc.nat(19)).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(column, { minLength: 1, maxLength: 4 }),
        fc.array(cut, { minLength: 1 }),
        async (columns, cuts) => {
          const whole = new Table(Object.fromEntries(columns.map(({ vector }, index) => [`c${index}`, vector])));
          const [first, ...others] = cuts.map(([from, to]) => whole.slice(from, to));
          const decoded = await decodeColumns(tableToIPC((first as typeof whole).concat(...others), 'stream'));
          expect(decoded.columns.map(valuesOf)).toStrictEqual(
            columns.map(({ wanted }) => cuts.flatMap(([from, to]) => wanted.slice(from, to))),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each<[name: string, type: DataType, values: unknown[], wanted: unknown[]]>([
    ['floats', new Float64(), [1.5, null, 2.5], [1.5, null, 2.5]],
    ['integers', new Int32(), [1, null, 2], [1n, null, 2n]],
    ['strings', new Utf8(), ['a', null, 'b'], ['a', null, 'b']],
  ])('a dictionary of %s that comes after a batch of nulls', (_, type, values, wanted) => {
    const whole = new Table({ v: vectorFromArray(values, new Dictionary(type, new Int32())) });
    const [schema, dictionary, nulls, rest] = messagesOf(tableToIPC(whole.slice(1, 2).concat(whole), 'stream'));
    const decode = (messages: readonly unknown[]): unknown[] => {
      const decoder: ColumnDecoder = createColumnDecoder();
      const batches = (messages as ReturnType<typeof messagesOf>).flatMap(
        (message) => decoder.decode(...message) ?? [],
      );
      return valuesOf(decoder.join(batches).columns[0] as Column);
    };
    expect(decode([schema, nulls, dictionary, rest])).toEqual([null, ...wanted]);
    expect(decode([schema, nulls])).toEqual([null]);
  });

  test('a file, which has its schema at its end alone, is an error that says what to write', async () => {
    for (const type of [new Float64(), new Dictionary(new Float64(), new Int32())]) {
      const decoding = decodeColumns(tableToIPC(new Table({ v: vectorFromArray([1], type) }), 'file'));
      const error = await Promise.resolve(decoding).catch((reason) => reason);
      expect(error).toBeInstanceOf(ArrowError);
      expect(error.message).toBe(
        "a message before the schema; a file that apache-arrow for JavaScript wrote has it at its end alone: write a stream, tableToIPC(table, 'stream')",
      );
    }
  });
});
