import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, type Run, runCommand } from './generation-command.js';
import { scriptOf } from './generation-competitors.js';

/** The options of a strict project that bundles. */
export const STRICT = {
  target: 'ES2022',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  module: 'ESNext',
  moduleResolution: 'bundler',
  // kubb's modules name each other so
  allowImportingTsExtensions: true,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: [],
} as const;

/** Checks the declarations of packages too, as TypeScript does unless it is told not to. */
export const STRICT_DECLARATIONS = { ...STRICT, skipLibCheck: false } as const;

/** What `strict` leaves out, and many projects turn on. */
export const STRICTER = { ...STRICT, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true } as const;

/** Checks the types of one file and all that it imports: from the start of `tsc` to its end. */
export async function typeCheck(
  folder: string,
  file: string,
  options: typeof STRICT | typeof STRICTER | typeof STRICT_DECLARATIONS,
  limitSeconds: number,
): Promise<Run & { readonly errors: readonly string[] }> {
  const name = options === STRICT ? 'strict' : options === STRICTER ? 'stricter' : 'declarations';
  const project = `tsconfig.${name}.json`;
  writeFileSync(join(folder, project), `${JSON.stringify({ compilerOptions: options, files: [file] }, null, 2)}\n`);
  const command: Command = {
    script: scriptOf('typescript', 'tsc'),
    args: ['--project', project, '--diagnostics'],
    cwd: folder,
  };
  // 1 and 2 say that there are errors in what was checked
  const run = await runCommand(command, limitSeconds, [0, 1, 2]);
  return { ...run, errors: run.output.split('\n').filter((line) => /\berror TS\d+:/.test(line)) };
}
