// A client of an API of one's own, made by the published generator, against a server of that API.
import { createServer } from 'node:http';
import { paginate } from '@influxkit/pagination';
import { ApiError } from '@influxkit/runtime';
import { type Book, createLibrary } from './generated/index.js';

const shelf: Book[] = [];
const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://library');
  const respond = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (request.method === 'POST') {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const book = { ...(JSON.parse(text) as { title: string }), isbn: `isbn-${shelf.length}` };
    shelf.push(book);
    respond(201, book);
  } else if (url.pathname === '/books') {
    const offset = Number(url.searchParams.get('offset') ?? 0);
    respond(200, { books: shelf.slice(offset, offset + Number(url.searchParams.get('limit') ?? 2)) });
  } else {
    const book = shelf.find(({ isbn }) => url.pathname === `/books/${isbn}`);
    respond(book === undefined ? 404 : 200, book ?? { message: 'There is no such book.' });
  }
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('The server has no port.');

const api = createLibrary({ baseUrl: `http://127.0.0.1:${address.port}`, retry: false });
for (let index = 0; index < 5; index++) await api.books.create({ title: `Volume ${index}`, pages: index });
// @ts-expect-error: a book has a title
const untitled = (): unknown => api.books.create({ pages: 1 });
const titles: string[] = [];
for await (const book of paginate(api.books.list)) titles.push(book.title);
const { pages }: Book = await api.books.get('isbn-3');
const missing = await api.books.get('isbn-9').catch((error: unknown) => error);
console.log(
  JSON.stringify({ titles, pages, missing: missing instanceof ApiError && missing.message, untitled: typeof untitled }),
);
server.close();
