import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasHighlights, highlights, withHighlights } from '../src/harness/highlights.js';

const results = JSON.parse(readFileSync(new URL('../RESULTS.json', import.meta.url), 'utf8')) as Parameters<
  typeof highlights
>[0];
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe("the README's numbers", () => {
  test('are those of the results', () => {
    expect(hasHighlights(results)).toBe(true);
    expect(withHighlights(readme, results)).toBe(readme);
  });

  test('change with the results', () => {
    const { write, ...others } = results;
    const rows = [['influxkit, plain objects', '1']];
    const tables = [{ title: 'From a loop to the last response', columns: ['writer', 'points/s'], rows }];
    expect(() => highlights({ ...others, write: { ...write, tables } })).toThrow(
      'the results have no points/s of "@influxdata/influxdb-client, a flush awaited each 5,000"',
    );
    expect(hasHighlights(others)).toBe(false);
  });

  test('need their place', () => {
    expect(() => withHighlights('# Nothing', results)).toThrow('no place for the numbers');
  });
});
