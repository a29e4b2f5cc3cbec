import ts from 'typescript';
import { expect, it } from 'vitest';
import { isWhole } from '../../../tests/tools/src/scope.js';
import { PLACES } from '../../generator/test/emit/hostile-places.js';
import { HOSTILE_TEXTS } from '../../generator/test/emit/hostile-texts.js';
import { modelOf } from '../../generator/test/model/contract.js';
import { emitted } from './emitted.js';

/** Names that code refers to and does not declare, and what does not parse: what a text of a contract could have become. */
function strangers(code: string): string[] {
  const source = ts.createSourceFile('zod.ts', code, ts.ScriptTarget.ES2022, true);
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly ts.Diagnostic[] };
  const found = parseDiagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  const known = new Set(['z', 'RegExp']);
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) known.add(name.getText());
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (bindings && ts.isNamedImports(bindings)) for (const { name } of bindings.elements) known.add(name.text);
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    const { parent } = node;
    const isMember = (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
    if (ts.isIdentifier(node) && !isMember && !known.has(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  for (const statement of source.statements) visit(statement);
  return found;
}

it('texts of a contract are names and literals, whatever they hold', async () => {
  const cases = PLACES.flatMap(([place, contractWith]) => HOSTILE_TEXTS.map((text) => ({ place, contractWith, text })));
  let emittedOf = 0;
  for (const { place, contractWith, text } of cases.filter((_, index) => index % (isWhole ? 13 : 37) === 0)) {
    const { model, diagnostics } = modelOf(contractWith(text));
    if (diagnostics.some(({ severity }) => severity === 'error')) continue;
    emittedOf += 1;
    const files = await emitted(model);
    expect(strangers(files.get('zod.ts') ?? ''), `${place}: ${JSON.stringify(text)}`).toEqual([]);
  }
  expect(emittedOf).toBeGreaterThan(isWhole ? 24 : 8);
  expect(strangers("import * as z from 'zod';\nexport const a: z.ZodType = z.literal('').and(evil());")).toEqual([
    'evil',
  ]);
});
