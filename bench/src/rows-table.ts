import { count, ratio } from './harness/format.js';
import {
  type Clock,
  interleaveWaiting,
  type Measured,
  processorTime,
  type WaitingContender,
} from './harness/interleave.js';
import { progress } from './harness/progress.js';
import type { SuiteOptions, Table } from './harness/suite.js';

/** One way to read a response; a run reads it once and says how many rows it had. */
export type Reader = WaitingContender;

/** What readers of one response took. */
export interface Read {
  readonly title: string;
  readonly results: readonly Measured[];
}

/** Lets the readers of one response take turns. */
export async function readInTurns(
  title: string,
  readers: readonly Reader[],
  { quick }: SuiteOptions,
  clock: Clock = processorTime,
): Promise<Read> {
  progress(title);
  const timing = quick ? { rounds: 3, milliseconds: 60 } : { rounds: 7, milliseconds: 100 };
  return { title, results: await interleaveWaiting(readers, { ...timing, clock }) };
}

/** Their speeds as a table. */
export const rowsTable = ({ title, results }: Read): Table => ({
  title,
  columns: ['reader', 'rows/s', '±', 'ratio (quartiles)'],
  rows: results.map((m) => [m.name, count(m.unitsPerSecond), `${(m.spread * 100).toFixed(0)}%`, ratio(m)]),
});
