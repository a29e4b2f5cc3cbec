import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { int } from '@influxkit/line-protocol';
import { afterEach, expect, test, vi } from 'vitest';
import type { WriteError } from '../src/index.js';
import { openSpool, SpoolLockedError, type SpoolOptions } from '../src/spool.js';
import { connectionError, FakeServer, STORED } from './support/fake-server.js';

/** Blocks of the disk that are left; each small file takes one, and gives it back when it is removed. */
let blocks = Number.POSITIVE_INFINITY;

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  return {
    ...fs,
    writeFile: async (file: string, content: string, options: object) => {
      if (blocks < 1) {
        await fs.writeFile(file, '', options);
        const error = new Error('ENOSPC: no space left on device, write');
        throw Object.assign(error, { code: 'ENOSPC', syscall: 'write' });
      }
      blocks--;
      await fs.writeFile(file, content, options);
    },
    unlink: async (file: string) => {
      const { size } = await fs.stat(file);
      await fs.unlink(file);
      if (size > 0 && isGivenBack) blocks++;
    },
  };
});

let isGivenBack = true;

afterEach(() => {
  blocks = Number.POSITIVE_INFINITY;
  isGivenBack = true;
});

const point = (n: number) => ({ measurement: 'm', fields: { n: int(n) }, timestamp: n });
const line = (n: number) => `m n=${n}i ${n}`;
const all = Array.from({ length: 60 }, (_, n) => n);

async function open(dir: string, server: FakeServer, options: Partial<SpoolOptions> = {}) {
  return await openSpool(server.api, {
    bucket: 'b',
    dir,
    flushInterval: 5,
    segmentBytes: 300,
    batchLines: 4,
    retry: { minDelay: 1, maxDelay: 5 },
    ...options,
  } as SpoolOptions);
}

async function filled(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'influxkit-full-'));
  const server = new FakeServer(() => {
    throw connectionError();
  });
  const spool = await open(dir, server, { onError: () => {} });
  for (const n of all) await spool.write(point(n));
  await spool.closeSettled({ timeout: 0 });
  return dir;
}

test.each([
  ['removing a file gives room', true],
  ['nothing gives room', false],
])('a full disk is emptied by what is delivered, also after a restart: %s', async (_, gives) => {
  const dir = await filled();
  blocks = 0;
  isGivenBack = gives;
  const errors: WriteError[] = [];
  const server = new FakeServer();
  const spool = await open(dir, server, { onError: (error) => errors.push(error) });
  expect(spool.recovered).toMatchObject({ lines: all.length, lostLines: 0 });
  await spool.flush();
  const { stats, failure } = await spool.closeSettled();
  expect(stats).toMatchObject({ written: all.length, failed: 0, pending: 0, spooledBytes: 0 });
  expect([...server.lines].sort()).toEqual(all.map(line).sort());
  expect([errors, failure]).toEqual([[], undefined]);
  expect((await readdir(dir)).filter((name) => name.endsWith('.lines'))).toEqual([]);
});

test('what is delivered on a full disk is not told as lost by the next process, nor left out', async () => {
  const dir = await filled();
  blocks = 0;
  isGivenBack = false;
  const first = new FakeServer((_, index) => {
    if (index >= 5) throw connectionError();
    return STORED;
  });
  const interrupted = await open(dir, first, { ordered: true, onError: () => {} });
  await vi.waitFor(() => expect(first.requests.length).toBeGreaterThan(5));
  await interrupted.closeSettled({ timeout: 0 });
  const server = new FakeServer();
  const errors: WriteError[] = [];
  const spool = await open(dir, server, { onError: (error) => errors.push(error) });
  await spool.flush();
  await spool.close();
  expect(errors).toEqual([]);
  expect(new Set([...first.lines.slice(0, 20), ...server.lines])).toEqual(new Set(all.map(line)));
});

test('a lock that was made without room holds, and names its owner once there is room', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const dir = await filled();
  blocks = 0;
  isGivenBack = false;
  const spool = await open(dir, new FakeServer());
  await expect(open(dir, new FakeServer())).rejects.toThrow(SpoolLockedError);
  blocks = 10;
  await vi.advanceTimersByTimeAsync(10_000);
  const [lock = ''] = (await readdir(dir)).filter((name) => name.startsWith('lock.'));
  await vi.waitFor(async () => expect(await readFile(join(dir, lock), 'utf8')).toContain(`"pid":${process.pid}`));
  vi.useRealTimers();
  await spool.close();
});
