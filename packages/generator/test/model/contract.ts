import type { Diagnostic } from '../../src/base/diagnostics.js';
import type { ProductConfig } from '../../src/config/product-config.js';
import type { LoadedContract, OpenApiDocument } from '../../src/contract/document/openapi.js';
import { type ApiModel, buildModel, type OperationModel } from '../../src/generate/model/build-model.js';

/** A contract of a document in memory. Its places are the pointers themselves. */
export function contractOf(document: unknown): LoadedContract {
  return {
    document: document as OpenApiDocument,
    version: '3.1',
    files: [],
    locate: (pointer) => ({ file: pointer, line: 1, column: 1 }),
  };
}

export function configOf(settings: Partial<ProductConfig> = {}): ProductConfig {
  return { name: 'shop', input: 'openapi.yaml', output: 'generated', ...settings };
}

/** A document with these paths. */
export function documentOf(paths: unknown, rest: Record<string, unknown> = {}): unknown {
  return { openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths, ...rest };
}

export function modelOf(
  document: unknown,
  settings: Partial<ProductConfig> = {},
): { model: ApiModel; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const model = buildModel(contractOf(document), configOf(settings), (diagnostic) => diagnostics.push(diagnostic));
  return { model, diagnostics };
}

/** The only operation of a document with one, at `GET /things` unless said otherwise. */
export function operationOf(
  operation: Record<string, unknown>,
  settings: Partial<ProductConfig> = {},
  { path = '/things', method = 'get', components = {} }: { path?: string; method?: string; components?: unknown } = {},
): { operation: OperationModel; diagnostics: Diagnostic[] } {
  const document = documentOf(
    { [path]: { [method]: { operationId: 'op', responses: {}, ...operation } } },
    { components },
  );
  const { model, diagnostics } = modelOf(document, settings);
  const [first] = model.operations;
  if (!first) throw new Error(`no operation: ${diagnostics.map(({ message }) => message).join(' ')}`);
  return { operation: first, diagnostics };
}

/** A 200 response of JSON. */
export function jsonResponses(schema: unknown): Record<string, unknown> {
  return { 200: { description: 'ok', content: { 'application/json': { schema } } } };
}
