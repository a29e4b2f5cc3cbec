import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { programs } from './run-program.js';

/** Bundles a program with the sources of the packages, as the compiler finds them. */
export async function bundle(name: string, conditions: readonly string[], outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL(name, programs))],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: [...conditions],
    outfile,
    logLevel: 'error',
    tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
  });
}
