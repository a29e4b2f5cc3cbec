import { KILLS, POINTS, SEEDS } from './settings.js';

/** Says, before anything can go wrong, how to have the same faults again. */
export default function saySeeds(): void {
  const [first, last] = [SEEDS[0], SEEDS.at(-1)];
  const again = first === last ? `FAULT_SEED=${first}` : `FAULT_FIRST_SEED=${first} FAULT_SEEDS=${SEEDS.length}`;
  console.log(
    `Seeds ${first} to ${last}, ${POINTS} points each. The same faults: ${again} FAULT_POINTS=${POINTS} FAULT_KILLS=${KILLS} npm run test:faults`,
  );
}
