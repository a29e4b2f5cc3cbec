import type ts from 'typescript';
import { diagnose } from './catalogue.js';
import { ContractError } from './diagnostics.js';

/** What of the compiler is used: versions from 7 on have another API, or none. */
const used = ['createProgram', 'createSourceFile', 'parseJsonText'] as const;

/**
 * The compiler that is installed beside the generator.
 *
 * @throws ContractError where there is none, or one without the API of TypeScript 5
 */
export async function loadCompiler(): Promise<typeof ts> {
  const found = await import('typescript').then(
    (module) => (module as { default?: unknown }).default ?? module,
    () => undefined,
  );
  const compiler = Object(found) as Partial<typeof ts>;
  if (used.every((name) => typeof compiler[name] === 'function')) return compiler as typeof ts;
  const got = found === undefined ? 'there is none' : `it is ${compiler.version ?? 'another'}`;
  throw new ContractError([diagnose('config-compiler', `TypeScript 5 is needed beside the generator, and ${got}`)]);
}
