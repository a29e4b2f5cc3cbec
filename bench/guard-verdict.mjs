// When a ratio counts as fallen.

/** What is left of a recorded ratio that still holds: a fall by more than a tenth does not. */
export const SHARE = 0.9;

/** How often a ratio is measured before it counts as fallen. */
export const ATTEMPTS = 4;

/**
 * Measures until one ratio reaches the share of what was recorded. A busy machine disturbs single measurements, seldom all
 * of them; what became slower is below in each.
 *
 * @param {number} recorded
 * @param {() => number} measure
 * @returns {{ found: number[], least: number, fell: boolean }}
 */
export function verdict(recorded, measure) {
  const least = recorded * SHARE;
  const found = [];
  while (found.length < ATTEMPTS && !found.some((ratio) => ratio >= least)) found.push(measure());
  return { found, least, fell: !found.some((ratio) => ratio >= least) };
}

/**
 * The median ratio of a row in the tables of a suite.
 *
 * @throws Error where there is none: a guard that finds nothing must not pass
 */
export function ratioIn(suite, { tables }, [title, name]) {
  const table = tables.find((each) => each.title === title);
  const column = table?.columns.findIndex((each) => each.startsWith('ratio')) ?? -1;
  const ratio = Number.parseFloat(table?.rows.find(([first]) => first === name)?.[column] ?? '');
  if (!(ratio > 0))
    throw new Error(`${suite}: has no ratio of "${name}" in "${title}"; correct ROWS of bench/guard.mjs`);
  return ratio;
}
