// node scripts/test-counts.mjs FAILED_STEPS: sums what every runner reported, as the last line `N passed, N failed`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './run.mjs';

const failedSteps = Number(process.argv[2] ?? 0);
let passed = 0;
let failed = 0;
let skipped = 0;

// Each runner writes JSON reports, in vitest's form, into the test-results folder of its workspace.
for (const parent of ['packages', 'tests', 'examples', '.']) {
  const folders =
    parent === '.' ? ['bench', 'docs'] : existsSync(join(root, parent)) ? readdirSync(join(root, parent)) : [];
  for (const folder of folders) {
    const results = join(root, parent, folder, 'test-results');
    if (!existsSync(results)) continue;
    for (const file of readdirSync(results).filter((name) => name.endsWith('.json'))) {
      const path = join(results, file);
      const report = JSON.parse(readFileSync(path, 'utf8'));
      passed += report.numPassedTests;
      failed += report.numFailedTests;
      skipped += report.numPendingTests ?? 0;
      // A file that does not load has no test that could fail.
      const broken = report.testResults.filter(
        (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
      );
      failed += broken.length;
      for (const suite of broken) console.log(`did not load: ${relative(root, suite.name)}`);
    }
  }
}

if (passed === 0) failed ||= 1;
// A step can fail without a failing test: a lint error, drift, a missing package.
if (failed === 0) failed = failedSteps;
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);
