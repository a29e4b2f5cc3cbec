import { describe, expect, test } from 'vitest';
import type { OpenApiDocument } from '../../src/contract/document/openapi.js';
import { type ContractDiff, diffContracts, formatDiff } from '../../src/lifecycle/diff/diff-contracts.js';
import { placesOfBits, startingPoints } from '../../src/lifecycle/diff/structure/starting-points.js';

/** Every operation has a schema of its own, all schemas lead to each other, and all operations share that of errors. */
function ring(operations: number, isNew: boolean): OpenApiDocument {
  const paths: Record<string, unknown> = {};
  const schemas: Record<string, unknown> = {
    Failure: { type: 'object', properties: { code: { type: isNew ? 'string' : 'integer' } } },
  };
  const of = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
  for (let index = 0; index < operations; index += 1) {
    schemas[`Thing${index}`] = {
      type: 'object',
      properties: {
        size: { type: isNew ? 'string' : 'integer' },
        next: { $ref: `#/components/schemas/Thing${(index + 1) % operations}` },
      },
    };
    paths[`/things/${index}`] = {
      post: {
        operationId: `makeThing${index}`,
        requestBody: { content: of(`Thing${index}`) },
        responses: {
          200: { description: 'It.', content: of(`Thing${index}`) },
          default: { description: 'A failure.', content: of('Failure') },
        },
      },
    };
  }
  const document = { openapi: '3.1.0', info: { title: 'Ring', version: '1' }, paths, components: { schemas } };
  return document as unknown as OpenApiDocument;
}

/** How often something is looked up, added or found again in a collection while the work is done. */
async function lookups(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const patched = [
    [Map.prototype, 'get'],
    [Set.prototype, 'add'],
    [Set.prototype, 'has'],
    [Array.prototype, 'includes'],
    [Array.prototype, 'push'],
  ] as const;
  const originals = patched.map(([prototype, name]) => Object.getOwnPropertyDescriptor(prototype, name));
  for (const [index, [prototype, name]] of patched.entries()) {
    const original = originals[index]?.value as (this: unknown, ...given: unknown[]) => unknown;
    const counting = function (this: unknown, ...given: unknown[]): unknown {
      count += 1;
      return Reflect.apply(original, this, given);
    };
    Object.defineProperty(prototype, name, { ...originals[index], value: counting });
  }
  try {
    await work();
  } finally {
    for (const [index, [prototype, name]] of patched.entries()) {
      Object.defineProperty(prototype, name, originals[index] as PropertyDescriptor);
    }
  }
  return count;
}

describe('every operation leads to every change', () => {
  const diffOf = (operations: number): Promise<ContractDiff> =>
    diffContracts({ document: ring(operations, false) }, { document: ring(operations, true) }, { types: false });

  test('the work grows with the contracts and no faster', async () => {
    // The first loads modules.
    await diffOf(2);
    const perOperation = async (operations: number): Promise<number> =>
      (await lookups(async () => formatDiff(await diffOf(operations)))) / operations;
    const few = await perOperation(50);
    // Told apart for each operation, what was found would make it more than three times as much.
    expect((await perOperation(200)) / few).toBeLessThan(1.2);
  });

  test('and the changes share one list of the operations', async () => {
    const { changes } = await diffOf(20);
    expect(changes.length).toBeGreaterThanOrEqual(41);
    const lists = new Set(changes.map(({ operations }) => operations));
    expect(lists.size).toBe(1);
    expect([...lists][0]?.map(({ path }) => path)).toEqual(Array.from({ length: 20 }, (_, at) => `/things/${at}`));
  });
});

describe('the starting points that lead to a node', () => {
  interface Node {
    readonly name: string;
    readonly children: Set<Node>;
  }
  const node = (name: string): Node => ({ name, children: new Set() });
  const link = (from: Node, ...to: Node[]): void => {
    for (const each of to) from.children.add(each);
  };

  test('are those with a path to it, also through cycles and through each other', () => {
    const [a, b, c, d, e, f] = ['a', 'b', 'c', 'd', 'e', 'f'].map(node) as [Node, Node, Node, Node, Node, Node];
    link(a, c);
    link(b, d, b);
    link(c, d);
    link(d, e);
    link(e, c, f);
    const found = startingPoints([a, b, e]);
    const names = Object.fromEntries([...found].map(([{ name }, bits]) => [name, placesOfBits(bits)]));
    expect(names).toEqual({ a: [0], b: [1], c: [0, 1, 2], d: [0, 1, 2], e: [0, 1, 2], f: [0, 1, 2] });
  });

  test('are found along a path of any length, for any number of them', () => {
    const nodes = Array.from({ length: 50_000 }, (_, index) => node(String(index)));
    for (const [index, each] of nodes.entries()) if (index > 0) link(nodes[index - 1] as Node, each);
    const starts = nodes.slice(0, 100);
    const found = startingPoints(starts);
    expect(placesOfBits(found.get(nodes[41] as Node) ?? 0n)).toEqual(Array.from({ length: 42 }, (_, at) => at));
    expect(placesOfBits(found.get(nodes.at(-1) as Node) ?? 0n)).toHaveLength(100);
  });
});
