import type { GlobalContext, OpenAPI3 } from 'openapi-typescript';
import type ts from 'typescript';
import type { JsonObject } from '../../../base/json.js';
import { withoutUnions } from './discriminators.js';
import type { Compiler } from './openapi-typescript.js';
import { HIDDEN_PATH } from './schema-document.js';

/** The statements of `schema.ts`: interfaces `paths`, `components` and `operations`, and the helper types they use. */
export function schemaStatements(document: JsonObject, compiler: Compiler): ts.Statement[] {
  const schema = document as unknown as OpenAPI3;
  const options = globalOptions(schema, compiler);
  const operations: ts.TypeElement[] = [];
  const helpers = new Map<string, ts.Statement>();

  // Each path has a list of its own for what it adds, and so does `components`: in one list for all, openapi-typescript
  // copies every operation found so far for each new one.
  const collected = <T>(transform: (context: GlobalContext) => T): T => {
    const context = { ...options, injectFooter: [] } as unknown as GlobalContext;
    const result = transform(context);
    for (const node of context.injectFooter) {
      if (compiler.ts.isInterfaceDeclaration(node) && node.name.text === 'operations') operations.push(...node.members);
      else if (compiler.ts.isTypeAliasDeclaration(node)) helpers.set(node.name.text, node);
    }
    return result;
  };

  const paths = Object.entries(schema.paths ?? {}).flatMap(([url, item]) => {
    const path = `#/paths/${url.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const type = collected((ctx) => compiler.transformPathItemObject(item, { path, ctx }));
    return url.startsWith(HIDDEN_PATH) ? [] : [property(url, type, compiler)];
  });
  const [components] = collected((ctx) => compiler.transformComponentsObject(schema.components ?? {}, ctx));
  const members =
    components && compiler.ts.isTypeLiteralNode(components as ts.Node)
      ? (components as ts.TypeLiteralNode).members
      : [];
  return [
    exportedInterface('paths', paths, compiler),
    exportedInterface('components', members, compiler),
    exportedInterface('operations', operations, compiler),
    ...helpers.values(),
  ];
}

/** All that its transforms read; the linter's configuration among it is for its command alone. */
type Options = Omit<GlobalContext, 'injectFooter' | 'redoc' | 'inject'>;

/**
 * How openapi-typescript is set. `enum`, `enumValues`, `rootTypes` and `pathParamsAsTypes` stay off for good: by them it
 * writes text of the document into code. Properties with a default may be absent, in requests as in responses of servers
 * that leave them out; an object of which nothing is said may have any members.
 */
function globalOptions(schema: OpenAPI3, { scanDiscriminators, resolveRef }: Compiler): Options {
  const options = { silent: true };
  return {
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    conditionalEnums: false,
    dedupeEnums: false,
    defaultNonNullable: false,
    discriminators: withoutUnions(schema, scanDiscriminators(namedSchemas(schema), options)),
    emptyObjectsUnknown: true,
    enum: false,
    enumValues: false,
    excludeDeprecated: false,
    exportType: false,
    generatePathParams: false,
    immutable: false,
    makePathsEnum: false,
    pathParamsAsTypes: false,
    postTransform: undefined,
    propertiesRequiredByDefault: false,
    rootTypes: false,
    rootTypesKeepCasing: false,
    rootTypesNoSchemaPrefix: false,
    silent: true,
    transform: undefined,
    transformProperty: undefined,
    readWriteMarkers: false,
    resolve: (ref) => resolveRef(schema, ref, options),
  };
}

/** Discriminators are between named schemas: the rest of the document need not be searched for them. */
function namedSchemas(schema: OpenAPI3): OpenAPI3 {
  return { ...schema, paths: {}, components: { schemas: schema.components?.schemas ?? {} } };
}

function property(
  name: string,
  type: ts.TypeNode,
  { ts: { factory }, tsPropertyIndex }: Compiler,
): ts.PropertySignature {
  return factory.createPropertySignature(undefined, tsPropertyIndex(name), undefined, type);
}

function exportedInterface(name: string, members: readonly ts.TypeElement[], { ts }: Compiler): ts.Statement {
  const modifiers = [ts.factory.createModifier(ts.SyntaxKind.ExportKeyword)];
  return ts.factory.createInterfaceDeclaration(modifiers, name, undefined, undefined, members);
}
