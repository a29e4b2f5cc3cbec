import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.js';
import type { OpenApiDocument } from '../../src/contract/document/openapi.js';
import { changelogLines } from '../../src/lifecycle/changeset/changelog-lines.js';
import { diffContracts } from '../../src/lifecycle/diff/diff-contracts.js';

const properties = (...names: string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
const schema = (type: JsonObject): OpenApiDocument =>
  ({
    openapi: '3.1.0',
    info: { title: 'x', version: '1' },
    paths: {
      '/parks': {
        get: {
          operationId: 'listParks',
          responses: { '200': { description: 'x', content: { 'application/json': { schema: type } } } },
        },
      },
    },
  }) as unknown as OpenApiDocument;
const type = (...names: string[]): JsonObject => ({ type: 'object', properties: properties(...names) });

async function lines(old: JsonObject, now: JsonObject): Promise<string[]> {
  const { changes } = await diffContracts({ document: schema(old) }, { document: schema(now) }, { types: false });
  return [...changelogLines(changes).values()].flat();
}

test('a response of another type is one line, with the first of what is gone', async () => {
  const gone = await lines(type('a', 'b', 'c', 'd', 'e', 'f', 'g'), type('a'));
  expect(gone).toEqual([
    '`GET /parks`: `response.b`, `response.c`, `response.d`, `response.e` and 2 more are no longer in the response',
  ]);
});

test('two are both named, and one is described as ever', async () => {
  expect(await lines(type('a', 'b', 'c'), type('a'))).toEqual([
    '`GET /parks`: `response.b` and `response.c` are no longer in the response',
  ]);
  expect(await lines(type('a', 'b'), type('a'))).toEqual(['`GET /parks`: `response.b` is no longer in the response']);
});

test('what is said of each in other words stays apart', async () => {
  const changed = await lines(type('a', 'b'), { type: 'object', properties: { a: { type: 'number' } } });
  expect(changed).toHaveLength(2);
});
