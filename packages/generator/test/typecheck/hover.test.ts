import { describe, expect, it } from 'vitest';
import { fixture, generate } from '../emit/generate.js';
import { openEditor } from './editor.js';

/** What only whoever maintains the types wants to see. */
const MACHINERY =
  /components\[|operations\[|NonNullable|NamedSchema|Extract<|Omit<|Record<string, never>|infer |extends |\{ \[/;

describe('an editor shows plain types and what the contract says', async () => {
  const { hover, parameters } = openEditor(await generate(fixture('library.json'), { name: 'library' }));
  const consumer = (code: string): string =>
    `import { createLibrary } from './index.js';\nconst api = createLibrary({ baseUrl: '' });\n${code}\n`;

  it('on a method: its name, what it does, its request', () => {
    const shown = hover(consumer('api.books.«list»;'));
    expect(shown.type).toBe('(property) BooksResource.list: BooksListMethod');
    expect(shown.documentation).toBe(
      'List books\n\nReturns books a page at a time,\nthe newest first.\n\n`GET /books`',
    );
  });

  it('on a call: its arguments and its response, all by name', () => {
    const shown = hover(consumer('api.books.«list»({ limit: 5 });'));
    expect(shown.type).toBe(
      '(property) BooksResource.list: BooksListMethod\n(query?: BooksListQuery, options?: BooksListOptions) => Call<Books, BooksListResult>',
    );
    expect(shown.documentation).toContain('List books');
    expect(shown.tags).toEqual([
      '@param query - Query parameters: `limit`, `offset`, `shelf`, `sort-by`.',
      '@param options - Options of the call.',
    ]);
  });

  it.each([
    ['const «books» = await api.books.list();', 'const books: Books'],
    ['const «book» = await api.books.get(1);', 'const book: Book'],
    ["const «text» = await api.books.get(1, { accept: 'text/plain' });", 'const text: string'],
    [
      "const «file» = await api.books.get(1, { accept: 'application/epub+zip' });",
      'const file: Uint8Array<ArrayBufferLike>',
    ],
    ["const «made» = await api.books.create({ title: 'x' });", 'const made: Book'],
    ['const «gone» = await api.books.delete(1);', 'const gone: undefined'],
    ['const «result» = await api.books.list().result();', 'const result: BooksListResult'],
    ['const «response» = await api.books.list().withResponse();', 'const response: WithResponse<Books>'],
    ['api.«books»;', '(property) Library.books: BooksResource'],
    ['api.books.list({ «limit»: 1 });', '(property) BooksListQuery.limit?: number | undefined'],
    ["api.books.create({ «title»: '' });", '(property) title: string'],
  ])('%s is %s', (code, want) => {
    const shown = hover(consumer(`async function main() { ${code} }`));
    expect(shown.type).toBe(want);
    expect(shown.type).not.toMatch(MACHINERY);
  });

  it('on what is deprecated: what to use instead, by the name it has here', () => {
    expect(hover(consumer('api.books.«delete»;')).tags).toEqual(['@deprecated Use `books.archive` instead.']);
    expect(hover(consumer('api.books.«delete»(1);')).tags).toContain('@deprecated Use `books.archive` instead.');
  });

  it('on a parameter of the query: what it means, its default and its bounds', () => {
    expect(hover(consumer('api.books.list({ «limit»: 1 });')).documentation).toBe(
      'How many at most.\n\nDefault: `20`. From 1 to 100.',
    );
  });

  it('while the arguments are typed', () => {
    const shown = parameters(consumer('api.books.cover.replace(«1»'));
    expect(shown.documentation).toContain('`PUT /books/{bookID}/cover`');
    expect(shown.type).toMatch(/^bookID: number, body: /);
  });
});
