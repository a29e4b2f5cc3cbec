import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PullReport } from '../../src/lifecycle/pull/pull.js';
import { pullSummary } from '../../src/lifecycle/pull/pull-summary.js';
import { influxkit, type Outcome } from '../diff/command-line.js';

let folder: string;
const run = (...args: string[]): Promise<Outcome> => influxkit(folder, 'pull', ...args, '--no-types');
const summary = (): string => readFileSync(join(folder, 'out', 'summary.md'), 'utf8');

const contract = (paths: string, properties: string): string => `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /parks:
    get:
      operationId: listParks
      responses:
        "200":
          description: ok
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Park" } } } }
${paths}components:
  schemas:
    Park:
      type: object
      properties:
${properties}`;
const operation = (path: string, method: string, id: string, parameters = ''): string =>
  `  ${path}:\n    ${method}:\n      operationId: ${id}\n${parameters}      responses: { "204": { description: x } }\n`;

const ours = contract(
  operation('/gates', 'delete', 'deleteGates') + operation('/trees', 'get', 'listTrees'),
  '        name: { type: string }\n        size: { type: integer }\n',
);
const required = '      parameters: [{ name: kind, in: query, required: true, schema: { type: string } }]\n';
const theirs = contract(
  operation('/trees', 'get', 'listTrees', required) + operation('/ponds', 'post', 'createPond'),
  '        name: { type: string }\n        size: { type: integer }\n        opened: { type: string }\n',
);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pull-summary-'));
  writeFileSync(join(folder, 'api.yaml'), ours);
  writeFileSync(join(folder, 'upstream.yaml'), theirs);
  const product = { name: 'parks', input: 'api.yaml', output: 'out/client', upstream: 'upstream.yaml' };
  writeFileSync(join(folder, 'influxkit.config.json'), JSON.stringify({ products: [product] }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('--summary writes what is new, changed and gone, and new properties, in Markdown', async () => {
  const { code, out } = await run('--summary', 'out/summary.md');
  expect(code).toBe(0);
  expect(out).toMatch(/^parks and upstream\.yaml\n/);
  expect(summary()).toBe(`## parks

Compared with \`upstream.yaml\`. **Severity: major**

### New operations (1)

- \`POST /ponds\` (\`ponds.create\`)

### Changed operations (1)

- **breaks callers**: \`trees.get\`: new required option \`kind\`
- **breaks callers**: \`trees.get\`: takes its query as an argument before the options: it had none, so a call that passes options must put \`{}\` before them

### Operations that are gone upstream (1)

- \`DELETE /gates\` (\`gates.delete\`)

### New properties (1)

- \`parks.list\`: new property \`Park.opened\`

### Everything else (1)

- \`trees.get\`: \`TreesGetQuery\` can be imported now

What changed or is gone upstream is reported here and left to you.
`);
});

test('with --apply it says where stubs are, and what is left to do', async () => {
  await run('--apply', '--summary', 'out/summary.md');
  expect(summary()).toContain('- `POST /ponds` (`ponds.create`): stub in `api.yaml`\n');
  expect(summary()).toContain('### Written into the contract (1)\n\n- kind in query of GET /trees in `api.yaml`\n');
  expect(summary()).toContain('remove its `x-influxkit-review`');
});

test('--format markdown prints the same report', async () => {
  const { out } = await run('--format', 'markdown', '--summary', 'out/summary.md');
  expect(out).toBe(summary());
});

test('where nothing differs it says so', async () => {
  await run('api.yaml', '--summary', 'out/summary.md');
  expect(summary()).toBe('## parks\n\nCompared with `api.yaml`. **No change that a caller could see.**\n');
});

test('a summary that cannot be written is reported', async () => {
  const { code, err } = await run('--summary', 'api.yaml/summary.md');
  expect(code).toBe(2);
  expect(err).toMatch(/^--summary ".*summary\.md" cannot be written: .+\./);
});

test.each([
  ['major', 1],
  ['minor', 1],
  ['patch', 1],
])(
  '--fail-on %s exits with 1 where upstream differs by a breaking change, and writes all the same',
  async (limit, want) => {
    const { code } = await run('--apply', '--fail-on', limit, '--summary', 'out/summary.md');
    expect(code).toBe(want);
    expect(readFileSync(join(folder, 'api.yaml'), 'utf8')).toContain('createPond');
    expect(summary()).toContain('Severity: major');
  },
);

test('--fail-on is content with less than its limit, and with nothing', async () => {
  writeFileSync(
    join(folder, 'upstream.yaml'),
    ours.replace('components:', `${operation('/a', 'get', 'a')}components:`),
  );
  expect((await run('--fail-on', 'major')).code).toBe(0);
  expect((await run('--fail-on', 'minor')).code).toBe(1);
  expect((await run('api.yaml', '--fail-on', 'patch')).code).toBe(0);
});

test('--fail-on takes no other word', async () => {
  const { code, err } = await run('--fail-on', 'all');
  expect(code).toBe(2);
  expect(err).toContain('--fail-on is "all"; it takes major, minor, patch.');
});

test('a summary has an end, and counts what it leaves out; nothing of upstream is markup in it', () => {
  const change = (index: number): PullReport['diff']['changes'][number] => ({
    rule: 'operation-added',
    severity: 'minor',
    direction: 'none',
    group: 'Added',
    pointer: '',
    pointerIn: 'new',
    message: '',
    sentence: '',
    foundBy: 'structure',
    operations: [{ method: 'GET', path: `/@someone/<b>\`${index}` }],
  });
  const report: PullReport = {
    product: 'parks',
    source: 'https://user:secret@example.org/api.yaml?token=secret',
    diff: {
      severity: 'minor',
      counts: { major: 0, minor: 500, patch: 0 },
      changes: Array.from({ length: 500 }, (_, index) => change(index)),
    },
    additions: { operations: [], parameters: [], statuses: [], schemas: [] },
    written: [{ what: 'schema <b>', file: '/somewhere/a.yaml' }],
    skipped: [],
  };
  const text = pullSummary(report, { baseDir: '/somewhere', maxLength: 2000 });
  expect(text.length).toBeLessThan(2000);
  expect(text).toContain('- `` GET /@someone/<b>`0 ``\n');
  const shown = text.split('\n').filter((line) => line.startsWith('- ')).length;
  expect(text).toContain(`… and ${501 - shown} more lines`);
  expect(text).toContain('remove its `x-influxkit-review`');
  expect(text).not.toContain('secret');
});
