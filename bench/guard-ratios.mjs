// When a ratio counts as fallen.

/** What is left of a recorded ratio that still holds: a fall by more than a tenth does not. */
export const SHARE = 0.9;

/** How often a ratio is measured before it counts as fallen. */
export const ATTEMPTS = 4;

/**
 * Measures each suite until one of its ratios reaches the share of what was recorded, those that did not after all others:
 * a machine is busy for a while, which disturbs measurements that follow each other, and seldom all; what became slower is
 * below in each.
 *
 * @param {Readonly<Record<string, number>>} recorded ratios by suite
 * @param {(suite: string) => number} measure
 * @returns {{ suite: string, found: number[], least: number, fell: boolean }[]}
 */
export function measureRatios(recorded, measure) {
  const all = Object.entries(recorded).map(([suite, ratio]) => ({
    suite,
    found: [],
    least: ratio * SHARE,
    fell: true,
  }));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++)
    for (const each of all.filter(({ fell }) => fell)) {
      const ratio = measure(each.suite);
      each.found.push(ratio);
      each.fell = !(ratio >= each.least);
    }
  return all;
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
