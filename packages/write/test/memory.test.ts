import { int } from '@influxkit/line-protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BufferFullError, createWriter, DroppedError, type WriteError } from '../src/index.js';
import { connectionError, FakeServer, STORED } from './support/fake-server.js';
import { streamOf } from './support/stream-of.js';

const LIMIT = 64 * 1024;
const point = (n: number) => ({ measurement: 'm', fields: { n: int(n) }, timestamp: n });
const down = () => new FakeServer(() => new Promise(() => {}));

afterEach(() => {
  vi.useRealTimers();
});

describe("whenFull: 'block'", () => {
  it('write() tells when to wait, and throws for those who do not, with nothing beyond the limit held', async () => {
    const writer = createWriter(down().api, { bucket: 'b', maxBufferBytes: LIMIT });
    let n = 0;
    while (writer.write(point(n++)));
    expect(writer.stats().bufferedBytes).toBeLessThan(LIMIT);
    expect(() => {
      for (;;) writer.write(point(n++));
    }).toThrow(BufferFullError);
    const { bufferedBytes, accepted, pending } = writer.stats();
    expect(bufferedBytes).toBeLessThanOrEqual(LIMIT);
    expect(bufferedBytes).toBeGreaterThan(LIMIT - 100);
    expect(pending).toBe(accepted);
    // what was refused is not counted: the caller has it still
    expect(accepted).toBe(n - 1);
    const { stats, failed } = await writer.closeSettled({ timeout: 0 });
    expect(stats).toMatchObject({ accepted, failed: accepted, pending: 0 });
    expect(failed.reduce((lines, error) => lines + error.lines, 0)).toBe(accepted);
  });

  it('of many points says how many were taken', async () => {
    const writer = createWriter(down().api, { bucket: 'b', maxBufferBytes: LIMIT });
    const points = Array.from({ length: 10_000 }, (_, n) => point(n));
    let accepted = 0;
    try {
      writer.write(points);
    } catch (error) {
      accepted = (error as BufferFullError).accepted;
    }
    expect(accepted).toBeGreaterThan(1000);
    expect(writer.stats().accepted).toBe(accepted);
    await writer.closeSettled({ timeout: 0 });
  });

  it('reports the invalid ones of a call that does not fit, and counts them as dealt with', async () => {
    const errors: WriteError[] = [];
    const writer = createWriter(down().api, {
      bucket: 'b',
      maxBufferBytes: LIMIT,
      onError: (error) => errors.push(error),
    });
    const points = Array.from({ length: 10_000 }, (_, n) => (n === 7 ? { ...point(n), fields: {} } : point(n)));
    let accepted = 0;
    try {
      writer.write(points);
    } catch (error) {
      accepted = (error as BufferFullError).accepted;
    }
    expect(accepted).toBeGreaterThan(1000);
    expect(writer.stats()).toMatchObject({ accepted, invalid: 1 });
    expect(errors.map(({ name }) => name)).toEqual(['InvalidLineError']);
    const { errors: unreported } = await writer.closeSettled({ timeout: 0 });
    expect(unreported).toContain(errors[0]);
  });

  it('ready resolves when there is room, and whoever awaits it never meets the limit', async () => {
    let most = 0;
    const server = new FakeServer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return STORED;
    });
    const writer = createWriter(server.api, { bucket: 'b', maxBufferBytes: LIMIT });
    for (let n = 0; n < 20_000; n++) {
      if (!writer.write(point(n))) await writer.ready;
      most = Math.max(most, writer.stats().bufferedBytes);
    }
    await writer.closeSettled();
    expect(most).toBeLessThanOrEqual(LIMIT);
    expect(writer.stats()).toMatchObject({ accepted: 20_000, written: 20_000 });
  });

  it('writeAll() and writable wait by themselves, for one writer of each at the same time', async () => {
    let most = 0;
    const server = new FakeServer(async () => {
      most = Math.max(most, writer.stats().bufferedBytes);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return STORED;
    });
    const writer = createWriter(server.api, { bucket: 'b', maxBufferBytes: LIMIT });
    const points = Array.from({ length: 10_000 }, (_, n) => point(n));
    const raw = points.map(({ timestamp }) => `raw n=1i ${timestamp}`).join('\n');
    await Promise.all([
      writer.writeAll(points),
      writer.writeAll([points, raw]),
      streamOf([...points, points, raw]).pipeTo(writer.writable),
    ]);
    expect(writer.stats()).toMatchObject({ accepted: 60_000, written: 60_000, pending: 0 });
    expect(most).toBeLessThanOrEqual(LIMIT);
  });

  it('a line longer than the limit is written all the same, when it is alone', async () => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', maxBufferBytes: LIMIT });
    const giant = { measurement: 'm', fields: { s: 'x'.repeat(2 * LIMIT) }, timestamp: 1 };
    await writer.writeAll([giant, point(1), giant, giant, point(2)]);
    expect(server.lines).toHaveLength(5);
  });
});

describe("whenFull: 'drop-oldest'", () => {
  it('drops the oldest batches, reports each with its lines, and keeps the limit', async () => {
    const errors: WriteError[] = [];
    let open = false;
    const server = new FakeServer(() => {
      if (open) return STORED;
      throw connectionError();
    });
    const writer = createWriter(server.api, {
      bucket: 'b',
      maxBufferBytes: LIMIT,
      whenFull: 'drop-oldest',
      retry: { minDelay: 1, maxDelay: 5 },
      onError: (error) => errors.push(error),
    });
    for (let n = 0; n < 20_000; n++) {
      writer.write(point(n));
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(writer.stats().bufferedBytes).toBeLessThanOrEqual(LIMIT);
    }
    open = true;
    await writer.flush().catch(() => {});
    const { accepted, written, dropped, pending } = writer.stats();
    expect({ accepted, pending }).toEqual({ accepted: 20_000, pending: 0 });
    expect(written + dropped).toBe(accepted);
    expect(dropped).toBeGreaterThan(10_000);
    const reported = errors.flatMap((error) => {
      expect(error).toBeInstanceOf(DroppedError);
      return new TextDecoder()
        .decode((error as DroppedError).lineProtocol)
        .split('\n')
        .slice(0, -1);
    });
    expect(reported).toHaveLength(dropped);
    // the oldest went, the newest stayed
    expect(reported).toContain('m n=0i 0');
    expect(reported).not.toContain('m n=19999i 19999');
    await writer.closeSettled();
  });

  it('drops even what is under way when there is nothing else', async () => {
    const writer = createWriter(down().api, {
      bucket: 'b',
      maxBufferBytes: LIMIT,
      whenFull: 'drop-oldest',
      onError: () => {},
    });
    for (let n = 0; n < 50_000; n++) writer.write(point(n));
    await new Promise((resolve) => setImmediate(resolve));
    expect(writer.stats().bufferedBytes).toBeLessThanOrEqual(LIMIT);
    const { stats } = await writer.closeSettled({ timeout: 0 });
    expect(stats.dropped + stats.failed).toBe(50_000);
  });
});

describe("whenFull: 'error'", () => {
  it('nothing waits; writeAll() and writable fail as write() does', async () => {
    const points = Array.from({ length: 10_000 }, (_, n) => point(n));
    const writer = createWriter(down().api, {
      bucket: 'b',
      maxBufferBytes: LIMIT,
      whenFull: 'error',
      retry: false,
      timeout: 0,
    });
    await writer.ready;
    const all = writer.writeAll(points);
    const piped = streamOf(points).pipeTo(writer.writable);
    const failed = expect(all).rejects.toThrow(BufferFullError);
    const broke = expect(piped).rejects.toThrow(BufferFullError);
    expect(() => writer.write(points)).toThrow(BufferFullError);
    await broke;
    await writer.closeSettled({ timeout: 0 });
    await failed;
  });
});
