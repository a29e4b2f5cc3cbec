/** One way to do the work that all contenders of a comparison do. */
export interface Contender {
  readonly name: string;
  /** Does one portion of the work and says how many units (points, bytes, rows) it was. */
  run(): number;
}

/** How fast a contender was, and how it compares with the baseline. */
export interface Measured {
  readonly name: string;
  /** Median over the rounds, in seconds of processor time. */
  readonly unitsPerSecond: number;
  /** Half the distance between the quartiles, as a share of the median. */
  readonly spread: number;
  /** Median of the ratios round by round, so that a slow moment of the machine hits both sides. */
  readonly ratio: number;
  readonly ratioLow: number;
  readonly ratioHigh: number;
}

export interface InterleaveOptions {
  readonly rounds: number;
  /** A contender's turn lasts at least this long. */
  readonly milliseconds: number;
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Milliseconds of processor time that this process has had, all threads: what else runs on the machine counts less. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function turn(contender: Contender, milliseconds: number): number {
  let units = 0;
  const start = processorTime();
  let elapsed = 0;
  do {
    units += contender.run();
    elapsed = processorTime() - start;
  } while (elapsed < milliseconds);
  return (units / elapsed) * 1000;
}

/**
 * Lets the contenders take turns, each round in another order, and compares them with the first of them. One untimed
 * round comes before.
 */
export function interleave(contenders: readonly Contender[], { rounds, milliseconds }: InterleaveOptions): Measured[] {
  const speeds = contenders.map((): number[] => []);
  for (const contender of contenders) turn(contender, milliseconds);
  for (let round = 0; round < rounds; round++) {
    contenders.forEach((_, turnOf) => {
      const index = (turnOf + round) % contenders.length;
      const contender = contenders[index];
      if (contender === undefined) return;
      globalThis.gc?.();
      speeds[index]?.push(turn(contender, milliseconds));
    });
  }
  const baseline = speeds[0] ?? [];
  return contenders.map(({ name }, index) => {
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
}
