import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { noteCases } from '../../../tests/tools/src/cases.js';
import { type Dialect, encodePoint, encodePoints, type PointData, PointError, parsePoints } from '../src/index.js';
import { asParsed, point, RUNS, TIMEOUT } from './arbitrary.js';

afterAll(() => {
  if (!process.env['FAST_CHECK_RUNS'])
    noteCases('line-protocol', 'random points, written and read in three dialects', 6 * RUNS);
});

/** The points of a list that can be written at all. */
function writable(points: readonly PointData[], dialect: Dialect): PointData[] {
  return points.filter((candidate) => {
    try {
      encodePoint(candidate, { dialect });
      return true;
    } catch (error) {
      if (error instanceof PointError) return false;
      throw error;
    }
  });
}

describe.each(['v1', 'v2', 'v3'] as const)('dialect %s', (dialect) => {
  const points = fc.array(point({ unsigned: dialect !== 'v1' }), { minLength: 1, maxLength: 3 });

  it('reads back what it wrote, point for point: no string smuggles a line, a tag or a field', {
    timeout: TIMEOUT,
  }, () => {
    let carried = 0;
    let refused = 0;
    fc.assert(
      fc.property(points, (given) => {
        const good = writable(given, dialect);
        carried += good.length;
        refused += given.length - good.length;
        expect(parsePoints(encodePoints(good, { dialect }), { dialect })).toStrictEqual(good.map(asParsed));
      }),
      { numRuns: RUNS },
    );
    // both sides of the rule must have been tried
    expect(carried).toBeGreaterThan(RUNS / 4);
    expect(refused).toBeGreaterThan(RUNS / 20);
  });

  it('refuses with a place and a reason, and never with another kind of error', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(point({ unsigned: true }), (given) => {
        try {
          encodePoint(given, { dialect });
        } catch (error) {
          expect(error).toBeInstanceOf(PointError);
          const { key, part, message } = error as PointError;
          expect(message).toContain(part);
          if (part === 'tag') expect(Object.keys(given.tags ?? {})).toContain(key);
          if (part === 'field') expect(Object.keys(given.fields)).toContain(key);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('precisions', () => {
  it.each(['ns', 'us', 'ms', 's', 'm', 'h'] as const)('%s keeps every timestamp that it can express', (precision) => {
    const unit = { ns: 1n, us: 1000n, ms: 10n ** 6n, s: 10n ** 9n, m: 60n * 10n ** 9n, h: 3600n * 10n ** 9n }[
      precision
    ];
    const limit = 9223372036854775806n / unit;
    fc.assert(
      fc.property(fc.bigInt({ min: -limit, max: limit }), (timestamp) => {
        const line = encodePoint({ measurement: 'm', fields: { f: 1 }, timestamp }, { precision, dialect: 'v1' });
        expect(line).toBe(`m f=1 ${timestamp}`);
        expect(parsePoints(line, { precision, dialect: 'v1' })[0]?.timestamp).toBe(timestamp * unit);
      }),
      { numRuns: Math.min(RUNS, 20_000) },
    );
  });
});
