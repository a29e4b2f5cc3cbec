import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { influxkit, type Outcome } from '../diff/command-line.js';

let folder: string;
const ours =
  'openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        "200": { description: ok }\n';
const run = (...args: string[]): Promise<Outcome> => influxkit(folder, 'pull', ...args, '--no-types');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pull-'));
  const put = (name: string, content: unknown): void => writeFileSync(join(folder, name), JSON.stringify(content));
  writeFileSync(join(folder, 'api.yaml'), ours);
  writeFileSync(
    join(folder, 'upstream.yaml'),
    `${ours}  /b:\n    post:\n      operationId: b\n      responses:\n        "204": { description: x }\n`,
  );
  put('influxkit.config.json', {
    products: [{ name: 'one', input: 'api.yaml', output: 'out', upstream: 'upstream.yaml' }],
  });
  put('two.json', { products: ['one', 'two'].map((name) => ({ name, input: 'api.yaml', output: name })) });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('influxkit pull reports what is new upstream and writes nothing', async () => {
  const { code, out } = await run();
  expect(code).toBe(0);
  expect(out).toMatch(/^one and upstream\.yaml\n/);
  expect(out).toContain('New upstream: 1 operation, 0 parameters, 0 statuses, 0 schemas.');
  expect(out).toContain('b.create: new operation POST /b');
  expect(readFileSync(join(folder, 'api.yaml'), 'utf8')).toBe(ours);
});

test('influxkit pull --apply says what it wrote where, and what is left to do', async () => {
  const { out } = await run('upstream.yaml', '--apply');
  expect(out).toContain('wrote POST /b to api.yaml');
  expect(out).toContain('remove its `x-influxkit-review`');
  expect(readFileSync(join(folder, 'api.yaml'), 'utf8')).toContain('operationId: b');
  expect((await run()).out).toContain('No change that a caller could see.');
});

test('influxkit pull prints JSON for machines', async () => {
  const report = JSON.parse((await run('--format', 'json')).out) as { additions: { operations: unknown[] } };
  expect(report.additions.operations).toHaveLength(1);
});

test('influxkit pull asks which product where there are several', async () => {
  const { code, err } = await run('upstream.yaml', '--config', 'two.json');
  expect(code).toBe(2);
  expect(err).toContain('--product is needed: one of one, two.');
});
