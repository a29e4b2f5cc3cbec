import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../../model/contract.js';
import { generate } from '../generate.js';
import { HOSTILE_TEXTS } from '../hostile-texts.js';

/** Names of the properties of one schema in `schema.ts`, as the compiler reads them. */
async function properties(names: readonly string[]): Promise<string[]> {
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  const files = await generate(documentOf({}, { components: { schemas: { S: { type: 'object', properties } } } }));
  const source = ts.createSourceFile('schema.ts', files.get('schema.ts') ?? '', ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node, inside: boolean): void => {
    if (ts.isPropertySignature(node)) {
      const { name } = node;
      const text = ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name) ? name.text : '?';
      if (inside) found.push(text);
      else ts.forEachChild(node, (child) => visit(child, text === 'S'));
    } else ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(source, false);
  return found;
}

describe('keys of the contract are the keys of `schema.ts`', () => {
  it('whatever they are spelt like', async () => {
    const names = HOSTILE_TEXTS.filter((text) => !text.includes('\ud800'));
    expect((await properties(names)).sort()).toEqual([...names].sort());
  });

  it.each(['100%', '%', '%zz', '%41', '\\uE025', '\\\\uE025', 'a\\', "'", '"', '__proto__', '-1', '1e3', 'é'])(
    '%j by itself',
    async (name) => {
      expect(await properties([name])).toEqual([name]);
    },
  );
});
