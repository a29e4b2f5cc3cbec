import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { every } from '../../../../tests/tools/src/scope.js';
import { encodePoint, encodePoints, int, type PointData, PointError } from '../../src/index.js';
import { asParsed } from '../arbitrary.js';
import { INFLUXD, Influxd } from './influxd.js';
import { storedPoints } from './stored.js';

/** Where a point holds text. */
const PLACES: readonly (readonly [place: string, pointWith: (text: string) => PointData, part: string])[] = [
  ['measurement', (text) => ({ measurement: text, fields: { f: 1 } }), 'measurement'],
  ['tag key', (text) => ({ measurement: 'm', tags: { [text]: 'v' }, fields: { f: 1 } }), 'tag'],
  ['tag value', (text) => ({ measurement: 'm', tags: { t: text }, fields: { f: 1 } }), 'tag "t"'],
  ['field key', (text) => ({ measurement: 'm', fields: { [text]: 1 } }), 'field'],
  ['field value', (text) => ({ measurement: 'm', fields: { s: text } }), 'field "s"'],
];

const inserted = (text: string, what: string): string[] =>
  Array.from({ length: text.length + 1 }, (_, at) => text.slice(0, at) + what + text.slice(at));

/** One to four backslashes at every position of texts with everything that a backslash may stand before. */
const backslashes = ['ab', 'a,b', 'a b', 'a=b', 'a"b', 'a\tb', 'aéb', ', =', '"', ' '].flatMap((text) =>
  ['\\', '\\\\', '\\\\\\', '\\\\\\\\'].flatMap((some) => inserted(text, some)),
);

/** Every control character, and what is taken for a line end or a blank somewhere, at every position. */
const controls = [
  ...Array.from({ length: 0x21 }, (_, code) => code),
  ...Array.from({ length: 0x22 }, (_, code) => 0x7f + code),
  0x2028,
  0x2029,
  0x3000,
  0xfeff,
  0xfffd,
  0xffff,
  0x10ffff,
].flatMap((code) => inserted('ab', String.fromCodePoint(code)));

/** What would be more of a point, a tag or a line if it were not held together. */
const smuggled = ['\n', '\r\n', '\r', ' ', ',', '=', '"', '\\"', '\\n', '\\\n'].flatMap((mark) =>
  ['n f=2 1', 'x=1', ',x=1', 'x="y"', ' 5'].flatMap((more) => [
    mark + more,
    `a${mark}${more}`,
    `a${mark}${more}${mark}`,
  ]),
);

const FLOATS = [
  0,
  -0,
  5e-324,
  -5e-324,
  2.225073858507201e-308,
  2.2250738585072014e-308,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.EPSILON,
  0.1 + 0.2,
  1 / 3,
  1e21,
  1e-7,
  123456789012345680000,
  2 ** 53,
  2 ** 53 + 2,
  4.35,
  1e-322,
];
const INTEGERS = [0n, 1n, -1n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)];
const TIMES = [0n, 1n, -1n, 9223372036854775806n, -9223372036854775806n, 1_700_000_000_123_456_789n];

describe.runIf(INFLUXD !== undefined)(
  'a real InfluxDB 1.x stores as it is, or the point is refused with its place',
  () => {
    let server: Influxd;
    let cases = 0;
    beforeAll(async () => {
      server = await Influxd.start(INFLUXD ?? '');
    });
    afterAll(async () => {
      await server?.stop();
      noteCases('line-protocol', 'texts and numbers at every position, through influxd 1.x', cases);
    });

    /** Writes points in one request and expects exactly them back. */
    async function roundTrip(db: string, points: readonly PointData[]): Promise<void> {
      await server.run(`CREATE DATABASE "${db}"`);
      expect(await server.write(db, encodePoints(points, { dialect: 'v1' }))).toBe('');
      const byNumber = (given: readonly unknown[]): unknown[] =>
        [...given].sort((a, b) => Number((a as PointData).tags?.['no']) - Number((b as PointData).tags?.['no']));
      expect(byNumber(await storedPoints(server, db))).toEqual(byNumber(points.map(asParsed)));
    }

    it.each(PLACES)('backslashes, control characters and what smuggles, as %s', async (place, pointWith, part) => {
      const good: PointData[] = [];
      let refused = 0;
      for (const text of every(3, [...new Set([...backslashes, ...controls, ...smuggled])])) {
        cases++;
        const { tags, ...rest } = pointWith(text);
        const point = { ...rest, tags: { ...tags, no: String(good.length) }, timestamp: BigInt(good.length + 1) };
        try {
          encodePoint(point, { dialect: 'v1' });
          good.push(point);
        } catch (error) {
          expect(error).toBeInstanceOf(PointError);
          expect((error as Error).message).toContain(part);
          refused++;
        }
      }
      expect(good.length).toBeGreaterThan(100);
      if (place !== 'field value') expect(refused).toBeGreaterThan(10);
      await roundTrip(place, good);
    });

    it('extreme numbers and times', async () => {
      const fields = [...FLOATS.map((f) => ({ f })), ...INTEGERS.map((i) => ({ i: int(i) }))];
      const points = fields.flatMap((each, index) =>
        TIMES.map((timestamp, at): PointData => {
          cases++;
          return { measurement: 'm', tags: { no: String(index * TIMES.length + at) }, fields: each, timestamp };
        }),
      );
      await roundTrip('numbers', points);
    });

    it.each([Number.NaN, Infinity, -Infinity, 2n ** 63n, -(2n ** 63n) - 1n])(
      '%s is refused with the name of its field',
      (value) => {
        cases++;
        expect(() => encodePoint({ measurement: 'm', fields: { far: value } }, { dialect: 'v1' })).toThrow(
          'field "far"',
        );
      },
    );

    it.each([2n ** 63n - 1n, -(2n ** 63n), 2n ** 64n])('the time %s is refused as such', (timestamp) => {
      cases++;
      expect(() => encodePoint({ measurement: 'm', fields: { f: 1 }, timestamp }, { dialect: 'v1' })).toThrow(
        'timestamp',
      );
    });
  },
);
