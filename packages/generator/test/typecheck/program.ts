import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
/** Where files in memory seem to be: inside the repository, so that packages resolve. */
export const FOLDER = resolve(ROOT, 'packages/generator/test/typecheck/in-memory');

/** As the strictest consumer has them, and with what generated modules promise to be valid under. */
export const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: [
    'lib.es2023.d.ts',
    'lib.esnext.disposable.d.ts',
    'lib.dom.d.ts',
    'lib.dom.iterable.d.ts',
    'lib.dom.asynciterable.d.ts',
  ],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  isolatedDeclarations: true,
  declaration: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  paths: { '@influxkit/runtime': [resolve(ROOT, 'packages/runtime/src/index.ts')] },
};

const parsed = new Map<string, ts.SourceFile>();

/** Library and runtime files are parsed once for all programs. */
function sourceFile(fileName: string, text: string, isShared: boolean): ts.SourceFile {
  const known = isShared ? parsed.get(fileName) : undefined;
  if (known) return known;
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true);
  if (isShared) parsed.set(fileName, source);
  return source;
}

/** A compiler host that has these files (paths below `FOLDER`) beside those on disk. */
export function hostOf(files: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  const inMemory = new Map([...files].map(([name, text]) => [resolve(FOLDER, name), text]));
  const folders = new Set([...inMemory.keys()].map((name) => dirname(name)));
  const read = (fileName: string): string | undefined =>
    inMemory.get(fileName) ?? (existsSync(fileName) ? readFileSync(fileName, 'utf8') : undefined);
  return {
    ...host,
    fileExists: (fileName) => inMemory.has(fileName) || host.fileExists(fileName),
    directoryExists: (folder) => folders.has(folder) || (host.directoryExists?.(folder) ?? true),
    readFile: read,
    getSourceFile: (fileName) => {
      const text = read(fileName);
      return text === undefined ? undefined : sourceFile(fileName, text, !inMemory.has(fileName));
    },
  };
}

/** All that the compiler has to say of these files, as `file:line: message`. */
export function typeErrors(files: ReadonlyMap<string, string>): string[] {
  const names = [...files.keys()].filter((name) => name.endsWith('.ts')).map((name) => resolve(FOLDER, name));
  const program = ts.createProgram(names, OPTIONS, hostOf(files));
  return names.flatMap((name) => {
    const source = program.getSourceFile(name);
    const diagnostics = source
      ? [
          ...program.getSyntacticDiagnostics(source),
          ...program.getSemanticDiagnostics(source),
          ...program.getDeclarationDiagnostics(source),
        ]
      : [];
    return diagnostics.map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${name.slice(FOLDER.length + 1)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}

/** The names that one of these files exports, those of other modules that it passes on among them. */
export function exportsOf(files: ReadonlyMap<string, string>, name: string): string[] {
  const names = [...files.keys()].filter((file) => file.endsWith('.ts')).map((file) => resolve(FOLDER, file));
  const program = ts.createProgram(names, OPTIONS, hostOf(files));
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(resolve(FOLDER, name));
  const symbol = source && checker.getSymbolAtLocation(source);
  return symbol ? checker.getExportsOfModule(symbol).map((each) => each.name) : [];
}
