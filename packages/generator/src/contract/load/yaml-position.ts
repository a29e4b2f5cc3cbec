import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Tokens } from '../document/pointer.js';

interface Step {
  readonly offset: number;
  readonly value: Node | undefined;
}

/** A YAML text parsed with positions. It costs three times what parsing alone does, so only a problem pays for it. */
export class YamlPositions {
  readonly #document: Document.Parsed;

  constructor(text: string) {
    this.#document = parseDocument(text, { strict: false, uniqueKeys: false, merge: true, logLevel: 'silent' });
  }

  /** Offset of what a pointer names: the key of an entry, or an item of a list. Follows the pointer as far as it leads. */
  offset(tokens: Tokens): number {
    let node = this.#resolve(this.#document.contents);
    let found = node?.range?.[0] ?? 0;
    for (const token of tokens) {
      const step = this.#step(node, token);
      if (!step) break;
      found = step.offset;
      node = step.value;
    }
    return found;
  }

  #step(node: Node | undefined, token: string): Step | undefined {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (!isScalar(key) || String(key.source ?? key.value) !== token) continue;
        return { offset: key.range?.[0] ?? 0, value: this.#resolve(value) };
      }
      return this.#merged(node.items, token);
    }
    if (isSeq(node)) {
      const item = node.items[Number(token)] as Node | undefined;
      return item && { offset: item.range?.[0] ?? 0, value: this.#resolve(item) };
    }
    return undefined;
  }

  /** What `<<` brings in stands at the anchor that it names. */
  #merged(items: readonly { key: unknown; value: unknown }[], token: string): Step | undefined {
    for (const { key, value } of items) {
      if (!isScalar(key) || key.source !== '<<') continue;
      const source = this.#resolve(value);
      for (const part of isSeq(source) ? source.items : [source]) {
        const step = this.#step(this.#resolve(part), token);
        if (step) return step;
      }
    }
    return undefined;
  }

  #resolve(node: unknown): Node | undefined {
    return isAlias(node) ? (node.resolve(this.#document) as Node | undefined) : ((node as Node | null) ?? undefined);
  }
}
