import { describe, expect, it, vi } from 'vitest';
import { createWriter, NotStoredError, type Progress } from '../src/index.js';
import { FakeServer, json, STORED } from './support/fake-server.js';
import { streamOf } from './support/stream-of.js';

const point = (n: number) => ({ measurement: 'm', fields: { n }, timestamp: n });
async function* later(count: number) {
  for (let n = 0; n < count; n++) {
    if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    yield point(n);
  }
}

describe('writeAll()', () => {
  it.each([
    ['an array', () => Array.from({ length: 3000 }, (_, n) => point(n))],
    ['an async generator', () => later(3000)],
    ['a stream', () => streamOf(later(3000))],
  ])('stores all of %s, and tells how it went', async (_, data) => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 500 });
    const seen: Progress[] = [];
    const result = await writer.writeAll(data(), { total: 3000, onProgress: (progress) => seen.push(progress) });
    expect(server.lines).toHaveLength(3000);
    expect(result).toMatchObject({ accepted: 3000, written: 3000, notStored: 0, total: 3000 });
    expect(seen).toHaveLength(7);
    expect(seen.map(({ written }) => written)).toEqual([500, 1000, 1500, 2000, 2500, 3000, 3000]);
    expect(seen.at(-1)).toMatchObject({ accepted: 3000, written: 3000, total: 3000 });
  });

  it('writes on past invalid points and failures, and rejects with them at the end', async () => {
    const server = new FakeServer((_, index) => (index === 1 ? json(404, { error: 'gone' }) : STORED));
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 100 });
    const points = Array.from({ length: 1000 }, (_, n) => (n === 5 ? { measurement: '', fields: { n } } : point(n)));
    const error: NotStoredError = await writer.writeAll(points).catch((reason) => reason);
    expect(error).toBeInstanceOf(NotStoredError);
    expect(error.lines).toBe(101);
    expect(writer.stats()).toMatchObject({ accepted: 1000, written: 899, invalid: 1, rejected: 100, pending: 0 });
  });

  it('is not hindered by an onProgress that throws', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    const writer = createWriter(new FakeServer().api, { bucket: 'b', batchLines: 1 });
    const written = writer.writeAll([point(1), point(2)], {
      onProgress: () => {
        throw new Error('mine');
      },
    });
    await expect(written).resolves.toMatchObject({ accepted: 2, written: 2, notStored: 0 });
    expect(complaint).toHaveBeenCalledTimes(3);
    complaint.mockRestore();
  });

  it("stores what it took before the iterable failed, and rejects with the iterable's error", async () => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b' });
    async function* broken() {
      yield point(1);
      throw new RangeError('the file ends here');
    }
    await expect(writer.writeAll(broken())).rejects.toThrow('the file ends here');
    expect(server.lines).toEqual(['m n=1 1']);
  });

  it('stops at a signal, and stores what it took', async () => {
    const abort = new AbortController();
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 10 });
    let closed = false;
    async function* endless() {
      try {
        for (let n = 0; ; n++) {
          if (n === 55) abort.abort(new Error('enough'));
          yield point(n);
        }
      } finally {
        closed = true;
      }
    }
    await expect(writer.writeAll(endless(), { signal: abort.signal })).rejects.toThrow('enough');
    expect(closed).toBe(true);
    expect(server.lines).toHaveLength(56);
    await expect(writer.writeAll([point(1)], { signal: abort.signal })).rejects.toThrow('enough');
    expect(server.lines).toHaveLength(56);
  });

  it('stops at a signal while its source waits, which is asked to end and not waited for', async () => {
    const abort = new AbortController();
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 10 });
    let isEnded = false;
    const source: AsyncIterable<ReturnType<typeof point>> = {
      [Symbol.asyncIterator]: () => {
        let n = 0;
        return {
          next: () => (n < 3 ? Promise.resolve({ done: false, value: point(n++) }) : new Promise(() => {})),
          return: () => {
            isEnded = true;
            return new Promise(() => {});
          },
        };
      },
    };
    const written = writer.writeAll(source, { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')), 20);
    await expect(written).rejects.toThrow('enough');
    expect([isEnded, server.lines]).toEqual([true, ['m n=0 0', 'm n=1 1', 'm n=2 2']]);
  });

  it('tells progress and the time that remains', async () => {
    vi.useFakeTimers();
    const server = new FakeServer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return STORED;
    });
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 100, concurrency: 1, gzip: false });
    const seen: Progress[] = [];
    const all = writer.writeAll(
      Array.from({ length: 400 }, (_, n) => point(n)),
      { total: 400, onProgress: (progress) => seen.push(progress) },
    );
    await vi.advanceTimersByTimeAsync(1000);
    await all;
    expect(seen.map(({ elapsed, rate, remaining }) => [elapsed, rate, remaining])).toEqual([
      [100, 1000, 300],
      [200, 1000, 200],
      [300, 1000, 100],
      [400, 1000, 0],
      [400, 1000, 0],
    ]);
    vi.useRealTimers();
  });
});

describe('writable', () => {
  it('stores all that is piped into it, and lets the writer live on', async () => {
    const server = new FakeServer();
    const writer = createWriter(server.api, { bucket: 'b' });
    await streamOf(later(1000)).pipeTo(writer.writable);
    expect(server.lines).toHaveLength(1000);
    writer.write(point(1));
    await writer.closeSettled();
    expect(server.lines).toHaveLength(1001);
  });

  it('fails at its end when lines are not stored', async () => {
    const server = new FakeServer((_, index) => (index === 0 ? json(401, {}) : STORED));
    const writer = createWriter(server.api, { bucket: 'b' });
    await expect(streamOf(later(10)).pipeTo(writer.writable)).rejects.toThrow(NotStoredError);
    // the next stream starts anew
    await streamOf(later(10)).pipeTo(writer.writable);
    expect(writer.stats()).toMatchObject({ accepted: 20, rejected: 10, written: 10 });
  });
});
