import { describe, expect, it } from 'vitest';
import { encodePoint, int, Point, PointError, uint } from '../src/index.js';

describe('Point', () => {
  it('is built step by step', () => {
    const point = new Point('cpu')
      .tag('region', 'eu')
      .tag('host', 'a')
      .floatField('usage', 0.5)
      .intField('hits', 3)
      .intField('large', 2n ** 62n)
      .uintField('bytes', 4n)
      .booleanField('ok', true)
      .stringField('note', 'x')
      .field('any', int(1))
      .timestamp(5);
    const want = 'cpu,host=a,region=eu usage=0.5,hits=3i,large=4611686018427387904i,bytes=4u,ok=t,note="x",any=1i 5';
    expect(encodePoint(point)).toBe(want);
    expect(encodePoint(point.toPointData())).toBe(want);
    expect(Point.measurement('m')).toEqual(new Point('m'));
  });
  it('a key set twice counts once, with its last value', () => {
    const point = new Point('m').tag('t', '1').floatField('f', 1).floatField('g', 2).tag('t', '2').intField('f', 3);
    expect(encodePoint(point)).toBe('m,t=2 f=3i,g=2');
    expect(encodePoint(point.toPointData())).toBe('m,t=2 f=3i,g=2');
  });
  it('a point of another copy of the package is a point too', () => {
    const foreign = {
      measurement: 'm',
      toPointData: () => ({ measurement: 'm', fields: { f: { type: 'uint', exact: 7 } } }),
    };
    expect(encodePoint(foreign as unknown as Point)).toBe('m f=7u');
  });
  it.each<[string, (point: Point) => Point, string]>([
    ['a string as float', (p) => p.floatField('f', '1' as unknown as number), 'the field is a float'],
    ['a fraction as integer', (p) => p.intField('f', 1.5), 'not an integer'],
    ['a string as integer', (p) => p.intField('f', '5' as unknown as number), 'not an integer|the field is an integer'],
    ['NaN as integer', (p) => p.intField('f', Number.NaN), 'not an integer'],
    ['an unsafe integer', (p) => p.intField('f', 2 ** 53), 'bigint'],
    ['a bigint out of range', (p) => p.intField('f', 2n ** 63n), 'range'],
    ['a negative unsigned integer', (p) => p.uintField('f', -1), 'negative'],
    ['a string as unsigned integer', (p) => p.uintField('f', '5' as unknown as number), 'unsigned'],
    ['a number as boolean', (p) => p.booleanField('f', 1 as unknown as boolean), 'the field is a boolean'],
    ['a number as string', (p) => p.stringField('f', 1 as unknown as string), 'the field is a string'],
  ])('%s is refused with the name of the field', (_, build, reason) => {
    expect(() => encodePoint(build(new Point('m')))).toThrow(PointError);
    expect(() => encodePoint(build(new Point('m')))).toThrow(new RegExp(`field "f" of measurement "m": .*(${reason})`));
  });
});

describe('int and uint', () => {
  it('equal values are deeply equal, however they were given', () => {
    expect(int(5)).toEqual(int(5n));
    expect(int(-0)).toEqual(int(0n));
    expect(uint(2n ** 60n)).toEqual(uint(2n ** 60n));
    expect(int(5)).not.toEqual(int(6));
    expect([int(5).type, uint(5).type]).toEqual(['int', 'uint']);
  });
  it('are exact as bigint, string and JSON', () => {
    expect(int(-(2n ** 63n)).value).toBe(-(2n ** 63n));
    expect(String(uint(2n ** 64n - 1n))).toBe('18446744073709551615');
    expect(JSON.stringify({ a: int(5), b: int(2n ** 60n) })).toBe('{"a":"5","b":"1152921504606846976"}');
    expect(int(5) < int(6)).toBe(true);
  });
  it.each([
    ['a fraction', () => int(1.5)],
    ['NaN', () => int(Number.NaN)],
    ['an unsafe number', () => int(2 ** 53)],
    ['above int64', () => int(2n ** 63n)],
    ['below int64', () => int(-(2n ** 63n) - 1n)],
    ['a negative uint', () => uint(-1)],
    ['a negative bigint uint', () => uint(-1n)],
    ['above uint64', () => uint(2n ** 64n)],
  ])('%s is refused', (_, make) => {
    expect(make).toThrow(RangeError);
  });
  it('other kinds are refused', () => {
    expect(() => int('5' as unknown as number)).toThrow(TypeError);
  });
});
