import type { OpenApiDocument } from '../../load/contract.js';

/** The types of a contract as a module: `paths`, `operations` and `components`. */
export async function schemaText(document: OpenApiDocument): Promise<string> {
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  // It resolves references in place: what it is given must not be the caller's.
  const copy = structuredClone(document) as unknown as Parameters<typeof openapiTS>[0];
  return astToString(await openapiTS(copy, { silent: true, defaultNonNullable: false }));
}
