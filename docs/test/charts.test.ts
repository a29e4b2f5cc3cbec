import { describe, expect, test } from 'vitest';
import { tableText } from '../src/charts/benchmarks.js';
import { draw } from '../src/charts/draw.js';
import { chartOf, limitIn, numberIn } from '../src/charts/parse.js';

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

describe('the limit in a cell', () => {
  test.each([
    ['over 15 s', 15],
    ['over 1,200 s', 1200],
    ['15 s', undefined],
    ['exits with 1: over there', undefined],
    ['over', undefined],
    [undefined, undefined],
  ])('%j is %j', (cell, want) => expect(limitIn(cell)).toBe(want));
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
      label: 'rows/s, ratio to the first',
      bars: [
        { name: 'a', value: 1, shown: '1.0×, 5 rows/s' },
        { name: 'b', value: 1.8, shown: '1.8×, 9 rows/s' },
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

  test('lines with an open end where a contender was stopped, from the first time on', () => {
    const chart = chartOf({
      title: 't',
      unit: 's',
      columns: ['operations', 'a', 'b', 'c'],
      rows: rows(
        ['1', '2', '9', 'over 15 s'],
        ['4', '3', 'over 15 s', 'over 15 s'],
        ['16', '4', 'over 15 s', 'over 15 s'],
      ),
    });
    expect(chart).toMatchObject({
      unit: 's',
      series: [
        { name: 'a', values: [2, 3, 4] },
        { name: 'b', values: [9, undefined, undefined], open: { at: 1, limit: 15, shown: 'over 15 s' } },
        { name: 'c', open: { at: 0, limit: 15 } },
      ],
    });
    if (chart?.kind === 'lines') expect(chart.series[0]).not.toHaveProperty('open');
  });

  test('bars without an end for who was stopped', () => {
    const chart = chartOf({
      title: 't',
      columns: ['who', 'time', '±', 'ratio of time'],
      rows: rows(['a', '1 s', '1%', '1.0×'], ['b', 'over 60 s', '', ''], ['c', '2 s', '1%', '2.0×']),
    });
    expect(chart).toMatchObject({ bars: [{}, { shown: 'over 60 s', isOpen: true }, {}] });
    if (chart !== undefined)
      expect(draw(chart, 't')).toContain(
        'over 60 s</span><span class="track"><span class="bar competitor open" style="width:100.0%">',
      );
  });

  test('marks where all is yes or no, and a table with room for words where there is nothing to draw', () => {
    const marks = tableText({
      title: 't',
      columns: ['', 'a', 'b'],
      rows: rows(['lists', 'yes', 'no'], ['asks', 'no', 'yes']),
    });
    expect(marks).toContain('<div class="marks">');
    expect(marks.match(/aria-label="yes">✓/g)).toHaveLength(2);
    expect(marks.match(/aria-label="no">✗/g)).toHaveLength(2);
    const words = tableText({
      title: 't',
      columns: ['who', 'what'],
      rows: rows(['a', 'throws <b>'], ['c', 'says no']),
    });
    expect(words).toContain('<div class="words">');
    expect(words).toContain('throws &lt;b>');
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
    if (chart !== undefined) expect(draw(chart, 't')).toContain('>does not compile</span></li>');
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
    columns: ['n', 'competitor'],
    rows: [
      ['1', '10'],
      ['4', '—'],
      ['16', '1000'],
    ],
  });
  const open = chartOf({
    title: 't',
    unit: 's',
    columns: ['n', 'influxkit', 'fast', 'slow', 'slower'],
    rows: [
      ['1000', '1', '2', '3', 'over 15 s'],
      ['4000', '2', '4', 'over 15 s', 'over 15 s'],
      ['16000', '3', 'over 15 s', 'over 15 s', 'over 15 s'],
    ],
  });
  if (open === undefined) throw new Error('no chart');
  if (bars === undefined || lines === undefined) throw new Error('no charts');

  test('shows names as they are, and none becomes markup', () => {
    expect(draw(bars, 'bars')).toContain('&lt;a> &amp; &quot;b&quot;');
    expect(draw(bars, 'bars')).toContain('class="bar own"');
    expect(draw(bars, 'bars')).not.toContain('\n');
  });

  test('has bars as long as their values', () => {
    const [first = 0, second = 0] = [...draw(bars, 'bars').matchAll(/ style="width:([\d.]+)%"/g)].map(([, width]) =>
      Number(width),
    );
    expect(first / second).toBeCloseTo(2, 2);
  });

  test('has a point for each value, higher for more, and all within it', () => {
    const drawn = draw(lines, 'lines');
    const points = [...drawn.matchAll(/<circle[^>]* cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    const height = Number(/viewBox="0 0 480 (\d+)"/.exec(drawn)?.[1]);
    expect(points).toHaveLength(2);
    expect(points[0]?.[1]).toBeGreaterThan(points[1]?.[1] ?? Number.POSITIVE_INFINITY);
    // 4 is halfway from 1 to 16
    const marks = [...drawn.matchAll(/text-anchor="middle" x="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect((marks[0] ?? 0) + (marks[2] ?? 0)).toBeCloseTo(2 * (marks[1] ?? 0), 0);
    for (const [x = -1, y = -1] of points) expect(x >= 0 && x <= 480 && y >= 0 && y <= height).toBe(true);
  });

  test('leads those who were stopped to an arrow at the limit, and says in the key from where on', () => {
    const drawn = draw(open, 'open');
    const arrows = [...drawn.matchAll(/<polygon class="(\S+) \S+" points="[\d.]+,([\d.]+)/g)];
    expect(arrows.map(([, whose]) => whose)).toEqual(['competitor', 'competitor', 'competitor']);
    // all at the same height, above every point
    expect(new Set(arrows.map(([, , y]) => y)).size).toBe(1);
    const highest = Math.min(...[...drawn.matchAll(/ cy="([\d.]+)"/g)].map(([, y]) => Number(y)));
    expect(Number(arrows[0]?.[2])).toBeLessThan(highest);
    // the one without any number has nothing to come from
    expect(drawn.match(/<line class="\S+ \S+ open"/g)).toHaveLength(2);
    expect(drawn).toContain('fast <span class="value">over 15 s from 16,000</span>');
    expect(drawn).toContain('slower <span class="value">over 15 s from 1,000</span>');
  });

  test('tells units at its scale, and gives each contender a colour of its own', () => {
    const drawn = draw(open, 'open');
    expect(drawn).toContain('>10 s</text>');
    expect(drawn).toContain('>4,000</text>');
    const keys = [...drawn.matchAll(/<li class="([^"]+)">/g)].map(([, style]) => style);
    expect(keys).toEqual(['own own0', 'competitor competitor0', 'competitor competitor1', 'competitor competitor2']);
  });
});
