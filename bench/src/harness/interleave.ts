import { thoroughness } from './progress.js';

/** One way to do the work that all contenders of a comparison do. */
export interface Contender {
  readonly name: string;
  /** Does one portion of the work and says how many units (points, bytes, rows) it was. */
  run(): number;
}

/** The same for work that waits. */
export interface WaitingContender {
  readonly name: string;
  run(): number | Promise<number>;
}

/** How fast a contender was, and how it compares with the baseline. */
export interface Measured {
  readonly name: string;
  /** Median over the rounds, in seconds of the clock that the rounds were measured with. */
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

/** Each contender runs twice, to see that it works. */
const RUN_THROUGH: InterleaveOptions = { rounds: 1, milliseconds: 0 };

/** Enough rounds for a median that a busy moment does not move. */
const THOROUGH: InterleaveOptions = { rounds: 11, milliseconds: 60 };

function timingOf(asked: InterleaveOptions): InterleaveOptions {
  switch (thoroughness()) {
    case 'run-through':
      return RUN_THROUGH;
    case 'thorough':
      return THOROUGH;
    default:
      return asked;
  }
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Speeds of each contender, one a round, compared with those of the first. */
export function compared(names: readonly string[], speeds: readonly (readonly number[])[]): Measured[] {
  return names.map((name, index) => {
    const own = speeds[index] ?? [];
    const median = quantile(own, 0.5);
    const ratios = own.map((speed, round) => speed / (speeds[0]?.[round] ?? Number.NaN));
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

/** Which contender's turn it is: each round begins with another one. */
export const turnOf = (round: number, place: number, count: number): number => (place + round) % count;

/** Tells milliseconds. */
export type Clock = () => number;

/** Milliseconds of processor time that this process has had, all threads: what else runs on the machine counts less. */
export const processorTime: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Milliseconds that have passed, for work that others do meanwhile: a server, a network. */
export const wallTime: Clock = () => performance.now();

/**
 * Takes away what the turn before left behind, so that the next one need not collect it. Of short-lived objects alone: a
 * full collection also makes the room for new objects small, and who makes many of them then waits for one small
 * collection after the other, as no service does in which nobody calls the collector (it cost the official client's
 * encoder a quarter of its speed).
 */
function collect(): void {
  globalThis.gc?.({ type: 'minor' });
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
export function interleave(contenders: readonly Contender[], options: InterleaveOptions): Measured[] {
  const { rounds, milliseconds } = timingOf(options);
  const speeds = contenders.map((): number[] => []);
  for (const contender of contenders) turn(contender, 2 * milliseconds);
  for (let round = 0; round < rounds; round++)
    for (let place = 0; place < contenders.length; place++) {
      const index = turnOf(round, place, contenders.length);
      const contender = contenders[index];
      if (contender === undefined) continue;
      collect();
      speeds[index]?.push(turn(contender, milliseconds));
    }
  return compared(
    contenders.map(({ name }) => name),
    speeds,
  );
}

async function waitingTurn(contender: WaitingContender, milliseconds: number, clock: Clock): Promise<number> {
  let units = 0;
  const start = clock();
  let elapsed = 0;
  do {
    units += await contender.run();
    elapsed = clock() - start;
  } while (elapsed < milliseconds);
  return (units / elapsed) * 1000;
}

/** Like {@link interleave}, for work that waits. */
export async function interleaveWaiting(
  contenders: readonly WaitingContender[],
  { clock, ...options }: InterleaveOptions & { readonly clock: Clock },
): Promise<Measured[]> {
  const { rounds, milliseconds } = timingOf(options);
  const speeds = contenders.map((): number[] => []);
  // engines compile in the background, which takes its time on a busy machine
  for (const contender of contenders) await waitingTurn(contender, 3 * milliseconds, clock);
  for (let round = 0; round < rounds; round++)
    for (let place = 0; place < contenders.length; place++) {
      const index = turnOf(round, place, contenders.length);
      const contender = contenders[index];
      if (contender === undefined) continue;
      collect();
      speeds[index]?.push(await waitingTurn(contender, milliseconds, clock));
    }
  return compared(
    contenders.map(({ name }) => name),
    speeds,
  );
}
