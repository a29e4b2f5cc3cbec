import { findCycles } from '../../../contract/document/cycles.js';
import type { NamedSchema, Schema } from './schema-form.js';

/** Longest chain of schemas that are nothing but references: compilers follow it link by link on their stack. */
const LONGEST_CHAIN = 20;

interface EagerReference {
  readonly to: NamedSchema;
  /** `element`: of an array, whose type can be known before its elements'. */
  readonly kind: 'allOf' | 'union' | 'element' | 'other';
}

/**
 * References between named schemas that lead back to where they began without a property between.
 *
 * - Through the elements of an array there is a type, if it is an alias of its own (`type A = string | A[]`): such schemas
 *   are `recursive`.
 * - Otherwise there is none, and one of the references is cut. `A.oneOf → B` together with `B.allOf → A` is the usual way to
 *   write a hierarchy; there the `allOf` is the one to give way.
 */
export class ReferenceCycles {
  readonly #cut = new Map<NamedSchema, Set<NamedSchema>>();
  readonly #recursive = new Set<NamedSchema>();
  /** Where chains of schemas that are nothing but references end, and how many links before. */
  readonly #ends = new Map<NamedSchema, { readonly end: NamedSchema; readonly links: number }>();

  constructor(all: readonly NamedSchema[]) {
    const edges = new Map(all.map((named) => [named, eagerReferences(named.schema)]));
    for (const [from, references] of edges) {
      for (const { to, kind } of references) {
        if (kind === 'union' && edges.get(to)?.some((back) => back.kind === 'allOf' && back.to === from)) {
          this.#addCut(to, from);
        }
      }
    }
    const byKey = new Map(all.map((named) => [named.key, named]));
    const kept = (isFollowed: (kind: EagerReference['kind']) => boolean): Map<string, string[]> =>
      new Map(
        [...edges].map(([from, references]) => [
          from.key,
          references.filter(({ to, kind }) => isFollowed(kind) && !this.isCut(from, to)).map(({ to }) => to.key),
        ]),
      );
    const ofKey = (key: string): NamedSchema => byKey.get(key) as NamedSchema;
    findCycles(
      kept((kind) => kind !== 'element'),
      (cycle) => this.#addCut(ofKey(cycle.at(-1) ?? cycle[0]), ofKey(cycle[0])),
    );
    for (const component of components(kept(() => true))) for (const key of component) this.#recursive.add(ofKey(key));
  }

  /** Whether a reference has no type, because its target cannot be known without the schema that it stands in. */
  isCut(from: NamedSchema, to: NamedSchema): boolean {
    return this.#cut.get(from)?.has(to) ?? false;
  }

  /** Whether a schema contains itself as the elements of an array, with no property between. */
  isRecursive(named: NamedSchema): boolean {
    return this.#recursive.has(named);
  }

  /** The schema to refer to: the end of a chain of references where the chain is too long for compilers. */
  shortcut(named: NamedSchema): NamedSchema {
    const passed: NamedSchema[] = [];
    let at = named;
    for (let next = this.#next(at); next && !this.#ends.has(at); next = this.#next(at)) {
      passed.push(at);
      at = next;
    }
    let { end, links } = this.#ends.get(at) ?? { end: at, links: 0 };
    for (const link of passed.reverse()) {
      links += 1;
      this.#ends.set(link, { end, links });
    }
    ({ end, links } = this.#ends.get(named) ?? { end: named, links: 0 });
    return links > LONGEST_CHAIN ? end : named;
  }

  #addCut(from: NamedSchema, to: NamedSchema): void {
    const known = this.#cut.get(from);
    if (known) known.add(to);
    else this.#cut.set(from, new Set([to]));
  }

  /** What a schema refers to, where it is nothing but a reference that leads on. */
  #next(named: NamedSchema): NamedSchema | undefined {
    const next = referenceOnly(named.schema);
    return next && !this.isCut(named, next) ? next : undefined;
  }
}

/** What a schema refers to, where nothing else is said of its values. */
export function referenceOnly(schema: Schema): NamedSchema | undefined {
  if (typeof schema === 'boolean' || !schema.reference) return undefined;
  const { types, nullable, values, string, number, array, object, allOf, anyOf, oneOf } = schema;
  const others = [types, nullable, values, string, number, array, object, allOf, anyOf, oneOf];
  return others.every((each) => each === undefined) ? schema.reference : undefined;
}

/** References that TypeScript has to follow to know what a schema's type is; those inside properties it follows later. */
function eagerReferences(schema: Schema): EagerReference[] {
  const references: EagerReference[] = [];
  const collect = (part: Schema, kind: EagerReference['kind']): void => {
    if (typeof part === 'boolean') return;
    if (part.reference) references.push({ to: part.reference, kind });
    for (const each of part.allOf ?? []) collect(each, kind === 'other' ? 'allOf' : kind);
    for (const each of [...(part.oneOf ?? []), ...(part.anyOf ?? [])]) {
      collect(each, kind === 'element' ? kind : 'union');
    }
    for (const each of part.array?.prefix ?? []) collect(each, 'element');
    if (part.array?.items !== undefined) collect(part.array.items, 'element');
  };
  collect(schema, 'other');
  return references;
}

/** The groups of names that lead to each other, those of one name only where it leads to itself (Tarjan). */
function components(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  for (const start of edges.keys()) {
    if (order.has(start)) continue;
    // No recursion: a chain can be as long as a document.
    const path: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { name } = top;
      if (top.next === 0) {
        order.set(name, order.size);
        low.set(name, order.get(name) ?? 0);
        stack.push(name);
        onStack.add(name);
      }
      const to = edges.get(name)?.[top.next++];
      if (to !== undefined) {
        if (!order.has(to)) path.push({ name: to, next: 0 });
        else if (onStack.has(to)) low.set(name, Math.min(low.get(name) ?? 0, order.get(to) ?? 0));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) low.set(parent.name, Math.min(low.get(parent.name) ?? 0, low.get(name) ?? 0));
      if (low.get(name) !== order.get(name)) continue;
      const group: string[] = [];
      for (let last = stack.pop(); last !== undefined; last = stack.pop()) {
        onStack.delete(last);
        group.push(last);
        if (last === name) break;
      }
      if (group.length > 1 || edges.get(name)?.includes(name)) found.push(group);
    }
  }
  return found;
}
