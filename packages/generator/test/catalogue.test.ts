import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../src/base/catalogue.js';

const source = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const code = files
  .filter((name) => !name.startsWith('catalogue'))
  .map((name) => readFileSync(join(source, name), 'utf8'))
  .join('\n');

describe.each(Object.entries(CATALOGUE))('%s', (name, { cause, fix }) => {
  test('is given by something', () => {
    expect(code).toContain(`'${name}'`);
  });
  test('says its cause and its fix in whole sentences', () => {
    for (const sentence of [cause, fix]) expect(sentence).toMatch(/^[A-Z`].{15,}[.]$/s);
  });
});

test('DIAGNOSTICS.md lists them all (`npx vitest run test/catalogue.test.ts -u` writes it)', async () => {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const rows = Object.entries(CATALOGUE).map(
    ([name, { severity, cause, fix }]) => `| \`${name}\` | ${severity} | ${cell(cause)} | ${cell(fix)} |`,
  );
  const page = [
    '# Diagnostics',
    '',
    'Every problem that `influxkit` tells has one of these codes. An error stops the work before anything is written.',
    '',
    '| code | severity | cause | fix |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../DIAGNOSTICS.md');
});
