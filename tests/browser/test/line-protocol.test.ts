import {
  defineMeasurement,
  encodePoint,
  encodePoints,
  int,
  type PointData,
  parsePoints,
  uint,
} from '@influxkit/line-protocol';
import { describe, expect, test } from 'vitest';

const text = new TextDecoder();

describe('line protocol in a page', () => {
  const time = 1_700_000_000_123_456_789n;
  test.each<[name: string, point: PointData, line: string]>([
    ['a float', { measurement: 'm', fields: { f: 1.5 }, timestamp: time }, 'm f=1.5 1700000000123456789'],
    ['an integer', { measurement: 'm', fields: { i: int(-9_007_199_254_740_993n) } }, 'm i=-9007199254740993i'],
    [
      'an unsigned integer',
      { measurement: 'm', fields: { u: uint(18_446_744_073_709_551_615n) } },
      'm u=18446744073709551615u',
    ],
    ['a boolean', { measurement: 'm', fields: { b: true } }, 'm b=t'],
    ['text', { measurement: 'm', fields: { s: 'say "ü" \\ 🙂' } }, 'm s="say \\"ü\\" \\\\ 🙂"'],
    ['tags', { measurement: 'a b', tags: { 'x,y': 'p=q' }, fields: { f: 0 } }, 'a\\ b,x\\,y=p\\=q f=0'],
    ['a Date', { measurement: 'm', fields: { f: 1 }, timestamp: new Date(1) }, 'm f=1 1000000'],
  ])('%s is encoded, and read back as it was', (_, point, line) => {
    expect(encodePoint(point)).toBe(line);
    const [read] = parsePoints(line);
    expect(read).toMatchObject({ measurement: point.measurement, fields: point.fields });
    expect(encodePoint(read ?? point)).toBe(line);
  });

  test('ten thousand points in bytes are read back, each digit of them', () => {
    const points = Array.from({ length: 10_000 }, (_, index) => ({
      measurement: 'm',
      tags: { host: `h${index % 7}` },
      fields: { f: Math.sin(index) * 10 ** (index % 40), i: int(BigInt(index) ** 4n) },
      timestamp: time + BigInt(index),
    }));
    const bytes = encodePoints(points);
    expect(parsePoints(bytes)).toEqual(points);
    expect(parsePoints(text.decode(bytes))).toEqual(points);
  });

  test('a measurement that is defined once encodes rows', () => {
    const weather = defineMeasurement('weather', { tags: ['station'], fields: { temperature: 'float', count: 'int' } });
    const line = weather.toLine({ station: 'a', temperature: 21.5, count: 3, time });
    expect(line).toBe('weather,station=a temperature=21.5,count=3i 1700000000123456789');
  });
});
