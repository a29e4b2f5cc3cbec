import type ts from 'typescript';
import { loadCompiler } from '../../base/compiler.js';
import type { JsonValue } from '../../base/json.js';

/** Text that is put into another at an offset. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** What the lines of a text end with: what is put into it ends with that, too. */
export function lineEndOf(text: string): '\r\n' | '\n' {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

/**
 * Edits of the text of a file that people write: JSON, with comments or without, or a configuration in TypeScript.
 * What is there stays as it is, to the byte; only what is missing is put in.
 */
export class TextEditor {
  readonly #compiler: typeof ts;
  readonly #name: string;
  #text: string;

  private constructor(compiler: typeof ts, name: string, text: string) {
    this.#compiler = compiler;
    this.#name = name;
    this.#text = text;
  }

  /** @param name the file's name: its ending says how it is read */
  static async open(name: string, text: string): Promise<TextEditor> {
    return new TextEditor(await loadCompiler(), name, text);
  }

  get text(): string {
    return this.#text;
  }

  /**
   * Puts properties into the object at a path, as far as it does not have them; objects on the way are made.
   * @returns whether the file is such an object, so that they are there now
   */
  add(path: readonly string[], properties: Readonly<Record<string, JsonValue>>): boolean {
    for (const [key, value] of Object.entries(properties)) if (!this.#addOne(path, key, value)) return false;
    return true;
  }

  /** Puts strings into the array at a path, as far as it does not have them; whether there is such an array. */
  addStrings(path: readonly string[], values: readonly string[]): boolean {
    for (const value of values) {
      const array = this.#arrayAt(path);
      if (array === undefined) return false;
      const there = array.elements.some((item) => this.#compiler.isStringLiteral(item) && item.text === value);
      if (!there) this.#appendTo(array, () => JSON.stringify(value));
    }
    return true;
  }

  /** Puts an element at the end of the array that a property called `name` holds, wherever it is; whether there is one. */
  append(name: string, element: (indent: string) => string): boolean {
    const array = this.#arrayCalled(name);
    if (array !== undefined) this.#appendTo(array, element);
    return array !== undefined;
  }

  #appendTo(array: ts.ArrayLiteralExpression, element: (indent: string) => string): void {
    const source = this.#source();
    const { elements } = array;
    const last = elements.at(-1);
    const start = array.getStart(source);
    const outer = this.#indentOf(start);
    // Elements that stand on the line of the bracket stay on one line.
    const isOnOneLine = last !== undefined && !this.#text.slice(start, last.end).includes('\n');
    const indent = last === undefined ? `${outer}${this.#unit()}` : this.#indentOf(last.getStart(source));
    const text = element(indent);
    const gap = isOnOneLine ? ' ' : `\n${indent}`;
    if (last === undefined) this.#insert({ at: start + 1, text: `\n${indent}${text}\n${outer}` });
    else if (elements.hasTrailingComma) this.#insert({ at: elements.end, text: `${gap}${text},` });
    else this.#insert({ at: last.end, text: `,${gap}${text}` });
  }

  #addOne(path: readonly string[], key: string, value: JsonValue): boolean {
    let object = this.#root();
    for (const [depth, name] of path.entries()) {
      if (object === undefined) return false;
      const property = this.#property(object, name);
      if (property === undefined) {
        const rest = path
          .slice(depth + 1)
          .reduceRight<JsonValue>((inner, outer) => ({ [outer]: inner }), { [key]: value });
        this.#insertProperty(object, name, rest);
        return true;
      }
      object = this.#compiler.isObjectLiteralExpression(property.initializer) ? property.initializer : undefined;
    }
    if (object === undefined) return false;
    if (this.#property(object, key) === undefined) this.#insertProperty(object, key, value);
    return true;
  }

  #insertProperty(object: ts.ObjectLiteralExpression, key: string, value: JsonValue): void {
    const source = this.#source();
    const last = object.properties.at(-1);
    const outer = this.#indentOf(object.getStart(source));
    const indent = last === undefined ? `${outer}${this.#unit()}` : this.#indentOf(last.getStart(source));
    const json = JSON.stringify(value, null, this.#unit()).replaceAll('\n', `\n${indent}`);
    const text = `\n${indent}${JSON.stringify(key)}: ${json}`;
    if (last === undefined) this.#insert({ at: object.getStart(source) + 1, text: `${text}\n${outer}` });
    else if (object.properties.hasTrailingComma) this.#insert({ at: object.properties.end, text: `${text},` });
    else this.#insert({ at: last.end, text: `,${text}` });
  }

  #insert({ at, text }: Insertion): void {
    const added = text.replaceAll('\n', lineEndOf(this.#text));
    this.#text = this.#text.slice(0, at) + added + this.#text.slice(at);
  }

  #source(): ts.SourceFile {
    const compiler = this.#compiler;
    if (/\.json$/i.test(this.#name)) return compiler.parseJsonText(this.#name, this.#text);
    return compiler.createSourceFile(this.#name, this.#text, compiler.ScriptTarget.ES2022, true);
  }

  #root(): ts.ObjectLiteralExpression | undefined {
    const [statement] = this.#source().statements;
    if (statement === undefined || !this.#compiler.isExpressionStatement(statement)) return undefined;
    const { expression } = statement;
    return this.#compiler.isObjectLiteralExpression(expression) ? expression : undefined;
  }

  #property(object: ts.ObjectLiteralExpression, name: string): ts.PropertyAssignment | undefined {
    const compiler = this.#compiler;
    return object.properties.find(
      (property): property is ts.PropertyAssignment =>
        compiler.isPropertyAssignment(property) &&
        (compiler.isIdentifier(property.name) || compiler.isStringLiteral(property.name)) &&
        property.name.text === name,
    );
  }

  #arrayAt(path: readonly string[]): ts.ArrayLiteralExpression | undefined {
    let value: ts.Expression | undefined = this.#root();
    for (const name of path) {
      if (value === undefined || !this.#compiler.isObjectLiteralExpression(value)) return undefined;
      value = this.#property(value, name)?.initializer;
    }
    return value !== undefined && this.#compiler.isArrayLiteralExpression(value) ? value : undefined;
  }

  #arrayCalled(name: string): ts.ArrayLiteralExpression | undefined {
    const compiler = this.#compiler;
    let found: ts.ArrayLiteralExpression | undefined;
    const visit = (node: ts.Node): void => {
      if (found !== undefined) return;
      if (compiler.isObjectLiteralExpression(node)) {
        const property = this.#property(node, name);
        if (property !== undefined && compiler.isArrayLiteralExpression(property.initializer))
          found = property.initializer;
      }
      compiler.forEachChild(node, visit);
    };
    visit(this.#source());
    return found;
  }

  /** The blanks at the beginning of the line that an offset is in. */
  #indentOf(offset: number): string {
    const start = this.#text.lastIndexOf('\n', offset - 1) + 1;
    return /^[ \t]*/.exec(this.#text.slice(start))?.[0] ?? '';
  }

  /** What the file indents by. */
  #unit(): string {
    return /\n([ \t]+)\S/.exec(this.#text)?.[1] ?? '  ';
  }
}
