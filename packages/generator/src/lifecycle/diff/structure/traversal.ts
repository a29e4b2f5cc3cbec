import type { RuleId } from '../rules.js';
import type { ComparedDocument, Node } from './compared-node.js';

/** The direction of a value. */
export type ValueDirection = 'request' | 'response';

/** One difference, before it is known which operations it reaches. */
export interface FoundChange {
  readonly rule: RuleId;
  readonly direction: ValueDirection | 'none';
  readonly pointer: string;
  readonly pointerIn: 'old' | 'new';
  readonly message: string;
}

/** What a comparison writes its findings to, and asks for further comparisons. */
export interface Report {
  readonly old: ComparedDocument;
  readonly new: ComparedDocument;
  find(rule: RuleId, direction: ValueDirection | 'none', place: Place, message: string): void;
  /** Compares two things once, however many places lead to them. */
  descend(kind: Kind, old: Node, now: Node, direction: ValueDirection): void;
}

/** Where a finding stands: in the new contract unless it is `gone` from there. */
export interface Place {
  readonly pointer: string;
  readonly gone?: true;
}

export type Kind = 'schema' | 'parameter' | 'response' | 'body' | 'header';

export type Compare = (report: Report, old: Node, now: Node, direction: ValueDirection) => void;

/** Two things that are compared in a direction, with what was found in them, and with the pairs that they lead to. */
export interface Pair {
  readonly findings: FoundChange[];
  readonly children: Set<Pair>;
}

/** A comparison that was run, and what it led to that nothing before it had led to. */
export interface Run {
  readonly root: Pair;
  readonly pairs: readonly Pair[];
}

/**
 * Compares pairs of things. What many operations share is compared once for each direction, so the cost follows the size
 * of the contracts and not the number of paths through them; recursion of schemas ends by itself.
 */
export class Traversal {
  readonly #sides: { readonly old: ComparedDocument; readonly new: ComparedDocument };
  readonly #compare: Readonly<Record<Kind, Compare>>;
  readonly #pairs = new Map<string, Pair>();
  readonly #visited = new Set<Pair>();
  readonly #waiting: (() => void)[] = [];

  constructor(old: ComparedDocument, now: ComparedDocument, compare: Readonly<Record<Kind, Compare>>) {
    this.#sides = { old, new: now };
    this.#compare = compare;
  }

  /** Runs a comparison of its own, such as that of an operation, with all that it leads to. */
  run(compare: (report: Report) => void): Run {
    const root: Pair = { findings: [], children: new Set() };
    compare(this.#report(root));
    for (let task = this.#waiting.pop(); task !== undefined; task = this.#waiting.pop()) task();
    return { root, pairs: this.#visit(root) };
  }

  /** Whether two things were compared in a direction already. */
  has(kind: Kind, oldPointer: string, newPointer: string, direction: ValueDirection): boolean {
    return this.#pairs.has(`${kind} ${direction} ${oldPointer} ${newPointer}`);
  }

  /** Places of the new contract that were compared so far, in any direction. */
  reached(): Set<string> {
    return new Set([...this.#pairs.keys()].map((key) => key.slice(key.lastIndexOf(' ') + 1)));
  }

  /** What is reachable and was not visited before, nearest first. What was visited leads to nothing that was not. */
  #visit(root: Pair): Pair[] {
    this.#visited.add(root);
    const pairs = [root];
    for (const { children } of pairs) {
      for (const child of children) {
        if (this.#visited.has(child)) continue;
        this.#visited.add(child);
        pairs.push(child);
      }
    }
    return pairs;
  }

  #report(pair: Pair): Report {
    return {
      ...this.#sides,
      find: (rule, direction, { pointer, gone }, message) => {
        pair.findings.push({ rule, direction, pointer, pointerIn: gone ? 'old' : 'new', message });
      },
      descend: (kind, old, now, direction) => {
        const key = `${kind} ${direction} ${old.pointer} ${now.pointer}`;
        let child = this.#pairs.get(key);
        if (child === undefined) {
          const created: Pair = { findings: [], children: new Set() };
          child = created;
          this.#pairs.set(key, created);
          this.#waiting.push(() => this.#compare[kind](this.#report(created), old, now, direction));
        }
        pair.children.add(child);
      },
    };
  }
}
