import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../src/cli/main.js';

const page = readFileSync(new URL('../../../../docs/guide/writing-an-emitter.md', import.meta.url), 'utf8');

/** The block that follows a sentence of the page. */
function blockAfter(sentence: string): string {
  const at = page.indexOf(sentence);
  const found = /^```\w+(?: run)?\n([\s\S]*?)^```/m.exec(at < 0 ? '' : page.slice(at));
  if (!found) throw new Error(`the page has no block after ${JSON.stringify(sentence)}`);
  return found[1] ?? '';
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'influxkit-emitter-page-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How long it took is another time each time, and as wide as it is the column of times. */
const timeless = (text: string): string => text.replace(/ *\b(?:[\d.]+ m?s|time)\b/g, '');

test('docs/guide/writing-an-emitter: its files and its command give the output and the module that it shows', async () => {
  for (const file of ['orders.yaml', 'influxkit.config.ts'])
    writeFileSync(join(folder, file), blockAfter(`Put this in \`${file}\``));
  const command = blockAfter('## What it writes').trim().split(' ').slice(2);
  const run = async (): Promise<string> => {
    let out = '';
    let err = '';
    const code = await main(command, {
      out: (text) => (out += text),
      err: (text) => (err += text),
      isTerminal: false,
      useColor: false,
      cwd: folder,
      builtAt: 0,
      onStop: () => {},
    });
    expect(code, err).toBe(0);
    return out;
  };
  expect(timeless(await run())).toBe(timeless(blockAfter('npx @influxkit/generator generate\n```')));
  expect(readFileSync(join(folder, 'src/orders/values.ts'), 'utf8')).toBe(blockAfter('now holds:'));
  expect(await run()).toMatch(/unchanged/);
});
