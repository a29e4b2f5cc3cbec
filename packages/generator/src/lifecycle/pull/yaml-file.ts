import { readFileSync } from 'node:fs';
import {
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { JsonValue } from '../../base/json.js';
import { formatPointer } from '../../contract/document/pointer.js';

/** Why a place of a file cannot be written to. */
export class NoPlace extends Error {}

/**
 * A YAML file that entries are put into. What was written by hand stays as it is, to the byte: new entries are written
 * between the lines that are there.
 */
export class YamlFile {
  readonly path: string;
  #text: string;
  readonly #before: string;

  constructor(path: string, text: string) {
    this.path = path;
    this.#text = text;
    this.#before = text;
  }

  static read(path: string): YamlFile {
    return new YamlFile(path, readFileSync(path, 'utf8'));
  }

  get text(): string {
    return this.#text;
  }

  get isChanged(): boolean {
    return this.#text !== this.#before;
  }

  /** The value at a place; undefined if there is none. */
  get(tokens: readonly string[]): JsonValue | undefined {
    return find(this.#root(), tokens)?.toJSON() as JsonValue | undefined;
  }

  /** Keys of the map at a place, in order. */
  keys(tokens: readonly string[]): string[] {
    const node = find(this.#root(), tokens);
    return isMap(node) ? node.items.map(keyOf) : [];
  }

  /** Puts an entry into a map, behind the entry `after` or at the end; maps on the way that are missing are made. */
  insert(tokens: readonly string[], key: string, value: JsonValue, after?: string): void {
    const node = find(this.#root(), tokens);
    const parent = tokens.at(-1);
    if (node === undefined && parent !== undefined) {
      this.insert(tokens.slice(0, -1), parent, { [key]: value });
      return;
    }
    const text = stringify({ [key]: value }, { lineWidth: 120, indent: 2 });
    if (node === undefined) {
      this.#text += `${this.#text === '' || this.#text.endsWith('\n') ? '' : '\n'}${text}`;
      return;
    }
    if (!isMap(node)) throw new NoPlace(`There is no map at ${formatPointer(tokens)} of ${this.path}.`);
    if (node.items.some((pair) => keyOf(pair) === key)) return;
    const pair = node.items.find((item) => keyOf(item) === after) ?? node.items.at(-1);
    if (node.flow === true || pair === undefined) {
      this.#spliceFlow(node, `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
      return;
    }
    const spaced = tokens.length === 0 && isSpaced(node, this.#text);
    this.#splice(endOf(pair, this.#text), indent(text, columnOf(pair, this.#text)), spaced);
  }

  /** Puts an entry at the end of an array. */
  append(tokens: readonly string[], value: JsonValue): void {
    const node = find(this.#root(), tokens);
    if (!isSeq(node)) throw new NoPlace(`There is no array at ${formatPointer(tokens)} of ${this.path}.`);
    const last = node.items.at(-1) as Node | undefined;
    if (node.flow === true || !last?.range) {
      this.#spliceFlow(node, JSON.stringify(value));
      return;
    }
    const start = this.#text.lastIndexOf('-', last.range[0]);
    const column = start - (this.#text.lastIndexOf('\n', start) + 1);
    const text = stringify([value], { lineWidth: 120, indent: 2 });
    this.#splice(lineEnd(last.range[1], this.#text), indent(text, column), false);
  }

  /** Puts an entry before the bracket that ends a collection on one line: there, JSON is YAML. */
  #spliceFlow(node: YAMLMap | YAMLSeq, entry: string): void {
    const end = (node.range?.[1] ?? 0) - 1;
    const last = node.items.length > 0 && !/,\s*$/.test(this.#text.slice(0, end)) ? ', ' : ' ';
    this.#text = `${this.#text.slice(0, end).trimEnd()}${last}${entry} ${this.#text.slice(end)}`;
  }

  /** Replaces a string that stands on one line. */
  replaceScalar(tokens: readonly string[], value: string): void {
    const node = find(this.#root(), tokens);
    if (!isScalar(node) || !node.range)
      throw new NoPlace(`There is no string at ${formatPointer(tokens)} of ${this.path}.`);
    const [start, end] = node.range;
    this.#text = `${this.#text.slice(0, start)}${stringify(value, { lineWidth: 0 }).trimEnd()}${this.#text.slice(end)}`;
  }

  /** An entry of the topmost map as it is written, comments included, and the places of its references in that text. */
  slice(key: string): {
    readonly text: string;
    readonly refs: readonly { start: number; end: number; value: string }[];
  } {
    const root = this.#root();
    const pair = isMap(root) ? root.items.find((item) => keyOf(item) === key) : undefined;
    if (pair === undefined) throw new NoPlace(`There is no ${key} in ${this.path}.`);
    const start = (pair.key as Node).range?.[0] ?? 0;
    const refs = [...refsOf(pair.value as Node)].map((node) => ({
      start: (node.range?.[0] ?? start) - start,
      end: (node.range?.[1] ?? start) - start,
      value: String(node.value),
    }));
    return { text: this.#text.slice(start, endOf(pair, this.#text)), refs };
  }

  /** Puts a string at the end, with an empty line before it. */
  add(text: string): void {
    const gap = this.#text === '' ? '' : this.#text.endsWith('\n') ? '\n' : '\n\n';
    this.#text += `${gap}${text}`;
  }

  #root(): Node | undefined {
    return (parseDocument(this.#text, { keepSourceTokens: false }).contents as Node | null) ?? undefined;
  }

  #splice(offset: number, text: string, spaced: boolean): void {
    const before = this.#text.slice(0, offset);
    const after = this.#text.slice(offset);
    const gap = before.endsWith('\n') ? '' : '\n';
    const follows = spaced && after !== '' && !after.startsWith('\n');
    this.#text = `${before}${gap}${spaced ? '\n' : ''}${text}${follows ? '\n' : ''}${after}`;
  }
}

function find(root: Node | undefined, tokens: readonly string[]): Node | undefined {
  let node = root;
  for (const token of tokens) {
    if (isMap(node)) node = node.items.find((item) => keyOf(item) === token)?.value as Node | undefined;
    else node = isSeq(node) ? ((node as YAMLSeq).items[Number(token)] as Node | undefined) : undefined;
    if (node === null) return undefined;
  }
  return node;
}

function* refsOf(node: Node | undefined): Generator<Node & { value: unknown }> {
  if (isSeq(node)) for (const item of node.items) yield* refsOf(item as Node);
  if (!isMap(node)) return;
  for (const pair of node.items) {
    if (keyOf(pair) === '$ref' && isScalar(pair.value)) yield pair.value as Node & { value: unknown };
    else yield* refsOf(pair.value as Node);
  }
}

function keyOf({ key }: Pair<unknown, unknown>): string {
  return isScalar(key) ? String(key.source ?? key.value) : '';
}

function endOf(pair: Pair<unknown, unknown>, text: string): number {
  const node = (pair.value ?? pair.key) as Node;
  return lineEnd(node.range?.[1] ?? text.length, text);
}

/** The start of the line behind an offset; an offset that is at the start of a line stays. */
function lineEnd(offset: number, text: string): number {
  if (text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

function columnOf(pair: Pair<unknown, unknown>, text: string): number {
  const start = (pair.key as Node).range?.[0] ?? 0;
  return start - (text.lastIndexOf('\n', start - 1) + 1);
}

/** Whether entries are set apart by empty lines. */
function isSpaced(node: YAMLMap, text: string): boolean {
  const second = node.items[1]?.key as Node | undefined;
  const start = second?.range?.[0];
  return start === undefined || /\n[ \t]*\n([ \t]*#[^\n]*\n)*[ \t]*$/.test(text.slice(0, start));
}

function indent(text: string, columns: number): string {
  if (columns === 0) return text;
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(columns));
}
