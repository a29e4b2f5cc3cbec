import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../src/catalogue.js';

const source = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const text = files
  .filter((name) => !name.startsWith('catalogue'))
  .map((name) => readFileSync(join(source, name), 'utf8'))
  .join('\n');

describe.each(Object.entries(CATALOGUE))('%s', (code, { cause, fix }) => {
  test('is given by something', () => {
    expect(text).toContain(`'${code}'`);
  });
  test('says its cause and its fix in whole sentences', () => {
    for (const sentence of [cause, fix]) expect(sentence).toMatch(/^[A-Z`].{15,}[.]$/s);
  });
  test('is in the README', () => {
    expect(readFileSync(join(source, '../README.md'), 'utf8')).toContain(`| \`${code}\` |`);
  });
});
