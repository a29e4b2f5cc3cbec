import type { JsonValue } from '../../../contract/document/openapi.js';
import { type DocumentReader, isObject, isReference } from '../../../contract/document/reader.js';

/**
 * References between named schemas that lead back to where they began without a property between: TypeScript has no
 * type for such a schema. `A.oneOf → B` together with `B.allOf → A` is the usual way to write a hierarchy; there the
 * `allOf` is the one to give way. Keys are `from → to`.
 */
export class Cycles {
  readonly #cut = new Set<string>();
  readonly #reader: DocumentReader;
  /** Where chains of schemas that are nothing but references end, and how many links before. */
  readonly #ends = new Map<string, { readonly end: string; readonly links: number }>();

  constructor(reader: DocumentReader) {
    this.#reader = reader;
    const edges = new Map(
      reader.components('schemas').map(([name, schema]) => [name, eagerReferences(schema, reader)]),
    );
    for (const [name, references] of edges) {
      for (const { to, kind } of references) {
        if (kind === 'union' && edges.get(to)?.some((back) => back.kind === 'allOf' && back.to === name)) {
          this.#cut.add(edge(to, name));
        }
      }
    }
    const state = new Map<string, 'open' | 'done'>();
    for (const name of edges.keys()) this.#walk(name, edges, state);
  }

  isCut(from: string, to: string): boolean {
    return this.#cut.has(edge(from, to));
  }

  /**
   * The schema to refer to for a name: the end of a chain of references where the chain is too long for compilers, which
   * follow it link by link on their stack.
   */
  shortcut(name: string): string {
    const passed: string[] = [];
    let at = name;
    for (let next = this.#next(at); next !== undefined && !this.#ends.has(at); next = this.#next(at)) {
      passed.push(at);
      at = next;
    }
    let { end, links } = this.#ends.get(at) ?? { end: at, links: 0 };
    for (const link of passed.reverse()) {
      links += 1;
      this.#ends.set(link, { end, links });
    }
    ({ end, links } = this.#ends.get(name) ?? { end: name, links: 0 });
    return links > LONGEST_CHAIN ? end : name;
  }

  /** The name that a schema refers to, where it is nothing but a reference that leads on. */
  #next(name: string): string | undefined {
    const schema = this.#reader.component('schemas', name);
    const next = isReference(schema) ? this.#reader.componentName('schemas', schema.$ref) : undefined;
    return next === undefined || this.isCut(name, next) ? undefined : next;
  }

  /** Depth first, without recursion: a chain of references may be as long as the document. */
  #walk(
    start: string,
    edges: ReadonlyMap<string, readonly EagerReference[]>,
    state: Map<string, 'open' | 'done'>,
  ): void {
    if (state.has(start)) return;
    const path: { name: string; next: number }[] = [{ name: start, next: 0 }];
    state.set(start, 'open');
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const reference = edges.get(top.name)?.[top.next];
      top.next += 1;
      if (!reference) {
        state.set(top.name, 'done');
        path.pop();
      } else if (!this.isCut(top.name, reference.to)) {
        const seen = state.get(reference.to);
        if (seen === 'open') this.#cut.add(edge(top.name, reference.to));
        else if (seen === undefined && edges.has(reference.to)) {
          state.set(reference.to, 'open');
          path.push({ name: reference.to, next: 0 });
        }
      }
    }
  }
}

const LONGEST_CHAIN = 20;

interface EagerReference {
  readonly to: string;
  readonly kind: 'allOf' | 'union' | 'other';
}

function edge(from: string, to: string): string {
  return `${from} → ${to}`;
}

/** References that TypeScript has to follow to know what a schema's type is; those inside properties it follows later. */
function eagerReferences(schema: JsonValue, reader: DocumentReader): EagerReference[] {
  const references: EagerReference[] = [];
  const collect = (value: JsonValue | undefined, kind: EagerReference['kind']): void => {
    if (Array.isArray(value)) for (const each of value) collect(each, kind);
    if (!isObject(value)) return;
    if (isReference(value)) {
      const to = reader.componentName('schemas', value.$ref);
      if (to !== undefined) references.push({ to, kind });
      return;
    }
    collect(value['allOf'], kind === 'union' ? 'union' : 'allOf');
    collect(value['oneOf'], 'union');
    collect(value['anyOf'], 'union');
    collect(value['items'], 'other');
    collect(value['prefixItems'], 'other');
  };
  collect(schema, 'other');
  return references;
}
