import { readFileSync } from 'node:fs';
import { type OperationDescriptor, unpackRegistry } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import contract from '../openapi.json' with { type: 'json' };
import * as exported from '../src/index.js';

// What holds for any product; what is its own stands in names.test.ts.

const api = exported.createCloudServerless({ baseUrl: 'http://127.0.0.1:1' });
/** The constants, without the code that some bring along for those who import them alone: a client has it itself. */
const rows = Object.values(exported)
  .filter((value): value is OperationDescriptor => typeof value === 'object' && 'path' in value)
  .map(({ features: _, ...row }): OperationDescriptor => row);

type PathItem = Readonly<Record<string, { servers?: readonly { url: string }[] }>> & {
  servers?: readonly { url: string }[];
};

/** Method, server and path of each operation of the contract. */
const operations = Object.entries(contract.paths as unknown as Readonly<Record<string, PathItem>>).flatMap(
  ([path, item]) =>
    ['get', 'head', 'post', 'put', 'patch', 'delete']
      .filter((method) => method in item)
      .map((method) => {
        const [server] = item[method]?.servers ?? item.servers ?? [];
        return `${method.toUpperCase()} ${server?.url.replace(/\/$/, '') ?? ''}${path}`;
      }),
);

/** What stands at a name in the resource tree. */
function at(name: string): unknown {
  return name.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], api);
}

describe('every operation is a method by its name', () => {
  it('each of the contract, under a name of its own', () => {
    const requests = rows.map(({ method, path, server = '' }) => `${method} ${server}${path}`);
    expect(requests.sort()).toEqual(operations.sort());
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  it.each(rows.map((row) => [row.name, row] as const))('%s carries its row', (name, row) => {
    const method = at(name);
    expect(typeof method).toBe('function');
    expect((method as { operation: OperationDescriptor }).operation).toEqual(row);
  });

  it('the packed table holds the same rows', () => {
    expect(unpackRegistry(exported.registry)).toHaveLength(rows.length);
    for (const row of unpackRegistry(exported.registry)) expect(rows).toContainEqual(row);
  });
});

it('the page of operations lists every method', () => {
  const page = readFileSync(new URL('../OPERATIONS.md', import.meta.url), 'utf8');
  for (const { name, method, path, server = '' } of rows) {
    expect(page).toContain(`| \`${name}\` | \`api.${name}(`);
    expect(page).toContain(`\`${method} ${server}${path}\``);
  }
});
