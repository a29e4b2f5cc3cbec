import { readFile } from 'node:fs/promises';
import { msw } from '@influxkit/emit-msw';
import { tanstackQuery } from '@influxkit/emit-tanstack-query';
import { generate } from '@influxkit/generator';
import { startFakeServer } from '@influxkit/testing';
import { build } from 'esbuild';

const folder = new URL('../', import.meta.url);

// As `npx @influxkit/generator generate` does it; where nothing has changed, nothing is written.
const emitters = [tanstackQuery, { emitter: msw, options: { handlers: false } }];
const products = [{ name: 'orders', input: 'orders.yaml', output: 'page/generated', stripPrefix: '/api', emitters }];
await generate({ products }, { baseDir: folder.pathname });

const { outputFiles } = await build({
  entryPoints: [new URL('page/main.ts', folder).pathname],
  bundle: true,
  format: 'esm',
  minify: true,
  write: false,
  target: 'es2022',
});
const script = outputFiles[0]?.contents ?? new Uint8Array();
console.log(`main.js: ${(script.length / 1024).toFixed(0)} KB`);

// The server's orders are data of seeds, made from the contract.
const { Order } = await import('../page/generated/data.js');
const orders = Array.from({ length: 12 }, (_, seed) => Order(seed));

const text = (content: string | Uint8Array<ArrayBuffer>, type: string): Response =>
  new Response(content, { headers: { 'content-type': type } });
const page = await readFile(new URL('page/index.html', folder), 'utf8');

const server = await startFakeServer({
  routes: [
    { method: 'GET', path: '/', respond: () => text(page, 'text/html; charset=utf-8') },
    { method: 'GET', path: '/main.js', respond: () => text(new Uint8Array(script), 'text/javascript') },
    {
      method: 'GET',
      path: '/api/orders',
      respond: ({ url }) => {
        const { searchParams } = new URL(url);
        const from = Number(searchParams.get('cursor') ?? 0);
        const to = from + Number(searchParams.get('limit') ?? 20);
        return Response.json({ items: orders.slice(from, to), next_cursor: to < orders.length ? String(to) : null });
      },
    },
    {
      method: 'POST',
      path: '/api/orders',
      respond: async (request) => {
        const order = { ...((await request.json()) as { title: string }), id: crypto.randomUUID() };
        orders.unshift(order);
        return Response.json(order, { status: 201 });
      },
    },
  ],
});
console.log(server.url);
