import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildModel, ContractError, type Diagnostic, emitClient, loadContract } from '@influxkit/generator';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Counts, countDocument, countModule } from '../src/counts.js';
import { type CorpusDocument, corpusDocuments } from '../src/documents.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const packages = join(root, 'tests/corpus/documents/node_modules');
/** In the repository, so that the compiler finds what generated modules import. */
const output = mkdtempSync(join(tmpdir(), 'influxkit-corpus-'));

interface Outcome {
  readonly document: CorpusDocument;
  readonly folder: string;
  readonly errors: readonly Diagnostic[];
}

const outcomes: Outcome[] = [];
let program: ts.Program;
let seconds = 0;

/** A client of each document, all of them compiled as one program. */
beforeAll(async () => {
  execFileSync('node', ['scripts/own-install.mjs', 'tests/corpus/documents'], { cwd: root, stdio: 'inherit' });
  const before = process.cpuUsage();
  for (const [index, document] of corpusDocuments(packages).entries()) {
    outcomes.push(await generated(document, join(output, `c${index}`)));
  }
  program = ts.createProgram(
    outcomes.filter(({ errors }) => errors.length === 0).map(({ folder }) => join(folder, 'index.ts')),
    {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
      types: [],
      paths: {
        '@influxkit/runtime': [join(root, 'packages/runtime/src/index.ts')],
        '@influxkit/internal/*': [join(root, 'packages/internal/src/*.ts')],
        'openapi-fetch': [join(root, 'node_modules/openapi-fetch')],
      },
    },
  );
  diagnostics = program.getSemanticDiagnostics().concat(program.getSyntacticDiagnostics());
  const { user, system } = process.cpuUsage(before);
  seconds = (user + system) / 1e6;
}, 900_000);

let diagnostics: readonly ts.Diagnostic[] = [];

afterAll(() => rmSync(output, { recursive: true, force: true }));

async function generated(document: CorpusDocument, folder: string): Promise<Outcome> {
  const errors: Diagnostic[] = [];
  const config = { name: 'corpus', input: document.file, output: folder };
  try {
    const contract = await loadContract(document.file);
    const model = buildModel(contract, config, (diagnostic) => {
      if (diagnostic.severity === 'error') errors.push(diagnostic);
    });
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of await emitClient(model, config)) writeFileSync(join(folder, name), text);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    errors.push(...error.diagnostics);
  }
  return { document, folder, errors };
}

test('a score of packages bring at least a hundred documents', () => {
  expect(new Set(outcomes.map(({ document }) => document.package)).size).toBeGreaterThanOrEqual(20);
  expect(outcomes.length).toBeGreaterThanOrEqual(100);
});

test('at most one in fifty is refused, each with the rule that it breaks', () => {
  const refused = outcomes.filter(({ errors }) => errors.length > 0);
  for (const { document, errors } of refused) {
    console.log(`${document.name}: ${errors.map(({ code, message }) => `${code}: ${message}`).join(' ')}`);
  }
  // A document that is none in this sense breaks one of these rules, and no other refuses.
  expect(
    [...new Set(refused.flatMap(({ errors }) => errors.map(({ code }) => code)))].filter(
      (code) => !/^(document|openapi)-/.test(code),
    ),
  ).toEqual([]);
  expect(refused.length * 50).toBeLessThanOrEqual(outcomes.length);
});

test('all clients compile as one program, as strict as it gets', () => {
  const reported = diagnostics.map(
    ({ file, messageText }) =>
      `${file?.fileName.replace(output, '')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
  expect(reported.slice(0, 20)).toEqual([]);
});

test('each client holds what its document holds, by a count that knows nothing of the generator', () => {
  const differ: Record<string, { document: Counts; client: Counts }> = {};
  const sum = { operations: 0, parameters: 0, bodies: 0, responses: 0, schemas: 0 };
  for (const { document, folder, errors } of outcomes) {
    const file = program.getSourceFile(join(folder, 'schema.ts'));
    if (errors.length > 0 || !file) continue;
    const [wanted, found] = [countDocument(document), countModule(file)];
    for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += found[key];
    // What is referred to inside other things becomes a schema, too: there may be more, never fewer.
    const schemas = Math.min(found.schemas, wanted.schemas);
    if (JSON.stringify(wanted) !== JSON.stringify({ ...found, schemas }))
      differ[document.name] = { document: wanted, client: found };
  }
  console.log(`${outcomes.length} documents:`, sum);
  expect(differ).toEqual({});
});

test('the corpus takes at most four minutes of processor time', () => {
  console.log(`${seconds.toFixed(0)} s of processor time`);
  expect(seconds).toBeLessThan(240);
});
