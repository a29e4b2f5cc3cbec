import { encodePointsToString } from '@influxkit/line-protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawLines } from '../src/raw-lines.js';

const decoder = new TextDecoder();
const cut = (data: string | Uint8Array): [text: string, needsTimestamp: boolean, problem: string | undefined][] =>
  [...rawLines(data)].map(({ bytes, needsTimestamp, problem }) => [decoder.decode(bytes), needsTimestamp, problem]);

describe('rawLines', () => {
  it.each<[accepted: string, texts: string[]]>([
    ['', []],
    ['\n\r\n  \n\t\n', []],
    ['# a comment\n  # another', []],
    ['a f=1 1\nb f=2 2\n', ['a f=1 1', 'b f=2 2']],
    ['a f=1 1\r\nb f=2 2\r\n', ['a f=1 1', 'b f=2 2']],
    ['  a f=1 1  \n', ['a f=1 1']],
    ['a s="x\ny" 1\nb f=1 1', ['a s="x\ny" 1', 'b f=1 1']],
    ['a s="\\"\n" 1\nb f=1 1', ['a s="\\"\n" 1', 'b f=1 1']],
    ['a s="\\\\" 1\nb f=1 1', ['a s="\\\\" 1', 'b f=1 1']],
    ['cpu,"host"="serverA" f=1 1\nb f=1 1', ['cpu,"host"="serverA" f=1 1', 'b f=1 1']],
    ['m\\ 1,t=a\\ b f\\ x=1 1\nb f=1 1', ['m\\ 1,t=a\\ b f\\ x=1 1', 'b f=1 1']],
    ['cpu\\=load,r=e value=1 1\nb f=1 1', ['cpu\\=load,r=e value=1 1', 'b f=1 1']],
    ['a s="foo\\\\",t="b\na" 1', ['a s="foo\\\\",t="b\na" 1']],
    ['cpu\nnonsense', ['cpu', 'nonsense']],
  ])('cuts %j', (given, texts) => {
    expect(cut(given).map(([text]) => text)).toEqual(texts);
    expect(cut(new TextEncoder().encode(given)).map(([text]) => text)).toEqual(texts);
  });

  it.each<[line: string, needsTimestamp: boolean]>([
    ['m f=1', true],
    ['m f=1 ', true],
    ['m  f=1', true],
    ['m f="a 1"', true],
    ['m,t=a\\ 1 f=1', true],
    ['m f=1 5', false],
    ['m  f=1   5  ', false],
    ['m f="a 1" 5', false],
    ['m f=1 -5', false],
    // no fields: adding a timestamp would only disguise what is wrong
    ['m', false],
    ['m 5', false],
  ])('knows whether %j needs a timestamp: %s', (line, needsTimestamp) => {
    expect(cut(line)[0]?.[1]).toBe(needsTimestamp);
  });

  it.each<[line: string, problem: RegExp]>([
    ['m f="open', /not closed/],
    ['m f="open\nm f=1 1', /not closed/],
    ['m value="test"" 1', /not closed/],
    ['m f="\\', /not closed/],
    ['m f=1\\', /backslash/],
    ['m,t=a\\', /backslash/],
    ['m f="\udc00"', /surrogate/],
  ])('refuses %j, which would swallow the next line', (line, problem) => {
    expect(cut(line)[0]?.[2]).toMatch(problem);
  });

  it('gives back each line that the encoder makes, whatever is in it', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const point = fc.record({
      measurement: text,
      tags: fc.dictionary(text, text, { maxKeys: 3 }),
      fields: fc.dictionary(
        text,
        fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
        { minKeys: 1, maxKeys: 3 },
      ),
      timestamp: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 8 }), (points) => {
        const lines = points.flatMap((one) => {
          try {
            return [encodePointsToString([one]).slice(0, -1)];
          } catch {
            // what line protocol cannot carry
            return [];
          }
        });
        expect(cut(lines.join('\n'))).toEqual(lines.map((line) => [line, false, undefined]));
      }),
      { numRuns: 2000 },
    );
  });
});
