// The README's table of what bundles may weigh says what `.size-limit.mjs` holds them to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const BEGIN = '<!-- budgets of .size-limit.mjs: begin -->';
const END = '<!-- budgets of .size-limit.mjs: end -->';

/** Rows of the table whose bundle or budget is another one, and bundles that have no row. */
export function sizeTableProblems(root, budgets) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  if (!readme.includes(BEGIN) || !readme.includes(END))
    return [`README.md: has no table between "${BEGIN}" and "${END}"`];
  const rows = new Map();
  for (const line of readme.slice(readme.indexOf(BEGIN), readme.indexOf(END)).split('\n')) {
    const [, name, budget] = line.split('|').map((cell) => cell.trim());
    if (/^\d/.test(budget ?? '')) rows.set(name, budget);
  }
  const problems = [];
  for (const { name, limit } of budgets) {
    const shown = rows.get(name);
    if (shown === undefined)
      problems.push(`README.md: the table of budgets has no row "${name}"; add it with ${limit}`);
    else if (shown !== limit)
      problems.push(
        `README.md: "${name}" has the budget ${shown} there, and ${limit} in .size-limit.mjs; make them one`,
      );
    rows.delete(name);
  }
  for (const name of rows.keys())
    problems.push(`README.md: the row "${name}" has no budget in .size-limit.mjs; remove it, or add a consumer`);
  return problems;
}
