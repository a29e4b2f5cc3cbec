import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isWhole } from '../../../../tests/tools/src/scope.js';
import { ContractError } from '../../src/base/diagnostics.js';
import type { JsonObject } from '../../src/base/json.js';
import type { ProductConfig } from '../../src/config/product-config.js';
import type { LoadedContract } from '../../src/contract/document/openapi.js';
import { loadContract } from '../../src/contract/load/load-contract.js';
import { pendingReviews } from '../../src/contract/pending-reviews.js';
import { type PullOptions, type PullReport, pull } from '../../src/lifecycle/pull/pull.js';

/** Each pull reads all contracts: of what is shown of them, a sample shows the main things. */
const slow = test.runIf(isWhole);

const project = fileURLToPath(new URL('../../../../', import.meta.url));
const product = (name: string): ProductConfig => ({
  name,
  input: `openapi/${name}/openapi.yaml`,
  refRoot: 'openapi',
  output: `out/${name}`,
  stripPrefix: '/api/v2',
});
const config = { products: ['oss-v2', 'cloud-v2', 'cloud-serverless'].map(product) };

let folder: string;
let bundled: string;

const load = (name: string): Promise<LoadedContract> =>
  loadContract(`openapi/${name}/openapi.yaml`, { baseDir: folder, refRoot: 'openapi' });
const run = (options: Partial<PullOptions> = {}): Promise<PullReport> =>
  pull({ config, baseDir: folder, product: 'oss-v2', source: 'upstream.json', types: false, ...options });
const upstream = (change: (document: ReturnType<typeof copy>) => void): void => {
  const document = copy();
  change(document);
  writeFileSync(join(folder, 'upstream.json'), JSON.stringify(document));
};
// biome-ignore lint/suspicious/noExplicitAny: a test reaches into a document whose shape it knows
const copy = (): any => JSON.parse(bundled);
const files = (): Map<string, string> =>
  new Map(
    readdirSync(join(folder, 'openapi'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [relative(folder, path), readFileSync(path, 'utf8')];
      }),
  );

beforeAll(async () => {
  const contract = await loadContract('openapi/oss-v2/openapi.yaml', {
    baseDir: project,
    refRoot: join(project, 'openapi'),
  });
  bundled = JSON.stringify(contract.document);
});
beforeEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), 'pull-'));
  cpSync(join(project, 'openapi'), join(folder, 'openapi'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a pull reports', () => {
  test('nothing where upstream says what the contract says, in other words', async () => {
    upstream((document) => {
      document.info.title = 'Another title';
      document.paths['/api/v2/labels'].get.description = 'Other words.';
    });
    const { diff, additions } = await run();
    expect(diff).toMatchObject({ severity: 'none', changes: [] });
    expect(additions).toEqual({ operations: [], parameters: [], statuses: [], schemas: [] });
  });

  test('what is new, changed and gone', async () => {
    upstream((document) => {
      document.paths['/api/v2/widgets'] = {
        get: { operationId: 'GetWidgets', responses: { 200: { description: 'x' } } },
      };
      document.paths['/api/v2/labels'].get.parameters.push({ name: 'kind', in: 'query', schema: { type: 'string' } });
      document.paths['/api/v2/labels'].get.responses['404'] = { description: 'x' };
      document.components.schemas.Widget = { type: 'object' };
      document.components.schemas.Label.properties.name.type = 'integer';
      delete document.paths['/api/v2/signout'];
    });
    const { diff, additions } = await run();
    expect(additions.operations).toMatchObject([{ method: 'GET', path: '/api/v2/widgets' }]);
    expect(additions.parameters).toMatchObject([{ method: 'GET', path: '/api/v2/labels', name: 'kind in query' }]);
    expect(additions.statuses).toMatchObject([{ path: '/api/v2/labels', name: '404' }]);
    expect(additions.schemas).toMatchObject([{ name: 'Widget' }]);
    const rules = diff.changes.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['operation-removed', 'response-type-changed', 'operation-added']));
    expect(diff.severity).toBe('major');
  });

  slow('after the overlays that mend upstream', async () => {
    upstream((document) => {
      document.paths['/api/v2/labels'].get.parameters.push({ name: 'wrong', in: 'query', schema: { type: 'string' } });
    });
    writeFileSync(
      join(folder, 'mend.yaml'),
      `overlay: 1.0.0\ninfo: { title: Mend, version: "1" }\nextends: https://upstream.example/oss.yml\nactions:\n  - target: $.paths['/api/v2/labels'].get.parameters[?@.name == 'wrong']\n    remove: true\n`,
    );
    const mended = {
      products: [
        { ...product('oss-v2'), upstream: 'https://upstream.example/oss.yml', upstreamOverlays: ['mend.yaml'] },
      ],
    };
    expect((await run({ config: mended })).additions.parameters).toEqual([]);
  });

  slow('from the configured upstream, without a source', async () => {
    upstream(() => {});
    const { source: _, ...options } = {
      config: { products: [{ ...product('oss-v2'), upstream: 'upstream.json' }] },
      source: '',
    };
    const { diff } = await pull({ ...options, baseDir: folder, product: 'oss-v2', types: false });
    expect(diff.severity).toBe('none');
  });

  test('and writes nothing', async () => {
    upstream((document) => {
      document.paths['/api/v2/widgets'] = { get: { responses: { 200: { description: 'x' } } } };
    });
    const before = files();
    await run();
    expect(files()).toEqual(before);
  });

  test.each([
    ['no source', { source: undefined }, /has no `upstream`/],
    ['an unknown product', { product: 'other' }, /no product "other"/],
    ['a source that does not exist', { source: 'gone.yaml' }, /gone\.yaml/],
  ])('%s is refused', async (_, options, message) => {
    const { source, ...rest } = { source: 'upstream.json', ...options };
    const given = { config, baseDir: folder, product: 'oss-v2', ...rest, ...(source !== undefined && { source }) };
    await expect(pull(given)).rejects.toThrow(message);
    await expect(pull(given)).rejects.toBeInstanceOf(ContractError);
  });
});

describe('a pull that applies', () => {
  const apply = (): Promise<PullReport> => run({ apply: true });
  const yaml = (path: string): JsonObject => parse(readFileSync(join(folder, 'openapi', path), 'utf8')) as JsonObject;

  test('writes stubs of new operations and schemas where they belong, in words of its own', async () => {
    upstream((document) => {
      document.paths['/api/v2/widgets'] = {
        parameters: [{ $ref: '#/components/parameters/TraceSpan' }],
        get: {
          operationId: 'GetWidgets',
          summary: 'SECRET PROSE',
          description: 'SECRET PROSE',
          tags: ['Labels', 'Unknown'],
          parameters: [
            { name: 'limit', in: 'query', description: 'SECRET PROSE', schema: { type: 'integer', maximum: 7 } },
          ],
          responses: {
            200: {
              description: 'SECRET PROSE',
              content: {
                'application/json': { schema: { $ref: '#/components/schemas/Widgets' }, example: 'SECRET PROSE' },
              },
            },
            default: { $ref: '#/components/responses/GeneralServerError' },
          },
        },
      };
      document.components.schemas.Widgets = {
        type: 'array',
        description: 'SECRET PROSE',
        items: { $ref: '#/components/schemas/Widget' },
      };
      document.components.schemas.Widget = {
        type: 'object',
        required: ['title'],
        properties: {
          title: { type: 'string', title: 'SECRET PROSE', example: 'SECRET PROSE' },
          label: { $ref: '#/components/schemas/Label' },
          parent: { $ref: '#/components/schemas/Widget' },
        },
      };
    });
    const { written, skipped } = await apply();
    expect(skipped).toEqual([]);
    expect(written.map(({ what }) => what)).toEqual(['schema Widgets', 'schema Widget', 'GET /api/v2/widgets']);
    expect([...files().values()].join('')).not.toContain('SECRET');
    expect(yaml('oss-v2/openapi.yaml')).toMatchObject({
      paths: { '/api/v2/widgets': { $ref: 'paths/widgets.yaml#/~1api~1v2~1widgets' } },
      components: { schemas: { Widget: { $ref: 'schemas/widgets.yaml#/Widget' } } },
    });
    expect(yaml('oss-v2/paths/widgets.yaml')).toEqual({
      '/api/v2/widgets': {
        get: {
          operationId: 'GetWidgets',
          summary: 'List widgets',
          description: 'To be described.',
          'x-influxkit-review': true,
          tags: ['Labels'],
          parameters: [
            { $ref: '../../common/parameters.yaml#/TraceSpan' },
            { name: 'limit', in: 'query', description: 'To be described.', schema: { type: 'integer', maximum: 7 } },
          ],
          responses: {
            200: {
              description: 'To be described.',
              content: { 'application/json': { schema: { $ref: '../schemas/widgets.yaml#/Widgets' } } },
            },
            default: { $ref: '../../common/responses.yaml#/GeneralServerError' },
          },
        },
      },
    });
    expect(yaml('oss-v2/schemas/widgets.yaml')['Widget']).toEqual({
      description: 'To be described: widget.',
      'x-influxkit-review': true,
      type: 'object',
      required: ['title'],
      properties: {
        title: { description: 'To be described.', type: 'string' },
        label: { $ref: '../../common/schemas/labels.yaml#/Label' },
        parent: { $ref: '#/Widget' },
      },
    });
  });

  slow('leaves nothing new, and every line that was there', async () => {
    upstream((document) => {
      document.paths['/api/v2/labels'].put = { operationId: 'PutLabels', responses: { 204: { description: 'x' } } };
      document.paths['/api/v2/labels'].get.parameters.push({ name: 'kind', in: 'query', schema: { type: 'string' } });
      document.paths['/api/v2/remotes'].get.responses['418'] = { description: 'x' };
      document.paths['/api/v2/gadgets/{gadgetID}'] = {
        delete: {
          operationId: 'DeleteGadget',
          parameters: [{ name: 'gadgetID', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 204: { description: 'x' } },
        },
      };
      document.components.schemas.Gadget = { type: 'object', properties: { id: { type: 'string' } } };
    });
    const before = files();
    await apply();
    const { additions, diff } = await run();
    expect(additions).toEqual({ operations: [], parameters: [], statuses: [], schemas: [] });
    expect(diff.severity).toBe('none');
    for (const [path, text] of before) {
      const now = readFileSync(join(folder, path), 'utf8').split('\n');
      let from = 0;
      for (const line of text.split('\n')) {
        // A path item that was shared is referred to elsewhere now; every other line is there still, in its order.
        if (line.includes('common/paths/labels.yaml#/~1api~1v2~1labels')) continue;
        from = now.indexOf(line, from) + 1;
        expect(from, `${path}: ${line}`).toBeGreaterThan(0);
      }
    }
  });

  slow('does not change what other products read', async () => {
    const before = [await load('cloud-v2'), await load('cloud-serverless')].map(({ document }) => document);
    upstream((document) => {
      document.paths['/api/v2/labels'].put = { operationId: 'PutLabels', responses: { 204: { description: 'x' } } };
      document.paths['/api/v2/buckets'].get.parameters.push({ name: 'kind', in: 'query', schema: { type: 'string' } });
      document.paths['/api/v2/me'].get.responses['418'] = { description: 'x' };
    });
    const { written } = await apply();
    expect(written).toHaveLength(3);
    for (const { file } of written) expect(relative(folder, file)).toMatch(/^openapi\/oss-v2\/paths\//);
    expect([await load('cloud-v2'), await load('cloud-serverless')].map(({ document }) => document)).toEqual(before);
    // The comments of the shared file stay with it, and the copy says the same in the same words.
    expect((await load('oss-v2')).document.paths['/api/v2/labels']?.get?.description).toBe(
      copy().paths['/api/v2/labels'].get.description,
    );
  });

  slow('leaves marks that a generation warns of, each with its place', async () => {
    upstream((document) => {
      document.paths['/api/v2/widgets'] = {
        get: { operationId: 'GetWidgets', responses: { 200: { description: 'x' } } },
      };
      document.paths['/api/v2/labels'].get.responses['418'] = { description: 'x' };
    });
    expect(pendingReviews(await load('oss-v2'))).toEqual([]);
    await apply();
    const found = pendingReviews(await load('oss-v2'));
    expect(found.map(({ code, severity }) => `${code} ${severity}`)).toEqual(Array(2).fill('review-pending warning'));
    expect(found.map(({ location }) => location?.file).sort()).toEqual([
      'openapi/oss-v2/paths/labels.yaml',
      'openapi/oss-v2/paths/widgets.yaml',
    ]);
  });

  slow('a second time writes nothing', async () => {
    upstream((document) => {
      document.paths['/api/v2/widgets'] = {
        post: { operationId: 'PostWidgets', responses: { 201: { description: 'x' } } },
      };
    });
    await apply();
    const before = files();
    expect((await apply()).written).toEqual([]);
    expect(files()).toEqual(before);
  });

  test('says in the words of 3.1 what upstream says in those of 3.0', async () => {
    upstream((document) => {
      document.openapi = '3.0.3';
      delete document.info.license.identifier;
      document.components.schemas.Old = {
        type: 'object',
        properties: {
          a: { type: 'string', nullable: true, enum: ['x'] },
          b: { type: 'integer', minimum: 0, exclusiveMinimum: true },
        },
      };
    });
    await apply();
    expect(yaml('oss-v2/schemas/other.yaml')['Old']).toMatchObject({
      properties: { a: { type: ['string', 'null'], enum: ['x', null] }, b: { type: 'integer', exclusiveMinimum: 0 } },
    });
  });

  test('into a contract that is one file writes there', async () => {
    const single =
      'openapi: 3.1.0 # as it is\ninfo: { title: T, version: "1" }\npaths:\n  /a: # the only one\n    get:\n      operationId: a\n      responses:\n        "200": { description: ok }\n';
    writeFileSync(join(folder, 'single.yaml'), single);
    writeFileSync(
      join(folder, 'upstream.json'),
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'T', version: '1' },
        paths: {
          '/a': {
            get: {
              operationId: 'a',
              parameters: [{ name: 'q', in: 'query', schema: { $ref: '#/components/schemas/Q' } }],
              responses: { 200: { description: 'x' }, 404: { description: 'x' } },
            },
            post: { operationId: 'b', responses: { 204: { description: 'x' } } },
          },
          '/b': { get: { operationId: 'c', responses: { 200: { description: 'x' } } } },
        },
        components: { schemas: { Q: { type: 'string' } } },
      }),
    );
    const one = { products: [{ name: 'one', input: 'single.yaml', output: 'out' }] };
    const report = await run({ config: one, product: 'one', apply: true });
    expect(report.skipped).toEqual([]);
    expect((await run({ config: one, product: 'one' })).diff.severity).toBe('none');
    const text = readFileSync(join(folder, 'single.yaml'), 'utf8');
    expect(text).toContain('openapi: 3.1.0 # as it is\n');
    expect(text).toContain('  /a: # the only one\n');
    expect(text).toContain('"200": { description: ok }');
  });

  test('into a contract that is no YAML file is refused', async () => {
    upstream((document) => {
      document.paths['/api/v2/widgets'] = { get: { responses: { 200: { description: 'x' } } } };
    });
    writeFileSync(join(folder, 'ours.json'), bundled);
    const json = { products: [{ name: 'one', input: 'ours.json', output: 'out' }] };
    await expect(run({ config: json, product: 'one', apply: true })).rejects.toThrow(/pull-place/);
  });

  slow('names from upstream lead to no file outside the contract', async () => {
    upstream((document) => {
      document.paths['/../../../evil/x'] = { get: { operationId: 'evil', responses: { 200: { description: 'x' } } } };
      document.paths['/a: [b] \n- c'] = { get: { operationId: 'odd', responses: { 200: { description: 'x' } } } };
    });
    const { written } = await apply();
    for (const { file } of written) expect(relative(join(folder, 'openapi/oss-v2'), file)).not.toMatch(/^\.\./);
    expect(existsSync(join(folder, 'evil'))).toBe(false);
  });
});
