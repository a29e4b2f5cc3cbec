import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type InterleaveOptions, processorTime, quantile, turnOf } from './harness/interleave.js';
import { progress } from './harness/progress.js';

/** Work of one size. */
export interface Sized {
  readonly size: number;
  /** Does it once and says how many units it was. */
  run(): number | Promise<number>;
}

/** One that does the work in several sizes. */
export interface Grower {
  readonly name: string;
  readonly sizes: readonly Sized[];
}

/** What a unit costs in work of one size. */
export interface Cost {
  readonly size: number;
  /** Of processor time, all threads: the median over the rounds. */
  readonly microseconds: number;
  /** Half the distance between the quartiles, as a share of the median. */
  readonly spread: number;
  /** Which share of the time that passed was spent on collecting garbage: the median over the rounds. */
  readonly collecting: number;
}

/** What each of them costs, by size. */
export interface Grown {
  readonly name: string;
  readonly costs: readonly Cost[];
}

interface Turn {
  readonly microseconds: number;
  readonly collecting: number;
}

/**
 * Measures what a unit costs in each size. The sizes of one grower take turns, so that a slow moment of the machine
 * does not make one of them look dear; growers come one after the other, so that nobody collects another's garbage.
 */
export async function grow(
  title: string,
  growers: readonly Grower[],
  { rounds, milliseconds }: InterleaveOptions,
): Promise<Grown[]> {
  let collected = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) collected += duration;
  });
  observer.observe({ entryTypes: ['gc'] });

  const turn = async ({ run }: Sized, atLeast: number): Promise<Turn> => {
    // notes of collections arrive a moment after them
    await wait(5);
    collected = 0;
    const [start, startOfWork] = [performance.now(), processorTime()];
    let units = 0;
    do units += await run();
    while (processorTime() - startOfWork < atLeast);
    const [passed, worked] = [performance.now() - start, processorTime() - startOfWork];
    await wait(5);
    return { microseconds: (worked * 1000) / units, collecting: collected / passed };
  };

  try {
    const grown: Grown[] = [];
    for (const { name, sizes } of growers) {
      progress(`${title}: ${name}`);
      globalThis.gc?.();
      const turns = sizes.map((): Turn[] => []);
      // the small ones often enough to be compiled before anything counts
      for (const sized of sizes) await turn(sized, 3 * milliseconds);
      for (let round = 0; round < rounds; round++)
        for (let place = 0; place < sizes.length; place++) {
          const index = turnOf(round, place, sizes.length);
          const sized = sizes[index];
          if (sized !== undefined) turns[index]?.push(await turn(sized, milliseconds));
        }
      grown.push({ name, costs: sizes.map(({ size }, index) => costOf(size, turns[index] ?? [])) });
    }
    return grown;
  } finally {
    observer.disconnect();
  }
}

function costOf(size: number, turns: readonly Turn[]): Cost {
  const all = turns.map(({ microseconds }) => microseconds);
  const microseconds = quantile(all, 0.5);
  return {
    size,
    microseconds,
    spread: (quantile(all, 0.75) - quantile(all, 0.25)) / 2 / microseconds,
    collecting: quantile(
      turns.map(({ collecting }) => collecting),
      0.5,
    ),
  };
}

/** Shares of the time that went to collecting garbage, by size: `influxkit` 1%, 2% and 2%. */
export const collectingText = (grown: readonly Grown[]): string =>
  grown
    .map(({ name, costs }) => {
      const shares = costs.map(({ collecting }) => `${(collecting * 100).toFixed(0)}%`);
      const last = shares.pop();
      return `\`${name}\` ${shares.join(', ')} and ${last}`;
    })
    .join('; ');
