// What editors show of an export: a sentence for each, an example for what is called, which has to compile, and a default for
// what may be left out.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { entries } from '../entries.mjs';
import { root } from '../run.mjs';

/** Packages that are held to it. Those of generated code follow their contracts; the others are yet to be added here. */
const packages = ['influxdb', 'query'];

/** What lacks in the doc comments of a package's exports, and what is wrong with their examples, a sentence each. */
export function docCommentProblems(names = packages) {
  const modules = entries()
    .filter((entry) => names.includes(entry.package))
    .map(({ name, source }) => ({ name, file: join(root, source) }));
  const examples = new Map(names.flatMap((name) => examplesOf(join(root, 'packages', name, 'src'))));
  const program = programOf(
    modules.map(({ file }) => file),
    examples,
  );
  return [...problemsIn(program, modules), ...exampleProblems(program, examples)];
}

/** The program of some files, and of modules that exist in memory alone; with the options of every package here. */
export function programOf(files, modules) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options: base } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  // An example may declare what it does not use.
  const options = { ...base, noEmit: true, declaration: false, isolatedDeclarations: false, noUnusedLocals: false };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (path) => modules.has(path) || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    modules.has(path)
      ? ts.createSourceFile(path, modules.get(path), ts.ScriptTarget.ES2022)
      : getSourceFile(path, ...rest);
  return ts.createProgram([...files, ...modules.keys()], { ...options, types: ['node'] }, host);
}

/** The examples in a folder of sources, each as a module beside the file that has it. */
function examplesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('generated/'))
    .flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/@example\n((?: +\*(?!\/).*\n)+)/g)].map(
        ([, lines], index) => [
          `${folder}/${file.replace(/\.ts$/, '')}.example-${index + 1}.ts`,
          `${lines.replace(/^ +\* ?/gm, '')}\nexport {};\n`,
        ],
      ),
    );
}

function exampleProblems(program, examples) {
  return [...examples.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${path.slice(root.length)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

/** The same for modules of a program, each by the name that it is imported by. */
export function problemsIn(program, modules) {
  const checker = program.getTypeChecker();
  const problems = new Set();
  for (const { name, file } of modules) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file));
    const folder = file.slice(0, file.lastIndexOf('/src/') + 5);
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const [declaration] = symbol.declarations ?? [];
      const source = declaration?.getSourceFile().fileName ?? '';
      // What another package or a contract describes is described there.
      if (!source.startsWith(folder) || source.startsWith(`${folder}generated/`)) continue;
      for (const problem of problemsOf(checker, symbol)) problems.add(`${name}: ${exported.name}${problem}`);
    }
  }
  return [...problems].sort();
}

function problemsOf(checker, symbol) {
  const problems = [];
  const [declaration] = symbol.declarations;
  if (!isDescribed(checker, symbol)) problems.push(': has no description');
  const isError = /Error$/.test(symbol.name);
  if (isCalled(checker, symbol, declaration) && !isError && !hasTag(symbol, 'example'))
    problems.push(': has no @example');
  if (ts.isInterfaceDeclaration(declaration) && /Options$/.test(symbol.name)) {
    for (const member of declaration.members) {
      const property = member.name && checker.getSymbolAtLocation(member.name);
      if (property === undefined) continue;
      const path = `.${property.name}`;
      if (!isDescribed(checker, property)) problems.push(`${path}: has no description`);
      if (member.questionToken && !hasTag(property, 'default')) problems.push(`${path}: has no @default`);
    }
  }
  return problems;
}

const isDescribed = (checker, symbol) => symbol.getDocumentationComment(checker).length > 0;

const hasTag = (symbol, name) => symbol.getJsDocTags().some((tag) => tag.name === name && (tag.text?.length ?? 0) > 0);

/** Functions, constants that are functions, and classes. */
function isCalled(checker, symbol, declaration) {
  if (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) return true;
  if (!(symbol.flags & ts.SymbolFlags.Variable)) return false;
  return checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures().length > 0;
}
