import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { InfluxDB } from '@influxkit/influxdb/core';
import { build } from 'esbuild';

const page = new URL('../page/', import.meta.url);

/** Serves the page, and passes its queries on: the token stays here. */
export async function serve(influx: InfluxDB, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const { outputFiles } = await build({
    entryPoints: [new URL('main.ts', page).pathname],
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    target: 'es2022',
  });
  const files = new Map([
    ['/', { type: 'text/html; charset=utf-8', content: await readFile(new URL('index.html', page)) }],
    ['/main.js', { type: 'text/javascript', content: outputFiles[0]?.contents ?? new Uint8Array() }],
  ]);

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = files.get(pathname);
    if (file) response.writeHead(200, { 'content-type': file.type }).end(file.content);
    else if (pathname === '/influx/api/v3/query_sql') await passOn(influx, request, response);
    else response.writeHead(404).end();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Gives a page the response to its query, whatever it is. */
async function passOn(influx: InfluxDB, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { statusCode, headers, body } = await influx.request({
      method: 'POST',
      path: '/api/v3/query_sql',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array(await buffer(request)),
    });
    response.writeHead(statusCode, { 'content-type': headers['content-type'] ?? 'text/plain' }).end(body);
  } catch (error) {
    response.writeHead(502, { 'content-type': 'text/plain' }).end(String(error));
  }
}
