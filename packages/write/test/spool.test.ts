import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineMeasurement, int } from '@influxkit/line-protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DroppedError, InvalidLineError, RejectedError, type WriteError, WriterClosedError } from '../src/index.js';
import { encodeRecord, payloadOf, readRecord } from '../src/spool/record.js';
import { Segment } from '../src/spool/segment.js';
import { SpoolLog } from '../src/spool/spool-log.js';
import {
  openSpool,
  type Spool,
  SpoolError,
  SpoolFullError,
  SpoolLockedError,
  type SpoolOptions,
} from '../src/spool.js';
import { connectionError, FakeServer, json, STORED } from './support/fake-server.js';

const point = (n: number) => ({ measurement: 'm', fields: { n: int(n) }, timestamp: n });
const line = (n: number) => `m n=${n}i ${n}`;
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

let dir: string;
const opened: Spool[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'spool-'));
});
afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.closeSettled({ timeout: 0 });
  await rm(dir, { recursive: true, force: true });
});

async function open(server: FakeServer, options: Partial<SpoolOptions> = {}): Promise<Spool> {
  const spool = await openSpool(server.api, {
    bucket: 'b',
    dir,
    flushInterval: 10,
    retry: { minDelay: 1, maxDelay: 5 },
    ...options,
  } as SpoolOptions);
  opened.push(spool);
  return spool;
}

/** A record as one that comes later in the spool. */
function recordsFrom(bytes: Buffer, sequence: number): Uint8Array {
  const info = readRecord(bytes, 0);
  if (!info) throw new Error('no record');
  return encodeRecord({ ...info, payload: payloadOf(bytes, info), sequence });
}

const files = async (): Promise<string[]> => (await readdir(dir)).filter((name) => name.includes('.lines')).sort();
const down = () =>
  new FakeServer(() => {
    throw connectionError();
  });

describe('write()', () => {
  it('resolves when the lines are in the folder', async () => {
    const spool = await open(down());
    await spool.write([point(1), 'raw f=1 2']);
    await spool.write(defineMeasurement('cpu', { tags: ['h'], fields: { v: 'float' } }), { h: 'a', v: 1, time: 3 });
    const [file] = await files();
    const text = await readFile(join(dir, file ?? ''), 'latin1');
    expect(text).toContain('m n=1i 1\nraw f=1 2\n');
    expect(text).toContain('cpu,h=a v=1 3\n');
    expect(spool.stats()).toMatchObject({ accepted: 3, pending: 3 });
  });

  it('shares a sync between calls that come together, and keeps their order', async () => {
    const server = new FakeServer();
    const spool = await open(server, { ordered: true });
    await Promise.all(numbers(0, 5000).map((n) => spool.write(point(n))));
    await spool.flush();
    expect(server.lines).toEqual(numbers(0, 5000).map(line));
    expect(spool.stats()).toMatchObject({ accepted: 5000, written: 5000, pending: 0 });
  });

  it('rejects for what is invalid, takes the rest, and tells onError too', async () => {
    const errors: WriteError[] = [];
    const server = new FakeServer();
    const spool = await open(server, { onError: (error) => errors.push(error) });
    await expect(spool.write({ measurement: 'm', fields: {} })).rejects.toThrow(InvalidLineError);
    await expect(spool.write([point(1), { measurement: '', fields: { v: 1 } }, point(2), 'x f="'])).rejects.toThrow(
      '2 lines not stored',
    );
    // nobody awaits this one: it must not end the process
    spool.write({ measurement: 'm', fields: {} });
    await spool.flush().catch(() => {});
    expect(server.lines).toEqual([line(1), line(2)]);
    expect(errors).toHaveLength(4);
    expect(spool.stats()).toMatchObject({ accepted: 6, written: 2, invalid: 4 });
  });

  it('rejects after close()', async () => {
    const spool = await open(new FakeServer());
    await spool.closeSettled();
    await expect(spool.write(point(1))).rejects.toThrow(WriterClosedError);
  });
});

describe('delivery', () => {
  it('goes on until everything is stored, through failures of all kinds', async () => {
    const stored = new Set<string>();
    const server = new FakeServer(({ lines, text }, index) => {
      if (index % 5 === 0) throw connectionError();
      if (index % 5 === 1) return { status: 503 };
      if (index % 5 === 2) return { status: 429 };
      if (text.length > 20_000) return { status: 413 };
      for (const text of lines) stored.add(text);
      return STORED;
    });
    const spool = await open(server, { batchLines: 2000 });
    for (let n = 0; n < 20_000; n += 100) await spool.write(numbers(n, n + 100).map(point));
    await spool.flush();
    expect([...stored].sort()).toEqual(numbers(0, 20_000).map(line).sort());
    const { stats, errors } = await spool.closeSettled();
    expect(stats).toMatchObject({ accepted: 20_000, written: 20_000, pending: 0 });
    expect(errors).toEqual([]);
    expect(await files()).toEqual([]);
  });

  it('reports rejected lines and goes on', async () => {
    const server = new FakeServer(({ lines }) => {
      const bad = lines.filter((text) => text === line(7));
      return bad.length ? json(400, { error: `partial write: unable to parse '${line(7)}': no dropped=0` }) : STORED;
    });
    const errors: WriteError[] = [];
    const spool = await open(server, { onError: (error) => errors.push(error) });
    await spool.write(numbers(0, 20).map(point));
    await expect(spool.flush()).rejects.toThrow('the server rejected 1 of 20 lines; line 8: no; see `rejected`');
    expect(errors).toHaveLength(1);
    expect(spool.stats()).toMatchObject({ accepted: 20, written: 19, rejected: 1, pending: 0 });
    await expect(spool.flush()).resolves.toBeUndefined();
  });

  it.each([401, 403, 404])('stops at %i, keeps the lines, and goes on when asked to', async (status) => {
    let allowed = false;
    const errors: WriteError[] = [];
    const server = new FakeServer(() => (allowed ? STORED : json(status, { message: 'no' })));
    const spool = await open(server, { onError: (error) => errors.push(error), batchLines: 10 });
    await spool.write(numbers(0, 100).map(point));
    await expect(spool.flush()).rejects.toThrow(RejectedError);
    const asked = server.requests.length;
    await spool.write(numbers(100, 200).map(point));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests.length).toBe(asked);
    expect(errors).toHaveLength(1);
    expect(spool.stats()).toMatchObject({ accepted: 200, pending: 200, halted: true });
    expect(errors[0]).toBeInstanceOf(RejectedError);
    allowed = true;
    spool.resume();
    await spool.flush();
    expect(spool.stats()).toMatchObject({ accepted: 200, written: 200, pending: 0, halted: false });
  });

  it('is tried again after a while, by itself, and tells each time that it is still rejected', async () => {
    const errors: WriteError[] = [];
    let rejections = 0;
    const server = new FakeServer(() => (++rejections <= 2 ? json(401, { message: 'no' }) : STORED));
    const spool = await open(server, { onError: (error) => errors.push(error) });
    await spool.write(point(1));
    await expect.poll(() => spool.stats().written).toBe(1);
    expect(errors.map((error) => (error as RejectedError).status)).toEqual([401, 401]);
    expect(spool.stats()).toMatchObject({ halted: false, pending: 0 });
  });

  it('other refusals cost their lines, with a report that holds them, and nothing else', async () => {
    const errors: WriteError[] = [];
    const server = new FakeServer(({ lines }) => (lines.includes(line(5)) ? json(400, { error: 'odd' }) : STORED));
    const spool = await open(server, { onError: (error) => errors.push(error), batchLines: 10 });
    for (let n = 0; n < 100; n += 10) await spool.write(numbers(n, n + 10).map(point));
    await spool.flush().catch(() => {});
    expect(errors).toHaveLength(1);
    expect(new TextDecoder().decode((errors[0] as RejectedError).lineProtocol)).toContain(line(5));
    const { written, rejected } = spool.stats();
    expect(written + rejected).toBe(100);
  });
});

describe('a disk that fails', () => {
  it('when it is read: tells, and goes on later with nothing lost', async () => {
    const errors: WriteError[] = [];
    const server = new FakeServer();
    const read = vi.spyOn(SpoolLog.prototype, 'next');
    read.mockRejectedValueOnce(new Error('EIO: i/o error, read'));
    const spool = await open(server, { onError: (error) => errors.push(error), retry: { minDelay: 1, maxDelay: 1 } });
    await spool.write(numbers(0, 10).map(point));
    await spool.flush();
    expect(server.lines).toEqual(numbers(0, 10).map(line));
    expect(errors.map(({ message }) => message)).toEqual(['the spool cannot be read: EIO: i/o error, read']);
    expect(spool.stats()).toMatchObject({ accepted: 10, written: 10, pending: 0 });
    read.mockRestore();
  });

  it('when it is written: rejects, reports the lines, and takes the next ones', async () => {
    const errors: WriteError[] = [];
    const server = new FakeServer();
    const append = vi.spyOn(Segment.prototype, 'append');
    append.mockRejectedValueOnce(new Error('ENOSPC: no space left on device, write'));
    const spool = await open(server, { onError: (error) => errors.push(error) });
    await expect(spool.write([point(1), point(2)])).rejects.toThrow(
      'the spool cannot be written: ENOSPC: no space left on device',
    );
    await spool.write(point(3));
    await spool.flush().catch(() => {});
    expect(server.lines).toEqual([line(3)]);
    expect(errors).toHaveLength(1);
    expect(spool.stats()).toMatchObject({ accepted: 3, written: 1, failed: 2, pending: 0 });
    append.mockRestore();
  });

  it('when the cursor is written: tells, and delivers all the same', async () => {
    const errors: WriteError[] = [];
    const server = new FakeServer();
    const passed = vi.spyOn(SpoolLog.prototype, 'deliveredTo');
    passed.mockRejectedValueOnce(new Error('EROFS: read-only file system'));
    const spool = await open(server, { onError: (error) => errors.push(error) });
    await spool.write(point(1));
    await spool.flush();
    await spool.write(point(2));
    await spool.flush();
    expect(server.lines).toEqual([line(1), line(2)]);
    expect(errors.map(({ message }) => message)).toEqual(['the spool could not go on: EROFS: read-only file system']);
    expect(spool.stats()).toMatchObject({ accepted: 2, written: 2, pending: 0 });
    passed.mockRestore();
  });
});

describe('a restart', () => {
  it('delivers what was left, to where it was meant for', async () => {
    const first = await open(down(), { precision: 'ms', bucket: 'old', org: 'acme' } as Partial<SpoolOptions>);
    for (let n = 0; n < 50; n++) await first.write(point(n));
    await first.write({ measurement: 'untimed', fields: { v: 1 } });
    const report = await first.closeSettled({ timeout: 0 });
    expect(report.stats).toMatchObject({ accepted: 51, pending: 51 });

    const server = new FakeServer();
    const second = await open(server, { bucket: 'new' });
    expect(second.recovered).toEqual({ lines: 51, lostLines: 0, cutBytes: 0, damagedBytes: 0 });
    await second.write(point(50));
    await second.flush();
    const sent = (bucket: string, precision: string) =>
      server.requests
        .filter(({ query }) => query['bucket'] === bucket && query['precision'] === precision)
        .flatMap(({ lines }) => lines);
    expect(sent('old', 'ms')).toEqual(numbers(0, 50).map(line));
    expect(sent('old', 'ns')).toHaveLength(1);
    expect(sent('new', 'ns')).toEqual([line(50)]);
    expect(second.stats()).toMatchObject({ accepted: 52, written: 52, pending: 0 });
  });

  it('delivers nothing again that was delivered before an orderly close', async () => {
    const stored: string[] = [];
    const server = new FakeServer(({ lines }, index) => {
      if (index > 2) throw connectionError();
      stored.push(...lines);
      return STORED;
    });
    const first = await open(server, { batchLines: 10, ordered: true });
    for (let n = 0; n < 100; n += 10) await first.write(numbers(n, n + 10).map(point));
    await expect.poll(() => stored.length).toBe(30);
    await first.closeSettled({ timeout: 50 });
    const rest = new FakeServer();
    const second = await open(rest, { batchLines: 10 });
    await second.flush();
    expect([...stored, ...rest.lines].sort()).toEqual(numbers(0, 100).map(line).sort());
  });

  it('cuts a torn tail, whatever byte it ends at, and loses nothing before it', async () => {
    const spool = await open(down());
    await spool.write(numbers(0, 5).map(point));
    await spool.closeSettled({ timeout: 0 });
    const [name] = await files();
    const file = join(dir, name ?? '');
    const before = await readFile(file);
    // the same record once more, as if it were being written when the process ended
    const record = recordsFrom(before.subarray(before.lastIndexOf('IKR2')), 5);
    for (let cut = 1; cut < record.length; cut += 7) {
      await writeFile(file, before);
      await appendFile(file, record.subarray(0, cut));
      const server = down();
      const again = await open(server);
      expect(again.recovered).toEqual({ lines: 5, lostLines: 0, cutBytes: cut, damagedBytes: 0 });
      expect((await stat(file)).size).toBe(before.length + cut);
      await again.closeSettled({ timeout: 0 });
      opened.pop();
    }
  });

  it('finds the records behind a damaged place, tells what is lost, and keeps the file', async () => {
    const spool = await open(down());
    for (let n = 0; n < 3; n++) await spool.write(point(n));
    await spool.closeSettled({ timeout: 0 });
    const [name] = await files();
    const file = join(dir, name ?? '');
    const bytes = await readFile(file);
    bytes[bytes.indexOf('n=1i')] = 0x21;
    await writeFile(file, bytes);
    const server = new FakeServer();
    const errors: WriteError[] = [];
    const again = await open(server, { onError: (error) => errors.push(error) });
    expect(again.recovered).toMatchObject({ lines: 2, lostLines: 1 });
    expect(errors).toEqual([expect.objectContaining({ name: 'DamagedError', lines: 1 })]);
    expect(again.recovered.damagedBytes).toBeGreaterThan(10);
    await again.flush().catch(() => {});
    await again.closeSettled();
    expect(server.lines).toEqual([line(0), line(2)]);
    expect(await files()).toEqual([`${name}.damaged`]);
  });

  it('survives files of no use: empty, without a head, a broken cursor', async () => {
    await writeFile(join(dir, '000000000003.lines'), '');
    await writeFile(join(dir, '000000000004.lines'), 'IKR2 nonsense');
    await writeFile(join(dir, 'cursor'), '{"segment":');
    const server = new FakeServer();
    const spool = await open(server, { onError: () => {} });
    expect(spool.recovered.lines).toBe(0);
    await spool.write(point(1));
    await spool.flush().catch(() => {});
    expect(server.lines).toEqual([line(1)]);
  });

  it('begins with a file that was cut to nothing by another hand', async () => {
    const first = await open(down());
    await first.write(point(1));
    await first.closeSettled({ timeout: 0 });
    await truncate(join(dir, (await files())[0] ?? ''), 0);
    const server = new FakeServer();
    const spool = await open(server, { onError: () => {} });
    expect(spool.recovered).toMatchObject({ lines: 0, lostLines: 1 });
    await spool.write(point(2));
    await spool.flush().catch(() => {});
    expect(server.lines).toEqual([line(2)]);
  });
});

describe('its size', () => {
  const LIMIT = 65_536;
  const big = (n: number) => ({ measurement: 'm', fields: { s: 'x'.repeat(1000) }, timestamp: n });

  it('is bounded: write() waits for room', async () => {
    let open_ = false;
    const server = new FakeServer(() => {
      if (open_) return STORED;
      throw connectionError();
    });
    const spool = await open(server, { maxBytes: LIMIT, batchLines: 10 });
    let resolved = 0;
    let most = 0;
    const all = (async () => {
      for (let n = 0; n < 200; n++) {
        await spool.write(big(n));
        resolved++;
        most = Math.max(most, spool.stats().spooledBytes);
      }
    })();
    await expect.poll(() => resolved).toBeGreaterThan(40);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(resolved).toBeLessThan(70);
    // many more who wait at the same time do not make it fail
    const crowd = numbers(200, 400).map((n) => spool.write(big(n)));
    open_ = true;
    await Promise.all([all, ...crowd]);
    expect(most).toBeLessThanOrEqual(LIMIT);
    await spool.flush();
    expect(spool.stats()).toMatchObject({ accepted: 400, written: 400 });
  });

  it("is bounded: write() rejects with whenFull: 'error', and the lines are reported", async () => {
    const errors: WriteError[] = [];
    const spool = await open(down(), { maxBytes: LIMIT, whenFull: 'error', onError: (error) => errors.push(error) });
    let full = 0;
    for (let n = 0; n < 100; n++)
      await spool.write(big(n)).catch((error) => {
        expect(error).toBeInstanceOf(SpoolFullError);
        full++;
      });
    expect(full).toBeGreaterThan(30);
    expect(spool.stats()).toMatchObject({ accepted: 100, failed: full, pending: 100 - full });
    expect(errors.reduce((lines, error) => lines + error.lines, 0)).toBe(full);
    expect(spool.stats().spooledBytes).toBeLessThanOrEqual(LIMIT);
  });

  it("is bounded: the oldest make room with whenFull: 'drop-oldest', and are reported", async () => {
    const errors: DroppedError[] = [];
    let isUp = false;
    const server = new FakeServer(() => {
      if (isUp) return STORED;
      throw connectionError();
    });
    const spool = await open(server, {
      maxBytes: LIMIT,
      whenFull: 'drop-oldest',
      onError: (error) => errors.push(error as DroppedError),
    });
    for (let n = 0; n < 200; n++) {
      await spool.write(big(n));
      expect(spool.stats().spooledBytes).toBeLessThanOrEqual(LIMIT);
    }
    isUp = true;
    await spool.flush().catch(() => {});
    const { accepted, written, dropped, pending } = spool.stats();
    expect({ accepted, pending }).toEqual({ accepted: 200, pending: 0 });
    expect(written + dropped).toBe(200);
    expect(errors.every((error) => error instanceof DroppedError)).toBe(true);
    const reported = errors.flatMap(({ lineProtocol }) => new TextDecoder().decode(lineProtocol).trim().split('\n'));
    expect(reported).toHaveLength(dropped);
    expect(reported[0]).toMatch(/ 0$/);
    const stored = new Set(server.requests.slice(-20).flatMap(({ lines }) => lines));
    for (const n of [198, 199]) expect([...stored].some((text) => text.endsWith(` ${n}`))).toBe(true);
  });

  it('files go when their lines are delivered', async () => {
    const spool = await open(new FakeServer(), { segmentBytes: 2000 });
    for (let n = 0; n < 50; n++) await spool.write(big(n));
    await spool.flush();
    expect((await files()).length).toBeLessThanOrEqual(1);
  });
});

describe('the lock', () => {
  it('keeps a second spool out, and lets it in after close()', async () => {
    const spool = await open(new FakeServer());
    await expect(open(new FakeServer())).rejects.toThrow(SpoolLockedError);
    await expect(open(new FakeServer())).rejects.toThrow(`is in use by process ${process.pid}`);
    await spool.closeSettled();
    await expect(open(new FakeServer())).resolves.toBeDefined();
  });

  it('lets in exactly one of many who come at the same time, also over one that is dead for long', async () => {
    await writeFile(
      join(dir, 'lock.7'),
      JSON.stringify({ pid: 1, host: 'elsewhere', id: '0011223344556677', boot: 'x', socket: true }),
    );
    const past = new Date(Date.now() - 120_000);
    await utimes(join(dir, 'lock.7'), past, past);
    const results = await Promise.allSettled(numbers(0, 20).map(() => open(new FakeServer())));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await readdir(dir)).filter((name) => /^(lock|free)\./.test(name))).toEqual(['lock.8']);
  });

  it('is taken at once from a process that was killed, whatever its id was given to since', async () => {
    // a socket that nobody listens on any more, of a process on this machine with the id of this one
    const id = '0011223344556677';
    const script = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    await new Promise((resolve) =>
      spawn(process.execPath, ['-e', script, join(dir, `${id}.sock`)]).on('close', resolve),
    );
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    await writeFile(
      join(dir, 'lock.1'),
      JSON.stringify({ pid: process.pid, host: hostname(), id, boot, socket: true }),
    );
    await expect(open(new FakeServer())).resolves.toBeDefined();
    expect(await readdir(dir)).not.toContain(`${id}.sock`);
  });

  it('of another machine holds while it shows signs of life', async () => {
    const far = { pid: 1, host: 'elsewhere', id: '0011223344556677', boot: 'x', socket: true };
    await writeFile(join(dir, 'lock.1'), JSON.stringify(far));
    await expect(open(new FakeServer())).rejects.toThrow('process 1 on elsewhere');
    const past = new Date(Date.now() - 120_000);
    await utimes(join(dir, 'lock.1'), past, past);
    await expect(open(new FakeServer())).resolves.toBeDefined();
  });

  it('works in a folder whose path is too long for a socket', async () => {
    const deep = join(dir, 'x'.repeat(120));
    const spool = await open(new FakeServer(), { dir: deep });
    await expect(open(new FakeServer(), { dir: deep })).rejects.toThrow(SpoolLockedError);
    await spool.closeSettled();
    await expect(open(new FakeServer(), { dir: deep })).resolves.toBeDefined();
  });

  it('that is gone ends acknowledging, and says so', async () => {
    const errors: WriteError[] = [];
    const spool = await open(down(), { onError: (error) => errors.push(error) });
    await spool.write(point(1));
    // what another process does that took this one for dead
    const [lock] = (await readdir(dir)).filter((name) => name.startsWith('lock.'));
    const next = Number(lock?.slice(5)) + 1;
    await writeFile(join(dir, `lock.${next}`), '{}');
    await expect(spool.write(point(2))).rejects.toThrow('another process has taken it over');
    await expect(spool.write(point(3))).rejects.toThrow(SpoolError);
    await expect(spool.flush()).rejects.toThrow(SpoolError);
    expect(errors.filter(({ message }) => message.includes('not ours any more')).length).toBeGreaterThan(0);
    await expect(spool.close()).rejects.toThrow('another process has taken it over');
    const { failure, stats } = await spool.closeSettled();
    expect(failure).toBeInstanceOf(SpoolError);
    expect(stats).toMatchObject({ accepted: 2, failed: 1, pending: 1 });
    // the lock of the other one is not touched
    expect(await readdir(dir)).toContain(`lock.${next}`);
  });

  it('a removed folder ends acknowledging, and what is lost is reported', async () => {
    const errors: WriteError[] = [];
    const spool = await open(down(), { onError: (error) => errors.push(error) });
    await spool.write([point(1), point(2)]);
    await rm(dir, { recursive: true });
    await expect(spool.write(point(3))).rejects.toThrow(SpoolError);
    await expect(spool.write(point(4))).rejects.toThrow('it was removed');
    await expect(spool.close()).rejects.toThrow(SpoolError);
    const { stats } = await spool.closeSettled();
    expect(stats).toMatchObject({ accepted: 3, failed: 3, pending: 0 });
    expect(errors.reduce((lines, error) => lines + error.lines, 0)).toBe(3);
  });
});

describe('options', () => {
  it.each<[object, string]>([
    [{ dir: '' }, 'dir: must be the path of a folder'],
    [{ dir: undefined }, 'dir: must be the path of a folder'],
    [{ maxBytes: 5 }, 'maxBytes: must be a whole number of 65536 or more; got 5'],
    [{ whenFull: 'x' }, 'whenFull'],
    [{ bucket: undefined }, 'say where lines go'],
    [{ dir: '/dev/null/x' }, 'the folder /dev/null/x cannot be made'],
  ])('that cannot be meant are refused, and nothing is locked: %j', async (options, message) => {
    await expect(openSpool(new FakeServer().api, { bucket: 'b', dir, ...options } as never)).rejects.toThrow(message);
    await expect(open(new FakeServer())).resolves.toBeDefined();
  });
});
