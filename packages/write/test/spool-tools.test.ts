import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { int } from '@influxkit/line-protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  listSpool,
  openSpool,
  readSpool,
  repairSpool,
  runSpoolCommand,
  SpoolError,
  SpoolLockedError,
} from '../src/spool.js';
import { connectionError, FakeServer } from './support/fake-server.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'spool-tools-'));
  const server = new FakeServer(() => {
    throw connectionError();
  });
  const spool = await openSpool(server.api, { bucket: 'b', org: 'acme', dir, onError: () => {}, onRetry: () => {} });
  for (let n = 0; n < 5; n++) await spool.write({ measurement: 'm', fields: { n: int(n) }, timestamp: n });
  await spool.closeSettled({ timeout: 0 });
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function run(...args: string[]) {
  let out = '';
  let error = '';
  const code = await runSpoolCommand(args, {
    out: (text) => {
      out += typeof text === 'string' ? text : new TextDecoder().decode(text);
    },
    error: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

async function damage(place: (bytes: Buffer) => number): Promise<string> {
  const [name = ''] = (await readdir(dir)).filter((one) => one.endsWith('.lines'));
  const bytes = await readFile(join(dir, name));
  const at = place(bytes);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(join(dir, name), bytes);
  return name;
}

const ALL = 'm n=0i 0\nm n=1i 1\nm n=2i 2\nm n=3i 3\nm n=4i 4\n';

it('lists and prints what a folder holds, and changes nothing', async () => {
  const before = await readdir(dir);
  expect(await listSpool(dir)).toMatchObject({
    pending: 5,
    acknowledged: 5,
    owner: undefined,
    files: [{ lines: 5, target: { bucket: 'b', org: 'acme' } }],
  });
  expect((await run('list', dir)).out).toMatch(
    /5 lines, 5 pending {2}b\n5 lines pending, 5 acknowledged so far; cursor: good; not in use\n$/,
  );
  expect(await run('print', dir)).toEqual({ code: 0, out: ALL, error: '' });
  expect((await readdir(dir)).sort()).toEqual(before.sort());
});

it('tells who uses the folder, and repairs none that is in use', async () => {
  const spool = await openSpool(new FakeServer().api, { bucket: 'b', dir });
  expect((await listSpool(dir)).owner).toMatchObject({ pid: process.pid });
  await expect(repairSpool(dir)).rejects.toThrow(SpoolLockedError);
  expect(await run('repair', dir)).toMatchObject({ code: 1, error: expect.stringContaining('is in use by process') });
  await spool.close();
  expect((await listSpool(dir)).owner).toBeUndefined();
});

it('writes anew what can be read of a damaged file, and sets it aside with all its bytes', async () => {
  const name = await damage((bytes) => bytes.indexOf('n=2i'));
  expect((await run('list', dir)).code).toBe(1);
  const kept = await readFile(join(dir, name));
  expect(await run('repair', dir)).toMatchObject({ code: 0, out: expect.stringContaining('4 lines written anew') });
  expect(await readFile(join(dir, `${name}.damaged`))).toEqual(kept);
  expect((await run('print', dir)).out).toBe('m n=0i 0\nm n=1i 1\nm n=3i 3\nm n=4i 4\n');
  const server = new FakeServer();
  const spool = await openSpool(server.api, { bucket: 'b', dir, onError: () => {} });
  expect(spool.recovered).toMatchObject({ lines: 4, lostLines: 1 });
  await spool.closeSettled();
  expect(server.lines).toHaveLength(4);
});

it('gives lines a target where their own is lost, those of files that were set aside for it among them', async () => {
  await damage(() => 40);
  await damage((bytes) => bytes.indexOf('IKR2', 4) + 40);
  const other = await openSpool(new FakeServer().api, { bucket: 'c', dir, onError: () => {} });
  expect(other.recovered).toMatchObject({ lines: 0, lostLines: 5 });
  await other.closeSettled();
  expect(await run('repair', dir)).toMatchObject({ out: '0 lines written anew\n' });
  expect(await run('repair', dir, '--bucket', 'b', '--org', 'acme')).toMatchObject({ code: 0 });
  const server = new FakeServer();
  const spool = await openSpool(server.api, { bucket: 'c', dir, onError: () => {} });
  await spool.flush().catch(() => {});
  await spool.closeSettled();
  expect(server.lines.map((line) => `${line}\n`).join('')).toBe(ALL);
  expect(server.requests[0]?.query).toMatchObject({ bucket: 'b', org: 'acme' });
});

it('replaces a cursor that cannot be read', async () => {
  await writeFile(join(dir, 'cursor'), 'x');
  expect(await repairSpool(dir)).toMatchObject({ cursor: true });
  const texts: string[] = [];
  for await (const { lineProtocol } of readSpool(dir)) texts.push(new TextDecoder().decode(lineProtocol));
  expect(texts.join('')).toBe(ALL);
});

it('says how it is used, and what is wrong', async () => {
  expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('influxkit-spool list DIR') });
  expect((await run('list')).code).toBe(2);
  expect((await run('burn', dir)).error).toContain('no command "burn"');
  expect((await run('list', join(dir, 'no'))).code).toBe(1);
  await expect(listSpool(join(dir, 'no'))).rejects.toThrow(SpoolError);
});
