import { describe, expect, test } from 'vitest';
import { chartOf, numberIn } from '../src/charts/parse.js';
import { svg } from '../src/charts/svg.js';

describe('the number of a cell', () => {
  test.each([
    ['7.4× (7.1–7.6)', 7.4],
    ['1,234,000', 1_234_000],
    ['0.86 s', 0.86],
    ['12%', 12],
    ['178 MB', 178],
    ['1e4', 10_000],
    ['does not compile', undefined],
    ['', undefined],
    ['2-way', 2],
    [undefined, undefined],
  ])('%j is %j', (cell, want) => expect(numberIn(cell)).toBe(want));
});

describe('a table becomes', () => {
  const rows = (...all: string[][]) => all;
  test('bars of its ratio where it has one', () => {
    const chart = chartOf({
      title: 't',
      columns: ['who', 'rows/s', 'ratio'],
      rows: rows(['a', '5', '1.0×'], ['b', '9', '1.8×']),
    });
    expect(chart).toMatchObject({
      kind: 'bars',
      label: 'ratio',
      bars: [
        { name: 'a', value: 1 },
        { name: 'b', value: 1.8 },
      ],
    });
  });

  test('bars of its first column of numbers otherwise', () => {
    const chart = chartOf({
      title: 't',
      columns: ['who', 'works', 'gzip'],
      rows: rows(['a', 'yes', '5 kB'], ['b', 'no', '9 kB']),
    });
    expect(chart).toMatchObject({ kind: 'bars', label: 'gzip' });
  });

  test('lines where the amount of work grows, with gaps where a contender gave up', () => {
    const chart = chartOf({
      title: 't',
      columns: ['points', 'a', 'b'],
      rows: rows(['625', '10', '4'], ['2,500', '40', '—']),
    });
    expect(chart).toEqual({
      kind: 'lines',
      x: ['625', '2,500'],
      series: [
        { name: 'a', values: [10, 40] },
        { name: 'b', values: [4, undefined] },
      ],
    });
  });

  test('bars in which who failed has words in place of a bar', () => {
    const chart = chartOf({
      title: 't',
      columns: ['who', 'time', 'ratio of time'],
      rows: rows(['a', '1 s', '1.0×'], ['b', 'does not compile', ''], ['c', '2 s', '2.0×']),
    });
    expect(chart).toMatchObject({
      bars: [{ value: 1 }, { name: 'b', value: 0, shown: 'does not compile' }, { value: 2 }],
    });
    if (chart !== undefined) expect(svg(chart, 't')).toContain('>does not compile</text>');
  });

  test('nothing where there is nothing to compare', () => {
    expect(
      chartOf({ title: 't', columns: ['what', 'a'], rows: rows(['lists', 'yes'], ['writes', 'no']) }),
    ).toBeUndefined();
    expect(chartOf({ title: 't', columns: ['who', 'n'], rows: rows(['a', '1']) })).toBeUndefined();
  });
});

describe('a drawing', () => {
  const bars = chartOf({
    title: 't',
    columns: ['who', 'n'],
    rows: [
      ['<a> & "b"', '10'],
      ['influxkit', '5'],
    ],
  });
  const lines = chartOf({
    title: 't',
    columns: ['n', 'peer'],
    rows: [
      ['1', '10'],
      ['4', '—'],
      ['16', '1000'],
    ],
  });
  if (bars === undefined || lines === undefined) throw new Error('no charts');

  test('shows names as they are, and none becomes markup', () => {
    expect(svg(bars, 'bars')).toContain('&lt;a> &amp; &quot;b&quot;');
    expect(svg(bars, 'bars')).toContain('class="own"');
    expect(svg(bars, 'bars')).not.toContain('\n');
  });

  test('has bars as long as their values', () => {
    const [first = 0, second = 0] = [...svg(bars, 'bars').matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(first / second).toBeCloseTo(2, 2);
  });

  test('has a point for each value, higher for more, and all within it', () => {
    const drawn = svg(lines, 'lines');
    const points = [...drawn.matchAll(/<circle[^>]* cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    const height = Number(/viewBox="0 0 480 (\d+)"/.exec(drawn)?.[1]);
    expect(points).toHaveLength(2);
    expect(points[0]?.[1]).toBeGreaterThan(points[1]?.[1] ?? Number.POSITIVE_INFINITY);
    for (const [x = -1, y = -1] of points) expect(x >= 0 && x <= 480 && y >= 0 && y <= height).toBe(true);
  });
});
