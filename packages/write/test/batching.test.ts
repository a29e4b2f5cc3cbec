import { defineMeasurement, int, Point } from '@influxkit/line-protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type BatchReport,
  createWriter,
  InvalidLineError,
  NotStoredError,
  type WriteError,
  WriterClosedError,
} from '../src/index.js';
import { FakeServer, json, STORED } from './support/fake-server.js';

const point = (n: number, measurement = 'm') => ({
  measurement,
  tags: { t: 'a' },
  fields: { n: int(n) },
  timestamp: n,
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the first batch', () => {
  it.each<[options: { batchLines?: number; batchBytes?: number }, sizes: number[]]>([
    [{}, [1000, 5000, 5000, 1000]],
    [{ batchLines: 6000 }, [6000, 6000]],
    [{ batchLines: 4000 }, [4000, 4000, 4000]],
  ])('is small unless its lines are said, so that the first request leaves soon: %o', async (options, sizes) => {
    for (const many of [true, false]) {
      const server = new FakeServer(() => STORED);
      const writer = createWriter(server.api, { bucket: 'b', gzip: false, concurrency: 1, ...options });
      const points = Array.from({ length: 12_000 }, (_, n) => point(n));
      if (many) writer.write(points);
      else for (const one of points) writer.write(one);
      await writer.close();
      expect(server.requests.map(({ lines }) => lines.length)).toEqual(sizes);
    }
  });

  it('is of no size of its own where it was flushed', async () => {
    const server = new FakeServer(() => STORED);
    const writer = createWriter(server.api, { bucket: 'b', gzip: false, concurrency: 1 });
    writer.write(point(0));
    await writer.flush();
    for (let n = 0; n < 5001; n++) writer.write(point(n));
    await writer.close();
    expect(server.requests.map(({ lines }) => lines.length)).toEqual([1, 5000, 1]);
  });
});

describe('what write() takes', () => {
  const cpu = defineMeasurement('cpu', { tags: ['host'], fields: { usage: 'float' } });
  const row = { host: 'a', usage: 0.5, time: 7 };
  it.each<[name: string, write: (writer: ReturnType<typeof createWriter>) => unknown, lines: string[]]>([
    ['a plain point', (w) => w.write(point(1)), ['m,t=a n=1i 1']],
    [
      'a fluent point',
      (w) => w.write(new Point('cpu').tag('host', 'a').floatField('usage', 0.5).timestamp(7)),
      ['cpu,host=a usage=0.5 7'],
    ],
    ['a row of a prepared encoder', (w) => w.write(cpu, row), ['cpu,host=a usage=0.5 7']],
    [
      'a row of a series',
      (w) => w.write(cpu.series({ host: 'a' }), { usage: 0.5, time: 7 }),
      ['cpu,host=a usage=0.5 7'],
    ],
    ['a prepared point', (w) => w.write(cpu.point(row)), ['cpu,host=a usage=0.5 7']],
    [
      'many of all kinds',
      (w) => w.write([point(1), 'x f=1 2', cpu.point(row)]),
      ['m,t=a n=1i 1', 'x f=1 2', 'cpu,host=a usage=0.5 7'],
    ],
    [
      'a generator',
      (w) =>
        w.write(
          (function* () {
            yield point(1);
            yield point(2);
          })(),
        ),
      ['m,t=a n=1i 1', 'm,t=a n=2i 2'],
    ],
    [
      'raw lines',
      (w) => w.write('a f=1 1\r\n# comment\n\n  b f=2 2  \nc s="x\ny" 3\n'),
      ['a f=1 1', 'b f=2 2', 'c s="x', 'y" 3'],
    ],
    ['raw bytes', (w) => w.write(new TextEncoder().encode('a f=1 1\nb f=2 2')), ['a f=1 1', 'b f=2 2']],
    ['nothing', (w) => w.write([]), []],
    ['nothing raw', (w) => w.write('\n# only a comment'), []],
  ])('%s', async (_, write, lines) => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b' });
    write(writer);
    await writer.flush();
    expect(server.lines).toEqual(lines);
    expect(writer.stats().pending).toBe(0);
  });
});

it('counts a raw line as one, though its quote is not where a string begins', async () => {
  const reports: number[] = [];
  const options = { bucket: 'b', onBatch: ({ lines }: BatchReport) => reports.push(lines) };
  const writer = createWriter(new FakeServer(() => STORED).api, options);
  writer.write('m f=1,g=x"a\nb" 1');
  await writer.close();
  expect([writer.stats().written, ...reports]).toEqual([1, 1]);
});

describe('a batch ends', () => {
  it('at its number of lines', async () => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 10 });
    for (let n = 0; n < 25; n++) writer.write(point(n));
    await writer.flush();
    expect(server.requests.map(({ lines }) => lines.length)).toEqual([10, 10, 5]);
  });

  it('before it exceeds its bytes', async () => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', batchBytes: 1000, gzip: false });
    for (let n = 100; n < 400; n++) writer.write(point(n));
    await writer.flush();
    const sizes = server.requests.map(({ body }) => body.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(950);
    expect(server.lines).toHaveLength(300);
  });

  it('some time after its first line, and that time starts anew with each batch', async () => {
    vi.useFakeTimers();
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', flushInterval: 1000 });
    writer.write(point(1));
    await vi.advanceTimersByTimeAsync(600);
    writer.write(point(2));
    await vi.advanceTimersByTimeAsync(399);
    expect(server.requests).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(server.lines).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(5000);
    writer.write(point(3));
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.lines).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('never by time with flushInterval: 0', async () => {
    vi.useFakeTimers();
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', flushInterval: 0 });
    writer.write(point(1));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(server.requests).toHaveLength(0);
    await writer.closeSettled();
    expect(server.requests).toHaveLength(1);
  });
});

describe('requests', () => {
  it('are at most as many at the same time as allowed', async () => {
    const server = new FakeServer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return STORED;
    });
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 1, concurrency: 3 });
    for (let n = 0; n < 20; n++) writer.write(point(n));
    await writer.flush();
    expect(server.peak).toBe(3);
    expect(server.requests).toHaveLength(20);
  });

  it.each([
    [
      'a bucket',
      { org: 'acme', bucket: 'co2', precision: 'ms' as const },
      '/api/v2/write',
      { org: 'acme', bucket: 'co2', precision: 'ms' },
    ],
    [
      'a bucket by organization id',
      { orgID: '00', bucket: 'co2' },
      '/api/v2/write',
      { orgID: '00', bucket: 'co2', precision: 'ns' },
    ],
    [
      'a bucket of Cloud',
      { bucket: 'co2', precision: 's' as const },
      '/api/v2/write',
      { bucket: 'co2', precision: 's' },
    ],
    ['a database', { db: 'd', precision: 'us' as const }, '/write', { db: 'd', precision: 'u' }],
    ['a database with a retention policy', { db: 'd', rp: 'week' }, '/write', { db: 'd', rp: 'week', precision: 'n' }],
  ])('go to %s', async (_, target, path, query) => {
    const server = new FakeServer();
    const writer = createWriter(server.api, target);
    writer.write({ measurement: 'm', fields: { v: true }, timestamp: 1 });
    await writer.flush();
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ path, query });
    expect(server.requests[0]?.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8' });
  });

  it('carry the headers that the caller wants', async () => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', headers: { 'zap-trace-span': 'x' } });
    writer.write(point(1));
    await writer.flush();
    expect(server.requests[0]?.headers).toMatchObject({ 'zap-trace-span': 'x' });
  });
});

describe('413', () => {
  const limited = (limit: number) =>
    new FakeServer(({ text }) =>
      text.length > limit ? { status: 413, body: '<html>413 Request Entity Too Large</html>' } : STORED,
    );

  it('splits the batch until its parts fit, and loses nothing', async () => {
    const server = limited(700);
    const stored: string[] = [];
    const writer = createWriter(server.api, { bucket: 'b' });
    for (let n = 100; n < 300; n++) writer.write(point(n));
    await writer.flush();
    for (const { text, lines } of server.requests) if (text.length <= 700) stored.push(...lines);
    expect(stored).toEqual(Array.from({ length: 200 }, (_, n) => `m,t=a n=${n + 100}i ${n + 100}`));
    expect(writer.stats()).toMatchObject({ accepted: 200, written: 200 });
  });

  it('of one line alone names that line, and saves the others', async () => {
    const server = limited(700);
    const errors: WriteError[] = [];
    const writer = createWriter(server.api, { bucket: 'b', onError: (error) => errors.push(error) });
    writer.write([point(1), `giant s="${'x'.repeat(800)}" 2`, point(3)]);
    await expect(writer.flush()).rejects.toThrow('413: the line takes 813 bytes, more than the server accepts');
    expect(errors).toHaveLength(1);
    expect(writer.stats()).toMatchObject({ accepted: 3, written: 2, rejected: 1 });
  });

  it('makes later batches smaller', async () => {
    const server = limited(100_000);
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 100_000, batchBytes: 180_000, gzip: false });
    for (let round = 0; round < 5; round++) {
      for (let n = 0; n < 10_000; n++) writer.write(point(1_000_000 + n));
      await writer.flush();
    }
    const refused = server.requests.map(({ text }) => text.length > 100_000);
    expect(refused[0]).toBe(true);
    expect(refused.slice(refused.length / 2)).not.toContain(true);
    expect(writer.stats()).toMatchObject({ accepted: 50_000, written: 50_000 });
  });
});

describe('invalid points', () => {
  const invalid = { measurement: 'cpu', fields: { usage: Number.NaN } };

  it('are thrown at the caller, named, and the others of the same call are taken', async () => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b' });
    expect(() => writer.write(invalid)).toThrow(InvalidLineError);
    expect(() => writer.write(invalid)).toThrow(/field "usage" of measurement "cpu"/);
    expect(() => writer.write([point(1), invalid, point(2), invalid, point(3)])).toThrow(NotStoredError);
    await writer.flush();
    expect(server.lines).toEqual(['m,t=a n=1i 1', 'm,t=a n=2i 2', 'm,t=a n=3i 3']);
    expect(writer.stats()).toMatchObject({ accepted: 7, written: 3, invalid: 4, pending: 0 });
  });

  it('are reported with onInvalid: drop', async () => {
    const errors: WriteError[] = [];
    const writer = createWriter(new FakeServer().api, {
      bucket: 'b',
      onInvalid: 'drop',
      onError: (error) => errors.push(error),
    });
    writer.write([point(1), invalid]);
    writer.write(invalid);
    expect(errors.map((error) => (error as InvalidLineError).position)).toEqual([2, 3]);
    await expect(writer.flush()).rejects.toThrow('2 lines not stored: field "usage" of measurement "cpu"');
    await expect(writer.flush()).resolves.toBeUndefined();
  });

  it.each([undefined, null, 5, true, () => 1])('are no points at all: %j', (value) => {
    const writer = createWriter(new FakeServer().api, { bucket: 'b' });
    expect(() => writer.write(value as never)).toThrow(InvalidLineError);
  });

  it.each([
    ['an open string', 'm s="abc 1', 'a string field is not closed'],
    ['a backslash at its end', 'm f=1\\', 'it ends in a backslash'],
    ['a lone surrogate', 'm s="\ud800" 1', 'a lone surrogate'],
  ])('raw lines that would spoil their neighbours are invalid too: %s', async (_, line, reason) => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b' });
    expect(() => writer.write(line)).toThrow(reason);
    writer.write('ok f=1 1');
    await writer.flush();
    expect(server.lines).toEqual(['ok f=1 1']);
  });

  it("errors of a getter are the caller's own, and nothing is counted", async () => {
    const writer = createWriter(new FakeServer().api, { bucket: 'b' });
    const trap = {
      measurement: 'm',
      get fields(): never {
        throw new RangeError('mine');
      },
    };
    expect(() => writer.write(trap)).toThrow(RangeError);
    expect(writer.stats().accepted).toBe(0);
    await writer.closeSettled();
  });
});

describe('reports', () => {
  it('onBatch tells lines, bytes, attempts and time', async () => {
    const reports: BatchReport[] = [];
    const server = new FakeServer((_, index) => (index === 0 ? { status: 503 } : STORED));
    const writer = createWriter(server.api, {
      bucket: 'b',
      gzip: false,
      retry: { minDelay: 1 },
      onBatch: (report) => reports.push(report),
    });
    writer.write([point(1), point(2)]);
    await writer.flush();
    expect(reports).toEqual([
      { lines: 2, bytes: 26, sentBytes: 52, attempts: 2, duration: expect.any(Number), written: 2, errors: [] },
    ]);
    expect(writer.stats()).toEqual({
      accepted: 2,
      written: 2,
      rejected: 0,
      invalid: 0,
      dropped: 0,
      failed: 0,
      pending: 0,
      bufferedBytes: 0,
      batches: 1,
      requests: 2,
      retries: 1,
      inFlight: 0,
      sentBytes: 52,
    });
  });

  it('a callback that fails harms nobody', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    const writer = createWriter(new FakeServer(() => json(404, { error: 'no' })).api, {
      bucket: 'b',
      onError: () => {
        throw new Error('broken handler');
      },
      onBatch: async () => {
        throw new Error('broken handler');
      },
    });
    writer.write(point(1));
    await expect(writer.flush()).rejects.toThrow('404');
    await expect.poll(() => complaint.mock.calls.length).toBe(2);
    complaint.mockRestore();
  });

  it('a dry run shows the lines and sends nothing', async () => {
    const shown: string[] = [];
    const server = new FakeServer();
    const writer = createWriter(server.api, {
      bucket: 'b',
      dryRun: (lines) => shown.push(lines),
      defaultTags: { env: 'test' },
    });
    writer.write([point(1), point(2)]);
    await writer.flush();
    expect(shown).toEqual(['m,env=test,t=a n=1i 1\nm,env=test,t=a n=2i 2\n']);
    expect(server.requests).toHaveLength(0);
  });
});

describe('after close()', () => {
  it('nothing is taken', async () => {
    const writer = createWriter(new FakeServer().api, { bucket: 'b' });
    const first = writer.close();
    expect(writer.close()).toBe(first);
    expect(() => writer.write(point(1))).toThrow(WriterClosedError);
    await expect(writer.writeAll([point(1)])).rejects.toThrow(WriterClosedError);
    expect((await first).stats.accepted).toBe(0);
  });
});

describe('options', () => {
  it.each<[options: object | undefined, message: string]>([
    [{}, 'say where lines go'],
    [undefined, 'say where lines go'],
    [{ bucket: 'b', onError: 'console' }, 'onError: must be a function; got a string'],
    [{ bucket: 'b', onRetry: null }, 'onRetry: must be a function; got null'],
    [{ bucket: 'b', db: 'd' }, 'got `bucket` and `db`'],
    [{ bucket: '' }, '`bucket` must be a non-empty string; got an empty string'],
    [{ bucket: 5 }, '`bucket` must be a non-empty string; got 5'],
    [{ bucket: 'b', batchLines: 0 }, 'batchLines: must be a whole number of 1 or more; got 0'],
    [{ bucket: 'b', batchBytes: '1' }, 'batchBytes: must be a whole number of 1 or more; got a string'],
    [{ bucket: 'b', concurrency: 1.5 }, 'concurrency: must be a whole number of 1 or more; got 1.5'],
    [{ bucket: 'b', flushInterval: -1 }, 'flushInterval: must be a number of 0 or more; got -1'],
    [{ bucket: 'b', timeout: Number.NaN }, 'timeout: must be a number of 0 or more; got NaN'],
    [{ bucket: 'b', precision: 'm' }, "precision: must be one of 'ns', 'us', 'ms', 's'; got \"m\""],
    [{ bucket: 'b', whenFull: 'drop' }, "whenFull: must be one of 'block', 'drop-oldest', 'error'; got \"drop\""],
    [{ bucket: 'b', retry: { minDelay: -1 } }, 'retry.minDelay: must be a number of 0 or more; got -1'],
    [{ bucket: 'b', gzip: { level: 0 } }, 'gzip.level: must be a whole number of 1 to 9; got 0'],
    [{ bucket: 'b', batchSize: 100 }, 'createWriter: the option is called `batchLines`, got `batchSize`'],
    [{ bucket: 'b', maxRetries: 3 }, 'createWriter: the option is called `retry.retries`, got `maxRetries`'],
    [
      { bucket: 'b', flushIntervall: 3 },
      'createWriter: there is no option `flushIntervall`; did you mean `flushInterval`?',
    ],
    [
      { bucket: 'b', retry: { maxRetries: 3 } },
      'createWriter: retry: there is no option `maxRetries`; there are retries, minDelay, maxDelay, maxTime',
    ],
    [
      { bucket: 'b', gzip: { thresholds: 3 } },
      'createWriter: gzip: there is no option `thresholds`; did you mean `threshold`?',
    ],
    [{ bucket: 'b', dialect: 'v4' }, 'dialect'],
    [{ bucket: 'b', defaultTags: { time: 'x' } }, 'time'],
  ])('that cannot be meant are refused at once: %j', (options, message) => {
    expect(() => createWriter(new FakeServer().api, options as never)).toThrow(message);
  });

  it('a client without request() is refused at once', () => {
    expect(() => createWriter({} as never, { bucket: 'b' })).toThrow('must be a client with request()');
  });
});
