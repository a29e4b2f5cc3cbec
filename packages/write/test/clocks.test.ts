import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createWriter } from '../src/index.js';
import { openSpool } from '../src/spool.js';
import { FakeServer, STORED } from './support/fake-server.js';

const HOUR = 3_600_000;
const wall = Date.now;
let step = 0;
afterEach(() => {
  vi.restoreAllMocks();
  step = 0;
});

/** Sets the wall clock, and nothing else, as an administrator or a time server does. */
function setClock(by: number): void {
  if (step === 0) vi.spyOn(Date, 'now').mockImplementation(() => wall() + step);
  step += by;
}

describe.each([-HOUR, HOUR])('a wall clock that is set by %i ms', (by) => {
  it('neither delays nor hurries a retry after Retry-After', async () => {
    const times: number[] = [];
    const start = performance.now();
    const server = new FakeServer((_, index) => {
      times.push(performance.now() - start);
      return index === 0 ? { status: 429, headers: { 'retry-after': '1' } } : STORED;
    });
    const writer = createWriter(server.api, { bucket: 'b', onRetry: () => setClock(by) });
    writer.write('m v=1 1');
    await writer.flush();
    expect(times[1]).toBeGreaterThanOrEqual(999);
    await writer.close();
  });

  it('does not end the retries', async () => {
    const server = new FakeServer((_, index) => (index < 3 ? { status: 503 } : STORED));
    const writer = createWriter(server.api, {
      bucket: 'b',
      retry: { minDelay: 5, maxTime: 60_000 },
      onRetry: () => setClock(by),
    });
    writer.write('m v=1 1');
    await writer.flush();
    expect(writer.stats()).toMatchObject({ written: 1, failed: 0 });
    await writer.close();
  });

  it('neither delays the flush interval of a writer nor that of a spool', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'spool-clock-'));
    const servers = [new FakeServer(), new FakeServer()] as const;
    const writer = createWriter(servers[0].api, { bucket: 'b', flushInterval: 50 });
    const spool = await openSpool(servers[1].api, { bucket: 'b', dir, flushInterval: 50 });
    writer.write('m v=1 1');
    await spool.write('m v=1 1');
    setClock(by);
    await expect.poll(() => servers.map(({ lines }) => lines.length)).toEqual([1, 1]);
    await writer.close();
    await spool.close();
    await rm(dir, { recursive: true });
  });

  it('a Retry-After that is a date is of the server’s clock', async () => {
    const times: number[] = [];
    const start = performance.now();
    const server = new FakeServer((_, index) => {
      times.push(performance.now() - start);
      const now = Date.now() + by;
      const date = new Date(now).toUTCString();
      return index === 0
        ? { status: 503, headers: { date, 'retry-after': new Date(now + 1000).toUTCString() } }
        : STORED;
    });
    const writer = createWriter(server.api, { bucket: 'b', retry: { minDelay: 1 }, onRetry: () => {} });
    writer.write('m v=1 1');
    await writer.flush();
    expect(times[1]).toBeGreaterThanOrEqual(990);
    expect(times[1]).toBeLessThan(60_000);
    await writer.close();
  });
});
