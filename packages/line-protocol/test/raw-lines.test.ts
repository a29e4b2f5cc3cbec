import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePointsToString } from '../src/index.js';
import { rawLines } from '../src/raw-lines.js';

const decoder = new TextDecoder();
const cut = (data: string | Uint8Array): [text: string, needsTimestamp: boolean, problem: string | undefined][] =>
  [...rawLines(data, 'v2')].map(({ bytes, needsTimestamp, problem }) => [
    decoder.decode(bytes),
    needsTimestamp,
    problem,
  ]);

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

  it.each<[line: string, dialects: string]>([
    ['m,t=a,t=b f=1 1', 'v1 v2 v3'],
    ['m,t=a,t=a f=1 1', 'v1 v2 v3'],
    ['m,a=1,t=1,b=2,t=2 f=1', 'v1 v2 v3'],
    ['m,a\\ b=1,a\\ b=2 f=1', 'v1 v2 v3'],
    // 3 reads both as a\\x; the others as two keys
    ['m,a\\\\x=1,a\\x=2 f=1', 'v3'],
    ['m,t=t,u=t f=1', ''],
    ['m,t=a,tt=a,ttt=a f=1', ''],
    ['m,t=a f=1,t="t=1,t=2" 1', ''],
    ['m,t=a\\,t=b f=1', ''],
    ['m\\,t=1,t=b f=1', ''],
    ['m,t\\=1=a,t=b f=1', ''],
    ['t=1,t=2 f=1', ''],
    [`m,${Array.from({ length: 40 }, (_, index) => `t${index}=1`).join()} f=1`, ''],
    [`m,${Array.from({ length: 40 }, (_, index) => `t${index % 39}=1`).join()} f=1`, 'v1 v2 v3'],
  ])('finds a tag that is given twice in %j by: %s', (line, dialects) => {
    const found = (['v1', 'v2', 'v3'] as const).filter((dialect) =>
      [...rawLines(line, dialect)].some(({ problem }) => problem !== undefined),
    );
    expect(found.join(' ')).toBe(dialects);
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
