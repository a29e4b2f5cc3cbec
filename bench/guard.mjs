// npm run bench:guard [-- SUITE … | --record]: measures one row of each suite that compares speeds, and fails where its ratio
// fell by a tenth against GUARD.json, which `--record` writes from measurements of the same kind: short ones, whose ratios
// are not those of RESULTS.json. Ratios are of interleaved rounds, so that a slow machine is slow for both sides; what falls
// is measured again before it counts, for a busy one disturbs single rounds.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measureRatios, ratioIn } from './guard-ratios.mjs';

const here = new URL('./', import.meta.url);
const RECORDED = new URL('GUARD.json', here);

/** The row of each suite: its table and its name there. Sizes are held by `npm run check sizes`. */
const ROWS = {
  encode: ['10 tags, 10 floats of two decimals', 'influxkit, plain objects'],
  parse: ['10 tags, 10 floats of two decimals (374 bytes a line)', 'influxkit parsePoints'],
  write: ['From a loop to the last response', 'influxkit, plain objects'],
  'annotated-csv': ['Flux shape, 1000 rows a table: rows', 'influxkit, the same values'],
  'annotated-csv-server': ['Flux shape, 1000 rows a table', 'influxkit, row by row, the same values'],
  influxql: ['Times in milliseconds; both make dates', 'influxkit'],
  request: ['List buckets, 10 at once', 'influxkit, default transport'],
};

/** Runs a suite in short rounds; gives what it found. */
function measured(suite, [title]) {
  const file = fileURLToPath(new URL('.cache/guard.json', here));
  rmSync(file, { force: true });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('run.mjs', here)), suite, '--quick'],
    {
      env: { ...process.env, BENCH_RESULT_FILE: file, BENCH_ONLY: title },
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`${suite}: ended with ${status}:\n${stdout}${stderr}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const args = process.argv.slice(2);
const record = args.includes('--record');
const wanted = args.filter((arg) => arg !== '--record');
const unknown = wanted.filter((name) => !(name in ROWS));
if (unknown.length > 0) {
  console.error(`bench:guard has no row of ${unknown.join(', ')}; it has those of ${Object.keys(ROWS).join(', ')}.`);
  process.exit(2);
}
const recorded = JSON.parse(readFileSync(RECORDED, 'utf8'));
const suites = Object.keys(ROWS).filter((suite) => wanted.length === 0 || wanted.includes(suite));
const measure = (suite) => ratioIn(suite, measured(suite, ROWS[suite]), ROWS[suite]);

if (record) {
  // The lowest of three: machines differ by more than what a guard is to notice, and what held on a bad one must hold.
  const found = Object.fromEntries(suites.map((suite) => [suite, []]));
  for (let round = 0; round < 3; round++) for (const suite of suites) found[suite].push(measure(suite));
  for (const suite of suites) {
    recorded[suite] = Math.min(...found[suite]);
    console.log(`recorded ${suite}: ${ROWS[suite][1]}: ${found[suite].join(', ')}`);
  }
  writeFileSync(RECORDED, `${JSON.stringify(recorded, null, 2)}\n`);
  process.exit(0);
}
const missing = suites.filter((suite) => recorded[suite] === undefined);
for (const suite of missing)
  console.error(`${suite}: GUARD.json has no ratio to compare with; write it by npm run bench:guard -- --record`);
const held = Object.fromEntries(suites.filter((suite) => suite in recorded).map((suite) => [suite, recorded[suite]]));
const all = measureRatios(held, measure);
for (const { suite, found, least, fell } of all)
  console.log(
    `${fell ? 'FELL  ' : 'holds '} ${suite}: ${ROWS[suite][1]}: ${found.join(', ')}; at least ${least.toFixed(2)} is wanted`,
  );
process.exit(missing.length > 0 || all.some(({ fell }) => fell) ? 1 : 0);
