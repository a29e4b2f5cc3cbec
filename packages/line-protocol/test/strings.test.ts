import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePoint, encodePoints } from '../src/index.js';
import { RUNS, TIMEOUT, text } from './arbitrary.js';

const escaped = (value: string): string => `m s="${value.replace(/["\\]/g, '\\$&')}"`;

/** Strings as long as those that native code turns into bytes, and longer than the part it takes at a time. */
const long = fc
  .tuple(fc.array(text, { minLength: 1, maxLength: 8 }), fc.constantFrom('', 'x', 'yy', 'zzz'), fc.nat(40))
  .map(([parts, end, times]) => parts.join('').repeat(times) + end);

describe('a tag value', () => {
  it(
    'has the bytes of a replacement by a regular expression, at any length',
    () => {
      fc.assert(
        fc.property(long, fc.constantFrom('v1' as const, 'v2' as const, 'v3' as const), (value, dialect) => {
          const clean = value.replace(/[\\\n\t\0]/g, '') || 'x';
          const line = encodePoints([{ measurement: 'm', tags: { t: clean }, fields: { f: 1 } }], { dialect });
          expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(line)).toBe(
            `m,t=${clean.replace(/[,= ]/g, '\\$&')} f=1\n`,
          );
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT,
  );

  it.each([50, 100])('that is long is refused for what a short one is refused for: 3 × %i', (times) => {
    for (const wrong of ['\n', '\ud83d', '\\']) {
      const [long, short] = [`${'a b'.repeat(times)}${wrong}`, `a b${wrong}`].map((t) => {
        try {
          return encodePoint({ measurement: 'm', tags: { t }, fields: { f: 1 } });
        } catch (error) {
          return (error as Error).message;
        }
      });
      expect(long).toBe(short);
      expect(long).toMatch(/^tag "t" of measurement "m": /);
    }
    expect(() =>
      encodePoint({ measurement: 'm', tags: { t: `${'a'.repeat(times * 3)}\t` }, fields: { f: 1 } }, { dialect: 'v3' }),
    ).toThrow('a tab or a NUL');
  });
});

/** Clean runs and escapes in turn, of lengths around those where the way changes. */
const runs = fc
  .array(
    fc.tuple(
      fc.constantFrom('a', 'é', '😀', '温'),
      fc.constantFrom(1, 5, 31, 32, 100, 255, 256, 257, 1023, 1024),
      fc.constantFrom('"', '\\\\', ''),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.map(([unit, times, end]) => unit.repeat(times) + end).join(''));

describe('a string field', () => {
  it(
    'has the bytes of a replacement by a regular expression, at any length',
    () => {
      fc.assert(
        fc.property(fc.oneof(long, runs), (value) => {
          const line = encodePoints([{ measurement: 'm', fields: { s: value } }]);
          expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(line)).toBe(`${escaped(value)}\n`);
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT,
  );

  it.each([47, 48, 127, 128, 16_383, 16_384, 16_385, 50_000])('of %i units is whole', (length) => {
    for (const unit of ['a', '"', '\\', 'é', '温', '，', '\ufffd', '😀', 'a"é', '\\😀"a']) {
      const value = unit.repeat(Math.ceil(length / unit.length));
      expect(encodePoint({ measurement: 'm', fields: { s: value } })).toBe(escaped(value));
    }
  });

  it('with few escapes is moved apart: however many they are, and wherever it stops being ASCII', () => {
    for (const length of [399, 400, 5000, 300_000]) {
      for (const every of [31, 33, 60, 399]) {
        const parts = Array.from({ length: Math.ceil(length / every) }, (_, n) => (n % 3 === 0 ? '\\' : '"'));
        const ascii = parts.join('a'.repeat(every - 1)).padEnd(length, 'b');
        for (const value of [ascii, `${ascii}é`, `${'c'.repeat(64)}温${ascii}`])
          expect(encodePoint({ measurement: 'm', fields: { s: value } })).toBe(escaped(value));
      }
    }
  });

  it.each(['\ud83d', '\ude00', '\ude00\ud83d'])('with a lone surrogate is refused, wherever it stands', (lone) => {
    for (const length of [0, 46, 100, 200, 16_383, 16_384, 40_000]) {
      for (const filler of ['a', '"', 'é']) {
        for (const value of [filler.repeat(length) + lone, `${lone}b${filler.repeat(length)}`]) {
          expect(() => encodePoint({ measurement: 'm', fields: { s: value } })).toThrow(
            'field "s" of measurement "m": holds a lone surrogate',
          );
        }
      }
    }
  });
});
