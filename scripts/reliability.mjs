// npm run reliability [-- --check]: writes how much the tests have tried into the tables of docs/reliability.md,
// or fails where another order of magnitude stands there: a test more or less changes no page.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const FILE = 'docs/reliability.md';
const HEADING = '## What was tried\n';

/** What is attacked, how that ends, and the tests that say so. The cases are counted by the tests, as `noteCases`. */
const FAMILIES = {
  contracts: [
    'A contract tries to become code',
    'It is generated without a parse error and without an identifier of the attack, or refused with a diagnostic. Importing what was generated changes nothing.',
    ['packages/generator/test/emit/hostile.test.ts', 'packages/generator/test/model/independence.test.ts'],
  ],
  documents: [
    'A contract reaches out, or is too much',
    'References outside of its folder and to the network are refused unless allowed. Alias bombs, deep nesting, cycles and megabytes end in seconds, with a diagnostic where they are refused.',
    ['packages/generator/test/load/hostile.test.ts', 'packages/generator/test/load/network.test.ts'],
  ],
  caller: [
    'A caller passes hostile values',
    'What would make another path, header or request is a `RequestError` that names the place and never the value; nothing is sent. Everything else arrives as it is.',
    [
      'tests/hostile/test/paths.test.ts',
      'tests/hostile/test/query-and-headers.test.ts',
      'packages/runtime/test/path.test.ts',
    ],
  ],
  responses: [
    'A server breaks the protocol',
    'A typed error within the timeout and in bounded memory, whichever way the response is used.',
    ['tests/hostile/test/responses.test.ts', 'packages/runtime/test/hostile.test.ts'],
  ],
  large: [
    'A response has no end',
    '`DecodeError` at `maxResponseSize` (128 MiB by default), at `maxTextBytes`, or where a single value is too long; streams are as long as their reader wants.',
    ['tests/hostile/test/large.test.ts'],
  ],
  patterns: [
    'A server sends what makes regular expressions run wild',
    'No call takes noticeably longer for it.',
    ['tests/hostile/test/patterns.test.ts'],
  ],
  redirects: [
    'A server redirects',
    'Followed for GET and HEAD within the origin, five times at most. Anything else is an `ApiError`: no credential and no body goes elsewhere, nor from https to http.',
    ['tests/hostile/test/redirects.test.ts', 'packages/runtime/test/redirect.test.ts'],
  ],
  pages: [
    'Links to the next page lead elsewhere or in a cycle',
    '`PageError`; nothing is sent to another server or list.',
    ['tests/hostile/test/pagination.test.ts', 'packages/pagination/test/paginate.test.ts'],
  ],
  'retry-after': [
    '`Retry-After` makes no sense',
    'No attempt of a call begins after `maxTime`, a writer waits no longer than the deadline of `close()`, and nothing hurries.',
    ['tests/hostile/test/retry-after.test.ts', 'packages/runtime/test/retry.test.ts'],
  ],
  secrets: [
    'A server or a platform gives credentials back',
    'They are blotted out of the error, its causes, its stack and all that printing shows, decoded and encoded. The data of a success are told as they are.',
    ['tests/hostile/test/echoes.test.ts', 'packages/auth/test/headers.test.ts'],
  ],
  'writer-responses': [
    'A server breaks the protocol towards the writer',
    'Every line is written or reported, once; `close()` ends at its deadline.',
    ['tests/hostile/test/writer.test.ts'],
  ],
  writer: [
    'A network delays, drops, resets and cuts what is written, and responds with 413, 429, 5xx and pages',
    'Read back from the server, every point is exactly as it was written, or was reported with its reason. The memory of the writer stays under its bound, and its process in step with it.',
    ['tests/faults/test/faults.test.ts', 'packages/write/test/accounting.property.test.ts'],
  ],
  close: [
    'A writer is closed while nothing gets through',
    '`close()` waits for what is under way and for retries up to its deadline, and says what is not stored.',
    ['tests/faults/test/deadline.test.ts'],
  ],
  fleet: [
    'A fleet of writers, one server that is down and comes back with limits',
    'No wave: what waited goes in full batches, a `Retry-After` that all were told is spread, and every point is stored or reported.',
    ['packages/write/test/fleet.test.ts', 'packages/write/test/retry.test.ts'],
  ],
  spool: [
    'The process is killed with `kill -9`',
    'No point is lost that the durable spool had acknowledged, and two processes never hold one spool, in containers neither.',
    ['tests/faults/test/kill.test.ts', 'packages/write/test/spool-processes.test.ts'],
  ],
  'spool-damage': [
    'The disk changes, cuts or loses a file of the spool',
    'Delivered and told together are what was acknowledged; what cannot be read is kept.',
    ['packages/write/test/spool-damage.test.ts'],
  ],
  values: [
    'A server quotes what it rejects',
    'No message, no printed error and no JSON of one holds a value of a point.',
    ['packages/write/test/values.test.ts'],
  ],
  'line-protocol': [
    'Points hold any string, any number and any time',
    'influxd 1.x stores and returns them equal, or the codec refuses them with the name of the tag or field. No string becomes a second line, tag or field.',
    [
      'packages/line-protocol/test/round-trip.test.ts',
      'packages/line-protocol/test/server/every-position.test.ts',
      'packages/line-protocol/test/server/influxd.test.ts',
    ],
  ],
  queries: [
    'Values try to become Flux; responses are cut anywhere',
    'A value stays a literal. However a response is cut, its rows are the same; one that breaks off is an error, never fewer rows.',
    [
      'packages/query/test/flux/literals.test.ts',
      'packages/query/test/csv/cuts.test.ts',
      'packages/query/test/influxql/decode.test.ts',
    ],
  ],
};

/** A count as the page has it: to its first digit, so that it stays as it is while tests come and go. */
function magnitude(cases) {
  if (cases < 10) return String(cases);
  const unit = 10 ** Math.floor(Math.log10(cases));
  return `${(Math.floor(cases / unit) * unit).toLocaleString('en-US')} or more`;
}

/** What the tests have noted: cases by family and part. */
function noted() {
  const counts = new Map();
  let total = 0;
  for (const parent of ['packages', 'tests']) {
    for (const workspace of readdirSync(join(root, parent))) {
      const folder = join(root, parent, workspace, 'test-results', 'cases');
      if (!existsSync(folder)) continue;
      for (const file of readdirSync(folder)) {
        const { family, part, cases } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
        if (!(family in FAMILIES))
          throw new Error(`${parent}/${workspace}/test-results/cases/${file}: no family ${family}`);
        counts.set(`${family}\n${part}`, magnitude(cases));
        total += cases;
      }
    }
  }
  return { counts, total };
}

/** What the page says: each family has a heading, and below it a table of what was tried. */
function written(text) {
  const counts = new Map();
  const families = new Map(Object.entries(FAMILIES).map(([family, [attack]]) => [attack, family]));
  let family;
  for (const [, attack, cases, part] of text.matchAll(/^(?:### (.+)|\| ([\d,]+(?: or more)?) \| (.*?) \|)$/gm)) {
    if (attack !== undefined) family = families.get(attack);
    else if (family !== undefined) counts.set(`${family}\n${part}`, cases);
  }
  return counts;
}

/** A section for each family: tables of five columns would have none wide enough to read. */
function sections(counts) {
  return Object.entries(FAMILIES)
    .map(([family, [attack, happens, tests]]) => {
      const links = tests.map((path) => `[${path.replace(/^.*\//, '').replace('.test.ts', '')}](../${path})`);
      const rows = [...counts]
        .filter(([key]) => key.startsWith(`${family}\n`))
        .sort()
        .map(([key, cases]) => `| ${cases} | ${key.slice(family.length + 1)} |`);
      return [
        `### ${attack}`,
        happens,
        ['| cases | what was tried |', '|--:|---|', ...rows].join('\n'),
        `Tests: ${links.join(', ')}`,
      ].join('\n\n');
    })
    .join('\n\n');
}

const text = readFileSync(join(root, FILE), 'utf8');
const before = written(text);
const { counts: now, total } = noted();
const shown = (key) => key.replace('\n', ', ');

if (process.argv.includes('--check')) {
  // A long run has numbers of its own.
  const isLong = Object.keys(process.env).some((name) =>
    /^(FAULT_|FAST_CHECK_RUNS|WRITE_RUNS|INFLUXD_BATCHES)/.test(name),
  );
  // Where servers have to be there, so have all results.
  const isComplete = Object.entries(process.env).some(
    ([name, value]) => `${name}=${value}` === 'INFLUXKIT_REQUIRE_SERVERS=1',
  );
  const problems = [];
  const missing = [];
  for (const [key, cases] of now) {
    if (before.get(key) !== cases)
      problems.push(`${FILE}: ${shown(key)}: says ${before.get(key) ?? 'nothing'}, the tests tried ${cases}`);
  }
  for (const key of before.keys()) if (!now.has(key)) missing.push(shown(key));
  if (problems.length === 0 && text !== replaced(text, sections(before)))
    problems.push(`${FILE}: what was tried is not as it would be written`);
  if (missing.length) {
    console.log(`Not tried on this machine since its results were removed: ${missing.join('; ')}.`);
    if (isComplete) problems.push(`${FILE}: has numbers of tests that did not run`);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length)
    console.error(
      'Run npm test, npm run test:hostile, npm run test:generator and npm run test:faults, then npm run reliability.',
    );
  else console.log(`${FILE} says what the tests tried: ${total} cases.`);
  process.exit(problems.length && !isLong ? 1 : 0);
}

writeFileSync(join(root, FILE), replaced(text, sections(new Map([...before, ...now]))));

/** The page with other sections between the heading and the next one. */
function replaced(whole, between) {
  const start = whole.indexOf(HEADING) + HEADING.length;
  const end = whole.indexOf('\n## ', start);
  if (start < HEADING.length || end < 0) throw new Error(`${FILE}: has no section "${HEADING.trim()}"`);
  return `${whole.slice(0, start)}\n${between}\n${whole.slice(end)}`;
}
