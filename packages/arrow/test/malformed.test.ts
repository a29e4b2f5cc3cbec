// Bytes that anyone may have made: an error of ours or values, never anything else, and never more memory than they have.
import { afterAll, describe, expect, test } from 'vitest';
import { noteCases } from '../../../tests/tools/src/cases.js';
import { recordedFlights } from '../../../tests/tools/src/influxdb3/recorded-flight.js';
import { random } from '../../../tests/tools/src/random.js';
import { part } from '../../../tests/tools/src/scope.js';
import { ArrowError, createColumnDecoder, createRowDecoder, decodeColumns, decodeRows } from '../src/index.js';
import { bytesOf, piecesOf } from './support.js';

type Message = readonly [header: Uint8Array, body: Uint8Array];

/** Messages of every type: pyarrow's, and those of a real Core. */
const messagesOf = (name: string): Message[] => {
  const bytes = bytesOf(name);
  const view = new DataView(bytes.buffer);
  const messages: Message[] = [];
  for (let at = 0; at + 8 < bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    if (size === 0) break;
    const header = bytes.slice(at + 8, at + 8 + size);
    const next = findNext(bytes, at + 8 + size);
    messages.push([header, bytes.slice(at + 8 + size, next)]);
    at = next;
  }
  return messages;
};

/** Where the next message begins: at a continuation whose length fits, for the bodies here hold no such bytes. */
const findNext = (bytes: Uint8Array, from: number): number => {
  const view = new DataView(bytes.buffer);
  for (let at = from; at + 8 <= bytes.length; at += 8) {
    const size = view.getUint32(at + 4, true);
    if (view.getUint32(at, true) === 0xffffffff && (size === 0 || (size < 20_000 && size % 8 === 0))) return at;
  }
  return bytes.length;
};

const STREAMS: Message[][] = [
  ...['types.arrows', 'slices.arrows', 'deltas.arrows', 'replaced.arrows'].map(messagesOf),
  ...recordedFlights()
    .filter(({ messages }) => messages.length > 1)
    .map(({ messages }) => messages.map(({ header, body }): Message => [header, body])),
];

/** Values that lengths, offsets and counts break on. */
const NASTY = [0, 1, 2, 127, 128, 255, 256, 65_535, 2 ** 31 - 1, -1, -(2 ** 31), 7, 9];

const damaged = (bytes: Uint8Array, next: () => number): Uint8Array => {
  const copy = bytes.slice();
  if (copy.length < 8) return copy;
  const view = new DataView(copy.buffer);
  for (let times = Math.floor(next() * 4) + 1; times > 0; times -= 1) {
    const at = Math.floor(next() * (copy.length - 8));
    switch (Math.floor(next() * 5)) {
      case 0:
        copy[at] = Math.floor(next() * 256);
        break;
      case 1:
        view.setInt32(at - (at % 4), NASTY[Math.floor(next() * NASTY.length)] as number, true);
        break;
      case 2:
        view.setBigInt64(at - (at % 8), BigInt(NASTY[Math.floor(next() * NASTY.length)] as number) << 24n, true);
        break;
      case 3:
        copy.copyWithin(at, Math.floor(next() * copy.length), Math.floor(next() * copy.length));
        break;
      default:
        return copy.slice(0, at);
    }
  }
  return copy;
};

/** Decodes until an error; gives it, and how many values there were. */
const attempt = (messages: readonly Message[], asRows: boolean) => {
  let values = 0;
  try {
    const decoder = asRows ? createRowDecoder() : createColumnDecoder({ ownsBytes: true });
    for (const [header, body] of messages) {
      const batch = decoder.decode(header, body);
      values += (batch?.length ?? 0) * (decoder.schema?.fields.length ?? 0);
    }
  } catch (error) {
    return { error, values };
  }
  return { error: undefined, values };
};

let damagedStreams = 0;
afterAll(() => noteCases('arrow', 'streams with damaged messages', damagedStreams));

test.each(STREAMS.map((messages, index) => [index, messages] as const))('stream %d, damaged', (index, messages) => {
  const next = random(index + 1);
  const tries = part(4, 2000);
  let errors = 0;
  for (let at = 0; at < tries; at += 1) {
    const victim = Math.floor(next() * messages.length);
    const inHeader = next() < 0.6;
    const broken = messages.map(([header, body], which): Message => {
      // Bodies are changed by a decoder that owns them.
      if (which !== victim) return [header, body.slice()];
      return inHeader ? [damaged(header, next), body.slice()] : [header, damaged(body, next)];
    });
    const { error, values } = attempt(broken, next() < 0.5);
    if (error !== undefined && !(error instanceof ArrowError)) throw error;
    errors += error === undefined ? 0 : 1;
    damagedStreams += 1;
    expect(values).toBeLessThan(200_000_000);
  }
  expect(errors).toBeGreaterThan(0);
});

describe('a stream cut anywhere', () => {
  test.each([1, 2])('is an error after the rows before the cut (%d)', async (step) => {
    const bytes = bytesOf('slices.arrows');
    const cuts = part(4, 200);
    for (let at = 0; at < cuts; at += 1) {
      const end = Math.floor((at / cuts) * (bytes.length - 8)) + (step % 2);
      let rows = 0;
      let error: unknown;
      try {
        for await (const batch of decodeRows(piecesOf(bytes.subarray(0, end), 3000)).batches()) rows += batch.length;
      } catch (reason) {
        error = reason;
      }
      if (error !== undefined) expect(error).toBeInstanceOf(ArrowError);
      expect([0, 3, 8, 9]).toContain(rows);
      // Only between two messages may it end without a word.
      if (error === undefined) expect(end % 8).toBe(0);
    }
  });

  test('bytes that are something else', async () => {
    for (const text of ['', 'ARROW1\0\0', '{"error":"x"}', 'x'.repeat(1000)]) {
      const decoding = decodeColumns(new TextEncoder().encode(text));
      await expect(Promise.resolve(decoding).then((columns) => columns)).rejects.toBeInstanceOf(ArrowError);
    }
  });
});

/** A table of FlatBuffers with fields that hold offsets to tables that come after it, and scalars. */
class Builder {
  readonly #bytes: number[] = [];

  /** A table of offsets; each is where the target begins. */
  at(): number {
    return this.#bytes.length;
  }

  int32(value: number): void {
    const unsigned = value >>> 0;
    for (let shift = 0; shift < 32; shift += 8) this.#bytes.push((unsigned >>> shift) & 255);
  }

  patch(at: number, value: number): void {
    for (let byte = 0; byte < 4; byte += 1) this.#bytes[at + byte] = ((value >>> 0) >>> (8 * byte)) & 255;
  }

  uint16(value: number): void {
    this.#bytes.push(value & 255, value >> 8);
  }

  build(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

test('tables that refer to one table over and over are an error at once', () => {
  // A schema whose field has a hundred children, which are all the same table, which has a hundred children, …
  const builder = new Builder();
  builder.int32(4 + 16);
  // Tables of fields: soffset, then an offset to children. One vtable for all of them, with the field 5.
  const vtable = builder.at();
  builder.uint16(16);
  builder.uint16(8);
  for (let field = 0; field < 6; field += 1) builder.uint16(field === 5 || field === 2 || field === 1 ? 4 : 0);
  const tables: number[] = [];
  for (let level = 0; level < 30; level += 1) {
    const at = builder.at();
    tables.push(at);
    builder.int32(at - vtable);
    builder.int32(4);
    builder.int32(100);
    const start = builder.at();
    for (let child = 0; child < 100; child += 1) builder.int32(start + 400 - (start + 4 * child));
  }
  const decoder = createRowDecoder();
  expect(() => decoder.decode(builder.build(), new Uint8Array(0))).toThrow(ArrowError);
});
