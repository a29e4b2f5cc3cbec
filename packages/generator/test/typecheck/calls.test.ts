import { describe, expect, it } from 'vitest';
import { fixture, generate } from '../emit/generate.js';
import { typeErrors } from './program.js';

const PREFIX = `import type { ApiClient, PagedOperation } from '@influxkit/runtime';
import { call } from '@influxkit/runtime';
import { type Book, type Books, booksGet, booksList, createLibrary } from './index.js';
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(yes: Same<A, B>): void;
export { call, booksGet, booksList, same };
export type { ApiClient, Book, Books, PagedOperation };
const api = createLibrary({ baseUrl: '' });
export async function main(): Promise<void> {
`;

/** Lines of a consumer with what the compiler says of each: nothing, or a part of its message. */
const CALLS: readonly (readonly [line: string, error: RegExp | undefined])[] = [
  ['await api.books.list();', undefined],
  ['await api.books.list({ limit: 5, shelf: ["a"], "sort-by": "year" }, { timeout: 5 });', undefined],
  ['await api.books.list({ limit: undefined });', undefined],
  ['await api.books.list({ limit: "5" });', /'string' is not assignable to type 'number'/],
  ['await api.books.list({ limits: 5 });', /'limits' does not exist/],
  ['await api.books.list({ "sort-by": "size" });', /not assignable to type '"title" \| "year"/],
  ['await api.books.list({}, { headers: { "X-Trace": "1", other: "2", none: undefined } });', undefined],
  ['await api.books.create({ title: "x" });', undefined],
  ['await api.books.create({});', /Property 'title' is missing/],
  ['await api.books.create();', /Expected 1-2 arguments/],
  ['await api.books.get("1");', /'string' is not assignable to parameter of type 'number'/],
  ['await api.books.get(1, { accept: "text/html" });', /No overload matches/],
  [
    'await api.books.cover.replace(1, new Uint8Array(), { query: { crop: true }, headers: { "If-Match": "1" } });',
    undefined,
  ],
  ['await api.books.cover.replace(1, new Uint8Array(), { query: { crop: true } });', /No overload matches/],
  [
    'await api.books.cover.replace(1, new Uint8Array(), { query: { crop: true }, headers: { other: "1" } });',
    /No overload matches/,
  ],
  [
    'await api.books.cover.replace(1, new URLSearchParams({ a: "1" }), { query: { crop: true }, headers: { "If-Match": "1" }, contentType: "application/x-www-form-urlencoded" });',
    undefined,
  ],
  ['await api.books.cover.replace(1, { a: 1 }, { query: { crop: true } });', /No overload matches/],
  ['await api.books.cover.replace(1, new Uint8Array());', /No overload matches|Expected 3 arguments/],
  ['await api.status.head();', undefined],
  ['const books = await api.books.list(); same<typeof books, Books>(true);', undefined],
  ['const text = await api.books.get(1, { accept: "text/plain" }); same<typeof text, string>(true);', undefined],
  ['const one = await call(api, booksGet, 1); same<typeof one, Book>(true);', undefined],
  ['await call(api, booksGet, "1");', /'string' is not assignable/],
  ['const some = await call(api, booksList, { limit: 1 }); same<typeof some, Books>(true);', undefined],
  [
    'const { operation } = api.books.list; same<typeof operation extends PagedOperation<infer I> ? I : 0, Book>(true);',
    undefined,
  ],
  [
    'const r = await api.books.create({ title: "" }).result(); if (r.ok) { same<typeof r.status, 201>(true); same<typeof r.data, Book>(true); }',
    undefined,
  ],
  [
    'const f = await api.books.create({ title: "" }).result(); if (!f.ok && f.status === 409) { const body = f.error.body; if (typeof body === "string") body.length; else same<typeof body.message, string | undefined>(true); }',
    undefined,
  ],
  [
    'const h = await api.http.GET("/books", { params: { query: { limit: 1 } } }); h.data?.books?.[0]?.title;',
    undefined,
  ],
];

describe('calls are checked as the contract says', async () => {
  const files = await generate(fixture('library.json'), { name: 'library' });
  const code = PREFIX + CALLS.map(([line]) => `{ ${line} }`).join('\n');
  const errors = typeErrors(new Map([...files, ['consumer.ts', `${code}\n}\n`]]));
  const first = PREFIX.split('\n').length;

  it.each(CALLS.map(([line, want], index) => [line, want, index] as const))('%s', (_, want, index) => {
    const said = errors.filter((error) => error.startsWith(`consumer.ts:${first + index}:`)).join('\n');
    if (want) expect(said).toMatch(want);
    else expect(said).toBe('');
  });

  it('nothing else is wrong', () => {
    expect(errors.filter((error) => !error.startsWith('consumer.ts'))).toEqual([]);
  });
});
