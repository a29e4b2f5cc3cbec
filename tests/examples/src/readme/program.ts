import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from '../example.js';
import type { Block } from './blocks.js';

/** Examples stand here while they are tested: where packages are found, and out of the way of git. */
const folder = join(root, 'tests/examples/.cache/readmes');
const given = '../../../src/readme/given.js';

const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, (path) => readFileSync(path, 'utf8'));
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);

/** Where a block stands: a folder for each README, a file for each block. */
export const fileOf = ({ readme, index }: Block, suffix = ''): string =>
  join(folder, readme.replace(/(\/?README)?\.md$/, '').replaceAll('/', '-') || 'root', `${index}${suffix}.ts`);

export function write(path: string, code: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}

/** Compiles the blocks as strictly as our own sources: the errors of each, with the names that it does not declare. */
function diagnose(files: readonly string[]): Map<string, readonly ts.Diagnostic[]> {
  const program = ts.createProgram(files, {
    ...options,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    isolatedDeclarations: false,
    declaration: false,
    noEmit: true,
  });
  return new Map(
    files.map((file) => {
      const source = program.getSourceFile(file);
      return [file, [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]];
    }),
  );
}

/** Codes of "cannot find name", with and without a suggestion, and of a shorthand property that has no value. */
const unknownName = new Set([2304, 2552, 18004]);
const text = ({ messageText }: ts.Diagnostic): string => ts.flattenDiagnosticMessageText(messageText, ' ');

const nameIn = (message: string): string => /'([^']+)'/.exec(message)?.[1] ?? message;

export interface Compiled extends Block {
  /** The code with what it takes as given imported in its first line. */
  readonly whole: string;
  readonly errors: readonly string[];
}

/**
 * Compiles blocks, each as a module of its own. A name that a block does not declare is imported from what fragments may
 * take as given.
 */
export function compile(blocks: readonly Block[]): Compiled[] {
  for (const block of blocks) write(fileOf(block), `${block.code}\nexport {};\n`);
  const files = blocks.map((block) => fileOf(block));
  const alone = diagnose(files);
  const wholes = blocks.map((block) => {
    const unknown = (alone.get(fileOf(block)) ?? []).filter(({ code }) => unknownName.has(code));
    const names = [...new Set(unknown.map((diagnostic) => nameIn(text(diagnostic))))];
    const imported = names.length === 0 ? '' : `import { ${names.join(', ')} } from '${given}'; `;
    return `${imported}${block.code}\nexport {};\n`;
  });
  blocks.forEach((block, index) => {
    write(fileOf(block), wholes[index] ?? '');
  });
  const whole = diagnose(files);
  return blocks.map((block, index) => ({
    ...block,
    whole: wholes[index] ?? '',
    errors: (whole.get(fileOf(block)) ?? []).map((diagnostic) => {
      const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
      return `${block.readme}, example ${block.index + 1}, line ${line + 1}: ${text(diagnostic)}`;
    }),
  }));
}
