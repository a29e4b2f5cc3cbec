import type ts from 'typescript';
import { loadCompiler } from '../../base/compiler.js';
import { isObject, type JsonValue, own, put } from '../../base/json.js';
import type { ComparedDescriptor } from '../diff/contract-view.js';

/**
 * Operation descriptors of a generated registry, from its source. They are plain data; the source is parsed and never
 * run. Undefined: the source holds none.
 */
export async function readDescriptors(text: string): Promise<ComparedDescriptor[] | undefined> {
  const compiler = await loadCompiler();
  const file = compiler.createSourceFile('operations.ts', text, compiler.ScriptTarget.ES2022);
  const constants = new Map<string, JsonValue>();
  const descriptors: ComparedDescriptor[] = [];
  for (const statement of file.statements) {
    if (!compiler.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!compiler.isIdentifier(name) || initializer === undefined) continue;
      const value = dataOf(compiler, initializer, constants);
      if (value === undefined) continue;
      constants.set(name.text, value);
      if (isDescriptor(value)) descriptors.push(withResponse(value) as unknown as ComparedDescriptor);
    }
  }
  return descriptors.length === 0 ? undefined : descriptors;
}

/** Clients that were generated before call the media types of a response `answer`. */
function withResponse(value: JsonValue): JsonValue {
  const before = isObject(value) ? own(value, 'answer') : undefined;
  return isObject(value) && before !== undefined ? { ...value, response: before } : value;
}

function isDescriptor(value: JsonValue): boolean {
  return isObject(value) && ['name', 'method', 'path'].every((key) => typeof own(value, key) === 'string');
}

/** The value of an expression that is plain data; undefined for any other. */
function dataOf(
  compiler: typeof ts,
  expression: ts.Expression,
  constants: ReadonlyMap<string, JsonValue>,
): JsonValue | undefined {
  if (compiler.isStringLiteralLike(expression)) return expression.text;
  if (compiler.isNumericLiteral(expression)) return Number(expression.text);
  if (expression.kind === compiler.SyntaxKind.TrueKeyword) return true;
  if (expression.kind === compiler.SyntaxKind.FalseKeyword) return false;
  if (compiler.isIdentifier(expression)) return constants.get(expression.text);
  if (compiler.isArrayLiteralExpression(expression)) {
    const items = expression.elements.map((item) => dataOf(compiler, item, constants));
    return items.includes(undefined) ? undefined : (items as JsonValue[]);
  }
  if (!compiler.isObjectLiteralExpression(expression)) return undefined;
  const object = {};
  for (const property of expression.properties) {
    const shorthand = compiler.isShorthandPropertyAssignment(property);
    if (!shorthand && !compiler.isPropertyAssignment(property)) return undefined;
    const { name } = property;
    if (!compiler.isIdentifier(name) && !compiler.isStringLiteral(name) && !compiler.isNumericLiteral(name))
      return undefined;
    const value = shorthand ? constants.get(name.text) : dataOf(compiler, property.initializer, constants);
    if (value === undefined) return undefined;
    put(object, name.text, value);
  }
  return object;
}
