import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter, copyEncoded, EncodedKey, WORD_ROOM, writeEncoded } from '../src/byte-writer.js';
import { RUNS, TIMEOUT } from './arbitrary.js';

/** Eight bytes of these are not numbers: a machine may write one such pattern in place of another. */
const notNumbers = fc.constantFrom([0x7f, 0xf0], [0x7f, 0xf8], [0x7f, 0xff], [0xff, 0xf0], [0xff, 0xff]);
const bytesOfAnyKind = fc
  .tuple(fc.uint8Array({ maxLength: 90 }), notNumbers, fc.nat(90), fc.boolean())
  .map(([bytes, [first = 0, second = 0], at, put]) => {
    const copy = bytes.slice();
    if (put && at + 1 < copy.length) copy.set([second, first], at);
    return copy;
  });

describe('copyEncoded', () => {
  it('copies any bytes as they are, and touches nothing beyond its room', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(bytesOfAnyKind, fc.nat(20), (bytes, pos) => {
        const memory = new Uint8Array(pos + bytes.length + WORD_ROOM + 3).fill(0xee);
        const end = copyEncoded(memory, new DataView(memory.buffer), pos, new EncodedKey(bytes));
        expect(end).toBe(pos + bytes.length);
        expect(memory.subarray(pos, end)).toEqual(bytes);
        expect(memory.subarray(0, pos).every((byte) => byte === 0xee)).toBe(true);
        expect([...memory.subarray(end + WORD_ROOM)]).toEqual([0xee, 0xee, 0xee]);
      }),
      { numRuns: RUNS },
    );
  });

  it('appends one after the other while the memory grows', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(fc.array(bytesOfAnyKind, { maxLength: 30 }), (parts) => {
        const out = new ByteWriter(new Uint8Array(8));
        for (const part of parts) writeEncoded(out, new EncodedKey(part));
        expect([...out.bytes.subarray(0, out.pos)]).toEqual(parts.flatMap((part) => [...part]));
      }),
      { numRuns: Math.ceil(RUNS / 10) },
    );
  });
});
