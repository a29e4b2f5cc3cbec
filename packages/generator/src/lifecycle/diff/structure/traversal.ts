import type { RuleId } from '../rules.js';
import type { ComparedDocument, Node } from './compared-node.js';

/** The direction of a value. */
export type Way = 'request' | 'response';

/** One difference, before it is known which operations it reaches. */
export interface Finding {
  readonly rule: RuleId;
  readonly direction: Way | 'none';
  readonly pointer: string;
  readonly pointerIn: 'old' | 'new';
  readonly message: string;
}

/** What a comparison writes its findings to, and asks for further comparisons. */
export interface Report {
  readonly old: ComparedDocument;
  readonly new: ComparedDocument;
  find(rule: RuleId, direction: Way | 'none', place: Place, message: string): void;
  /** Compares two things once, however many places lead to them. */
  descend(kind: Kind, old: Node, now: Node, way: Way): void;
}

/** Where a finding stands: in the new contract unless it is `gone` from there. */
export interface Place {
  readonly pointer: string;
  readonly gone?: true;
}

export type Kind = 'schema' | 'parameter' | 'response' | 'body' | 'header';

export type Compare = (report: Report, old: Node, now: Node, way: Way) => void;

interface Pair {
  readonly findings: Finding[];
  readonly children: Set<Pair>;
}

/**
 * Compares pairs of things. What many operations share is compared once for each direction, so the cost follows the size
 * of the contracts and not the number of paths through them; recursion of schemas ends by itself.
 */
export class Walk {
  readonly #sides: { readonly old: ComparedDocument; readonly new: ComparedDocument };
  readonly #compare: Readonly<Record<Kind, Compare>>;
  readonly #pairs = new Map<string, Pair>();
  readonly #waiting: (() => void)[] = [];

  constructor(old: ComparedDocument, now: ComparedDocument, compare: Readonly<Record<Kind, Compare>>) {
    this.#sides = { old, new: now };
    this.#compare = compare;
  }

  /** Runs a comparison of its own, such as that of an operation, with all that it leads to; gives what was found, in order. */
  run(compare: (report: Report) => void): readonly Finding[] {
    const root: Pair = { findings: [], children: new Set() };
    compare(this.#report(root));
    for (let task = this.#waiting.pop(); task !== undefined; task = this.#waiting.pop()) task();
    return reachable(root);
  }

  /** Whether two things were compared in a direction already. */
  has(kind: Kind, oldPointer: string, newPointer: string, way: Way): boolean {
    return this.#pairs.has(`${kind} ${way} ${oldPointer} ${newPointer}`);
  }

  /** Places of the new contract that were compared so far, in any direction. */
  reached(): Set<string> {
    return new Set([...this.#pairs.keys()].map((key) => key.slice(key.lastIndexOf(' ') + 1)));
  }

  #report(pair: Pair): Report {
    return {
      ...this.#sides,
      find: (rule, direction, { pointer, gone }, message) => {
        pair.findings.push({ rule, direction, pointer, pointerIn: gone ? 'old' : 'new', message });
      },
      descend: (kind, old, now, way) => {
        const key = `${kind} ${way} ${old.pointer} ${now.pointer}`;
        let child = this.#pairs.get(key);
        if (child === undefined) {
          const created: Pair = { findings: [], children: new Set() };
          child = created;
          this.#pairs.set(key, created);
          this.#waiting.push(() => this.#compare[kind](this.#report(created), old, now, way));
        }
        pair.children.add(child);
      },
    };
  }
}

function reachable(root: Pair): Finding[] {
  const seen = new Set([root]);
  const findings: Finding[] = [];
  for (const pair of seen) {
    findings.push(...pair.findings);
    for (const child of pair.children) seen.add(child);
  }
  return findings;
}
