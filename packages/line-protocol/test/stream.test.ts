import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { part } from '../../../tests/tools/src/scope.js';
import {
  encodePoints,
  type ParsedPoint,
  ParseError,
  type PointData,
  parsePointStream,
  parsePoints,
} from '../src/index.js';
import { asParsed, text } from './arbitrary.js';

/** The bytes as a stream, cut at the given places. */
function streamOf(bytes: Uint8Array, cuts: readonly number[]): ReadableStream<Uint8Array> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return new ReadableStream({
    start(controller) {
      for (let i = 1; i < places.length; i++) controller.enqueue(bytes.slice(places[i - 1], places[i]));
      controller.close();
    },
  });
}
const all = async (source: AsyncIterable<ParsedPoint>): Promise<ParsedPoint[]> => {
  const points: ParsedPoint[] = [];
  for await (const point of source) points.push(point);
  return points;
};
const bytesOf = (lines: string): Uint8Array => new TextEncoder().encode(lines);

describe('parsePointStream', () => {
  it('reads the same however the stream is cut', async () => {
    const points = fc.array(text, { minLength: 1, maxLength: 6 }).map((texts) =>
      texts.map(
        (value, index): PointData => ({
          measurement: 'm',
          tags: { t: `é${index}` },
          fields: { s: value, f: index / 3 },
          timestamp: BigInt(index),
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(points, fc.array(fc.nat(), { maxLength: 12 }), async (given, cuts) => {
        expect(await all(parsePointStream(streamOf(encodePoints(given), cuts)))).toStrictEqual(given.map(asParsed));
      }),
      { numRuns: part(4, 2000) },
    );
  });

  it('finds the same errors at the same places however the stream is cut', async () => {
    const lines = 'm f=1\nbad\nm s="a\nb" 5\r\nm f=1 x\n\n# c "\nm f="\nx" 7 7\nm f=2\n,\nm s="open\nm f=4';
    const whole = parsePoints(lines, { onError: 'collect' });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), async (cuts) => {
        const stream = parsePointStream(streamOf(bytesOf(lines), cuts), { onError: 'collect' });
        expect(await all(stream)).toStrictEqual(whole.points);
        expect(stream.errors.map(({ message }) => message)).toEqual(whole.errors.map(({ message }) => message));
      }),
      { numRuns: part(4, 2000) },
    );
  });

  it('gives points in portions too, and takes strings and any async iterable', async () => {
    async function* chunks(): AsyncGenerator<string> {
      yield 'm f=1\nm f=2\nm f';
      yield '=3';
    }
    const sizes: number[] = [];
    for await (const batch of parsePointStream(chunks()).batches()) sizes.push(batch.length);
    expect(sizes).toEqual([2, 1]);
  });

  it('throws at the line that is wrong, after the points before it, and cancels the stream', async () => {
    let cancelled = false;
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytesOf('m f=1\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    const stream = parsePointStream(source);
    for await (const _ of stream) break;
    expect(cancelled).toBe(true);
    const before: ParsedPoint[] = [];
    const reading = (async () => {
      for await (const point of parsePointStream(streamOf(bytesOf('m f=1\nbad\n'), []))) before.push(point);
    })();
    await expect(reading).rejects.toThrow('line 2, column 4');
    expect(before).toHaveLength(1);
  });

  it('a line that never ends is an error, and the lines after it are read', async () => {
    async function* endless(): AsyncGenerator<string> {
      yield 'm f=1\nm s="';
      for (let i = 0; i < 50; i++) yield 'x'.repeat(100);
      yield '\nm f=2\n';
    }
    await expect(all(parsePointStream(endless(), { maxLineLength: 1000 }))).rejects.toThrow(ParseError);
    const stream = parsePointStream(endless(), { maxLineLength: 1000, onError: 'collect' });
    expect((await all(stream)).map(({ fields }) => fields['f'])).toEqual([1, 2]);
    expect(stream.errors.map(({ code, line }) => [code, line])).toEqual([['too-long', 2]]);
    expect(() => parsePointStream(endless(), { maxLineLength: 0 })).toThrow('maxLineLength');
  });

  it('bytes that are not UTF-8 are an error', async () => {
    const bytes = Uint8Array.of(...bytesOf('m f=1\nm s="'), 255, ...bytesOf('"\n'));
    await expect(all(parsePointStream(streamOf(bytes, [])))).rejects.toMatchObject({ code: 'not-utf8' });
    await expect(all(parsePointStream(streamOf(bytesOf('m s="é'), [])))).rejects.toMatchObject({
      code: 'unclosed-string',
    });
    await expect(all(parsePointStream(streamOf(bytesOf('m s="é').slice(0, -1), [])))).rejects.toMatchObject({
      code: 'not-utf8',
    });
  });

  it('is read once', async () => {
    const stream = parsePointStream(streamOf(bytesOf('m f=1\n'), []));
    await all(stream);
    await expect(all(stream)).rejects.toThrow('read already');
  });
});
