import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fluxShape, pieces } from './annotated-csv-data.js';
import { generate } from './generation-clients.js';
import { cacheFolder, generators } from './generation-competitors.js';
import { type Timed, timeInRounds } from './generation-rounds.js';
import { grownContract } from './growth-contract.js';
import { collectingText, type Grower, type Grown, grow } from './growth-turns.js';
import { officialRows, officialText, ownRows, ownText, type Row, rowsOf } from './growth-work.js';
import { progress } from './harness/progress.js';
import type { Suite, SuiteOptions, Table } from './harness/suite.js';

/** Longer than this no run takes; who needs longer for a contract is not asked for a larger one. */
const LIMIT_SECONDS = 10;

interface GrownContract {
  readonly operations: number;
  readonly timed: readonly Timed[];
}

async function operations({ quick }: SuiteOptions): Promise<GrownContract[]> {
  const folder = join(cacheFolder, 'growth');
  mkdirSync(folder, { recursive: true });
  const grown: GrownContract[] = [];
  const over = new Map<string, Timed>();
  for (const size of quick ? [40, 160, 640] : [315, 1250, 5000]) {
    const file = join(folder, `${size}.json`);
    progress(`a contract of ${size} operations`);
    writeFileSync(file, JSON.stringify(grownContract(size), null, 2));
    const asked = generators.filter(({ name }) => !over.has(name));
    const runs = await timeInRounds(
      asked.map((generator) => ({
        name: generator.name,
        run: () => generate(generator, { file }, join(folder, generator.name.replace('/', '-')), LIMIT_SECONDS),
      })),
      1,
    );
    for (const run of runs) if (run.isOverLimit) over.set(run.name, run);
    const timed = generators.flatMap(({ name }) => runs.find((run) => run.name === name) ?? over.get(name) ?? []);
    grown.push({ operations: size, timed });
  }
  return grown;
}

/** A column for each contender; where one gave up stands why in place of a number. */
function operationsTable(grown: readonly GrownContract[]): Table {
  return {
    title: 'Generation: seconds, by the operations of a contract',
    unit: 's',
    columns: ['operations', ...generators.map(({ name }) => name)],
    rows: grown.map(({ operations, timed }) => [
      String(operations),
      ...timed.map(({ seconds, failure }) => failure ?? seconds.toFixed(2)),
    ]),
  };
}

/** Microseconds a unit, by size: level lines mean that cost grows in proportion. */
const workTable = (title: string, unit: string, grown: readonly Grown[]): Table => ({
  title,
  unit: 'µs',
  columns: [unit, ...grown.map(({ name }) => name)],
  rows: (grown[0]?.costs ?? []).map(({ size }, row) => [
    String(size),
    ...grown.map(({ costs }) => (costs[row]?.microseconds ?? Number.NaN).toFixed(2)),
  ]),
});

const timing = ({ quick }: SuiteOptions) => (quick ? { rounds: 3, milliseconds: 30 } : { rounds: 5, milliseconds: 80 });

const sizes = ({ quick }: SuiteOptions) => (quick ? [500, 2000, 8000] : [5000, 20_000, 80_000]);

async function points(options: SuiteOptions): Promise<Grown[]> {
  const batches = sizes(options).map(rowsOf);
  const grower = (name: string, encode: (rows: readonly Row[]) => number): Grower => ({
    name,
    sizes: batches.map((batch) => ({ size: batch.length, run: () => encode(batch) })),
  });
  return grow(
    'points',
    [grower('@influxdata/influxdb-client', officialText), grower('influxkit', ownText)],
    timing(options),
  );
}

async function rows(options: SuiteOptions): Promise<Grown[]> {
  const responses = sizes(options).map((size) => ({ size, chunks: pieces(fluxShape(size, 1000).bytes) }));
  const grower = (name: string, decode: (chunks: readonly Uint8Array[]) => number | Promise<number>): Grower => ({
    name,
    sizes: responses.map(({ size, chunks }) => ({ size, run: () => decode(chunks) })),
  });
  return grow(
    'rows',
    [grower('@influxdata/influxdb-client', officialRows), grower('influxkit', ownRows)],
    timing(options),
  );
}

/** What 4 and 16 times the work costs: operations of a contract, points, rows. */
export const growth: Suite = {
  name: 'growth',
  async run(options) {
    const grown = { operations: await operations(options), points: await points(options), rows: await rows(options) };
    return {
      title: 'How cost grows',
      about:
        `One, four and sixteen times the work. Generation is the time of a whole command, once each; who takes more ` +
        `than ${LIMIT_SECONDS} seconds for a contract is stopped, and not asked for a larger one. The contract has ` +
        'resources of five operations and three schemas each.\n\n' +
        'Points and rows are in memory, and the unit is microseconds of processor time for each of them: a level ' +
        'line means that cost grows in proportion. The sizes take turns. Collecting garbage is so much of the time, ' +
        `from the smallest size to the largest: of points, ${collectingText(grown.points)}; of rows, ` +
        `${collectingText(grown.rows)}.`,
      tables: [
        operationsTable(grown.operations),
        workTable('Encoding: microseconds a point, by the points in a batch', 'points', grown.points),
        workTable('Decoding annotated CSV: microseconds a row, by the rows of a response', 'rows', grown.rows),
      ],
      packages: [
        '@influxdata/influxdb-client',
        ...new Set(generators.flatMap(({ packages }) => packages).filter((name) => !name.startsWith('@influxkit/'))),
      ],
      data: grown,
    };
  },
};
