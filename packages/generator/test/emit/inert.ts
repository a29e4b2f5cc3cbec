import ts from 'typescript';

/**
 * What makes generated code more than types and plain data; empty where there is nothing. A list of what is allowed, not
 * of what is forbidden: whatever a contract's text turned into would have to look like one of these.
 */
export function liveParts(fileName: string, code: string): string[] {
  const source = ts.createSourceFile(fileName, code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly ts.Diagnostic[] };
  const found = parseDiagnostics.map(
    ({ messageText }) => `parse: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
  for (const statement of source.statements) found.push(...liveStatement(statement));
  return found;
}

const MODULES = new Set([
  '@influxkit/runtime',
  './client.js',
  './models.js',
  './operations.js',
  './schema.js',
  './registry.js',
]);

function liveStatement(statement: ts.Statement): string[] {
  const live = (what: string): string[] => [`${what}: ${statement.getText().slice(0, 120)}`];
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) {
    const { moduleSpecifier } = statement;
    if (moduleSpecifier === undefined) return statement.getText() === 'export {};' ? [] : live('export');
    return ts.isStringLiteral(moduleSpecifier) && MODULES.has(moduleSpecifier.text) ? [] : live('module');
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return liveTypes(statement);
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ initializer, type }) => [
      ...(initializer && isData(initializer) ? [] : live('value')),
      ...(type ? liveTypes(type) : live('no type')),
    ]);
  }
  if (ts.isFunctionDeclaration(statement)) {
    const body = statement.body?.statements.map((each) => each.getText()).join('') ?? '';
    return /^return createFromRegistry<\w+>\(options, registry, config\);$/.test(body) ? [] : live('function');
  }
  return live(ts.SyntaxKind[statement.kind] ?? 'statement');
}

/** Literals, and names of constants beside them. */
function isData(node: ts.Expression): boolean {
  if (ts.isStringLiteral(node) || ts.isNumericLiteral(node) || ts.isIdentifier(node)) return true;
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return true;
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isData);
  return (
    ts.isObjectLiteralExpression(node) &&
    node.properties.every(
      (property) =>
        // `{ cookies }`: a name of the runtime's.
        (ts.isShorthandPropertyAssignment(property) && property.objectAssignmentInitializer === undefined) ||
        (ts.isPropertyAssignment(property) &&
          (ts.isIdentifier(property.name) ||
            (ts.isStringLiteral(property.name) && property.name.text !== '__proto__')) &&
          isData(property.initializer)),
    )
  );
}

/** Types that would run or load something, or take a type from a value. */
function liveTypes(root: ts.Node): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const refers = ts.isTypeQueryNode(node) || ts.isImportTypeNode(node) || ts.isComputedPropertyName(node);
    if (refers || ts.isTemplateLiteralTypeNode(node) || ts.isConditionalTypeNode(node))
      found.push(`type: ${node.getText().slice(0, 120)}`);
    if (ts.isTypeReferenceNode(node) && /pwned/i.test(node.typeName.getText()) && !isDeclared(node)) {
      found.push(`unknown type: ${node.getText().slice(0, 120)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** A name that is made of a string is no harm where it is a declaration of the same module, or imported from one. */
function isDeclared(node: ts.TypeReferenceNode): boolean {
  const name = node.typeName.getText();
  return node.getSourceFile().statements.some((statement) => {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      return statement.name.text === name;
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    return (
      bindings !== undefined &&
      ts.isNamedImports(bindings) &&
      bindings.elements.some((element) => element.name.text === name)
    );
  });
}
