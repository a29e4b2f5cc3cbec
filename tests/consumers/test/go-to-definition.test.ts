import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entries } from '../../../scripts/entries.mjs';
import { root } from '../../../scripts/run.mjs';
import { type Definition, type Editor, startEditor } from '../src/editor.js';
import { installProject, type Project } from '../src/project.js';

const published = entries().filter(({ private: isPrivate }) => !isPrivate);
const extensions = ['mts', 'cts'] as const;

const compilerOptions = { module: 'NodeNext', moduleResolution: 'NodeNext', target: 'ES2022', noEmit: true };

/** A name as it is imported, and as it is where it is declared. */
interface Export {
  readonly name: string;
  readonly declared: string;
}

/** Members of what is exported, and for what is generated what its contract says of them. */
const members: readonly (readonly [specifier: string, type: string, member: string, shown: RegExp])[] = [
  ['@influxkit/write', 'Writer', 'flush', /\/src\/writer\.ts$/],
  ['@influxkit/write', 'WriterOptions', 'concurrency', /\/src\/writer-options\.ts$/],
  ['@influxkit/influxdb', 'InfluxDBOptions', 'token', /\/src\/client-options\.ts$/],
  ['@influxkit/line-protocol', 'PointError', 'reason', /\/src\/point-error\.ts$/],
  ['@influxkit/oss-v2', 'Bucket', 'retentionRules', /\/dist\/index\.d\.cts$/],
  ['@influxkit/influxdb3/core', 'Influxdb3Core', 'databases', /\/dist\/core\.d\.cts$/],
];

let project: Project;
let editor: Editor;
let exported: ReadonlyMap<string, readonly Export[]>;
beforeAll(async () => {
  project = await installProject('entries');
  exported = new Map(extensions.flatMap((extension) => [...exportsOf(extension)]));
  await project.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.mts', '*.cts'] }));
  for (const [file, names] of exported) {
    const specifier = published.find((entry) => file === fileOf(entry, file.slice(-3)))?.name;
    await project.write(file, `import {\n${names.map(({ name }) => name).join(',\n')}\n} from '${specifier}';\n`);
  }
  for (const extension of extensions)
    await project.write(
      `members.${extension}`,
      members.map(([from, type, member]) => `type _ = import('${from}').${type}['${member}'];\n`).join(''),
    );
  editor = startEditor(project);
});
afterAll(async () => {
  editor[Symbol.dispose]();
  await project[Symbol.asyncDispose]();
});

describe.each(extensions)('from a file .%s an editor goes', (extension) => {
  test.each(published)('to the source of each export of $name', async (entry) => {
    const name = fileOf(entry, extension);
    const file = join(project.folder, name);
    editor.open(file);
    const wrong: string[] = [];
    for (const [index, { name: imported, declared }] of (exported.get(name) ?? []).entries()) {
      const found = await editor.definitions(file, { line: index + 2, offset: 1 });
      if (found.length === 0) wrong.push(`${imported}: leads nowhere`);
      wrong.push(...found.flatMap((end) => problemWith(end, declared)));
    }
    expect(wrong).toEqual([]);
  });

  test.each(members.map((row, index) => [...row, index] as const))(
    'from %s to %s.%s, which has its documentation',
    async (from, type, member, shown, index) => {
      const file = join(project.folder, `members.${extension}`);
      editor.open(file);
      const place = { line: index + 1, offset: `type _ = import('${from}').${type}['`.length + 1 };
      const found = await editor.definitions(file, place);
      expect(found.map((definition) => definition.file)).toEqual([expect.stringMatching(shown)]);
      expect(found.flatMap((definition) => problemWith(definition, member))).toEqual([]);
      expect(await editor.documentation(file, place)).toMatch(/\w+/);
    },
  );
});

/** The file of a project that imports all of an entry. */
const fileOf = (entry: { package: string; subpath: string }, extension: string): string =>
  `${entry.package}-${entry.subpath || 'index'}.${extension}`;

/** What each entry exports as a file of this kind sees it: values and types. */
function exportsOf(extension: string): readonly (readonly [file: string, names: readonly Export[]])[] {
  const file = join(project.folder, `all.${extension}`);
  const text = published.map(({ name }, index) => `import * as entry${index} from '${name}';\n`).join('');
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, project.folder);
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, version, ...rest) =>
    path === file ? ts.createSourceFile(path, text, version) : getSourceFile(path, version, ...rest);
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  return published.map((entry, index) => {
    const statement = program.getSourceFile(file)?.statements[index] as ts.ImportDeclaration;
    const module = checker.getSymbolAtLocation(statement.moduleSpecifier);
    if (module === undefined) throw new Error(`${entry.name} is not found from a file .${extension}`);
    return [fileOf(entry, extension), checker.getExportsOfModule(module).map((symbol) => exportOf(symbol, checker))];
  });
}

function exportOf(symbol: ts.Symbol, checker: ts.TypeChecker): Export {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  // All of a module is where the module begins. A bundle of declarations numbers names that several of its modules have.
  const declared = target.flags & ts.SymbolFlags.ValueModule ? '' : target.name.replace(/\$\d+$/, '');
  return { name: symbol.name, declared };
}

/** What is generated from contracts has no code to show: its declarations are all there is. */
const isGenerated = (folder: string): boolean => existsSync(join(root, 'packages', folder, 'src/generated'));

/** What is wrong about where a name led. */
function problemWith({ file, start }: Definition, symbol: string): readonly string[] {
  const place = `${symbol}: ${relative(project.folder, file)}:${start.line}`;
  if (!existsSync(file)) return [`${place} is missing`];
  const [, folder = ''] = /node_modules\/@influxkit\/([^/]+)\//.exec(file) ?? [];
  if (!/\/src\/.*(?<!\.d)\.ts$/.test(file) && !isGenerated(folder)) return [`${place} is no source`];
  const shown =
    readFileSync(file, 'utf8')
      .split('\n')
      [start.line - 1]?.slice(start.offset - 1) ?? '';
  return shown.startsWith(symbol) && (symbol === '' || !/^\w/.test(shown.slice(symbol.length)))
    ? []
    : [`${place} shows ${JSON.stringify(shown.slice(0, 40))}`];
}
