import fc from 'fast-check';
import { expect, test } from 'vitest';
import { core, createClient, RequestError } from '../src/index.js';
import { buildRequest } from '../src/request.js';

const own = createClient({ baseUrl: 'http://h' })[core];
const operation = { name: 'buckets.get', method: 'GET', path: '/api/v2/buckets/{id}/labels' } as const;

const fill = (value: unknown): string =>
  buildRequest(own, operation, { pathValue: () => value, options: {} }).request.url.slice('http://h'.length);

test.each<[name: string, given: unknown, want: string]>([
  ['an id', '0123456789abcdef', '/api/v2/buckets/0123456789abcdef/labels'],
  ['a number', 7, '/api/v2/buckets/7/labels'],
  ['a bigint', 7n, '/api/v2/buckets/7/labels'],
  ['a boolean', false, '/api/v2/buckets/false/labels'],
  ['a date', new Date(0), '/api/v2/buckets/1970-01-01T00%3A00%3A00.000Z/labels'],
  ['a slash', 'a/b', '/api/v2/buckets/a%2Fb/labels'],
  ['marks of a URL', '?a=1&b#c', '/api/v2/buckets/%3Fa%3D1%26b%23c/labels'],
  ['a percent sign', '100%', '/api/v2/buckets/100%25/labels'],
  ['braces', '{id}', '/api/v2/buckets/%7Bid%7D/labels'],
  ['marks of String.replace', '$&$1$`', '/api/v2/buckets/%24%26%241%24%60/labels'],
  ['CR and LF', 'a\r\nb', '/api/v2/buckets/a%0D%0Ab/labels'],
  ['dots inside a word', 'a..b', '/api/v2/buckets/a..b/labels'],
  ['three dots', '...', '/api/v2/buckets/.../labels'],
  ['letters of other scripts', 'ü 木', '/api/v2/buckets/%C3%BC%20%E6%9C%A8/labels'],
])('a path value keeps its place: %s', (_, given, want) => {
  expect(fill(given)).toBe(want);
});

test.each<[name: string, given: unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['an empty string', ''],
  ['one dot', '.'],
  ['two dots', '..'],
  ['encoded dots', '%2e%2e'],
  ['encoded dots in capitals', '%2E%2E'],
  ['half-encoded dots', '.%2e'],
  ['dots between slashes', 'a/../b'],
  ['dots between encoded slashes', 'a%2f..%2fb'],
  ['dots between backslashes', 'a\\..\\b'],
  ['dots at the start', '../b'],
  ['dots at the end', 'a/..'],
  ['an object', {}],
  ['an array', ['a']],
  ['a symbol', Symbol('a')],
  ['a function', () => 'a'],
  ['an object with toString', { toString: () => '..' }],
])('a path value that would make another path is refused: %s', (_, given) => {
  expect(() => fill(given)).toThrow(RequestError);
  expect(() => fill(given)).toThrow('buckets.get: path parameter "id"');
});

test.each<[value: unknown, got: string]>([
  [undefined, 'undefined'],
  ['', 'an empty string'],
  ['..', 'a string'],
  [['very', 'secret'], 'an array'],
  [new Map(), 'an object (Map)'],
])('the refusal of %j says what was expected and what kind of value came', (given, got) => {
  expect(() => fill(given)).toThrow(
    `buckets.get: path parameter "id" must be a non-empty string or number without ".." segments; got ${got}`,
  );
});

test('whatever the value, the path has the same segments and the value comes back whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
      let path: string;
      try {
        path = fill(value);
      } catch (error) {
        // What is refused has a dot segment in it or cannot be encoded.
        return error instanceof RequestError && /\.|%2e|\p{Surrogate}/iu.test(value);
      }
      const segments = new URL(`http://h${path}`).pathname.split('/');
      return segments.length === 6 && decodeURIComponent(segments[4] ?? '') === value && segments[5] === 'labels';
    }),
    { numRuns: 2000 },
  );
});

test('whatever dots and slashes a value is made of, it never leaves its segment, decoded as often as one likes', () => {
  const piece = fc.constantFrom('.', '..', '/', '\\', '%2e', '%2E', '%2f', '%5C', 'a', '%');
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
      let path: string;
      try {
        path = fill(pieces.join(''));
      } catch {
        return true;
      }
      for (let times = 0; times < 2; times++) {
        if (!new URL(`http://h${path}`).pathname.startsWith('/api/v2/buckets/')) return false;
        if (!new URL(`http://h${path}`).pathname.endsWith('/labels')) return false;
        try {
          path = decodeURIComponent(path);
        } catch {
          return true;
        }
      }
      return true;
    }),
    { numRuns: 5000 },
  );
});
