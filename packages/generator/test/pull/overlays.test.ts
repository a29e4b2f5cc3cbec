import { describe, expect, test } from 'vitest';
import { ContractError } from '../../src/base/diagnostics.js';
import type { ProductConfig } from '../../src/config/product-config.js';
import { type PullReport, pull } from '../../src/lifecycle/pull/pull.js';
import { folderOf } from '../load/folder.js';

const document = (parameters: string, status: string): string => `openapi: 3.1.0
info:
  title: Shop
  version: '1'
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters:${parameters}
      responses:
        '200':
          description: ok
        '${status}':
          description: refused
`;
const id = `
        - name: id
          in: path
          required: true
          schema:
            type: string`;
const limit = `
        - name: limit
          in: query
          schema:
            type: integer`;
const overlay = (actions: string): string => `overlay: 1.0.0
info:
  title: Known errors
  version: '1'
actions:
${actions}`;
const mending = overlay(`  - target: $.paths['/things/{id}'].get.responses['4xx']
    remove: true
  - target: $.paths['/things/{id}'].get.responses
    update:
      4XX:
        description: refused
  - target: $.paths['/things/{id}'].get
    update:
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
`);
const without = overlay(`  - target: $.paths['/things/{id}'].get.parameters[?@.name == 'limit']
    remove: true
`);

function run(files: Record<string, string>, settings: Partial<ProductConfig>): Promise<PullReport> {
  const product = { name: 'shop', input: 'api.yaml', output: 'out', ...settings };
  return pull({
    config: { products: [product] },
    baseDir: folderOf(files),
    product: 'shop',
    source: 'upstream.yaml',
    types: false,
  });
}

describe('an upstream document that a contract would be refused for', () => {
  const files = { 'api.yaml': document(id, '4XX'), 'upstream.yaml': document(' []', '4xx') };

  test('is refused, with all that is wrong', async () => {
    const error = await run(files, {}).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ContractError);
    expect((error as ContractError).diagnostics.map(({ code }) => code).sort()).toEqual([
      'path-parameter',
      'structure-value',
    ]);
  });

  test('is compared where the product’s overlays mend it', async () => {
    const { diff, additions } = await run(
      { ...files, 'mending.yaml': mending },
      { upstreamOverlays: ['mending.yaml'] },
    );
    expect(diff.changes).toEqual([]);
    expect(additions).toEqual({ operations: [], parameters: [], statuses: [], schemas: [] });
  });
});

test('what a product’s own overlays take out of its contract is not missed upstream', async () => {
  const files = {
    'api.yaml': document(id + limit, '4XX'),
    'upstream.yaml': document(id, '4XX'),
    'without.yaml': without,
  };
  expect((await run(files, {})).diff.severity).toBe('major');
  expect((await run(files, { overlays: ['without.yaml'] })).diff.changes).toEqual([]);
});
