import ts from 'typescript';
import { root } from '../../src/paths.js';

export interface Module {
  /** Which module it is, in the report. */
  readonly name: string;
  readonly code: string;
}

/**
 * What the compiler says of modules that exist in memory alone, as strict as it can be for a reader: with all options of
 * the packages, but for those that only authors of libraries need.
 *
 * @param generated files of generated clients, by the paths that modules import them from
 * @returns for each module its errors
 */
export function typeErrors(
  modules: readonly Module[],
  generated: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, readonly string[]> {
  const { config } = ts.readConfigFile(`${root}/tsconfig.base.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  const files = new Map(modules.map((module, index) => [`${root}/docs/in-memory/${index}.ts`, module]));
  const beside = new Map([...generated].map(([name, text]) => [`${root}/docs/in-memory/${name}`, text]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, directoryExists } = host;
  host.fileExists = (name) => files.has(name) || beside.has(name) || fileExists(name);
  host.directoryExists = (name) => name.startsWith(`${root}/docs/in-memory`) || (directoryExists?.(name) ?? true);
  host.getSourceFile = (name, ...rest) => {
    const module = files.get(name);
    const other = beside.get(name);
    if (other !== undefined) return ts.createSourceFile(name, other, ts.ScriptTarget.ES2022, true);
    if (module === undefined) return getSourceFile(name, ...rest);
    // An example without imports is a module all the same: its names are its own.
    return ts.createSourceFile(name, `${module.code}\nexport {};\n`, ts.ScriptTarget.ES2022, true);
  };
  const program = ts.createProgram(
    [...files.keys()],
    {
      ...options,
      declaration: false,
      isolatedDeclarations: false,
      noEmit: true,
      types: ['node'],
      typeRoots: [`${root}/node_modules/@types`],
    },
    host,
  );
  return new Map(
    [...files].map(([file, module]) => {
      const source = program.getSourceFile(file);
      const errors = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [module.name, errors.map((error) => `${place(source, error)}${message(error)}`)];
    }),
  );
}

const place = (source: ts.SourceFile | undefined, { start = 0 }: ts.Diagnostic): string =>
  `line ${(source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1}: `;

const message = ({ messageText }: ts.Diagnostic): string =>
  ts.flattenDiagnosticMessageText(messageText, '\n').slice(0, 600);
