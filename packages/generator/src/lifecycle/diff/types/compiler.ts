import type ts from 'typescript';
import { loadCompiler } from '../../../base/compiler.js';

type Compiler = typeof ts;

export interface Checked {
  readonly ts: Compiler;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly file: (name: string) => ts.SourceFile;
}

/** The language's own types: schemas need no more of them, and reading them takes most of a small program's time. */
const library = 'lib.es5.d.ts';

/** Types of the platform that a schema may name, told apart from each other and from objects. */
const platform = `
interface Blob { readonly size: number; readonly type: string; slice(): Blob }
interface File extends Blob { readonly name: string }
interface FormData { append(name: string, value: string): void }
interface URLSearchParams { readonly size: number; sort(): void }
interface ReadableStream<R = unknown> { readonly locked: boolean; readonly chunk: R }
`;

/** The language's own types, parsed once for all contracts of a run. */
const libraries = new Map<string, ts.SourceFile | undefined>();

/** Checks modules that are in memory alone; nothing is read but the language's own types, and nothing is written. */
export async function compile(modules: Readonly<Record<string, string>>): Promise<Checked> {
  const ts = await loadCompiler();
  const sources = new Map(
    Object.entries({ ...modules, 'platform.d.ts': platform }).map(([name, text]) => [`/${name}`, text]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    noLib: false,
    lib: [library],
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const real = ts.createCompilerHost(options);
  const libraryPath = `${real.getDefaultLibLocation?.() ?? ''}/${library}`;
  const files = new Map(libraries);
  const host: ts.CompilerHost = {
    ...real,
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: () => libraryPath,
    fileExists: (path) => sources.has(path) || path === libraryPath,
    readFile: (path) => sources.get(path),
    directoryExists: (path) => ['/', '/old', '/new'].includes(path),
    getDirectories: () => [],
    writeFile: () => {},
    getSourceFile: (path, target) => {
      const text = sources.get(path);
      if (!files.has(path)) {
        files.set(
          path,
          text === undefined
            ? real.getSourceFile(path, target)
            : ts.createSourceFile(path, text, {
                ...(typeof target === 'object' ? target : { languageVersion: target }),
                // Words of a contract are most of it, and say nothing of its types.
                jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
              }),
        );
        if (path === libraryPath) libraries.set(path, files.get(path));
      }
      return files.get(path);
    },
  };
  const program = ts.createProgram({ rootNames: [...sources.keys()], options, host });
  return {
    ts,
    program,
    checker: program.getTypeChecker(),
    file: (name) => {
      const file = program.getSourceFile(`/${name}`);
      if (file === undefined) throw new Error(`The module ${name} was not part of the program.`);
      return file;
    },
  };
}
