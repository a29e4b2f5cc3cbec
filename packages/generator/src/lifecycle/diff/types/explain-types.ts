import type ts from 'typescript';
import type { Checked } from './compiler.js';

/** What assignability alone does not tell of two types. */
export interface Detail {
  readonly kind: 'unknown-property' | 'member-added' | 'member-removed';
  /** Where in the value: `[1].name`, `.data.buckets[].type`. */
  readonly at: string;
  /** Name of the property, or the literal as code. */
  readonly what: string;
}

interface Pair {
  readonly details: Detail[];
  readonly children: Map<string, Pair>;
  /** The pairs that this one is a child of. */
  readonly parents: Set<Pair>;
  /** Whether there are details of it, or of a pair that it leads to. */
  leadsToDetails: boolean;
}

/**
 * Walks two types side by side, each type pair once, and finds what the compiler refuses though the types are assignable:
 * a property in an object literal that the new type does not know, and members of a literal union that came or went, which
 * an exhaustive `switch` meets.
 */
export class Explainer {
  readonly #checked: Checked;
  readonly #ids = new Map<ts.Type, number>();
  readonly #pairs = new Map<string, Pair>();
  readonly #site: ts.Node;

  constructor(checked: Checked, site: ts.Node) {
    this.#checked = checked;
    this.#site = site;
  }

  /** Details between an old and a new type, with the shortest place of each. */
  details(old: ts.Type, now: ts.Type, kinds: readonly Detail['kind'][]): Detail[] {
    const root = this.#pair(this.#members([old]), this.#members([now]));
    const queue: { pair: Pair; at: string }[] = [{ pair: root, at: '' }];
    const seen = new Set([root]);
    const found: Detail[] = [];
    for (const { pair, at } of queue) {
      for (const detail of pair.details) if (kinds.includes(detail.kind)) found.push({ ...detail, at: at + detail.at });
      for (const [step, child] of pair.children) {
        if (!child.leadsToDetails || seen.has(child)) continue;
        seen.add(child);
        queue.push({ pair: child, at: at + step });
      }
    }
    return found;
  }

  #pair(old: readonly ts.Type[], now: readonly ts.Type[]): Pair {
    const key = `${this.#key(old)}:${this.#key(now)}`;
    const before = this.#pairs.get(key);
    if (before !== undefined) return before;
    const pair: Pair = { details: [], children: new Map(), parents: new Set(), leadsToDetails: false };
    this.#pairs.set(key, pair);
    this.#compareLiterals(old, now, pair);
    const [oldObjects, newObjects] = [
      old.filter((type) => this.#isObject(type)),
      now.filter((type) => this.#isObject(type)),
    ];
    if (oldObjects.length === 0 || newObjects.length === 0) return pair;
    this.#compareElements(oldObjects, newObjects, pair);
    this.#compareProperties(
      oldObjects.filter((type) => !this.#isList(type)),
      newObjects.filter((type) => !this.#isList(type)),
      pair,
    );
    return pair;
  }

  #compareLiterals(old: readonly ts.Type[], now: readonly ts.Type[], pair: Pair): void {
    const [was, is] = [this.#literals(old), this.#literals(now)];
    if (was === undefined || is === undefined || was.size === 0 || is.size === 0) return;
    for (const what of is) if (!was.has(what)) this.#add(pair, { kind: 'member-added', at: '', what });
    for (const what of was) if (!is.has(what)) this.#add(pair, { kind: 'member-removed', at: '', what });
  }

  /** The literals of a union that an exhaustive `switch` can name; undefined if any text or number may come. */
  #literals(types: readonly ts.Type[]): Set<string> | undefined {
    const { TypeFlags } = this.#checked.ts;
    const found = new Set<string>();
    for (const type of types) {
      if (type.isStringLiteral() || type.isNumberLiteral()) found.add(JSON.stringify(type.value));
      else if (type.flags & (TypeFlags.String | TypeFlags.Number | TypeFlags.Any | TypeFlags.Unknown)) return undefined;
    }
    return found;
  }

  #compareElements(old: readonly ts.Type[], now: readonly ts.Type[], pair: Pair): void {
    const tuples = [...old, ...now].some((type) => this.#isTuple(type));
    if (tuples) {
      const [was, is] = [old.find((type) => this.#isTuple(type)), now.find((type) => this.#isTuple(type))];
      if (was === undefined || is === undefined) return;
      const [before, after] = [this.#arguments(was), this.#arguments(is)];
      for (const [index, type] of before.entries()) {
        const other = after[index];
        if (other !== undefined) this.#step(pair, `[${index}]`, [type], [other]);
      }
      return;
    }
    const elements = (types: readonly ts.Type[]): ts.Type[] =>
      types.filter((type) => this.#isList(type)).flatMap((type) => this.#indexed(type, 'number'));
    this.#step(pair, '[]', elements(old), elements(now));
  }

  #compareProperties(old: readonly ts.Type[], now: readonly ts.Type[], pair: Pair): void {
    const [was, is] = [this.#properties(old), this.#properties(now)];
    const open = now.flatMap((type) => this.#indexed(type, 'string'));
    for (const [name, types] of was) {
      const others = is.get(name) ?? (open.length > 0 ? open : undefined);
      if (others !== undefined) this.#step(pair, `.${name}`, types, others);
      else if (now.length > 0) this.#add(pair, { kind: 'unknown-property', at: '', what: name });
    }
    this.#step(
      pair,
      '[*]',
      old.flatMap((type) => this.#indexed(type, 'string')),
      open,
    );
  }

  #step(pair: Pair, step: string, old: readonly ts.Type[], now: readonly ts.Type[]): void {
    if (old.length === 0 || now.length === 0) return;
    const child = this.#pair(this.#members(old), this.#members(now));
    pair.children.set(step, child);
    child.parents.add(pair);
    if (child.leadsToDetails) markAsLeading(pair);
  }

  #add(pair: Pair, detail: Detail): void {
    pair.details.push(detail);
    markAsLeading(pair);
  }

  #properties(types: readonly ts.Type[]): Map<string, ts.Type[]> {
    const { checker } = this.#checked;
    const found = new Map<string, ts.Type[]>();
    for (const type of types) {
      for (const property of checker.getPropertiesOfType(type)) {
        const list = found.get(property.name) ?? [];
        list.push(checker.getTypeOfSymbolAtLocation(property, this.#site));
        found.set(property.name, list);
      }
    }
    return found;
  }

  #indexed(type: ts.Type, kind: 'string' | 'number'): ts.Type[] {
    const { checker, ts } = this.#checked;
    const index = checker.getIndexTypeOfType(type, kind === 'string' ? ts.IndexKind.String : ts.IndexKind.Number);
    return index === undefined ? [] : [index];
  }

  #isObject(type: ts.Type): boolean {
    const { TypeFlags } = this.#checked.ts;
    return (type.flags & (TypeFlags.Object | TypeFlags.Intersection)) !== 0;
  }

  #isList(type: ts.Type): boolean {
    return this.#checked.checker.isArrayType(type) || this.#isTuple(type);
  }

  #isTuple(type: ts.Type): boolean {
    return this.#checked.checker.isTupleType(type);
  }

  #arguments(type: ts.Type): readonly ts.Type[] {
    return this.#checked.checker.getTypeArguments(type as ts.TypeReference);
  }

  /** The members of unions, flat, each once. */
  #members(types: readonly ts.Type[]): ts.Type[] {
    const found = new Set<ts.Type>();
    for (const type of types) for (const member of type.isUnion() ? type.types : [type]) found.add(member);
    return [...found];
  }

  #key(types: readonly ts.Type[]): string {
    const ids = types.map((type) => {
      const id = this.#ids.get(type) ?? this.#ids.size;
      this.#ids.set(type, id);
      return id;
    });
    return ids.sort((a, b) => a - b).join();
  }
}

/** Marks a pair and all that lead to it, each once: where nothing is to be found, nobody looks again for each operation. */
function markAsLeading(pair: Pair): void {
  const waiting = [pair];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.leadsToDetails) continue;
    next.leadsToDetails = true;
    waiting.push(...next.parents);
  }
}
