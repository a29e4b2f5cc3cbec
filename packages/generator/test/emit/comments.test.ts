import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import {
  commentCode,
  commentLine,
  commentLines,
  docComment,
  tableCell,
  tableCode,
} from '../../src/generate/emit/comments.js';
import { HOSTILE_TEXTS } from './hostile-texts.js';

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_TEXTS));

describe('commentLines', () => {
  it.each([
    ['one', ['one']],
    ['a\r\nb\rc\u2028d\u2029e\ff', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['\n\n a \n\n', [' a']],
    ['ends */ here', ['ends *\\/ here']],
    ['**/', ['**\\/']],
    ['a\0b\u202ec\u200bd', ['abcd']],
    ['@deprecated yes', ['\\@deprecated yes']],
    ['mail me@example.com', ['mail me@example.com']],
    ['see {@link x}', ['see {\\@link x}']],
    ['', []],
  ])('%j → %j', (text, want) => {
    expect(commentLines(text)).toEqual(want);
  });
});

describe('a comment of any text ends where it should and sets no tag', () => {
  it.each<[string, (text: string) => readonly string[]]>([
    ['lines', commentLines],
    ['a line', (text) => [commentLine(text)]],
    ['code', (text) => [commentCode(text)]],
  ])('%s', (_, write) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const source = ts.createSourceFile(
          'x.ts',
          `${docComment([write(text)])}export interface X {}\n`,
          ts.ScriptTarget.ES2022,
          true,
        );
        const { parseDiagnostics } = source as unknown as { parseDiagnostics: unknown[] };
        const [statement] = source.statements;
        return (
          parseDiagnostics.length === 0 &&
          source.statements.length === 1 &&
          statement !== undefined &&
          ts.isInterfaceDeclaration(statement) &&
          ts.getJSDocTags(statement).length === 0
        );
      }),
    );
  });
});

describe('docComment', () => {
  it.each([
    [[], ''],
    [['One.'], '/** One. */\n'],
    [['One.', 'Two.'], '/**\n * One.\n *\n * Two.\n */\n'],
    [[['@param a - b', '@param c - d'], '@deprecated'], '/**\n * @param a - b\n * @param c - d\n * @deprecated\n */\n'],
    [['One.', '@deprecated'], '/**\n * One.\n *\n * @deprecated\n */\n'],
  ])('%j', (paragraphs, want) => {
    expect(docComment(paragraphs)).toBe(want);
  });
});

describe('cells of a table', () => {
  it.each([
    ['Plain words.', 'Plain words.'],
    ['use `a|b` or c|d', 'use `a\\|b` or c\\|d'],
    ['two\nlines', 'two lines'],
    ['<script>x</script>', '\\<script\\>x\\</script\\>'],
    ['[a](javascript:b)', '\\[a\\](javascript:b)'],
    ['a lone ` quote', 'a lone \\` quote'],
  ])('%j → %j', (text, want) => {
    expect(tableCell(text)).toBe(want);
  });

  it.each([
    ['GET /a', '`GET /a`'],
    ['a`b', '`` a`b ``'],
    ['a|b', '`a\\|b`'],
  ])('code %j → %j', (text, want) => {
    expect(tableCode(text)).toBe(want);
  });
});
