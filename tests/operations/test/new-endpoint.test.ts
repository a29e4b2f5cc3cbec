import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generate } from '@influxkit/generator';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';
import configuration from '../../../influxkit.config.js';

// Follows "Add an endpoint" of CONTRIBUTING.md in a copy of the contracts, with an operation that no product has.

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = fileURLToPath(new URL('../test-results/new-endpoint/', import.meta.url));

const operation = `
/api/v2/labels/{labelID}/anniversaries:
  get:
    operationId: GetLabelsIDAnniversaries
    summary: List the anniversaries of a label
    description: Returns the years since the label was made.
    tags:
      - Labels
    parameters:
      - $ref: ../parameters.yaml#/TraceSpan
      - name: labelID
        in: path
        description: Label ID, 16 hexadecimal digits.
        required: true
        schema:
          type: string
    responses:
      '200':
        description: The anniversaries.
        content:
          application/json:
            schema:
              $ref: ../schemas/labels.yaml#/LabelAnniversaries
      default:
        $ref: ../responses.yaml#/GeneralServerError
`;

const schema = `
LabelAnniversaries:
  description: The anniversaries of a label.
  type: object
  required:
    - dates
  properties:
    dates:
      description: Dates, one a year.
      type: array
      items:
        type: string
`;

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(`${root}openapi`, `${folder}openapi`, { recursive: true });
  // 1: the operation and its schema, in the files of their resource.
  appendFileSync(`${folder}openapi/common/paths/labels.yaml`, operation);
  appendFileSync(`${folder}openapi/common/schemas/labels.yaml`, schema);
  // 2: both listed in the root, beside those of their resource.
  list(
    '    $ref: ../common/paths/labels.yaml#/~1api~1v2~1labels~1{labelID}\n',
    '  /api/v2/labels/{labelID}/anniversaries:\n    $ref: ../common/paths/labels.yaml#/~1api~1v2~1labels~1{labelID}~1anniversaries\n',
  );
  list(
    '      $ref: ../common/schemas/labels.yaml#/LabelUpdate\n',
    '    LabelAnniversaries:\n      $ref: ../common/schemas/labels.yaml#/LabelAnniversaries\n',
  );
  // 3: regenerated, as the product is configured.
  const product = configuration.products.find(({ name }) => name === 'oss-v2');
  if (product === undefined) throw new Error('There is no oss-v2.');
  const { bundle: _bundle, docs: _docs, ...rest } = product;
  await generate({ products: [{ ...rest, output: 'generated' }] }, { baseDir: folder });
});

function list(after: string, entry: string): void {
  const file = `${folder}openapi/oss-v2/openapi.yaml`;
  const text = readFileSync(file, 'utf8');
  if (!text.includes(after)) throw new Error(`openapi/oss-v2/openapi.yaml has no line ${after}`);
  writeFileSync(file, text.replace(after, after + entry));
}

test('a new endpoint is a method whose call goes where the contract says', async () => {
  const { createOssV2 } = (await import(`${folder}generated/index.js`)) as typeof import('@influxkit/oss-v2');
  const asked: string[] = [];
  const api = createOssV2({
    baseUrl: 'http://h',
    fetch: async (input, init) => {
      asked.push(`${init?.method} ${input}`);
      return Response.json({ dates: ['2026-11-21'] });
    },
  });
  const { labels } = api as unknown as {
    labels: { anniversaries: { list(id: string): Promise<{ dates: string[] }> } };
  };
  expect(await labels.anniversaries.list('fedcba9876543210')).toEqual({ dates: ['2026-11-21'] });
  expect(asked).toEqual(['GET http://h/api/v2/labels/fedcba9876543210/anniversaries']);
});

test('its types are those of the contract: right calls compile, wrong ones do not', () => {
  const lines = [
    "import { createOssV2, type LabelAnniversaries } from './generated/index.js';",
    "const api = createOssV2({ baseUrl: 'http://h' });",
    "export const right: LabelAnniversaries = await api.labels.anniversaries.list('fedcba9876543210', { timeout: 5 });",
    'export const dates: string[] = right.dates;',
    'export const wrong: number[] = right.dates;',
    'await api.labels.anniversaries.list();',
  ];
  writeFileSync(`${folder}calls.ts`, `${lines.join('\n')}\n`);
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  const program = ts.createProgram([`${folder}calls.ts`], {
    ...options,
    isolatedDeclarations: false,
    declaration: false,
  });
  const places = ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, start = 0 }) =>
        `${file?.fileName.replace(folder, '')}:${(file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1}`,
    );
  expect(places).toEqual(['calls.ts:5', 'calls.ts:6']);
});
