import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { gzipCompressor, isBrowser } from '../src/gzip.js';
import { createWriter, type WriterOptions } from '../src/index.js';
import { FakeServer, STORED } from './support/fake-server.js';

const lines = (count: number): string => Array.from({ length: count }, (_, n) => `m,t=a n=${n}i ${n}`).join('\n');

afterEach(() => {
  vi.unstubAllGlobals();
});

async function encodings(text: string, options: Partial<WriterOptions> = {}, server = new FakeServer()) {
  const writer = createWriter(server.api, { bucket: 'b', ...options } as WriterOptions);
  writer.write(text);
  await writer.flush();
  return server.requests.map(({ headers }) => headers['content-encoding']);
}

describe('a body is compressed', () => {
  it.each<[name: string, count: number, options: Partial<WriterOptions>, want: string | undefined]>([
    ['from 1 KiB on', 100, {}, 'gzip'],
    ['not below it', 10, {}, undefined],
    ['never with gzip: false', 1000, { gzip: false }, undefined],
    ['from the threshold that is set', 10, { gzip: { threshold: 10 } }, 'gzip'],
  ])('%s', async (_, count, options, want) => {
    expect(await encodings(lines(count), options)).toEqual([want]);
  });

  it('no more after the server rejected it, and nothing is lost', async () => {
    const server = new FakeServer(({ headers }) => (headers['content-encoding'] ? { status: 415 } : STORED));
    const writer = createWriter(server.api, { bucket: 'b' });
    writer.write(lines(100));
    await writer.flush();
    writer.write(lines(200));
    await writer.flush();
    expect(server.requests.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip', undefined, undefined]);
    expect(writer.stats()).toMatchObject({ accepted: 300, written: 300 });
  });

  it('not in a browser, unless it is asked for', async () => {
    vi.stubGlobal('process', { ...process, versions: {} });
    vi.stubGlobal('window', {});
    vi.stubGlobal('document', {});
    expect(isBrowser()).toBe(true);
    expect(await encodings(lines(100))).toEqual([undefined]);
    expect(await encodings(lines(100), { gzip: true })).toEqual(['gzip']);
  });
});

describe('the compressor', () => {
  const bytes = new TextEncoder().encode(lines(50_000));

  it.each([
    ['zlib', () => {}],
    ['CompressionStream where there is no zlib', () => vi.stubGlobal('process', undefined)],
    [
      'CompressionStream where modules cannot be had',
      () =>
        vi.stubGlobal('process', {
          getBuiltinModule: () => {
            throw new Error('no');
          },
        }),
    ],
  ])('gives back what went in: %s', async (_, prepare) => {
    prepare();
    const compress = gzipCompressor(1);
    // before anything is awaited: the test runner uses `process` too
    vi.unstubAllGlobals();
    const compressed = await compress?.compress(bytes);
    expect(Buffer.compare(gunzipSync(compressed ?? new Uint8Array()), bytes)).toBe(0);
    expect(compressed?.length).toBeLessThan(bytes.length / 3);
  });

  it('gives outputs that hold even when memory serves again', async () => {
    const compressor = gzipCompressor(1);
    const kept: [Uint8Array, Uint8Array][] = [];
    for (let n = 0; n < 20; n++) {
      const input = crypto.getRandomValues(new Uint8Array(40_000 + ((n * 1319) % 25_000)));
      const [output, other] = await Promise.all([compressor?.compress(input), compressor?.compress(bytes)]);
      if (!output || !other) throw new Error('no compressor');
      expect(Buffer.compare(gunzipSync(output), input)).toBe(0);
      if (n % 2) compressor?.release?.(output);
      else kept.push([input, output.slice()], [bytes, other]);
    }
    for (const [input, output] of kept) expect(Buffer.compare(gunzipSync(output), input)).toBe(0);
  });

  it('is absent where the platform has none', () => {
    vi.stubGlobal('process', undefined);
    vi.stubGlobal('CompressionStream', undefined);
    expect(gzipCompressor(1)).toBeUndefined();
    expect(() => createWriter(new FakeServer().api, { bucket: 'b', gzip: true })).toThrow('this platform has neither');
  });
});
