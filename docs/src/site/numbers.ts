import { readFileSync } from 'node:fs';
import { root } from '../paths.js';

/** The rows of the README's table of figures that the front page shows, what they are about, and the suite of each. */
const shown: readonly { readonly row: string; readonly what: string; readonly suite: string }[] = [
  {
    row: 'a million such points to a server, plain objects',
    what: 'of 10 tags and 10 floats written to a server',
    suite: 'write',
  },
  { row: 'annotated CSV to rows, the same values', what: 'of Flux read', suite: 'annotated-csv' },
  {
    row: 'client of OSS v2 generated, types included',
    what: 'for the client of a whole contract, generated with its types',
    suite: 'generation',
  },
];

/** Three figures of the benchmarks, as the README of the repository has them, each with a link to how it is measured. */
export function numbers(): string {
  const readme = readFileSync(`${root}/README.md`, 'utf8');
  const lines = shown.map(({ row, what, suite }) => {
    const cells = readme
      .split('\n')
      .find((line) => line.startsWith(`| ${row} |`))
      ?.split('|')
      .map((cell) => cell.trim());
    if (cells === undefined) throw new Error(`README.md: its table of figures has no row "${row}"`);
    const [, , ours, , competitor, ratio] = cells;
    return `- **${ours}** ${what}: [${ratio} of ${competitor}](./benchmarks.md#${suite})`;
  });
  return lines.join('\n');
}
