import fc from 'fast-check';
import { expect, describe as group, test } from 'vitest';
import { describe, describeChoice, excerpt, kindOf, printable, quote } from '../src/message.js';

group('the kind of a value', () => {
  test.each([
    ['', 'a string'],
    [0, 'a number'],
    [1n, 'a bigint'],
    [true, 'a boolean'],
    [Symbol('s'), 'a symbol'],
    [() => 1, 'a function'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[1], 'an array'],
    [{}, 'an object'],
    [Object.create(null), 'an object'],
    [new Date(0), 'an object (Date)'],
    [new Map(), 'an object (Map)'],
    [Promise.resolve(), 'an object (Promise)'],
    [new (class Point {})(), 'an object'],
    [{ constructor: { name: 'a\nb' } }, 'an object'],
  ])('%o is %s', (value, kind) => expect(kindOf(value)).toBe(kind));

  test('is given for an object that throws when asked', () => {
    const hostile = Object.defineProperty({}, 'constructor', {
      get() {
        throw new Error('not yours');
      },
    });
    expect(kindOf(hostile)).toBe('an object');
  });

  test('never holds a string', () =>
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(kindOf(text)).toBe('a string');
      }),
    ));
});

test.each([
  ['', 'an empty string'],
  ['secret', 'a string'],
  [-1.5, '-1.5'],
  [Number.NaN, 'NaN'],
  [7n, '7'],
  [false, 'false'],
  [null, 'null'],
  [undefined, 'undefined'],
  [[], 'an array'],
])('what came: %o is %s', (value, words) => expect(describe(value)).toBe(words));

test.each([
  ['v4', '"v4"'],
  ['', 'an empty string'],
  [4, '4'],
  [null, 'null'],
])('what came in place of a word: %o is %s', (value, words) => expect(describeChoice(value)).toBe(words));

group('a quoted string', () => {
  test('is on one line, and JSON reads back what was not shortened', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const quoted = quote(text);
        expect(quoted).not.toMatch(/[\n\r\u2028\u2029]/);
        expect(JSON.parse(quoted)).toBe(text);
      }),
    ));

  test('is shortened at the length that is given', () => {
    expect(quote('a'.repeat(81))).toBe(`"${'a'.repeat(80)}…"`);
    expect(quote('abcdef', 3)).toBe('"abc…"');
  });

  test('shows what a terminal would act upon', () =>
    expect(quote('a\u001b[2J\u202e\u009b')).toBe('"a\\u001b[2J\\u202e\\u009b"'));
});

test('an excerpt does not split a surrogate pair', () => {
  expect(excerpt('ab😀c', 3)).toBe('ab…');
  expect(excerpt('ab😀c', 4)).toBe('ab😀…');
  expect(excerpt('ab😀', 4)).toBe('ab😀');
});

test('printable characters stay as they are', () => expect(printable('Größe 😀 "x"')).toBe('Größe 😀 "x"'));
