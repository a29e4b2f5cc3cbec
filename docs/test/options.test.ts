import { expect, test } from 'vitest';
import { sitePages } from './support/site.js';

const page = (await sitePages()).get('packages/options.md') ?? '';

/** The rows of the page's tables, with the options that they are of. */
const rows = page.split(/^### /m).flatMap((section) => {
  const [name = ''] = section.split(' ', 1);
  const lines = section.split('\n').filter((line) => /^\| `/.test(line));
  return lines.map((line) => ({ name, cells: line.split(/(?<!\\)\|/).map((text) => text.trim()) }));
});

test('every option says what holds where it is left out, or that it is required', () => {
  const silent = rows.flatMap(({ name, cells: [, option, , fallback] }) =>
    fallback === '' ? [`${name} ${option}`] : [],
  );
  expect(silent).toEqual([]);
  expect(rows.length).toBeGreaterThan(250);
});

test('the page has the options of every package that takes any', () => {
  const packages = [...page.matchAll(/^## @influxkit\/(\S+) /gm)].map(([, name]) => name);
  expect(packages).toEqual(
    expect.arrayContaining([
      'auth',
      'generator',
      'influxdb',
      'line-protocol',
      'pagination',
      'query',
      'runtime',
      'sql',
      'testing',
      'write',
    ]),
  );
});

test('defaults are those of the code', () => {
  const fallbackOf = (name: string, option: string): string | undefined =>
    rows.find((row) => row.name === name && row.cells[1] === `\`${option}\``)?.cells[3];
  expect(fallbackOf('RetryOptions', 'retries')).toBe('`3`');
  expect(fallbackOf('WriterSettings', 'flushInterval')).toBe('`1000`');
});
