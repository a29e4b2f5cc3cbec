import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Asked, readArguments, UsageError, usage } from './harness/arguments.js';
import { endProgress } from './harness/progress.js';
import { print, report } from './harness/report.js';
import { suites } from './suites.js';

const names = Object.keys(suites);
const secondsSince = (start: number): number => (performance.now() - start) / 1000;
const asMinutes = (seconds: number): string =>
  seconds < 60 ? `${seconds.toFixed(0)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** Runs one suite in this process, prints what it found, and puts it into the results. */
async function runHere(name: string, quick: boolean): Promise<void> {
  const start = performance.now();
  const suite = await suites[name]?.();
  if (suite === undefined) return;
  const result = await suite.run({ quick });
  endProgress();
  print(result);
  const file = process.env.BENCH_RESULT_FILE;
  if (file !== undefined) writeFileSync(file, JSON.stringify(result));
  if (!quick) report(fileURLToPath(new URL('../', import.meta.url)), name, result, names);
  console.log(`\n${name}: ${secondsSince(start).toFixed(0)} s${quick ? ', nothing is written' : ''}`);
}

/**
 * Runs each suite in a process of its own: what one leaves in memory, or has made the engine compile, is not the next
 * one's. One that fails keeps what the last run found out of it, and the others go on.
 */
function runEach(asked: Asked): void {
  const env = { ...process.env, BENCH_RUN: `${process.pid}-${Date.now()}` };
  const start = performance.now();
  const took: string[] = [];
  asked.names.forEach((name, index) => {
    console.log(`\n── ${index + 1} of ${asked.names.length}: ${name} (${asMinutes(secondsSince(start))} so far)`);
    const argv = [...process.execArgv, fileURLToPath(import.meta.url), name, ...(asked.quick ? ['--quick'] : [])];
    const startOfSuite = performance.now();
    const { status, signal } = spawnSync(process.execPath, argv, { stdio: 'inherit', env, timeout: 600_000 });
    const seconds = `${secondsSince(startOfSuite).toFixed(0).padStart(5)} s  ${name}`;
    took.push(status === 0 ? seconds : `${seconds}, failed: ${signal ?? `exit code ${status}`}`);
    if (status !== 0) {
      console.error(`\n${name} failed: ${signal ?? `exit code ${status}`}`);
      process.exitCode = 1;
    }
  });
  console.log(`\n${took.join('\n')}\n${asMinutes(secondsSince(start))} in all`);
}

/** Others that work meanwhile disturb what is measured. */
function warnIfBusy(): void {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  if (load > cores / 2)
    console.error(`The machine is busy (load ${load.toFixed(1)} on ${cores} cores): expect wide spreads.`);
}

const args = process.argv.slice(2);
try {
  if (args.includes('--help') || args.includes('-h')) console.log(usage(names));
  else {
    const asked = readArguments(args, names);
    const [first, ...more] = asked.names;
    if (process.env.BENCH_RUN === undefined) warnIfBusy();
    if (first !== undefined && more.length === 0) await runHere(first, asked.quick);
    else runEach(asked);
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
