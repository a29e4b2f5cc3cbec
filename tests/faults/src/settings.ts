/*
 * FAULT_SEED=7 replays one seed. FAULT_SEEDS=100 FAULT_FIRST_SEED=500 FAULT_POINTS=1000000 makes a long run of it.
 */
const number = (name: string, byDefault: number): number => {
  const value = process.env[name];
  if (value === undefined || value === '') return byDefault;
  if (!/^\d+$/.test(value)) throw new Error(`${name} must be a whole number, not ${JSON.stringify(value)}`);
  return Number(value);
};

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, index) => first + index);

const replayed = process.env['FAULT_SEED'] ? number('FAULT_SEED', 1) : undefined;

/** The seeds of this run. */
export const SEEDS: readonly number[] =
  replayed === undefined ? from(number('FAULT_FIRST_SEED', 1), number('FAULT_SEEDS', 10)) : [replayed];

/** Points of a run with one seed. */
export const POINTS: number = number('FAULT_POINTS', 5000);

/** How often the process of one seed is killed. */
export const KILLS: number = number('FAULT_KILLS', 4);

/** Whether this is what CI runs, whose numbers `docs/reliability.md` has. */
export const IS_DEFAULT: boolean = !Object.keys(process.env).some((name) => name.startsWith('FAULT_'));

/** How to have the same faults again. */
export const replay = (seed: number): string =>
  `FAULT_SEED=${seed} FAULT_POINTS=${POINTS} FAULT_KILLS=${KILLS} npm run test:faults replays it`;
