import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { listen } from '../src/listen.js';

test('a server responds at its address, and not once it has stopped, though a connection was open', async () => {
  const { url, stop } = await listen(createServer((_, response) => response.end('here')));
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const first = await fetch(url);
  expect(await first.text()).toBe('here');
  // Never responded to in full: only closing the connection can end it.
  const open = await listen(createServer((_, response) => void response.write('…')));
  const half = await fetch(open.url);
  await Promise.all([stop(), open.stop()]);
  await expect(half.text()).rejects.toThrow();
  await expect(fetch(url)).rejects.toThrow();
});

test('a server that cannot listen says why', async () => {
  const server = createServer();
  const { stop } = await listen(server);
  await expect(listen(server)).rejects.toThrow(/more than once/);
  await stop();
});
