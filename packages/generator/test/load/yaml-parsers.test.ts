import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { DEFAULT_LIMITS } from '../../src/base/limits.js';
import { parseText } from '../../src/contract/load/parse-document.js';

// One parser gives the values, the other their places: they have to read the same text as the same thing.

const values = (text: string): unknown => parseText(text, 'contract.yaml', DEFAULT_LIMITS).value;
const places = (text: string): unknown =>
  parseDocument(text, { strict: false, uniqueKeys: false, merge: true, logLevel: 'silent' }).toJS() as unknown;

describe('both YAML parsers read the same', () => {
  test.each([
    ['a date is a string', 'example: 2020-01-01', { example: '2020-01-01' }],
    ['no and yes are strings', 'enum: [no, yes, off]', { enum: ['no', 'yes', 'off'] }],
    ['true and null are values', 'a: true\nb: null\nc: ~', { a: true, b: null, c: null }],
    ['a status is a key', "responses:\n  200: {}\n  '404': {}", { responses: { '200': {}, '404': {} } }],
    ['a version without quotes is a number', 'openapi: 3.0', { openapi: 3 }],
    ['hexadecimal and octal', 'a: 0x1F\nb: 0o17', { a: 31, b: 15 }],
    ['an exponent and infinity', 'a: 1e3\nb: .inf', { a: 1000, b: Number.POSITIVE_INFINITY }],
    [
      'anchors and merge keys',
      'base: &b { a: 1, b: 2 }\nuse:\n  <<: *b\n  b: 3',
      { base: { a: 1, b: 2 }, use: { a: 1, b: 3 } },
    ],
    ['block strings', 'a: |\n  one\n  two\nb: >-\n  one\n  two\n', { a: 'one\ntwo\n', b: 'one two' }],
    ['a comment is none of it', 'a: 1 # one\n# two\n', { a: 1 }],
  ])('%s', (_, given, want) => {
    expect(values(given)).toEqual(want);
    expect(places(given)).toEqual(want);
  });

  test('of any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const text = dump({ value }, { noRefs: true });
        expect(places(text)).toEqual(values(text));
      }),
    );
  });
});
