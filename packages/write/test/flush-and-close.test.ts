import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createWriter,
  DeliveryError,
  DroppedError,
  NotStoredError,
  RejectedError,
  type WriteError,
  WriterClosedError,
  type WriterSettings,
} from '../src/index.js';
import { connectionError, type FakeResponse, FakeServer, json, STORED } from './support/fake-server.js';

const point = (n: number) => ({ measurement: 'm', fields: { n }, timestamp: n });
const REFUSED = json(404, { code: 'not found', message: 'bucket "b" not found' });

const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

describe('flush()', () => {
  it('resolves when all that was written before it is stored, not waiting for what is written after it', async () => {
    const respond: ((response: FakeResponse) => void)[] = [];
    const server = new FakeServer(() => new Promise((resolve) => respond.push(resolve)));
    const writer = createWriter(server.api, { bucket: 'b', gzip: false });
    writer.write(point(1));
    let done = false;
    const flushed = writer.flush().then(() => {
      done = true;
    });
    writer.write(point(2));
    const second = writer.flush();
    await expect.poll(() => respond.length).toBe(2);
    expect(done).toBe(false);
    respond[0]?.(STORED);
    await flushed;
    expect(writer.stats()).toMatchObject({ written: 1, pending: 1 });
    respond[1]?.(STORED);
    await second;
    await writer.close();
  });

  it('rejects once with each failure since the last one, also when nobody awaits it', async () => {
    const server = new FakeServer(() => REFUSED);
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 1 });
    writer.write([point(1), point(2)]);
    writer.flush();
    await expect(writer.flush()).rejects.toThrow(
      '2 lines not stored: the server rejected 1 line: 404 not found: bucket "b" not found (and 1 more',
    );
    await expect(writer.flush()).resolves.toBeUndefined();
    writer.write(point(3));
    const error = await writer.flush().catch((reason) => reason);
    expect(error).toBeInstanceOf(NotStoredError);
    expect(error.errors).toHaveLength(1);
    expect(error.errors[0]).toBeInstanceOf(RejectedError);
    writer.write(point(4));
    writer.flush();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('keeps a bounded number of errors, and counts all', async () => {
    const server = new FakeServer(() => REFUSED);
    const writer = createWriter(server.api, { bucket: 'b', batchBytes: 100_000, flushInterval: 0, gzip: false });
    const text = 'x'.repeat(50_000);
    for (let n = 0; n < 100; n++) {
      writer.write({ measurement: 'm', fields: { text }, timestamp: n });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const error: NotStoredError = await writer.flush().catch((reason) => reason);
    expect(error.lines).toBe(100);
    expect(error.omitted).toBeGreaterThan(0);
    expect(error.errors.reduce((size, held) => size + (held as RejectedError).lineProtocol.length, 0)).toBeLessThan(
      1_300_000,
    );
  });
});

describe('close()', () => {
  it('waits for what is under way and for retries', async () => {
    const server = new FakeServer(async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (index < 2) throw connectionError();
      return STORED;
    });
    const writer = createWriter(server.api, { bucket: 'b', retry: { minDelay: 5 } });
    writer.write(point(1));
    const report = await writer.close();
    expect(report).toEqual({
      stats: writer.stats(),
      failed: [],
      errors: [],
      omitted: 0,
    });
    expect(report.stats).toMatchObject({ accepted: 1, written: 1, pending: 0, requests: 3, retries: 2 });
    expect(server.requests).toHaveLength(3);
  });

  it('gives up at its deadline, ends what is under way, and returns what could not be delivered', async () => {
    vi.useFakeTimers();
    const server = new FakeServer(({ lines }, index) => {
      if (lines.includes('m n=1 1')) return new Promise(() => {});
      if (index > 0) throw connectionError();
      return STORED;
    });
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 1, gzip: false, concurrency: 2 });
    writer.write([point(1), point(2), point(3)]);
    const closed = writer.closeSettled({ timeout: 5000 });
    await vi.advanceTimersByTimeAsync(4999);
    expect(writer.stats().pending).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(1);
    const { failed, stats } = await closed;
    const lines = failed.map((error) => new TextDecoder().decode(error.lineProtocol));
    expect(lines.sort()).toEqual(['m n=1 1\n', 'm n=2 2\n', 'm n=3 3\n']);
    expect(stats).toMatchObject({ accepted: 3, failed: 3, pending: 0 });
    expect(server.requests[0]?.signal?.aborted).toBe(true);
    expect(failed.some((error) => error.message.includes('its lines may be stored all the same'))).toBe(true);
    // Why nothing came of them: that of the line that never had a response is the deadline alone.
    const reasons = failed.map(({ message, cause }) => [/: the writer was closed(.*)$/.exec(message)?.[1], cause]);
    expect(reasons.filter(([reason]) => reason === '')).toEqual([['', undefined]]);
    expect(reasons.filter(([reason]) => reason !== '')).toEqual([
      [expect.stringMatching(/^; the last attempt failed: \S/), connectionError()],
      [expect.stringMatching(/^; the last attempt failed: \S/), connectionError()],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not wait at all with timeout: 0', async () => {
    const writer = createWriter(new FakeServer(() => new Promise(() => {})).api, { bucket: 'b' });
    writer.write(point(1));
    const { failed } = await writer.closeSettled({ timeout: 0 });
    expect(failed[0]).toBeInstanceOf(DeliveryError);
    expect(failed[0]?.message).toBe('1 line given up before it was sent: the writer was closed');
  });

  it('says of lines that wait for another attempt what is known of them', async () => {
    const server = new FakeServer(() => ({ status: 429, headers: { 'retry-after': '60' } }));
    const writer = createWriter(server.api, { bucket: 'b', onRetry: () => void writer.close({ timeout: 0 }) });
    writer.write(point(1));
    await expect(writer.flush()).rejects.toThrow(
      '1 line given up before it was sent again: the writer was closed; the last attempt failed: 429',
    );
  });

  it('tells errors that no flush has reported, and only those', async () => {
    const server = new FakeServer(() => REFUSED);
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 1 });
    writer.write(point(1));
    await writer.flush().catch(() => {});
    writer.write(point(2));
    const { errors, stats } = await writer.closeSettled();
    expect(errors).toHaveLength(1);
    expect(stats).toMatchObject({ accepted: 2, rejected: 2 });
  });
});

describe('nothing is silent', () => {
  const use = async (onError?: () => void) => {
    await using writer = createWriter(new FakeServer(() => REFUSED).api, {
      bucket: 'b',
      ...(onError ? { onError } : {}),
    });
    writer.write(point(1));
  };

  it('await using closes, and throws, whether or not somebody listens', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    await expect(use()).rejects.toThrow(NotStoredError);
    const onError = vi.fn();
    await expect(use(onError)).rejects.toThrow(NotStoredError);
    expect(onError).toHaveBeenCalledTimes(1);
  });

  it('close() throws what no flush has, with the report that closeSettled() gives', async () => {
    const writer = createWriter(new FakeServer(() => REFUSED).api, { bucket: 'b', onError: () => {} });
    writer.write([point(1), point(2)]);
    const error: NotStoredError = await writer.close().catch((reason) => reason);
    expect(error).toBeInstanceOf(NotStoredError);
    expect(error.message).toBe('2 lines not stored: the server rejected 2 lines: 404 not found: bucket "b" not found');
    expect(error.stack).toContain('flush-and-close.test.ts');
    expect(error.lines).toBe(2);
    expect(await writer.closeSettled()).toEqual(error.report);
    expect(error.report?.stats).toMatchObject({ accepted: 2, rejected: 2 });
    await expect(writer.close()).rejects.toThrow(NotStoredError);
    // nobody awaits this one: it must not end the process
    writer.close();
  });

  it('the first failure and the first retry are printed, while nobody listens', async () => {
    vi.useFakeTimers();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const writer = createWriter(
      new FakeServer(() => {
        throw connectionError();
      }).api,
      { bucket: 'b', batchLines: 1, retry: { maxTime: 60_000 } },
    );
    writer.write([point(1), point(2), point(3)]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toMatch(/^influxkit: .*connection reset; the writer tries again in \d+\.\d s/);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(warn).toHaveBeenCalledTimes(2);
    expect(warn.mock.calls[1]?.[0]).toMatch(/^influxkit: 1 line not delivered after \d+ requests: .*Set onError/);
    expect(writer.stats()).toMatchObject({ failed: 3 });
  });

  it.each<[string, object]>([
    ['onError', { onError: () => {} }],
    ['onRetry', { onRetry: () => {} }],
  ])('nothing is printed where %s is set', async (_, listeners) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const writer = createWriter(new FakeServer((__, index) => (index === 0 ? { status: 503 } : REFUSED)).api, {
      bucket: 'b',
      retry: { minDelay: 1 },
      ...listeners,
    });
    writer.write(point(1));
    await expect(writer.close()).rejects.toThrow(NotStoredError);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('write() during and after close()', () => {
  const slow = () =>
    new FakeServer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return STORED;
    });

  it.each<[string, WriterSettings]>([
    ["whenFull: 'drop-oldest'", { whenFull: 'drop-oldest' }],
    ["onInvalid: 'drop'", { onInvalid: 'drop' }],
    ["onInvalid: 'repair'", { onInvalid: 'repair' }],
    ['in order', { onInvalid: 'drop', whenFull: 'drop-oldest', ordered: true, maxBufferBytes: 1024 }],
  ])('returns false and reports each line, with %s', async (_, settings) => {
    const dropped: string[] = [];
    const errors: WriteError[] = [];
    const server = slow();
    const writer = createWriter(server.api, {
      bucket: 'b',
      ...settings,
      onError: (error) => {
        errors.push(error);
        if (error instanceof DroppedError) dropped.push(new TextDecoder().decode(error.lineProtocol));
      },
    });
    writer.write(point(1));
    const closing = writer.closeSettled();
    expect(writer.write(point(2))).toBe(false);
    expect(writer.write(['m n=3 3', point(4)])).toBe(false);
    expect(writer.write({ measurement: 'm', fields: {} })).toBe(false);
    const report = await closing;
    expect(report.stats).toMatchObject({
      accepted: 5,
      written: 1,
      dropped: 3,
      invalid: 1,
      pending: 0,
      bufferedBytes: 0,
    });
    expect(report.errors).toEqual(errors);
    expect(writer.write(point(5))).toBe(false);
    expect(dropped).toEqual(['m n=2 2\n', 'm n=3 3\n', 'm n=4 4\n', 'm n=5 5\n']);
    expect(errors[0]?.message).toBe('1 line dropped: the writer is closed');
    expect(writer.stats()).toMatchObject({
      accepted: 6,
      written: 1,
      dropped: 4,
      invalid: 1,
      pending: 0,
      bufferedBytes: 0,
    });
    expect(server.lines).toEqual(['m n=1 1']);
  });

  it('throws otherwise', async () => {
    const writer = createWriter(slow().api, { bucket: 'b' });
    writer.write(point(1));
    const closing = writer.close();
    expect(() => writer.write(point(2))).toThrow(WriterClosedError);
    await closing;
    expect(() => writer.write(point(2))).toThrow(WriterClosedError);
  });
});
