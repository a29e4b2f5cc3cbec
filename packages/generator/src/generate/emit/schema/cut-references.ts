import { isObject, type JsonValue } from '../../../base/json.js';
import { findCycles } from '../../../contract/document/cycles.js';
import { type DocumentReader, isReference } from '../../../contract/document/reader.js';

/**
 * References between named schemas that lead back to where they began without a property between: TypeScript has no
 * type for such a schema. `A.oneOf → B` together with `B.allOf → A` is the usual way to write a hierarchy; there the
 * `allOf` is the one to give way. Keys are `from → to`.
 */
export class CutReferences {
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
    const kept = new Map(
      [...edges].map(([name, references]) => [
        name,
        references.map(({ to }) => to).filter((to) => edges.has(to) && !this.isCut(name, to)),
      ]),
    );
    findCycles(kept, (cycle) => this.#cut.add(edge(cycle.at(-1) ?? cycle[0], cycle[0])));
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
