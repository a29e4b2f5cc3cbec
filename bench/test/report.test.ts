import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { report } from '../src/harness/report.js';
import type { SuiteResult } from '../src/harness/suite.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const order = ['encode', 'parse', 'growth'];
const result = (title: string, cell: string): SuiteResult => ({
  title,
  about: `About ${title}.`,
  tables: [{ title: 'Table', columns: ['who', 'what'], rows: [['a', cell]] }],
  packages: ['vitest', 'no-such-package'],
  data: { cell },
});
const json = () => JSON.parse(readFileSync(join(folder, 'RESULTS.json'), 'utf8')) as Record<string, { title: string }>;
const markdown = () => readFileSync(join(folder, 'RESULTS.md'), 'utf8');

describe('the report', () => {
  test('replaces the section of its suite, and leaves the others as they are', () => {
    report(folder, 'parse', result('Parsing', 'old'), order);
    report(folder, 'encode', result('Encoding', 'first'), order);
    const { encode } = json();
    report(folder, 'parse', result('Parsing', 'new'), order);
    expect(json().encode).toEqual(encode);
    expect(markdown()).toContain('| a | first |');
    expect(markdown()).toContain('| a | new |');
    expect(markdown()).not.toContain('| a | old |');
  });

  test('has the sections in the order of the suites, and none of a suite that is gone', () => {
    for (const name of ['growth', 'gone', 'encode']) report(folder, name, result(name, '1'), [...order, 'gone']);
    report(folder, 'parse', result('parse', '1'), order);
    expect(Object.keys(json())).toEqual(order);
    expect(markdown().match(/^## .*/gm)).toEqual(['## encode', '## parse', '## growth']);
  });

  test('names the machine, and the versions of the packages that are installed', () => {
    report(folder, 'encode', result('Encoding', '1'), order);
    expect(json().encode).toMatchObject({
      machine: expect.stringMatching(/\d+ cores, \d+ GiB/),
      versions: {
        node: process.versions.node,
        vitest: expect.stringMatching(/^\d+\./),
        'no-such-package': 'not installed',
      },
    });
  });

  test('does not end a cell at a bar in it', () => {
    report(folder, 'encode', result('Encoding', 'string | undefined'), order);
    expect(markdown()).toContain('| a | string \\| undefined |');
  });

  test('leaves nothing beside the two files', () => {
    report(folder, 'encode', result('Encoding', '1'), order);
    expect(readdirSync(folder).sort()).toEqual(['RESULTS.json', 'RESULTS.md']);
  });

  test('refuses to take a file that cannot be read for none, and does not touch it', () => {
    writeFileSync(join(folder, 'RESULTS.json'), '{"encode": ');
    expect(() => report(folder, 'parse', result('Parsing', '1'), order)).toThrow(
      /RESULTS\.json is not JSON .* restore it/,
    );
    expect(readFileSync(join(folder, 'RESULTS.json'), 'utf8')).toBe('{"encode": ');
    expect(readdirSync(folder)).toEqual(['RESULTS.json']);
  });
});
