import { readdirSync, readFileSync } from 'node:fs';
import { requireServer, startInfluxd } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pages } from '../src/paths.js';
import { type Block, blocksOf, isTypeScript, title } from './support/blocks.js';
import { Influx } from './support/influx.js';
import { run } from './support/run.js';

/** A program, and what the page says that it prints. */
interface Program {
  readonly block: Block;
  readonly printed: string | undefined;
}

const files = ['index.md', 'start.md', ...readdirSync(`${pages}/guide`).map((name) => `guide/${name}`)];

/** Programs of a kind with the output that follows them on the page, by page. */
function programs(kind: string): [string, Program[]][] {
  return files.flatMap((file): [string, Program[]][] => {
    const blocks = blocksOf(file, readFileSync(`${pages}/${file}`, 'utf8'));
    const found = blocks.flatMap((block, index) => {
      if (!isTypeScript(block) || !block.words.includes(kind)) return [];
      // A command to start the program may stand between the program and what it prints.
      const next = blocks.slice(index + 1).find(({ language }) => language !== 'sh');
      return [{ block, printed: next?.language === 'txt' ? next.code : undefined }];
    });
    return found.length === 0 ? [] : [[file, found]];
  });
}

const runAndCompare = async ({ block, printed }: Program, url: string): Promise<void> => {
  const name = title(block).replace(/\W+/g, '-');
  const output = await run({ name, code: block.code, url });
  expect(output.trimEnd()).toBe((printed ?? '').trimEnd());
};

describe('programs of the guides do what the page says', () => {
  test('there are programs to run', () => expect(programs('run').flat(2).length).toBeGreaterThan(25));

  describe.each(programs('run'))('%s', (file, found) => {
    let influx: Influx;
    beforeAll(async () => {
      // Those who come from the first page have these points.
      const begun = [
        'total_co2,source=CDIAC value=9855 1388448000000000000',
        'total_co2,source=CDIAC value=9897 1419984000000000000',
      ];
      influx = await Influx.start(['index.md', 'start.md'].includes(file) ? '' : begun.join('\n'));
    });
    afterAll(() => influx[Symbol.asyncDispose]());
    test.each(found.map((program) => [program.block.line, program] as const))('line %s', async (_, program) => {
      await runAndCompare(program, influx.url);
    });
  });
});

describe.skipIf(!requireServer('influxd'))('programs for InfluxDB 1.x do, against an influxd', () => {
  let server: Awaited<ReturnType<typeof startInfluxd>>;
  beforeAll(async () => {
    server = await startInfluxd();
    await server.query('CREATE DATABASE co2');
  });
  afterAll(() => server.stop());

  const found = programs('run-v1').flatMap(([, all]) => all);
  // Writing comes before reading; the pages are read in any order.
  const inOrder = [...found].sort(
    (a, b) => Number(a.block.code.includes('SELECT')) - Number(b.block.code.includes('SELECT')),
  );
  test.each(inOrder.map((program) => [title(program.block), program] as const))('%s', async (_, program) => {
    await runAndCompare(program, server.url);
  });
});
