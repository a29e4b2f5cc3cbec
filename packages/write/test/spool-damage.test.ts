import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { int } from '@influxkit/line-protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteCases } from '../../../tests/tools/src/cases.js';
import { part } from '../../../tests/tools/src/scope.js';
import type { WriteError } from '../src/index.js';
import { encodeRecord } from '../src/spool/record.js';
import { openSpool, type SpoolOptions } from '../src/spool.js';
import { connectionError, FakeServer, STORED } from './support/fake-server.js';

const RUNS = part(4, 200);
let cases = 0;
const LINES = 60;
let base: string;
/** A folder with acknowledged lines in several files, none delivered; and one where the cursor stands among them. */
let fresh: string;
let partly: string;
/** Lines that were delivered before, in the second. */
let before: Set<string>;

const point = (n: number) => ({
  measurement: 'm',
  tags: { t: 'x'.repeat(n % 7 || 1) },
  fields: { n: int(n) },
  timestamp: n,
});

async function open(dir: string, server: FakeServer, options: Partial<SpoolOptions> = {}) {
  return await openSpool(server.api, {
    bucket: 'b',
    dir,
    flushInterval: 5,
    segmentBytes: 900,
    ordered: true,
    retry: { minDelay: 1, maxDelay: 5 },
    onError: () => {},
    ...options,
  } as SpoolOptions);
}

async function fill(dir: string, delivers: number): Promise<Set<string>> {
  const stored: string[] = [];
  const server = new FakeServer(({ lines }) => {
    if (stored.length >= delivers) throw connectionError();
    stored.push(...lines);
    return STORED;
  });
  const spool = await open(dir, server, { batchLines: 5 });
  for (let n = 0; n < LINES; n += 3) await spool.write([point(n), point(n + 1), point(n + 2)]);
  await spool.closeSettled({ timeout: delivers > 0 ? 300 : 0 });
  return new Set(stored);
}

/** Opens a copy of a folder after some damage: what is delivered, and what is reported. */
async function reopen(from: string, damage: (dir: string) => Promise<void>, options: Partial<SpoolOptions> = {}) {
  cases++;
  const dir = await mkdtemp(join(base, 'copy-'));
  await cp(from, dir, { recursive: true });
  await damage(dir);
  const kept = await bytesOf(dir);
  const errors: WriteError[] = [];
  const server = new FakeServer();
  const spool = await open(dir, server, { onError: (error) => errors.push(error), ...options });
  const { recovered } = spool;
  await spool.flush().catch(() => {});
  const { stats } = await spool.closeSettled({ timeout: 120_000 });
  expect(stats.pending).toBe(0);
  expect(stats.accepted).toBe(stats.written + stats.failed);
  const delivered = new Set(server.lines);
  const lost = errors.reduce((lines, error) => lines + error.lines, 0);
  const aside = (await readdir(dir)).filter((name) => name.endsWith('.damaged'));
  return { dir, delivered, lost, errors, recovered, aside, kept };
}

async function bytesOf(dir: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const name of await readdir(dir)) if (name.endsWith('.lines')) files.set(name, await readFile(join(dir, name)));
  return files;
}

const linesFiles = async (dir: string): Promise<string[]> =>
  (await readdir(dir)).filter((name) => name.endsWith('.lines')).sort();

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'spool-damage-'));
  fresh = join(base, 'fresh');
  partly = join(base, 'partly');
  await mkdir(fresh);
  await mkdir(partly);
  await fill(fresh, 0);
  before = await fill(partly, 20);
  expect(before.size).toBeGreaterThan(10);
  expect(before.size).toBeLessThan(LINES);
});
afterAll(async () => {
  await rm(base, { recursive: true, force: true });
  noteCases('spool-damage', 'damages of a spool, by bit, stretch, file and cursor', cases);
});

describe('any single damage', () => {
  const places = fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    bit: fc.integer({ min: 0, max: 7 }),
  });

  it('of one bit at any byte of any file: delivered + reported = acknowledged', async () => {
    await fc.assert(
      fc.asyncProperty(places, fc.boolean(), async ({ at, bit }, isPartly) => {
        const from = isPartly ? partly : fresh;
        const names = (await readdir(from)).filter((name) => !name.startsWith('free.'));
        const sizes = await Promise.all(names.map(async (name) => (await readFile(join(from, name))).length));
        let byte = Math.floor(at * sizes.reduce((sum, size) => sum + size, 0));
        let file = 0;
        while (byte >= (sizes[file] ?? 0)) byte -= sizes[file++] ?? 0;
        const name = names[file] ?? '';
        const { delivered, lost } = await reopen(from, async (dir) => {
          const bytes = await readFile(join(dir, name));
          bytes[byte] = (bytes[byte] ?? 0) ^ (1 << bit);
          await writeFile(join(dir, name), bytes);
        });
        const all = isPartly ? new Set([...before, ...delivered]) : delivered;
        if (all.size + lost !== LINES)
          throw new Error(`${name} byte ${byte} bit ${bit}: ${all.size} delivered, ${lost} reported`);
      }),
      { numRuns: RUNS },
    );
  });

  it('of a stretch of zeros anywhere, or of a whole file: the same, and the file is kept', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(), async (which, from, length) => {
        const names = await linesFiles(fresh);
        const name = names[which % names.length] ?? '';
        const intact = await readFile(join(fresh, name));
        const bytes = Buffer.from(intact);
        const start = length % 3 === 0 ? 0 : from % bytes.length;
        bytes.fill(0, start, length % 3 === 0 ? bytes.length : Math.min(bytes.length, start + (length % 300) + 4));
        // Zeros in place of zeros are no damage.
        fc.pre(!bytes.equals(intact));
        const { delivered, lost, aside, dir, errors, kept, recovered } = await reopen(fresh, (copy) =>
          writeFile(join(copy, name), bytes),
        );
        expect(delivered.size + lost).toBe(LINES);
        expect(errors.length).toBeGreaterThan(0);
        expect(recovered).toMatchObject({ lostLines: lost });
        expect(recovered.damagedBytes).toBeGreaterThan(0);
        expect(aside).toEqual([`${name}.damaged`]);
        expect(await readFile(join(dir, `${name}.damaged`))).toEqual(kept.get(name));
      }),
      { numRuns: part(4, 40) },
    );
  });
});

describe('what becomes of bytes and of whole files', () => {
  /** Each makes other bytes of those of a file; `a` and `b` say where, `other` is another file of lines. */
  const damages: Record<string, (bytes: Buffer, a: number, b: number, other: Buffer) => Buffer> = {
    'other bytes': (bytes, a, b) => Buffer.concat([bytes.subarray(0, a), Buffer.alloc(b - a, b), bytes.subarray(b)]),
    'its end is gone': (bytes, a) => bytes.subarray(0, a),
    'its beginning is gone': (bytes, a) => bytes.subarray(a),
    'a part is gone': (bytes, a, b) => Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)]),
    'there is more': (bytes, a, b) => Buffer.concat([bytes.subarray(0, a), Buffer.alloc(b - a), bytes.subarray(a)]),
    'a part twice': (bytes, a, b) => Buffer.concat([bytes.subarray(0, b), bytes.subarray(a)]),
    'a part of another file': (bytes, a, _, other) => {
      const copy = Buffer.from(bytes);
      other.copy(copy, a);
      return copy;
    },
    'a part of itself, elsewhere': (bytes, a, b) => {
      const copy = Buffer.from(bytes);
      bytes.copy(copy, a, b);
      return copy;
    },
    'all of another file': (_bytes, _a, _b, other) => other,
  };

  it.each(Object.entries(damages))('%s: delivered + reported = acknowledged', async (_, damage) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(), fc.boolean(), async (which, one, two, isPartly) => {
        const from = isPartly ? partly : fresh;
        const names = await linesFiles(from);
        const name = names[which % names.length] ?? '';
        const other = await readFile(join(from, names[(which + 1 + (one % (names.length - 1))) % names.length] ?? ''));
        const { delivered, lost } = await reopen(from, async (dir) => {
          const bytes = await readFile(join(dir, name));
          const [a = 0, b = 0] = [one % (bytes.length + 1), two % (bytes.length + 1)].sort((x, y) => x - y);
          await writeFile(join(dir, name), damage(bytes, a, b, other));
        });
        const all = isPartly ? new Set([...before, ...delivered]) : delivered;
        expect(all.size + lost).toBe(LINES);
      }),
      { numRuns: part(3, 25) },
    );
  });

  it('two files in each other’s place', async () => {
    const [one = '', two = ''] = await linesFiles(fresh);
    const { delivered, lost, errors } = await reopen(fresh, async (dir) => {
      await cp(join(fresh, one), join(dir, two));
      await cp(join(fresh, two), join(dir, one));
    });
    expect(delivered.size + lost).toBe(LINES);
    expect(errors.length).toBeGreaterThan(0);
  });
});

it('an append that failed and could not be taken back hides nothing that was written after it', async () => {
  const [one = '', two = ''] = await linesFiles(fresh);
  const firstOf = (bytes: Buffer) => Number(bytes.readBigUInt64LE(16));
  const { delivered, lost, errors } = await reopen(fresh, async (dir) => {
    const bytes = await readFile(join(dir, one));
    const sequence = firstOf(await readFile(join(dir, two)));
    const payload = Buffer.from(Array.from({ length: 30 }, (_, n) => `refused n=${n}i ${n}\n`).join(''));
    const record = encodeRecord({ payload, lines: 30, precision: 'ns', sequence, target: bytes.readUInt32LE(24) });
    await writeFile(join(dir, one), Buffer.concat([bytes, record]));
  });
  expect([delivered.size, lost, errors]).toEqual([LINES, 0, []]);
});

describe('what is reported, by damage', () => {
  const flip = (name: string, place: (bytes: Buffer) => number) => async (dir: string) => {
    const file = join(dir, name);
    const bytes = await readFile(file);
    const at = place(bytes);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(file, bytes);
  };

  it('a damaged head costs no line, in either copy, or both where the target is that of the new spool', async () => {
    const [name = ''] = await linesFiles(fresh);
    const second = (bytes: Buffer) => bytes.indexOf('IKR2', 4);
    for (const place of [() => 40, (bytes: Buffer) => second(bytes) + 40]) {
      const { delivered, lost, aside } = await reopen(fresh, flip(name, place), {
        bucket: 'other',
      } as Partial<SpoolOptions>);
      expect([delivered.size, lost, aside.length]).toEqual([LINES, 0, 1]);
    }
    const both = await reopen(fresh, async (dir) => {
      await flip(name, () => 40)(dir);
      await flip(name, (bytes) => second(bytes) + 40)(dir);
    });
    expect([both.delivered.size, both.lost]).toEqual([LINES, 0]);
  });

  it('the last record: its lines are reported, and not taken for what was never acknowledged', async () => {
    const name = (await linesFiles(fresh)).at(-1) ?? '';
    const { delivered, lost, aside } = await reopen(
      fresh,
      flip(name, (bytes) => bytes.length - 2),
    );
    expect([delivered.size, lost, aside.length]).toEqual([LINES - 3, 3, 1]);
  });

  it.each([0, 1, -1])('a file that is gone, the %i. one', async (index) => {
    const name = (await linesFiles(fresh)).at(index) ?? '';
    const { delivered, lost, errors } = await reopen(fresh, (dir) => unlink(join(dir, name)));
    expect(lost).toBeGreaterThan(0);
    expect(delivered.size + lost).toBe(LINES);
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('a file of the spool is gone')]);
  });

  it('a file that was cut', async () => {
    const names = await linesFiles(fresh);
    for (const name of [names[0], names.at(-1)]) {
      for (const bytes of [0, 10, 150, 700]) {
        const { delivered, lost } = await reopen(fresh, (dir) => truncate(join(dir, name ?? ''), bytes));
        expect(delivered.size + lost, `${name} cut to ${bytes}`).toBe(LINES);
      }
    }
  });

  it.each<[string, (cursor: Record<string, number>) => unknown]>([
    ['in the middle of a record', (cursor) => ({ ...cursor, offset: (cursor['offset'] ?? 0) + 5 })],
    ['beyond the end', (cursor) => ({ ...cursor, offset: 100_000 })],
    ['in a file that never was', (cursor) => ({ ...cursor, segment: 9999 })],
    ['of another format', () => ({ segment: 1, offset: 0 })],
    ['of no format', () => 'x'],
  ])('a cursor %s: all is delivered, and it is reported', async (_, change) => {
    const { delivered, lost, errors } = await reopen(partly, async (dir) => {
      const file = join(dir, 'cursor');
      await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')))));
    });
    expect(new Set([...before, ...delivered]).size).toBe(LINES);
    expect(lost).toBe(0);
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('the cursor of the spool')]);
  });

  it('a restored backup: files of before beside the cursor of later', async () => {
    const { delivered, lost } = await reopen(partly, async (dir) => {
      for (const name of await linesFiles(dir)) await unlink(join(dir, name));
      for (const name of await linesFiles(fresh)) await cp(join(fresh, name), join(dir, name));
    });
    expect(new Set([...before, ...delivered]).size).toBe(LINES);
    expect(lost).toBe(0);
  });

  it('while it is open: what cannot be read any more is reported, and the rest goes on', async () => {
    const dir = await mkdtemp(join(base, 'live-'));
    let isUp = false;
    const server = new FakeServer(() => {
      if (isUp) return STORED;
      throw connectionError();
    });
    const errors: WriteError[] = [];
    const spool = await open(dir, server, { batchLines: 3, onError: (error) => errors.push(error) });
    for (let n = 0; n < LINES; n += 3) await spool.write([point(n), point(n + 1), point(n + 2)]);
    const [, name = ''] = await linesFiles(dir);
    await flip(name, (bytes) => bytes.length - 2)(dir);
    isUp = true;
    await spool.flush().catch(() => {});
    const { stats } = await spool.closeSettled();
    expect(stats).toMatchObject({ accepted: LINES, written: LINES - 3, failed: 3, pending: 0 });
    expect(errors).toEqual([expect.objectContaining({ name: 'DamagedError', lines: 3 })]);
    expect(await readdir(dir)).toContain(`${name}.damaged`);
  });
});
