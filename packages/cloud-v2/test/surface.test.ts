import { readFileSync } from 'node:fs';
import { type OperationRow, unpackRows } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import * as exported from '../src/index.js';

const api = exported.createCloudV2({ baseUrl: 'http://127.0.0.1:1' });
const rows = Object.values(exported).filter(
  (value): value is OperationRow => typeof value === 'object' && 'path' in value,
);

/** What stands at a name in the resource tree. */
function at(name: string): unknown {
  return name.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], api);
}

describe('every operation is a method by its name', () => {
  it('all 194 of them, each under a name of its own', () => {
    expect(rows).toHaveLength(194);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(194);
    expect(new Set(rows.map(({ method, path }) => `${method} ${path}`)).size).toBe(194);
  });

  it.each(rows.map((row) => [row.name, row] as const))('%s carries its row', (name, row) => {
    const method = at(name);
    expect(typeof method).toBe('function');
    expect((method as { operation: OperationRow }).operation).toEqual(row);
  });

  it('the packed table holds the same rows', () => {
    expect(unpackRows(exported.operationTable)).toHaveLength(rows.length);
    for (const row of unpackRows(exported.operationTable)) expect(rows).toContainEqual(row);
  });
});

describe('names of what this product has beside the others', () => {
  it.each([
    ['scripts.list', 'GET /api/v2/scripts'],
    ['scripts.create', 'POST /api/v2/scripts'],
    ['scripts.get', 'GET /api/v2/scripts/{scriptID}'],
    ['scripts.update', 'PATCH /api/v2/scripts/{scriptID}'],
    ['scripts.delete', 'DELETE /api/v2/scripts/{scriptID}'],
    ['scripts.invoke', 'POST /api/v2/scripts/{scriptID}/invoke'],
    ['scripts.params', 'GET /api/v2/scripts/{scriptID}/params'],
    ['buckets.schema.measurements.list', 'GET /api/v2/buckets/{bucketID}/schema/measurements'],
    ['orgs.limits', 'GET /api/v2/orgs/{orgID}/limits'],
    ['orgs.usage', 'GET /api/v2/orgs/{orgID}/usage'],
    ['query.run', 'POST /api/v2/query'],
    ['write', 'POST /api/v2/write'],
    ['v1.write', 'POST /write'],
  ])('%s is %s', (name, request) => {
    const row = rows.find((each) => each.name === name);
    expect(`${row?.method} ${row?.path}`).toBe(request);
  });

  it('scripts page by offset and limit, and answer with CSV as a stream', () => {
    expect(rows.find(({ name }) => name === 'scripts.list')?.page).toEqual({
      items: 'scripts',
      limit: 'limit',
      offset: 'offset',
    });
    expect(Object.values(rows.find(({ name }) => name === 'scripts.invoke')?.answer ?? {})).toEqual(['stream']);
  });
});

it('the page of operations lists every method', () => {
  const page = readFileSync(new URL('../OPERATIONS.md', import.meta.url), 'utf8');
  for (const { name, method, path, server = '' } of rows) {
    expect(page).toContain(`| \`${name}\` | \`api.${name}(`);
    expect(page).toContain(`\`${method} ${server}${path}\``);
  }
});
