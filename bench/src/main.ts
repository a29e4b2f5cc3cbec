import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { print, report } from './harness/report.js';
import { suites } from './suites.js';

const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith('--'));
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`No suite ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}
const chosen = suites.filter(({ name }) => names.length === 0 || names.includes(name));
const [suite, ...more] = chosen;
if (suite !== undefined && more.length === 0) {
  const quick = flags.includes('--quick');
  const result = await suite.run({ quick });
  print(result);
  if (!quick) report(fileURLToPath(new URL('../', import.meta.url)), suite.name, result);
} else {
  // Each in a process of its own: what one leaves in memory, or has made the engine compile, is not the next one's. One
  // that fails keeps what the last run found out of it, and the others go on.
  const env = { ...process.env, BENCH_RUN: `${process.pid}-${Date.now()}` };
  for (const { name } of chosen) {
    const argv = [...process.execArgv, fileURLToPath(import.meta.url), name, ...flags];
    const start = performance.now();
    const { status, signal } = spawnSync(process.execPath, argv, { stdio: 'inherit', env, timeout: 600_000 });
    if (status === 0) console.log(`\n${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
    else {
      console.error(`\n${name} failed: ${signal ?? `exit code ${status}`}`);
      process.exitCode = 1;
    }
  }
}
