// node scripts/test-counts.mjs FAILED_STEPS: sums what every runner reported, as the last line `N passed, N failed`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ownInstalls } from './own-install.mjs';
import { root, workspaces } from './run.mjs';

const failedSteps = Number(process.argv[2] ?? 0);
const folders = [...workspaces().map(({ folder }) => folder), ...Object.keys(ownInstalls)];

/** What became of each test. A sample of a suite may have run besides the suite: its tests count once. */
const outcomes = new Map();
const unloaded = new Set();

// Each runner writes a JSON report for each script, in vitest's form, into the test-results folder of its workspace.
for (const folder of folders) {
  const results = join(root, folder, 'test-results');
  if (!existsSync(results)) continue;
  for (const file of readdirSync(results).filter((name) => name.endsWith('.json'))) {
    for (const suite of JSON.parse(readFileSync(join(results, file), 'utf8')).testResults) {
      const path = relative(root, suite.name);
      // Titles may repeat within a file: the first of a name is another test than the second.
      const seen = new Map();
      for (const { ancestorTitles, title, status } of suite.assertionResults) {
        const name = JSON.stringify([path, ...ancestorTitles, title]);
        const nth = (seen.get(name) ?? 0) + 1;
        seen.set(name, nth);
        const key = `${name} ${nth}`;
        if (outcomes.get(key) !== 'failed' && !(status !== 'failed' && outcomes.get(key) === 'passed'))
          outcomes.set(key, status);
      }
      // A file that does not load has no test that could fail.
      if (suite.status === 'failed' && suite.assertionResults.length === 0) unloaded.add(path);
    }
  }
}

for (const path of unloaded) console.log(`did not load: ${path}`);
const statuses = [...outcomes.values()];
const passed = statuses.filter((status) => status === 'passed').length;
let failed = statuses.filter((status) => status === 'failed').length + unloaded.size;
const skipped = statuses.length - passed - statuses.filter((status) => status === 'failed').length;

if (passed === 0) failed ||= 1;
// A step can fail without a failing test: a lint error, drift, a missing package.
if (failed === 0) failed = failedSteps;
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);
