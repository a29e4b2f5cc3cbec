import { fileURLToPath } from 'node:url';
import { print, report } from './harness/report.js';
import { suites } from './suites.js';

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`No suite ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}
const folder = fileURLToPath(new URL('../', import.meta.url));
for (const suite of suites) {
  if (names.length > 0 && !names.includes(suite.name)) continue;
  try {
    const result = await suite.run({ quick });
    print(result);
    if (!quick) report(folder, suite.name, result);
  } catch (error) {
    // the other suites go on; what the last run found out of this one stays
    console.error(`\n${suite.name} failed:`, error);
    process.exitCode = 1;
  }
}
