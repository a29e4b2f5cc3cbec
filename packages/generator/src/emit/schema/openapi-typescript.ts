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

let compiler: Promise<Compiler> | undefined;

/**
 * Loads them once. Its entry point would load a linter and a bundler as well, which take longer than all the rest and
 * have nothing to do here: the document is checked and bundled already.
 */
export function loadCompiler(): Promise<Compiler> {
  compiler ??= load();
  return compiler;
}

async function load(): Promise<Compiler> {
  const [typescript, components, pathItem, nodes, utils] = await Promise.all([
    import('typescript'),
    import('openapi-typescript/dist/transform/components-object.mjs'),
    import('openapi-typescript/dist/transform/path-item-object.mjs'),
    import('openapi-typescript/dist/lib/ts.mjs'),
    import('openapi-typescript/dist/lib/utils.mjs'),
  ]);
  return {
    ts: typescript.default,
    transformComponentsObject: components.default,
    transformPathItemObject: pathItem.default,
    astToString: nodes.astToString,
    tsPropertyIndex: nodes.tsPropertyIndex,
    scanDiscriminators: utils.scanDiscriminators,
    resolveRef: utils.resolveRef,
  };
}
