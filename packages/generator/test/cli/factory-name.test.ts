import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.js';
import { folderOf } from '../load/folder.js';

const contract = (title: string): string =>
  `openapi: 3.1.0\ninfo: { title: ${JSON.stringify(title)}, version: '1' }\npaths: {}\n`;

/** Runs the command in a folder; gives its exit code and what it said. */
async function run(cwd: string, ...args: string[]): Promise<{ code: number; said: string }> {
  let said = '';
  const take = (text: string): void => {
    said += text;
  };
  const io = { out: take, err: take, isTerminal: false, useColor: false, cwd, builtAt: 0, onStop: () => {} };
  const code = await main(['generate', '--input', 'api.yaml', '--output', 'out', ...args], io);
  return { code, said };
}

const factoryIn = (cwd: string): string =>
  /export function (\w+)/.exec(readFileSync(join(cwd, 'out/client.ts'), 'utf8'))?.[1] ?? '';

/** title, options, name of the factory */
const CASES: [title: string, args: string[], want: string][] = [
  ['Parcel Service API', [], 'createParcelServiceApi'],
  ['API', [], 'createApi'],
  ['2nd Überraschung’s', [], 'createNdUberraschungs'],
  ['', [], 'createApi'],
  ['Parcel Service', ['--name', 'mine'], 'createMine'],
  ['Parcel Service', ['--client-name', 'createOurs'], 'createOurs'],
];

test.each(CASES)('%j %j', async (title, args, want) => {
  const cwd = folderOf({ 'api.yaml': contract(title) });
  await run(cwd, ...args);
  expect(factoryIn(cwd)).toBe(want);
});

test('a title that changes renames nothing: the name is in the manifest', async () => {
  const cwd = folderOf({ 'api.yaml': contract('First') });
  await run(cwd);
  writeFileSync(join(cwd, 'api.yaml'), contract('Second'));
  expect((await run(cwd)).code).toBe(0);
  expect(factoryIn(cwd)).toBe('createFirst');
  expect((await run(cwd, '--check')).code).toBe(0);
});

test.each([
  [
    ['--diagnostics', 'path-duplicat=off'],
    /no code "path-duplicat"\. Did you mean "path-duplicate"\? The codes that can be set are /,
  ],
  [['--diagnostics', 'document-syntax=off'], /"document-syntax" is always an error/],
  [['--diagnostics', 'path-duplicate=loud'], /takes one of off, warning, error/],
  [['--limit', 'maxBites=1'], /not "maxBites"/],
  [['--limit', 'maxBytes=0'], /a whole number above 0/],
  [['--naming', 'tags'], /one of "path", "operationId"/],
  [['--flat'], /--flat goes with --naming operationId/],
  [['--import-extension', '.jsx'], /one of "\.js", "\.ts", "\.mjs", "\.mts"/],
])('%j is refused with the choices', async (args, message) => {
  const { code, said } = await run(folderOf({ 'api.yaml': contract('T') }), ...args);
  expect(code).toBe(2);
  expect(said).toMatch(message);
});
