import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { suites } from '../src/suites.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe.each(Object.entries(suites))('the suite %s', (name, load) => {
  test('is the one of that name', async () => expect((await load()).name).toBe(name), 60_000);

  test('is explained in the README', () => {
    const explained = readme.split('\n').filter((line) => /^\| `/.test(line));
    expect(explained.some((line) => (line.split('|')[1] ?? '').includes(`\`${name}\``))).toBe(true);
  });
});
