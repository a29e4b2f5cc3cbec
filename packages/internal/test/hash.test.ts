import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digest, FNV_OFFSET, fnvStep } from '../src/hash.js';

const fnv1a = (text: string): number => {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) hash = fnvStep(hash, byte);
  return hash >>> 0;
};

// from the reference tables of FNV
test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('the hash of %j is that of FNV-1a with 32 bits', (text, hash) => expect(fnv1a(text)).toBe(hash));

test('a digest is a safe integer, the same for the same string', () =>
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(digest(text)).toBeGreaterThanOrEqual(0);
      expect(Number.isSafeInteger(digest(text))).toBe(true);
      expect(digest(`${text}x`.slice(0, -1))).toBe(digest(text));
    }),
  ));

test('digests differ for strings that differ in order or in one character, lone surrogates included', () => {
  const strings = ['', 'a', 'b', 'ab', 'ba', 'aa', '["1","2"]', '["2","1"]', '\ud800', '\ud801'];
  expect(new Set(strings.map(digest)).size).toBe(strings.length);
});

test('digests of many strings that differ little are all different', () => {
  const strings = Array.from({ length: 50_000 }, (_, index) => `0${index.toString(16).padStart(15, '0')}`);
  expect(new Set(strings.map(digest)).size).toBe(strings.length);
});
