import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from './connect.js';
import { sampleProcess } from './process.js';
import { measure } from './requests.js';

const writer = connect();
const sampling = sampleProcess(writer, Number(process.env['SAMPLE_INTERVAL'] ?? 10_000));

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const route = pathname === '/' || pathname === '/slow' ? pathname : 'other';
  measure(writer, route, request, response);
  if (route === 'other') response.writeHead(404).end('There is nothing here.\n');
  else setTimeout(() => response.end('Hello.\n'), route === '/slow' ? 1000 : 0);
});

server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1');
await once(server, 'listening');
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

/** In order: no new requests, the responses under way, the last sample, and then everything that the writer still buffers. */
async function stop(signal: string): Promise<void> {
  console.log(`${signal}: finishing`);
  server.close();
  server.closeIdleConnections();
  await once(server, 'close');
  sampling.stop();
  const { stats, failed } = await writer.closeSettled({ timeout: 10_000 });
  console.log(`points: ${stats.accepted} accepted, ${stats.written} written, ${stats.accepted - stats.written} not`);
  if (failed.length > 0) process.exitCode = 1;
}

// `once`: a second Ctrl+C ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
