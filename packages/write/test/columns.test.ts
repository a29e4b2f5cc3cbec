import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { columnPoints, type PointColumns, type PointError } from '@influxkit/line-protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeColumns } from '../../arrow/src/index.js';
import {
  BufferFullError,
  createWriter,
  DroppedError,
  InvalidLineError,
  NotStoredError,
  type WriteError,
  WriterClosedError,
} from '../src/index.js';
import { openSpool } from '../src/spool.js';
import { FakeServer } from './support/fake-server.js';

const START = 1_700_000_000_000_000_000n;
const table = (rows: number, change: Partial<PointColumns> = {}): PointColumns => ({
  measurement: 'm',
  tags: { region: 'eu', host: Array.from({ length: rows }, (_, row) => `h${row % 3}`) },
  fields: { v: Float64Array.from({ length: rows }, (_, row) => row) },
  timestamps: BigInt64Array.from({ length: rows }, (_, row) => START + BigInt(row)),
  ...change,
});
const line = (row: number): string => `m,host=h${row % 3},region=eu v=${row} ${START + BigInt(row)}`;
const lines = (rows: number): string[] => Array.from({ length: rows }, (_, row) => line(row));
const down = (): FakeServer => new FakeServer(() => new Promise(() => {}));

describe('writeColumns', () => {
  it('writes each row once, in batches of the same sizes as points one by one', async () => {
    const [server, other] = [new FakeServer(), new FakeServer()];
    const options = { bucket: 'b', batchLines: 100, batchBytes: 4000, gzip: false } as const;
    const writer = createWriter(server.api, options);
    writer.writeColumns(table(1234));
    const { stats } = await writer.close();
    expect(server.lines).toEqual(lines(1234));
    expect(stats).toMatchObject({ accepted: 1234, written: 1234, pending: 0, bufferedBytes: 0 });
    const single = createWriter(other.api, options);
    for (const point of columnPoints(table(1234))) single.write(point);
    await single.close();
    expect(server.requests.map(({ text }) => text)).toEqual(other.requests.map(({ text }) => text));
  });

  it('goes with the other points of an open batch, and sends what is not full when its time has come', async () => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', flushInterval: 5 });
    writer.write('n f=1 1');
    writer.writeColumns(table(3));
    writer.write('n f=2 2');
    await expect.poll(() => writer.stats().written).toBe(5);
    expect(server.lines).toEqual(['n f=1 1', ...lines(3), 'n f=2 2']);
    await writer.close();
  });

  it('throws for the rows that are invalid, names them, and writes the others', async () => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b' });
    const v = Float64Array.from({ length: 10 }, (_, row) => (row === 4 || row === 7 ? Number.NaN : row));
    let thrown: unknown;
    try {
      writer.writeColumns(table(10, { fields: { v } }));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NotStoredError);
    const { errors } = thrown as NotStoredError;
    expect(errors.map(({ message }) => message)).toEqual([
      'field "v" of measurement "m", row 4: the value is NaN; line protocol carries finite numbers only',
      'field "v" of measurement "m", row 7: the value is NaN; line protocol carries finite numbers only',
    ]);
    expect(errors.map((error) => ((error as InvalidLineError).cause as PointError).row)).toEqual([4, 7]);
    expect(errors.map((error) => (error as InvalidLineError).position)).toEqual([5, 8]);
    const { stats } = await writer.closeSettled();
    expect(stats).toMatchObject({ accepted: 10, written: 8, invalid: 2 });
    expect(server.lines).toEqual(lines(10).filter((_, row) => row !== 4 && row !== 7));
  });

  it('reports and repairs them as the options have it', async () => {
    for (const onInvalid of ['drop', 'repair'] as const) {
      const server = new FakeServer();
      const errors: WriteError[] = [];
      const writer = createWriter(server.api, { bucket: 'b', onInvalid, onError: (error) => errors.push(error) });
      const fields = { v: [0, Number.NaN, 2], w: [1n, 2n, 3n] };
      expect(writer.writeColumns({ measurement: 'm', fields, timestamps: [1, 2, 3] })).toBe(true);
      const { stats } = await writer.closeSettled();
      const repaired = onInvalid === 'repair' ? ['m w=2i 2'] : [];
      expect(server.lines).toEqual(['m v=0,w=1i 1', ...repaired, 'm v=2,w=3i 3']);
      expect(stats).toMatchObject({ accepted: 3, written: 2 + repaired.length, invalid: 1 - repaired.length });
      expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('row 1: the value is NaN')]);
    }
  });

  it('accepts nothing of columns that do not make rows, or that no row can be written with', async () => {
    const writer = createWriter(new FakeServer().api, { bucket: 'b' });
    expect(() => writer.writeColumns(table(3, { timestamps: [1] }))).toThrow(TypeError);
    expect(() => writer.writeColumns(table(3, { fields: { time: [1, 2, 3] } }))).toThrow(InvalidLineError);
    expect(() => writer.writeColumns(table(3, { tags: { host: 'a\n' } }))).toThrow(/newline/);
    expect(writer.stats().accepted).toBe(0);
    await writer.close();
    const dropping = createWriter(new FakeServer().api, { bucket: 'b', onInvalid: 'drop', onError: () => {} });
    dropping.writeColumns(table(3, { fields: { time: [1, 2, 3] } }));
    expect((await dropping.closeSettled()).stats).toMatchObject({ accepted: 3, invalid: 3 });
  });

  it('gives points without a timestamp one of their own, at any precision', async () => {
    for (const timestamps of [undefined, [5, null, 6]]) {
      const server = new FakeServer();
      const writer = createWriter(server.api, { bucket: 'b', precision: 'ms' });
      writer.writeColumns(table(3, { tags: {}, timestamps }));
      await writer.close();
      const given = timestamps === undefined ? [] : ['m v=0 5', 'm v=2 6'];
      const untimed = server.lines.filter((one) => !given.includes(one));
      expect(server.lines).toEqual(expect.arrayContaining(given));
      expect(untimed).toHaveLength(3 - given.length);
      for (const one of untimed) expect(one).toMatch(/^m v=\d \d{19}$/);
      expect(new Set(untimed.map((one) => one.split(' ')[2])).size).toBe(untimed.length);
    }
  });

  it('tells when to wait, and throws for those who do not: how many rows were accepted', async () => {
    const writer = createWriter(down().api, { bucket: 'b', maxBufferBytes: 64 * 1024 });
    let accepted = 0;
    try {
      writer.writeColumns(table(10_000));
    } catch (error) {
      accepted = (error as BufferFullError).accepted;
    }
    expect(accepted).toBeGreaterThan(1000);
    expect(writer.stats()).toMatchObject({ accepted, pending: accepted });
    expect(writer.stats().bufferedBytes).toBeLessThanOrEqual(64 * 1024);
    expect(writer.stats().bufferedBytes).toBeGreaterThan(64 * 1024 - 100);
    expect(() => writer.writeColumns(table(1))).toThrow(BufferFullError);
    await writer.closeSettled({ timeout: 0 });

    const dropped: number[] = [];
    const dropping = createWriter(down().api, {
      bucket: 'b',
      maxBufferBytes: 64 * 1024,
      whenFull: 'drop-oldest',
      onError: (error) => error instanceof DroppedError && dropped.push(error.lines),
    });
    expect(dropping.writeColumns(table(10_000))).toBe(false);
    const { stats } = await dropping.closeSettled({ timeout: 0 });
    expect(stats.accepted).toBe(10_000);
    expect(stats.dropped).toBe(dropped.reduce((sum, count) => sum + count, 0));
    expect(stats.dropped).toBeGreaterThan(5000);
  });

  it('goes as fast as the server by writeAll() and writable', async () => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', maxBufferBytes: 64 * 1024 });
    await writer.writeAll([columnPoints(table(5000)), columnPoints(table(2))]);
    await new Blob([])
      .stream()
      .pipeThrough(new TransformStream({ flush: (to) => to.enqueue(columnPoints(table(5000))) }))
      .pipeTo(writer.writable);
    const { stats } = await writer.close();
    expect(stats).toMatchObject({ accepted: 10_002, written: 10_002 });
    expect([...server.lines].sort()).toEqual([...lines(5000), ...lines(2), ...lines(5000)].sort());
  });

  it('after close() is what write() is', async () => {
    const writer = createWriter(new FakeServer().api, { bucket: 'b' });
    await writer.close();
    expect(() => writer.writeColumns(table(2))).toThrow(WriterClosedError);
    const dropping = createWriter(new FakeServer().api, { bucket: 'b', onInvalid: 'drop', onError: () => {} });
    await dropping.close();
    expect(dropping.writeColumns(table(2))).toBe(false);
    expect(dropping.stats()).toMatchObject({ accepted: 2, dropped: 2 });
  });

  it('brings columns to the spool', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'columns-'));
    try {
      const server = new FakeServer();
      const spool = await openSpool(server.api, { bucket: 'b', dir, flushInterval: 5 });
      await spool.writeColumns(table(100));
      await expect(spool.writeColumns(table(2, { timestamps: [1] }))).rejects.toThrow(TypeError);
      await expect(spool.writeColumns(table(2, { fields: { v: [1, Number.NaN] } }))).rejects.toThrow(/row 1/);
      const { stats } = await spool.closeSettled();
      expect(stats).toMatchObject({ accepted: 102, written: 101, invalid: 1 });
      expect(server.lines).toEqual([...lines(100), `m,host=h0,region=eu v=1 ${START}`]);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  it('takes what @influxkit/arrow decodes, in any form of times', async () => {
    const file = await readFile(new URL('../../arrow/test/fixtures/types.arrows', import.meta.url));
    const labels = ['timestamp ms None', 'dictionary', 'i8', 'u32', 'bool', 'string'];
    const forms = [{}, { times: 'date' }, { times: 'rfc3339' }] as const;
    for (const form of forms) {
      const all = await decodeColumns(file, form);
      const table = { columns: all.columns.filter(({ label }) => labels.includes(label)) };
      const server = new FakeServer();
      const writer = createWriter(server.api, { database: 'd', precision: 'ms', onError: () => {} });
      writer.writeColumns({ measurement: 'm', table, tags: ['dictionary'], time: 'timestamp ms None' });
      await writer.close();
      expect(server.lines).toEqual([
        'm,dictionary=x i8=0i,u32=0u,bool=t,string="" 0',
        'm,dictionary=y i8=1i,u32=1u,bool=f,string="a" 1',
        'm i8=-1i,u32=4294967295u,string="zwölf Zeichen und mehr" -1',
        'm,dictionary=ü i8=127i,u32=2147483647u,bool=t 1700000000001',
        'm,dictionary=x i8=-128i,u32=9u,bool=f,string="𝄞 in the middle 𝄞" 7',
        'm,dictionary=y i8=5i,u32=5u,bool=f,string="twelve bytes" -1000000000001',
        'm,dictionary=y i8=6i,u32=6u,bool=t,string="\ufeffmarked" 999999999',
        expect.stringMatching(/^m i8=7i,u32=7u,string="a.b" 86399$/s),
        // its time is null: the clock's, in a request of its own
        expect.stringMatching(/^m,dictionary=x bool=t,string="😀" \d{19}$/),
      ]);
    }
  });
});

describe('whatever the columns and the options are', () => {
  it('given = written + invalid + dropped, each row once, and the lines are those of points one by one', async () => {
    const rows = fc.array(
      fc.record({
        host: fc.constantFrom('a', 'b c', null, ''),
        v: fc.constantFrom(1.5, 2, Number.NaN),
        n: fc.constantFrom(null, 1n, 2n),
        time: fc.constantFrom(1n, 2n, null),
      }),
      { maxLength: 40 },
    );
    const options = fc.record({
      batchLines: fc.integer({ min: 1, max: 20 }),
      batchBytes: fc.constantFrom(30, 100, 1_000_000),
      ordered: fc.boolean(),
      precision: fc.constantFrom('ns' as const, 'ms' as const),
      whenFull: fc.constantFrom('block' as const, 'drop-oldest' as const),
      maxBufferBytes: fc.constantFrom(1024, 1_000_000),
      onInvalid: fc.constantFrom('drop' as const, 'repair' as const),
      skipEmpty: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(rows, { maxLength: 3 }), options, async (tables, chosen) => {
        const run = async (byColumns: boolean) => {
          const server = new FakeServer();
          const failures: string[] = [];
          const onError = (error: WriteError): void => {
            if (!(error instanceof DroppedError)) failures.push(error.message.replace(/(, row \d+|point \d+)/g, ''));
          };
          const writer = createWriter(server.api, { bucket: 'b', ...chosen, onError });
          for (const one of tables) {
            const points = columnPoints({
              measurement: 'm',
              tags: { host: one.map(({ host }) => host) },
              fields: { v: Float64Array.from(one, ({ v }) => v), n: one.map(({ n }) => n) },
              timestamps: one.map(({ time }) => time),
            });
            if (byColumns) writer.write(points);
            else for (let row = 0; row < points.length; row++) writer.write(points.pointOf(row));
            await writer.ready;
          }
          const { stats } = await writer.closeSettled();
          const { accepted, written, invalid, dropped, pending } = stats;
          expect(accepted).toBe(tables.reduce((sum, { length }) => sum + length, 0));
          expect(accepted).toBe(written + invalid + dropped);
          expect(pending).toBe(0);
          expect(server.lines).toHaveLength(written);
          return {
            failures,
            lines: server.lines.map((one) => one.replace(/ \d{19}$/, '')).sort(),
            stats: { accepted, written, invalid, dropped },
          };
        };
        expect(await run(true)).toEqual(await run(false));
      }),
      { numRuns: Number(process.env['WRITE_RUNS'] ?? 150) },
    );
  });
});
