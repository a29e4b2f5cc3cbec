import fc from 'fast-check';
import { expect, test } from 'vitest';
import { core, createClient, queryStyles, RequestError, type StyledParameter } from '../src/index.js';
import { buildRequest } from '../src/request.js';

const own = createClient({ baseUrl: 'http://h' })[core];

/** The query of a request of `buckets.list`. */
function encodeQuery(query: unknown, parameters: readonly StyledParameter[] = []): string {
  const operation = {
    name: 'buckets.list',
    method: 'GET',
    path: '/',
    query: parameters,
    features: { queryStyles },
  } as const;
  const { request } = buildRequest(own, operation, { pathValue: () => undefined, query, options: {} });
  return request.url.split('?')[1] ?? '';
}

test.each<[name: string, query: unknown, parameters: StyledParameter[], want: string]>([
  ['nothing', undefined, [], ''],
  ['null', null, [], ''],
  ['scalars', { a: 'x', b: 1, c: true, d: 12345678901234567890n }, [], 'a=x&b=1&c=true&d=12345678901234567890'],
  ['an empty string, false and 0', { a: '', b: false, c: 0 }, [], 'a=&b=false&c=0'],
  ['undefined and null are left out', { a: undefined, b: null, c: 1 }, [], 'c=1'],
  ['marks of a query in keys and values', { 'a&b=c#d': '&=#?+ %' }, [], 'a%26b%3Dc%23d=%26%3D%23%3F%2B%20%25'],
  ['a date', { start: new Date(0) }, [], 'start=1970-01-01T00%3A00%3A00.000Z'],
  ['an array repeats its key', { id: ['a', 'b&c', null] }, ['id'], 'id=a&id=b%26c'],
  ['an unknown key repeats as well', { x: [1, 2] }, [], 'x=1&x=2'],
  ['csv', { id: ['a', 'b,c'] }, [['id', 'form']], 'id=a,b%2Cc'],
  ['csv of one', { id: 'a' }, [['id', 'form']], 'id=a'],
  ['ssv', { id: ['a', 'b'] }, [['id', 'spaceDelimited']], 'id=a%20b'],
  ['pipes', { id: ['a', 'b'] }, [['id', 'pipeDelimited']], 'id=a%7Cb'],
  ['an empty array', { id: [], x: [] }, [['id', 'form']], ''],
  ['csv whose first is empty', { id: ['', 'b'] }, [['id', 'form']], 'id=,b'],
  ['deepObject', { f: { a: 1, 'b]': ['x', 'y'] } }, [['f', 'deepObject']], 'f%5Ba%5D=1&f%5Bb%5D%5D=x&f%5Bb%5D%5D=y'],
  ['json', { f: { a: [1] } }, [['f', 'json']], 'f=%7B%22a%22%3A%5B1%5D%7D'],
  ['a parameter of one letter', { i: [1, 2] }, ['id', ['i', 'form']], 'i=1,2'],
])('a query is written by the style of its parameter: %s', (_, query, parameters, want) => {
  expect(encodeQuery(query, parameters)).toBe(want);
});

test('a key __proto__ is a key like any other', () => {
  const query = JSON.parse('{"__proto__": "x", "constructor": "y"}');
  expect(encodeQuery(query)).toBe('__proto__=x&constructor=y');
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

test.each<[name: string, query: unknown]>([
  ['an object without a style', { a: {} }],
  ['an array in an array', { a: [['x']] }],
  ['a function', { a: () => 1 }],
  ['NaN', { a: Number.NaN }],
  ['infinity', { a: Infinity }],
  ['a string for a query', 'limit=3'],
  ['a number for a query', 3],
  ['an array for a query', []],
  ['parameters that are no properties', new URLSearchParams('name=x')],
  ['a map', new Map([['name', 'x']])],
])('what no query can hold is refused: %s', (_, query) => {
  expect(() => encodeQuery(query)).toThrow(RequestError);
});

test('every key and value comes back from the URL as it was', () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => !/\p{Surrogate}/u.test(value));
  fc.assert(
    fc.property(fc.dictionary(text, fc.oneof(text, fc.array(text))), (query) => {
      const url = new URL(`http://h/p?${encodeQuery(query)}`);
      const want = Object.entries(query).flatMap(([key, value]) => [value].flat().map((each) => [key, each]));
      expect([...url.searchParams]).toEqual(want);
      expect(url.hash).toBe('');
      expect(url.pathname).toBe('/p');
    }),
    { numRuns: 2000 },
  );
});
