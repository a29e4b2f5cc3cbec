import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { OPTIONS } from '../../src/config/validate-config.js';

const textOf = (file: string): string => readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
const page = textOf('docs/guide/generator-options.md');
const configurations = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'influxkit-options-page-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('docs/guide/generator-options', () => {
  test('its configurations are accepted, and have every option and no other', async () => {
    const shown = new Set<string>();
    for (const [index, code] of configurations.entries()) {
      const file = join(folder, `${index}.config.ts`);
      writeFileSync(file, code);
      const { config } = await loadConfig(file, folder);
      for (const product of config.products) for (const option of Object.keys(product)) shown.add(option);
    }
    expect([...shown].sort()).toEqual(Object.keys(OPTIONS).sort());
  });
});

test('the README lists every option of a product and no other', () => {
  const [, section = ''] =
    /^## Options of a product\n([\s\S]*?)^## /m.exec(textOf('packages/generator/README.md')) ?? [];
  const listed = [...section.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect(listed.sort()).toEqual(Object.keys(OPTIONS).sort());
});
