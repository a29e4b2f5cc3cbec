import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fluxShape, pieces } from './annotated-csv-data.js';
import { takeTurns } from './annotated-csv-turns.js';
import { generate } from './generation-clients.js';
import { cacheFolder, generators } from './generation-peers.js';
import { type Timed, timeInRounds } from './generation-rounds.js';
import { grownContract } from './growth-contract.js';
import { officialRows, officialText, ownRows, ownText } from './growth-work.js';
import type { Measured } from './harness/interleave.js';
import type { Suite, SuiteOptions, Table } from './harness/suite.js';
import { rowOf } from './write-data.js';

/** Longer than this no run takes; who needs longer for a contract is not asked for a larger one. */
const LIMIT_SECONDS = 15;

interface Grown {
  readonly operations: number;
  readonly timed: readonly Timed[];
}

async function operations({ quick }: SuiteOptions): Promise<Grown[]> {
  const folder = join(cacheFolder, 'growth');
  mkdirSync(folder, { recursive: true });
  const grown: Grown[] = [];
  const over = new Map<string, Timed>();
  for (const size of quick ? [40, 160, 640] : [315, 1250, 5000]) {
    const file = join(folder, `${size}.json`);
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

/** A column for each contender; one without a number in every row is not drawn as a line, and says why. */
function operationsTable(grown: readonly Grown[]): Table {
  return {
    title: 'How cost grows: seconds to generate from a contract of so many operations',
    columns: ['operations', ...generators.map(({ name }) => name)],
    rows: grown.map(({ operations, timed }) => [
      String(operations),
      ...timed.map(({ seconds, failure }) => failure ?? seconds.toFixed(2)),
    ]),
  };
}

/** Short turns: what counts is whether a line rises. The comparisons have suites of their own, with longer ones. */
const TURNS: SuiteOptions = { quick: true };

interface GrownWork {
  readonly size: number;
  readonly measured: readonly Measured[];
}

/** Microseconds a unit, by size: level lines mean that cost grows in proportion. */
const workTable = (title: string, unit: string, grown: readonly GrownWork[]): Table => ({
  title,
  columns: [unit, ...(grown[0]?.measured.map(({ name }) => name) ?? [])],
  rows: grown.map(({ size, measured }) => [
    String(size),
    ...measured.map(({ unitsPerSecond }) => (1e6 / unitsPerSecond).toFixed(2)),
  ]),
});

async function points(options: SuiteOptions): Promise<GrownWork[]> {
  const grown: GrownWork[] = [];
  for (const size of options.quick ? [500, 2000, 8000] : [5000, 20_000, 80_000]) {
    const rows = Array.from({ length: size }, (_, n) => rowOf(n));
    const measured = await takeTurns(
      [
        { name: '@influxdata/influxdb-client', run: () => officialText(rows) },
        { name: 'influxkit', run: () => ownText(rows) },
      ],
      TURNS,
    );
    grown.push({ size, measured });
  }
  return grown;
}

async function rows(options: SuiteOptions): Promise<GrownWork[]> {
  const grown: GrownWork[] = [];
  for (const size of options.quick ? [500, 2000, 8000] : [5000, 20_000, 80_000]) {
    const chunks = pieces(fluxShape(size, 1000).bytes);
    const measured = await takeTurns(
      [
        { name: '@influxdata/influxdb-client', run: () => officialRows(chunks) },
        { name: 'influxkit', run: () => ownRows(chunks) },
      ],
      TURNS,
    );
    grown.push({ size, measured });
  }
  return grown;
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
        'resources of five operations and three schemas each. Points and rows are in memory, and the unit is ' +
        'microseconds for each of them: a level line means that cost grows in proportion.',
      tables: [
        operationsTable(grown.operations),
        workTable('How cost grows: microseconds to encode a point, of so many in a batch', 'points', grown.points),
        workTable(
          'How cost grows: microseconds to decode a row of annotated CSV, of so many in an answer',
          'rows',
          grown.rows,
        ),
      ],
      peers: [
        '@influxdata/influxdb-client',
        ...new Set(generators.flatMap(({ packages }) => packages).filter((name) => !name.startsWith('@influxkit/'))),
      ],
      data: grown,
    };
  },
};
