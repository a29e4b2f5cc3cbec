import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defineMeasurement,
  encodePoint,
  int,
  LineBuffer,
  Point,
  type PointError,
  type PointInput,
  uint,
} from '../src/index.js';

/** What a buffer makes of points, and what it says of them. */
function repaired(...points: PointInput[]) {
  const repairs: string[] = [];
  const drops: string[] = [];
  const note = (list: string[]) => (error: PointError, index: number) =>
    list.push(`${index} ${error.part} ${error.key} ${error.code}`);
  const buffer = new LineBuffer({ onInvalid: 'repair', onRepair: note(repairs), onDrop: note(drops) });
  for (const point of points) buffer.append(point);
  return { text: new TextDecoder().decode(buffer.bytes), repairs, drops };
}

describe("onInvalid: 'repair'", () => {
  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    2n ** 63n,
    -(2n ** 63n) - 1n,
    {},
    [],
    null,
    undefined,
  ])('leaves out a field that is %s, and keeps the rest', (value) => {
    const fields = { a: 1, b: value as never, c: 'x' };
    expect(repaired({ measurement: 'm', tags: { t: '1' }, fields, timestamp: 5 })).toMatchObject({
      text: 'm,t=1 a=1,c="x" 5\n',
      repairs: [expect.stringMatching(/^0 field b /)],
      drops: [],
    });
    const fluent = new Point('m')
      .tag('t', '1')
      .floatField('a', 1)
      .field('b', value as never)
      .stringField('c', 'x')
      .timestamp(5);
    expect(repaired(fluent)).toMatchObject({ text: 'm,t=1 a=1,c="x" 5\n', drops: [] });
  });

  it('leaves out each of several, and integers that a method was given out of range', () => {
    const point = new Point('m')
      .floatField('a', Number.NaN)
      .intField('b', 2n ** 64n)
      .uintField('c', -1)
      .intField('d', 1.5)
      .booleanField('e', true);
    expect(repaired(point)).toEqual({
      text: 'm e=t\n',
      repairs: ['0 field a not-finite', '0 field b out-of-range', '0 field c out-of-range', '0 field d not-integer'],
      drops: [],
    });
  });

  it('replaces line breaks, and backslashes at the end, in keys and values of tags', () => {
    const point = { measurement: 'm', tags: { 'k\n': 'a\nb\n', path: 'C:\\dir\\\\', end: '\\' }, fields: { f: 1 } };
    expect(repaired(point)).toEqual({
      text: 'm,end=/,k\\n=a\\nb\\n,path=C:\\dir// f=1\n',
      repairs: expect.arrayContaining([
        '0 tag end trailing-backslash',
        '0 tag k\n newline',
        '0 tag path trailing-backslash',
      ]),
      drops: [],
    });
  });

  it('drops what cannot be repaired, with its reason', () => {
    expect(
      repaired(
        { measurement: 'm', fields: { f: Number.NaN } },
        { measurement: 'm\n', fields: { f: 1 } },
        { measurement: 'm', tags: { t: '' }, fields: { f: 1, g: Number.NaN } },
        { measurement: 'm', fields: { f: 1 }, timestamp: Number.NaN },
        { measurement: 'm', fields: { f: 1 } },
      ),
    ).toEqual({
      text: 'm f=1\n',
      repairs: [],
      drops: [
        '0 point undefined no-field',
        '1 measurement undefined newline',
        '2 tag t empty',
        '3 timestamp undefined not-finite',
      ],
    });
  });

  it('repairs rows, whose schema asks for what is left out', () => {
    const cpu = defineMeasurement('cpu', { tags: ['host'], fields: { usage: 'float', hits: 'int', bytes: 'uint?' } });
    const repairs: string[] = [];
    const buffer = new LineBuffer({
      onInvalid: 'repair',
      onRepair: ({ key }) => repairs.push(`${key}`),
      onDrop: ({ key }) => repairs.push(`dropped ${key}`),
    });
    cpu.append(buffer, { host: 'a\nb', usage: Number.NaN, hits: 3, time: 5 });
    buffer.append(cpu.point({ host: 'a', usage: 1, hits: 2n ** 63n, bytes: -1 }));
    cpu.series({ host: 'b' }).append(buffer, { usage: Number.NEGATIVE_INFINITY, hits: 1 });
    // what a row lacks by itself is no repair
    cpu.append(buffer, { host: 'a', usage: 1 } as never);
    expect(new TextDecoder().decode(buffer.bytes)).toBe(
      'cpu,host=a\\nb hits=3i 5\ncpu,host=a usage=1\ncpu,host=b hits=1i\n',
    );
    expect(repairs).toEqual(['host', 'usage', 'hits', 'bytes', 'usage', 'dropped hits']);
  });

  it.each<[name: string, row: Record<string, unknown>, text: string, said: string[]]>([
    ['optional values that are null', { a: Number.NaN, b: 1, c: null }, 'm,t=x b=1i\n', ['field a not-finite']],
    ['a required one', { a: 1, b: undefined, c: 2 }, 'm,t=x a=1,c=2u\n', ['field b missing']],
    ['values of other types', { a: 1, b: 'x', c: true }, 'm,t=x a=1\n', ['field b type', 'field c type']],
    ['integers of their types', { a: Number.NaN, b: 1n, c: uint(7) }, 'm,t=x b=1i,c=7u\n', ['field a not-finite']],
  ])('repairs rows of a measurement and of a series alike: %s', (_, row, text, said) => {
    const schema = { optionalTags: ['t'], fields: { a: 'float', b: 'int', c: 'uint?' } } as const;
    const m = defineMeasurement('m', schema);
    const want = { text, repairs: said.map((one) => `0 ${one}`), drops: [] };
    expect(repaired(m.point({ t: 'x', ...row } as never))).toEqual(want);
    expect(repaired(m.series({ t: 'x' }).point(row as never))).toEqual(want);
  });

  it('writes the same as the point without its bad fields, whatever they are', () => {
    const good = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer().map(int),
      fc.boolean(),
      fc.constant('text'),
    );
    const bad = fc.constantFrom<unknown>(
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2n ** 63n,
      uint(0n).constructor,
      {},
      null,
    );
    const key = fc.stringMatching(/^[a-s]{1,3}$/);
    fc.assert(
      fc.property(fc.dictionary(key, good, { minKeys: 1 }), fc.dictionary(key, bad, { minKeys: 1 }), (kept, lost) => {
        const mixed = Object.fromEntries([...Object.entries(lost), ...Object.entries(kept)]);
        const wrong = Object.keys(mixed).filter((name) => !Object.hasOwn(kept, name));
        const want = Object.fromEntries(Object.entries(mixed).filter(([name]) => Object.hasOwn(kept, name)));
        const { text, repairs, drops } = repaired({ measurement: 'm', fields: mixed as never });
        expect(text).toBe(`${encodePoint({ measurement: 'm', fields: want as never })}\n`);
        expect(repairs).toHaveLength(wrong.length);
        expect(drops).toEqual([]);
      }),
    );
  });

  it('lets through what onDrop throws', () => {
    const onDrop = (error: PointError): void => {
      throw error;
    };
    const buffer = new LineBuffer({ onInvalid: 'repair', onRepair: () => {}, onDrop });
    expect(() => buffer.append({ measurement: 'm', fields: { f: Number.NaN } })).toThrow('there is no field');
    expect(buffer.byteLength).toBe(0);
  });

  it('needs both functions', () => {
    expect(() => new LineBuffer({ onInvalid: 'repair', onDrop: () => {} })).toThrow('needs onRepair');
    expect(() => new LineBuffer({ onInvalid: 'repair', onRepair: () => {} })).toThrow('needs onDrop');
  });
});
