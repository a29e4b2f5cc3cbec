import { type JsonObject, type JsonValue, own, put } from '../../base/json.js';
import type { ComponentKind } from '../document/openapi.js';
import { escapeToken, formatPointer, type Tokens } from '../document/pointer.js';
import { componentName } from './component-names.js';
import type { Source } from './source-store.js';

/** A component of the bundled document and where its definition stands. */
export interface Component {
  readonly kind: ComponentKind;
  readonly name: string;
  readonly source: Source;
  readonly tokens: Tokens;
  readonly raw: JsonValue;
  /** The name that it was not given, because another component had it. */
  readonly wanted: string;
  /** What its definition refers to, in order. */
  readonly refers: Component[];
  value?: JsonValue;
  /** Whether its definition was read. */
  isDefined: boolean;
  /** Whether something refers to it. */
  isReferred: boolean;
}

/** A `$ref` (or an entry of a discriminator's mapping) that is written when all names are settled. */
interface Pending {
  readonly holder: object;
  readonly key: string;
  component: Component;
}

/** The components of the document that is being bundled, by place and by name. */
export class Components {
  /** In the order in which they go into the document. */
  readonly all: Component[] = [];
  readonly #byPlace = new Map<string, Component>();
  readonly #byName = new Map<string, Component>();
  readonly #numbers = new Map<string, number>();
  readonly #pending: Pending[] = [];

  /** Gives a place the name that the root document has for it. The first name of a place is the one that references use. */
  declare(kind: ComponentKind, name: string, source: Source, tokens: Tokens, raw: JsonValue): Component {
    return this.#add({ kind, name, wanted: name, source, tokens, raw });
  }

  /** Lets references to a place lead to a component, unless they lead to one already. */
  alias(kind: ComponentKind, source: Source, tokens: Tokens, component: Component): void {
    const place = placeKey(kind, source, tokens);
    if (!this.#byPlace.has(place)) this.#byPlace.set(place, component);
  }

  at(kind: ComponentKind, source: Source, tokens: Tokens): Component | undefined {
    return this.#byPlace.get(placeKey(kind, source, tokens));
  }

  named(kind: ComponentKind, name: string): Component | undefined {
    return this.#byName.get(`${kind} ${name}`);
  }

  /** The component of a place; a new one gets its name from the place. */
  discover(kind: ComponentKind, source: Source, tokens: Tokens, raw: JsonValue): Component {
    const known = this.at(kind, source, tokens);
    if (known) return known;
    const wanted = componentName(source.address, tokens);
    let name = wanted;
    for (let number = this.#numbers.get(`${kind} ${wanted}`) ?? 2; this.named(kind, name); number++) {
      name = `${wanted}${number}`;
      this.#numbers.set(`${kind} ${wanted}`, number + 1);
    }
    return this.#add({ kind, name, wanted, source, tokens, raw });
  }

  #add(given: Pick<Component, 'kind' | 'name' | 'wanted' | 'source' | 'tokens' | 'raw'>): Component {
    const component: Component = { ...given, refers: [], isDefined: false, isReferred: false };
    this.#byName.set(`${component.kind} ${component.name}`, component);
    this.alias(component.kind, component.source, component.tokens, component);
    this.all.push(component);
    return component;
  }

  /** Puts a reference to a component into `holder`, which is part of the component `owner`, if of any. */
  refer(holder: object, key: string, component: Component, owner: Component | undefined): void {
    put(holder, key, pointerTo(component.kind, component.name));
    const pending = { holder, key, component };
    this.#pending.push(pending);
    component.isReferred = true;
    owner?.refers.push(component);
  }

  /** Leaves out the other components. */
  keep(isKept: (component: Component) => boolean): void {
    const kept = this.all.filter(isKept);
    this.all.splice(0, this.all.length, ...kept);
  }

  /**
   * Lets definitions that are the same, found in different files, be one component.
   * @returns those that keep a name with a number, because another thing has their name
   */
  mergeSame(): Component[] {
    const groups = new Map<string, Component[]>();
    for (const component of this.all) if (component.name !== component.wanted) groups.set(wantedKey(component), []);
    if (groups.size === 0) return [];
    for (const component of this.all) groups.get(wantedKey(component))?.push(component);

    const twins = this.#twins([...groups.values()].flat());
    const replaced = new Map<Component, Component>();
    for (const [component, first] of twins) if (component !== first) replaced.set(component, first);
    const kept = this.all.filter((component) => !replaced.has(component));
    this.all.splice(0, this.all.length, ...kept);
    for (const pending of this.#pending) {
      pending.component = replaced.get(pending.component) ?? pending.component;
      put(pending.holder, pending.key, pointerTo(pending.component.kind, pending.component.name));
    }
    return kept.filter(({ name, wanted }) => name !== wanted);
  }

  /**
   * For each candidate the first that is the same: equal strings, with references to equal things. They are taken for
   * equal until a reference tells them apart, since definitions may refer to themselves and to each other.
   */
  #twins(candidates: readonly Component[]): Map<Component, Component> {
    // Numbers in names must not make a difference, so for the comparison every reference has the wanted name.
    for (const { holder, key, component } of this.#pending)
      put(holder, key, pointerTo(component.kind, component.wanted));
    const texts = new Map(candidates.map((component) => [component, JSON.stringify(component.value)]));
    let first = new Map<Component, Component>();
    let signature = (component: Component): string => `${wantedKey(component)}\n${texts.get(component)}`;
    for (let classes = 0, before = -1; classes !== before; ) {
      before = classes;
      const bySignature = new Map<string, Component>();
      const next = new Map<Component, Component>();
      for (const component of candidates) {
        const key = signature(component);
        if (!bySignature.has(key)) bySignature.set(key, component);
        next.set(component, bySignature.get(key) ?? component);
      }
      classes = bySignature.size;
      first = next;
      const numbers = new Map(this.all.map((component, index) => [component, index]));
      const classOf = (component: Component): number => numbers.get(first.get(component) ?? component) ?? -1;
      signature = (component) => `${classOf(component)}:${component.refers.map(classOf).join()}`;
    }
    return first;
  }

  /** The components object, kinds in the given order, then in the order of discovery. */
  toObject(kinds: readonly ComponentKind[]): JsonObject {
    const object: JsonObject = {};
    for (const kind of kinds) object[kind] = {};
    for (const { kind, name, value } of this.all) {
      const section = (own(object, kind) as JsonObject | undefined) ?? {};
      object[kind] = section;
      if (value !== undefined) put(section, name, value);
    }
    return object;
  }
}

function wantedKey({ kind, wanted }: Component): string {
  return `${kind} ${wanted}`;
}

function pointerTo(kind: ComponentKind, name: string): string {
  // A percent sign is written so that readers, who decode references, find the name again.
  return `#/components/${kind}/${escapeToken(name).replaceAll('%', '%25')}`;
}

/** A place as a component of a kind, as one string. */
export function placeKey(kind: ComponentKind, source: Source, tokens: Tokens): string {
  return `${kind} ${source.address}#${formatPointer(tokens)}`;
}
