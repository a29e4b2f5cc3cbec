// npm run reliability [-- --check]: writes how much the tests have tried into docs/reliability.md, or fails where they tried
// less than it says, or not at all. It runs no test: it reads what those that ran have noted in their `test-results/cases`,
// and so comes after them in CI.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compared, countsOf, PAGE, updated } from './reliability-page.mjs';
import { root, workspaces } from './run.mjs';

/** What tests have noted in this working tree, each with its file. */
function notes() {
  return workspaces().flatMap((workspace) => {
    const folder = `${workspace.folder}/test-results/cases`;
    if (!existsSync(join(root, folder))) return [];
    return readdirSync(join(root, folder)).map((name) => ({
      file: `${folder}/${name}`,
      ...JSON.parse(readFileSync(join(root, folder, name), 'utf8')),
    }));
  });
}

const unknown = process.argv.slice(2).filter((option) => option !== '--check');
if (unknown.length > 0) {
  console.error(
    `reliability does not know ${unknown.join(' ')}. It takes: --check (write nothing; fail where tests tried less).`,
  );
  process.exit(2);
}

const text = readFileSync(join(root, PAGE), 'utf8');
let counts;
try {
  counts = countsOf(notes());
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

if (process.argv.includes('--check')) {
  const problems = compared(text, counts);
  if (problems.length > 0) {
    console.error(
      `${PAGE} is not true of what tests tried here. Run npm run test:hostile, npm run test:generator and npm run test:faults (and npm test, for what it does not sample), then npm run reliability:`,
    );
    for (const problem of problems) console.error(problem);
    process.exit(1);
  }
  const total = [...counts.values()].reduce((sum, cases) => sum + cases, 0);
  console.log(`${PAGE} is true of the ${total.toLocaleString('en-US')} cases that tests tried here.`);
} else {
  writeFileSync(join(root, PAGE), updated(text, counts));
}
