import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWriter, DeliveryError, NotStoredError, RejectedError } from '../src/index.js';
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
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

describe('flush()', () => {
  it('resolves when all that was written before it is stored, not waiting for what is written after it', async () => {
    const answers: ((answer: FakeResponse) => void)[] = [];
    const server = new FakeServer(() => new Promise((resolve) => answers.push(resolve)));
    const writer = createWriter(server.api, { bucket: 'b', gzip: false });
    writer.write(point(1));
    let done = false;
    const flushed = writer.flush().then(() => {
      done = true;
    });
    writer.write(point(2));
    const second = writer.flush();
    await expect.poll(() => answers.length).toBe(2);
    expect(done).toBe(false);
    answers[0]?.(STORED);
    await flushed;
    expect(writer.stats()).toMatchObject({ written: 1, pending: 1 });
    answers[1]?.(STORED);
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
    const writer = createWriter(server.api, { bucket: 'b', batchBytes: 100_000, flushInterval: 0 });
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
    const closed = writer.close({ timeout: 5000 });
    await vi.advanceTimersByTimeAsync(4999);
    expect(writer.stats().pending).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(1);
    const { failed, stats } = await closed;
    const lines = failed.map((error) => new TextDecoder().decode(error.lineProtocol));
    expect(lines.sort()).toEqual(['m n=1 1\n', 'm n=2 2\n', 'm n=3 3\n']);
    expect(stats).toMatchObject({ accepted: 3, failed: 3, pending: 0 });
    expect(server.requests[0]?.signal?.aborted).toBe(true);
    expect(failed.some((error) => error.message.includes('its lines may be stored all the same'))).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not wait at all with timeout: 0', async () => {
    const writer = createWriter(new FakeServer(() => new Promise(() => {})).api, { bucket: 'b' });
    writer.write(point(1));
    const { failed } = await writer.close({ timeout: 0 });
    expect(failed[0]).toBeInstanceOf(DeliveryError);
    expect(failed[0]?.message).toBe('1 line given up before it was sent: the writer was closed');
  });

  it('tells errors that no flush has reported, and only those', async () => {
    const server = new FakeServer(() => REFUSED);
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 1 });
    writer.write(point(1));
    await writer.flush().catch(() => {});
    writer.write(point(2));
    const { errors, stats } = await writer.close();
    expect(errors).toHaveLength(1);
    expect(stats).toMatchObject({ accepted: 2, rejected: 2 });
  });
});

describe('await using', () => {
  it('closes, and throws what nobody was told', async () => {
    const use = async (onError?: () => void) => {
      await using writer = createWriter(new FakeServer(() => REFUSED).api, {
        bucket: 'b',
        ...(onError ? { onError } : {}),
      });
      writer.write(point(1));
    };
    await expect(use()).rejects.toThrow(NotStoredError);
    const onError = vi.fn();
    await expect(use(onError)).resolves.toBeUndefined();
    expect(onError).toHaveBeenCalledTimes(1);
  });
});
