import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';

const page = new URL('../page/', import.meta.url);
const { outputFiles } = await build({
  entryPoints: [new URL('main.ts', page).pathname],
  bundle: true,
  format: 'esm',
  minify: true,
  write: false,
  target: 'es2022',
});
const script = outputFiles[0]?.contents ?? new Uint8Array();
console.log(`main.js: ${(script.length / 1024).toFixed(0)} KB`);

/** Everything there is to serve, by path. */
const files = new Map([
  ['/', { type: 'text/html; charset=utf-8', content: await readFile(new URL('index.html', page)) }],
  ['/style.css', { type: 'text/css', content: await readFile(new URL('style.css', page)) }],
  ['/main.js', { type: 'text/javascript', content: script }],
]);

const server = createServer((request, response) => {
  const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname);
  if (file) response.writeHead(200, { 'content-type': file.type }).end(file.content);
  else response.writeHead(404).end();
});
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1');
await once(server, 'listening');
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
