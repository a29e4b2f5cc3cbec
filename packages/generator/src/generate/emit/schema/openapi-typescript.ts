import { createRequire } from 'node:module';
import type * as openapiTypescript from 'openapi-typescript';
import type ts from 'typescript';

type OpenapiTypescript = typeof openapiTypescript;

/** The parts of openapi-typescript that make types of a document. */
export interface Compiler {
  readonly ts: typeof ts;
  readonly transformComponentsObject: OpenapiTypescript['transformComponentsObject'];
  readonly transformPathItemObject: OpenapiTypescript['transformPathItemObject'];
  readonly astToString: OpenapiTypescript['astToString'];
  readonly tsPropertyIndex: OpenapiTypescript['tsPropertyIndex'];
  readonly scanDiscriminators: OpenapiTypescript['scanDiscriminators'];
  readonly resolveRef: OpenapiTypescript['resolveRef'];
}

let compiler: Compiler | undefined;

/**
 * Loads them once. Its entry point would load a linter and a bundler as well, which take longer than all the rest and
 * have nothing to do here: the document is checked and bundled already.
 */
export async function loadCompiler(): Promise<Compiler> {
  compiler ??= load();
  return compiler;
}

/**
 * As CommonJS: importing the compiler as a module makes Node read all nine megabytes of it twice, to find the names that
 * it exports.
 */
function load(): Compiler {
  // Not named `require`: in the CommonJS build the bundler writes `require('url')` for `import.meta.url`.
  const requireFrom = createRequire(import.meta.url);
  const part = (path: string): Partial<OpenapiTypescript> => requireFrom(`openapi-typescript/dist/${path}.cjs`);
  const nodes = part('lib/ts') as OpenapiTypescript;
  const utils = part('lib/utils') as OpenapiTypescript;
  return {
    ts: requireFrom('typescript') as typeof ts,
    transformComponentsObject: byDefault(part('transform/components-object')),
    transformPathItemObject: byDefault(part('transform/path-item-object')),
    astToString: nodes.astToString,
    tsPropertyIndex: nodes.tsPropertyIndex,
    scanDiscriminators: utils.scanDiscriminators,
    resolveRef: utils.resolveRef,
  };
}

/** A module that exports nothing else is its default export, as CommonJS. */
function byDefault<T>(module: unknown): T {
  return ((module as { default?: T }).default ?? module) as T;
}
