import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { cases } from './cases.js';
import { clients } from './clients.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const section = readme.split('\n## Side by side\n')[1]?.split('\n## ')[0] ?? '';
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('|') && !line.startsWith('|---'))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
const [head = [], ...body] = rows;
const names = Object.keys(clients);

describe('the table of the README', () => {
  test('has a column for each client and a row for each case', () => {
    expect(head).toEqual(['', '`@influxkit/auth`', 'Octokit', '`openai`']);
    expect(body.map(([name]) => name)).toEqual(Object.keys(cases));
  });

  test.each(Object.keys(cases).flatMap((name) => names.map((clientName) => [name, clientName] as const)))(
    'says what happens: %s, %s',
    async (name, clientName) => {
      const make = clients[clientName] as NonNullable<(typeof clients)[string]>;
      const want = await (cases[name] as NonNullable<(typeof cases)[string]>)(make);
      expect(body.find(([each]) => each === name)?.[1 + names.indexOf(clientName)]).toBe(want);
    },
  );

  test('names the versions that were run', () => {
    const { devDependencies } = createRequire(import.meta.url)('../../package.json');
    const others = Object.entries(devDependencies).filter(([name]) => !name.startsWith('@influxkit/'));
    for (const [name, version] of others) expect(section).toContain(`\`${name}\` ${version}`);
  });
});
