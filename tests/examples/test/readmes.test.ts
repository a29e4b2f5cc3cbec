import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generate } from '@influxkit/generator';
import { type Influxd, requireServer, selfSignedCertificate, startInfluxd } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../src/child.js';
import { root } from '../src/example.js';
import { type Block, blocksOf, readmes } from '../src/readme/blocks.js';
import { find, notRun, shortened, silent, stored } from '../src/readme/exceptions.js';
import pets from '../src/readme/pets.json' with { type: 'json' };
import { type Compiled, compile, fileOf, write } from '../src/readme/program.js';
import { isForV1, serverFor } from '../src/readme/server.js';
import shop from '../src/readme/shop.json' with { type: 'json' };
import { valuesOf } from '../src/values.js';

const all = readmes.flatMap(blocksOf);
const hasInfluxd = requireServer('influxd');
const compiled = new Map<string, Compiled>();
let influxd: Influxd | undefined;

beforeAll(async () => {
  if (hasInfluxd) influxd = await startInfluxd();
  // The clients that the generator's README imports, made as it shows.
  const folder = dirname(fileOf({ readme: 'packages/generator/README.md', index: 0, code: '' }));
  const input = `${folder}/openapi.yaml`;
  write(input, JSON.stringify(pets));
  const orders = `${folder}/shop.json`;
  write(orders, JSON.stringify(shop));
  const bind = { headers: ['X-Account'], path: ['accountId'] };
  await generate(
    {
      products: [
        { name: 'pets', input, output: `${folder}/generated` },
        { name: 'shop', input: orders, output: `${folder}/shop`, bind },
      ],
    },
    { baseDir: folder },
  );
  // A certificate to trust, for the one that reads it.
  const { certificate } = await selfSignedCertificate();
  write(`${dirname(fileOf({ readme: 'packages/runtime/README.md', index: 0, code: '' }))}/server.pem`, certificate);
  for (const block of compile(all)) compiled.set(fileOf(block), block);
});
afterAll(async () => {
  await influxd?.stop();
});

it('every package has a README with an example, and the tables of exceptions name examples that exist', () => {
  for (const readme of readmes) expect(blocksOf(readme).length, readme).toBeGreaterThan(0);
  const dead = [...notRun, ...silent, ...stored].filter((entry) => !all.some((block) => find([entry], block)));
  expect(dead).toEqual([]);
});

// Who follows the first screen has an empty folder and no TypeScript yet.
it.each(['README.md', 'packages/influxdb/README.md'])(
  '%s begins with an installation and a program of JavaScript',
  async (readme) => {
    const text = readFileSync(`${root}${readme}`, 'utf8');
    expect(text.split('```ts')[0]).toContain('npm install @influxkit/influxdb\n');
    const block = blocksOf(readme)[0] as Block;
    const file = `${dirname(fileOf(block))}/first.mjs`;
    write(file, block.code);
    const { code, stderr } = await run(process.execPath, ['--check', file], { cwd: dirname(file) });
    expect(code, stderr).toBe(0);
  },
);

it('an example of another type, or with a name that nothing declares, does not compile', () => {
  const broken = { readme: 'broken/README.md', index: 0, code: "const count: number = 'one';\nnowhere(api, count);\n" };
  expect(compile([broken])[0]?.errors).toEqual([
    "broken/README.md, example 1, line 1: Module '\"../../../src/readme/given.js\"' has no exported member 'nowhere'.",
    "broken/README.md, example 1, line 1: Type 'string' is not assignable to type 'number'.",
  ]);
});

describe.each(readmes)('%s', (readme) => {
  const blocks = blocksOf(readme);

  it('has examples that compile, strictly', () => {
    expect(blocks.flatMap((block) => compiled.get(fileOf(block))?.errors ?? ['not compiled'])).toEqual([]);
  });

  const runnable = blocks.filter((block) => !find(notRun, block) && (hasInfluxd || !isForV1(block.code)));
  it.each(runnable.map((block) => [firstLine(block), block] as const))('runs: %s', async (_, block) => {
    const { code, stderr, requests } = await runBlock(block);
    expect(code, stderr).toBe(0);
    if (requests !== undefined && reaches(block)) expect(requests).toBeGreaterThan(0);
    const [, , db, query, value] = find(stored, block) ?? [];
    if (db && query) expect(valuesOf((await influxd?.query(query, { db })) ?? { results: [] })[0]?.[1]).toBe(value);
  });
});

/** Runs it as a person would who has pasted it into a file, with a server at the address that it names. */
async function runBlock(block: Block) {
  await using server = await serverFor(block.code, influxd);
  let whole = compiled.get(fileOf(block))?.whole ?? '';
  for (const [from, to] of shortened) whole = whole.replaceAll(from, to);
  whole = whole.replace(
    /https?:\/\/(localhost:8(?:086|181)|(?:pets|shop)\.example|[\w.-]+\.influxdata\.com)(?=['"`/])/g,
    server.url,
  );
  const file = fileOf(block, '.run');
  write(file, whole);
  const args = ['--import', 'tsx', file];
  const env = {
    INFLUX_URL: server.url,
    INFLUX_TOKEN: 'a-token',
    INFLUX_ORG: 'acme',
    INFLUXDB3_AUTH_TOKEN: 'a-token',
    MANAGEMENT_TOKEN: 'a-token',
    CLIENT_SECRET: 'a-secret',
    TSX_TSCONFIG_PATH: `${root}tsconfig.base.json`,
  };
  const { code, stderr } = await run(process.execPath, args, { cwd: dirname(file), env });
  return { code, stderr, requests: server.requests?.() };
}

/** Whether an example talks to a server: it has a client, and does more than make it. */
const reaches = (block: Block): boolean => /\b(api|influx|query|client)\b/.test(block.code) && !find(silent, block);

const firstLine = ({ code, index }: Block): string =>
  `${index + 1}, ${(code.split('\n').find((line) => line !== '' && !line.startsWith('import ')) ?? '').slice(0, 70)}`;
