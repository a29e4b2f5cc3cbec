import { CommandError, type Run } from './generation-command.js';
import { quantile, turnOf } from './harness/interleave.js';
import { progress } from './harness/progress.js';

/** One way to do the work, as a process. */
export interface Runner {
  readonly name: string;
  run(): Promise<Run>;
}

/** What a runner took, over all rounds, and beside the first of the runners. */
export interface Timed {
  readonly name: string;
  /** Why there are no numbers. */
  readonly failure?: string;
  readonly isOverLimit?: boolean;
  /** Median, from the start of the process to its end. */
  readonly seconds: number;
  /** Half the distance between the quartiles, as a share of the median. */
  readonly spread: number;
  readonly cpuSeconds: number;
  /** Median of the peaks of resident memory. */
  readonly peakBytes: number;
  /** Median of the ratios of time round by round: below 1 is faster than the first. */
  readonly ratio: number;
  readonly ratioLow: number;
  readonly ratioHigh: number;
}

/** Runs all in turns, each round in another order. One that fails is not run again, and the others go on. */
export async function timeInRounds(runners: readonly Runner[], rounds: number): Promise<Timed[]> {
  const runs = runners.map((): (Run | undefined)[] => []);
  const failures = new Map<number, Pick<Timed, 'failure' | 'isOverLimit'>>();
  for (let round = 0; round < rounds; round++)
    for (let place = 0; place < runners.length; place++) {
      const index = turnOf(round, place, runners.length);
      const runner = runners[index];
      if (!runner || failures.has(index)) continue;
      progress(`round ${round + 1} of ${rounds}: ${runner.name}`);
      try {
        runs[index]?.push(await runner.run());
      } catch (error) {
        failures.set(index, failureOf(error));
      }
    }
  const baseline = failures.has(0) ? [] : (runs[0] ?? []);
  return runners.map(({ name }, index) => {
    const failure = failures.get(index);
    const own = failure ? [] : (runs[index] ?? []).filter((run) => run !== undefined);
    const median = (of: (run: Run) => number): number => quantile(own.map(of), 0.5);
    const seconds = own.map((run) => run.seconds);
    const ratios = own.map((run, round) => run.seconds / (baseline[round]?.seconds ?? Number.NaN));
    return {
      name,
      ...failure,
      seconds: quantile(seconds, 0.5),
      spread: (quantile(seconds, 0.75) - quantile(seconds, 0.25)) / 2 / quantile(seconds, 0.5),
      cpuSeconds: median((run) => run.cpuSeconds),
      peakBytes: median((run) => run.peakBytes),
      ratio: quantile(ratios, 0.5),
      ratioLow: quantile(ratios, 0.25),
      ratioHigh: quantile(ratios, 0.75),
    };
  });
}

/** An error in the words of a table. */
export function failureOf(error: unknown): { failure: string; isOverLimit: boolean } {
  if (error instanceof CommandError) {
    const printed = error.isOverLimit ? undefined : /^.*\b(?:\w*Error|error\b|✗).*$/m.exec(error.output)?.[0]?.trim();
    return {
      failure: printed === undefined ? error.message : `${error.message}: ${printed.slice(0, 160)}`,
      isOverLimit: error.isOverLimit,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { failure: message.replaceAll(/\s+/g, ' ').slice(0, 200), isOverLimit: false };
}
