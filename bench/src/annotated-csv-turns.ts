import { count, ratio } from './harness/format.js';
import { type Measured, quantile } from './harness/interleave.js';
import type { SuiteOptions, Table } from './harness/suite.js';

/** One way to read an answer. */
export interface Reader {
  readonly name: string;
  /** Reads the answer once and says how many rows it had. */
  run(): number | Promise<number>;
}

/** Reads whole answers for at least so long; says how many rows a second that were. */
const turn = async (reader: Reader, milliseconds: number): Promise<number> => {
  let rows = 0;
  const start = performance.now();
  let elapsed = 0;
  do {
    rows += await reader.run();
    elapsed = performance.now() - start;
  } while (elapsed < milliseconds);
  return (rows / elapsed) * 1000;
};

/**
 * Lets readers take turns, each round in another order, and compares them with the first of them.
 * Like `interleave` of the harness, for work that waits.
 */
export const takeTurns = async (readers: readonly Reader[], { quick }: SuiteOptions): Promise<Measured[]> => {
  const { rounds, milliseconds } = quick ? { rounds: 3, milliseconds: 100 } : { rounds: 7, milliseconds: 200 };
  const speeds = readers.map((): number[] => []);
  // Engines compile in the background, which takes its time on a busy machine.
  for (const reader of readers) await turn(reader, 4 * milliseconds);
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < readers.length; place += 1) {
      const index = (place + round) % readers.length;
      const reader = readers[index];
      if (reader !== undefined) speeds[index]?.push(await turn(reader, milliseconds));
    }
  }
  const baseline = speeds[0] ?? [];
  return readers.map(({ name }, index) => {
    const own = speeds[index] ?? [];
    const median = quantile(own, 0.5);
    const ratios = own.map((speed, round) => speed / (baseline[round] ?? Number.NaN));
    return {
      name,
      unitsPerSecond: median,
      spread: (quantile(own, 0.75) - quantile(own, 0.25)) / 2 / median,
      ratio: quantile(ratios, 0.5),
      ratioLow: quantile(ratios, 0.25),
      ratioHigh: quantile(ratios, 0.75),
    };
  });
};

export const tableOf = (title: string, measured: readonly Measured[]): Table => ({
  title,
  columns: ['reader', 'rows/s', '±', 'ratio (quartiles)'],
  rows: measured.map((m) => [m.name, count(m.unitsPerSecond), `${(m.spread * 100).toFixed(0)}%`, ratio(m)]),
});
