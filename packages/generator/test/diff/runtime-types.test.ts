import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { RUNTIME_TYPES } from '../../src/lifecycle/diff/types/runtime-types.js';
import { fixture, generate } from '../emit/generate.js';

// The diff compiles clients against a short copy of the runtime's types. A copy drifts, and what it lacks is `any` there,
// which no comparison sees: so it is held to what clients import and to what the runtime has.

const project = fileURLToPath(new URL('../../../../', import.meta.url));

/** The names that a module imports from the runtime. */
function importsOf(text: string): string[] {
  const source = ts.createSourceFile('module.ts', text, ts.ScriptTarget.ES2022);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    if (statement.moduleSpecifier.text !== '@influxkit/runtime') return [];
    const bindings = statement.importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings)
      ? bindings.elements.map((element) => (element.propertyName ?? element.name).text)
      : [];
  });
}

/** The names that the copy exports. */
const copied: readonly string[] = ts
  .createSourceFile('copy.ts', RUNTIME_TYPES, ts.ScriptTarget.ES2022)
  .statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name);
    return 'name' in statement ? [statement.name as ts.Identifier] : [];
  })
  .map((name) => (name as ts.Identifier).text);

/** The modules of the clients that are committed here. */
const committed: readonly string[] = readdirSync(join(project, 'packages'))
  .map((name) => join(project, 'packages', name, 'src/generated'))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((file) => String(file).endsWith('.ts'))
      .map((file) => readFileSync(join(folder, String(file)), 'utf8')),
  );

/** A body and a response of each kind, every way to say a status, a list that pages. */
const everything = {
  openapi: '3.1.0',
  info: { title: 'Everything', version: '1' },
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer' } },
          { name: 'offset', in: 'query', schema: { type: 'integer' } },
          { name: 'in', in: 'query', style: 'pipeDelimited', schema: { type: 'array', items: { type: 'string' } } },
        ],
        responses: {
          '2XX': {
            description: 'Good.',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: { things: { type: 'array', items: { type: 'string' } } },
                },
              },
            },
          },
          '404': { description: 'Not there.', content: { 'application/json': { schema: { type: 'string' } } } },
          default: { description: 'Bad.', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
    ...Object.fromEntries(
      (
        [
          ['text', 'text/plain'],
          ['binary', 'application/octet-stream'],
          ['form', 'application/x-www-form-urlencoded'],
          ['multipart', 'multipart/form-data'],
        ] as const
      ).map(([name, mediaType]) => [
        `/${name}`,
        {
          post: {
            operationId: name,
            requestBody: { content: { [mediaType]: { schema: { type: 'string' } } } },
            responses: {
              default: { description: 'Any.', content: { 'application/octet-stream': { schema: { type: 'string' } } } },
            },
          },
        },
      ]),
    ),
    '/any': { post: { operationId: 'any', requestBody: { content: { '*/*': { schema: { type: 'integer' } } } } } },
    '/parts': {
      post: {
        operationId: 'parts',
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
              encoding: { file: { headers: { 'X-Name': { schema: { type: 'string' } } } } },
            },
          },
        },
      },
    },
    '/styles/{list}': {
      get: {
        operationId: 'styles',
        parameters: [
          { name: 'list', in: 'path', required: true, schema: { type: 'array', items: { type: 'string' } } },
          { name: 'X-List', in: 'header', schema: { type: 'array', items: { type: 'string' } } },
        ],
      },
    },
    ...Object.fromEntries(
      ['application/jsonl', 'text/event-stream'].map((mediaType, index) => [
        `/items${index}`,
        {
          get: {
            operationId: `items${index}`,
            responses: { 200: { description: '', content: { [mediaType]: index === 0 ? { schema: {} } : {} } } },
          },
        },
      ]),
    ),
    '/maybe': {
      get: {
        operationId: 'maybe',
        responses: {
          200: { description: '', content: { 'application/jsonl': { schema: {} } } },
          204: { description: '' },
        },
      },
    },
  },
};

test('what emitted clients import from the runtime is in the copy, and what is there is imported', async () => {
  const emitted = [await generate(everything), await generate(fixture('library.json'))];
  const modules = [...committed, ...emitted.flatMap((files) => [...files.values()])];
  const imported = new Set(modules.flatMap(importsOf));
  expect([...imported].filter((name) => !copied.includes(name))).toEqual([]);
  expect(copied.filter((name) => !imported.has(name))).toEqual([]);
});

/** Holds the copy (`Copy`) to the runtime's own types (`Real`); each line is an error of the compiler where they differ. */
const COMPARISON = `
import type * as Copy from './copy.js';
import type * as Real from '@influxkit/runtime';
type Fits<From, To> = [From] extends [To] ? true : false;
const fits = <From, To>(_: Fits<From, To>): void => {};
const same = <A, B>(_: Fits<A, B>, __: Fits<B, A>): void => {};

// What callers pass: the same is accepted.
same<Real.TextBody, Copy.TextBody>(true, true);
same<Real.BinaryBody, Copy.BinaryBody>(true, true);
same<Real.FormBody, Copy.FormBody>(true, true);
same<Real.MultipartBody, Copy.MultipartBody>(true, true);
same<Real.AnyBody, Copy.AnyBody>(true, true);
same<Real.FormFile, Copy.FormFile>(true, true);
same<Real.FormPart<'a', 'b'>, Copy.FormPart<'a', 'b'>>(true, true);
same<keyof Real.CallOptions, keyof Copy.CallOptions>(true, true);
fits<Real.CallOptions, Copy.CallOptions>(true);

// What callers get, and what clients are made of: whatever is read from the copy is in the runtime's.
fits<Real.Success<200, 'a'>, Copy.Success<200, 'a'>>(true);
fits<Real.Failure<404, 'a'>, Copy.Failure<404, 'a'>>(true);
fits<Real.SuccessStatus, Copy.SuccessStatus>(true);
fits<Real.ErrorStatus, Copy.ErrorStatus>(true);
fits<Real.OtherStatus<404>, Copy.OtherStatus<404>>(true);
fits<Real.ItemStream<'a'>, Copy.ItemStream<'a'>>(true);
fits<Real.ServerSentEvent<'a'>, Copy.ServerSentEvent<'a'>>(true);
fits<Real.ApiClient, Copy.ApiClient>(true);
fits<Real.ClientConfig, Copy.ClientConfig>(true);
fits<Real.ClientOptions, Copy.ClientOptions>(true);
fits<Real.MediaTypes, Copy.MediaTypes>(true);
fits<Real.PackedDescriptor, Copy.PackedDescriptor>(true);
fits<Real.Operation<() => void>, Copy.Operation<() => void>>(true);
fits<Real.PagedOperation<'a', () => void>, Copy.PagedOperation<'a', () => void>>(true);

// What is generic lets a narrower type stand for a wider one, and no other.
type Relation<Narrow, Wide, Other> = [Fits<Narrow, Wide>, Fits<Wide, Narrow>, Fits<Narrow, Other>];
type Covariant = [true, false, false];
fits<Relation<Real.Call<'a', 1>, Real.Call<string, 1>, Real.Call<number, 1>>, Covariant>(true);
fits<Relation<Copy.Call<'a', 1>, Copy.Call<string, 1>, Copy.Call<number, 1>>, Covariant>(true);
fits<Relation<Real.Call<1, 'a'>, Real.Call<1, string>, Real.Call<1, number>>, Covariant>(true);
fits<Relation<Copy.Call<1, 'a'>, Copy.Call<1, string>, Copy.Call<1, number>>, Covariant>(true);
fits<Relation<Real.StreamCall<'a', 1>, Real.StreamCall<string, 1>, Real.StreamCall<number, 1>>, Covariant>(true);
fits<Relation<Copy.StreamCall<'a', 1>, Copy.StreamCall<string, 1>, Copy.StreamCall<number, 1>>, Covariant>(true);
fits<Relation<Real.Success<200, 'a'>, Real.Success<200, string>, Real.Success<201, 'a'>>, Covariant>(true);
fits<Relation<Copy.Success<200, 'a'>, Copy.Success<200, string>, Copy.Success<201, 'a'>>, Covariant>(true);
fits<Relation<Real.Failure<404, 'a'>, Real.Failure<404, string>, Real.Failure<409, 'a'>>, Covariant>(true);
fits<Relation<Copy.Failure<404, 'a'>, Copy.Failure<404, string>, Copy.Failure<409, 'a'>>, Covariant>(true);
`;

/** Copies that differ from ours in one type each, and the line of the comparison that says so. */
const DIFFERENT = [
  ['a body', 'export type TextBody = ', 'export type TextBody = number | ', 'same<Real.TextBody'],
  ['an option of a call', 'readonly timeout?: number', 'readonly timeout?: string', 'fits<Real.CallOptions'],
  ['an option that is not there', 'readonly timeout?', 'readonly deadline?', 'same<keyof Real.CallOptions'],
  ['what a call gives', 'readonly data: Data; readonly result', 'readonly data: unknown; readonly result', 'Copy.Call'],
] as const;

/** What the compiler says of the comparisons of copies beside the runtime's sources, which it reads once for all of them. */
function problemsOf(copies: readonly string[]): string[][] {
  const folder = join(project, 'packages/generator/test/diff');
  const comparison = `${COMPARISON}export type { ${copied.join(', ')} } from '@influxkit/runtime';\n`;
  const pairs = copies.map((copy, index): [name: string, text: string][] => [
    [join(folder, `copy${index}.ts`), copy],
    [join(folder, `comparison${index}.ts`), comparison.replace('./copy.js', `./copy${index}.js`)],
  ]);
  const modules = new Map(pairs.flat());
  const { config } = ts.readConfigFile(join(project, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, dirname(`${project}x`));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => modules.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const text = modules.get(name);
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram(
    [...modules.keys()],
    { ...options, noEmit: true, declaration: false, isolatedDeclarations: false },
    host,
  );
  const problemsIn = (name: string): string[] => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => {
        const line = source?.text.slice(0, start).split('\n').length ?? 0;
        return `${source?.text.split('\n')[line - 1]}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      },
    );
  };
  return pairs.map((pair) => pair.flatMap(([name]) => problemsIn(name)));
}

const different = DIFFERENT.map(([, from, to]) => RUNTIME_TYPES.replace(from, to));
const [same, ...problems] = problemsOf([RUNTIME_TYPES, ...different]);

test('the copy accepts and gives what the runtime does', () => {
  expect(same).toEqual([]);
});

test.each(DIFFERENT.map(([name, , , line], index) => [name, line, index] as const))(
  '%s that differs is seen',
  (_, line, index) => {
    expect(different[index]).not.toBe(RUNTIME_TYPES);
    expect(problems[index]?.join('\n')).toContain(line);
  },
);
