import { quote } from '../../base/diagnostics.js';
import { isObject, type JsonValue, own } from '../../base/json.js';
import { similar } from '../../base/similar.js';
import { shownUrl } from '../../base/urls.js';
import { formatPointer, parsePointer, type Tokens } from '../document/pointer.js';
import type { Problems } from './problems.js';
import { type ReferencePolicy, resolveAddress } from './reference-policy.js';
import { SourceFailure } from './source-failure.js';
import type { Source, SourceStore } from './source-store.js';

/** A place in a source, and what stands there. */
export interface Target {
  readonly source: Source;
  readonly tokens: Tokens;
  readonly value: JsonValue;
}

/** Where a reference is written, for the problems with it. */
export interface Place {
  readonly source: Source;
  readonly tokens: Tokens;
}

/** A document that could not be taken, and the first place that needs it. */
export interface FailedSource {
  readonly failure: SourceFailure;
  readonly place: Place;
  readonly reference: string;
}

/** What of a document is referred to by name. */
interface NamedPlaces {
  readonly anchors: Map<string, readonly Tokens[]>;
  readonly ids: Map<string, Tokens>;
}

/** How many references may follow each other on the way to one target. */
const MAX_HOPS = 100;

/** Resolves `$ref`s to places in sources. */
export class References {
  /** Documents of the network that are needed and not fetched yet, with the first place that needs each. */
  readonly wanted: Set<string> = new Set<string>();
  /** Every source in the order of reading. */
  readonly files: Map<string, Source> = new Map<string, Source>();
  /** Documents that could not be taken: their problem is reported once. */
  readonly failures: Map<string, FailedSource> = new Map();

  readonly #store: SourceStore;
  readonly #policy: ReferencePolicy;
  readonly #problems: Problems;
  readonly #namedPlaces = new Map<Source, NamedPlaces>();
  readonly #resolved = new Map<Source, Map<string, Target | undefined>>();

  constructor(store: SourceStore, policy: ReferencePolicy, problems: Problems) {
    this.#store = store;
    this.#policy = policy;
    this.#problems = problems;
  }

  /** What a `$ref` leads to; undefined after telling why not, or when its document has to be fetched first. */
  resolve(reference: JsonValue, place: Place, hops = 0): Target | undefined {
    if (typeof reference !== 'string') {
      this.#problem('ref-invalid', 'A $ref has to be a string', place);
      return undefined;
    }
    let cache = this.#resolved.get(place.source);
    if (!cache) {
      cache = new Map();
      this.#resolved.set(place.source, cache);
    }
    // What failed is resolved again, so that each place with the same mistake is reported.
    const known = cache.get(reference);
    if (known) return known;
    const target = this.#resolve(reference, place, hops);
    cache.set(reference, target);
    return target;
  }

  #resolve(reference: string, place: Place, hops: number): Target | undefined {
    if (hops > MAX_HOPS) {
      this.#problem('ref-circular', `$ref ${quote(reference)} leads in a cycle`, place);
      return undefined;
    }
    const hash = reference.indexOf('#');
    const file = hash === -1 ? reference : reference.slice(0, hash);
    const fragment = this.#fragment(reference, hash === -1 ? '' : reference.slice(hash + 1), place);
    if (fragment === undefined) return undefined;
    const identified = file === '' ? undefined : this.#named(place.source).ids.get(file);
    const source = file === '' || identified ? place.source : this.#source(reference, file, place);
    if (!source) return undefined;
    const tokens = parsePointer(fragment);
    if (tokens) return this.#walk(source, [...(identified ?? []), ...tokens], reference, place, hops);
    const anchored = this.#anchor(source, fragment);
    if (!anchored) {
      const message = `$ref ${quote(reference)} refers to an anchor that leads to no schema, or to several`;
      this.#problem('unsupported-anchor', message, place);
    }
    return anchored;
  }

  /**
   * The one schema that an anchor leads to, or a pointer; undefined where there is none, or are several. Nothing is
   * reported.
   * @param within a part of the document whose own anchors come first
   */
  anchored(reference: JsonValue, { source }: Place, within?: Tokens): Target | undefined {
    if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined;
    const fragment = reference.slice(1);
    const tokens = parsePointer(fragment);
    if (!tokens) return this.#anchor(source, fragment, within);
    let value: JsonValue | undefined = source.value;
    for (const token of tokens) value = own(value, token);
    return value === undefined ? undefined : { source, tokens, value };
  }

  #anchor(source: Source, name: string, within?: Tokens): Target | undefined {
    const all = this.#named(source).anchors.get(name) ?? [];
    const inside = within && all.filter((tokens) => within.every((token, index) => tokens[index] === token));
    const [tokens, ...others] = inside?.length ? inside : all;
    if (!tokens || others.length > 0) return undefined;
    let value: JsonValue | undefined = source.value;
    for (const token of tokens) value = own(value, token);
    return value === undefined ? undefined : { source, tokens, value };
  }

  /** Places of what has an anchor or an address of its own, looked up when the first reference asks for one. */
  #named(source: Source): NamedPlaces {
    const known = this.#namedPlaces.get(source);
    if (known) return known;
    const found: NamedPlaces = { anchors: new Map(), ids: new Map() };
    const waiting: { value: JsonValue; tokens: Tokens }[] = [{ value: source.value, tokens: [] }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { value, tokens } = next;
      if (typeof value !== 'object' || value === null || tokens.length > MAX_HOPS) continue;
      for (const key of ['$anchor', '$dynamicAnchor']) {
        const name = own(value, key);
        if (typeof name === 'string') found.anchors.set(name, [...(found.anchors.get(name) ?? []), tokens]);
      }
      const id = own(value, '$id');
      if (typeof id === 'string' && id !== '' && !id.startsWith('#')) found.ids.set(id.replace(/#$/, ''), tokens);
      for (const [key, item] of Object.entries(value)) waiting.push({ value: item, tokens: [...tokens, key] });
    }
    this.#namedPlaces.set(source, found);
    return found;
  }

  #fragment(reference: string, fragment: string, place: Place): string | undefined {
    try {
      return decodeURIComponent(fragment);
    } catch {
      this.#problem('ref-invalid', `$ref ${quote(reference)} has a percent sign that encodes nothing`, place);
      return undefined;
    }
  }

  #source(reference: string, file: string, place: Place): Source | undefined {
    const resolved = resolveAddress(file, place.source.address, this.#policy);
    if ('code' in resolved) {
      this.#problem(resolved.code, resolved.message, place);
      return undefined;
    }
    const { address } = resolved;
    const source = this.#store.get(address, this.#policy);
    if (source === undefined) {
      this.wanted.add(address);
    } else if (source instanceof SourceFailure) {
      if (!this.failures.has(address)) {
        // a copy: the tokens of whoever walks a document change with each step
        const at = { ...place, tokens: [...place.tokens] };
        this.failures.set(address, { failure: source, place: at, reference });
      }
    } else {
      this.files.set(source.address, source);
      return source;
    }
    return undefined;
  }

  #walk(source: Source, tokens: Tokens, reference: string, place: Place, hops: number): Target | undefined {
    let value: JsonValue | undefined = source.value;
    for (const [index, token] of tokens.entries()) {
      const container: JsonValue = value;
      value = own(container, token);
      if (value !== undefined) continue;
      if (isObject(container) && own(container, '$ref') !== undefined) {
        const through = this.resolve(
          own(container, '$ref') ?? null,
          { source, tokens: tokens.slice(0, index) },
          hops + 1,
        );
        const rest = [...(through?.tokens ?? []), ...tokens.slice(index)];
        return through && this.#walk(through.source, rest, reference, place, hops + 1);
      }
      this.#unresolved(reference, source, tokens.slice(0, index + 1), container, place);
      return undefined;
    }
    return { source, tokens, value };
  }

  #unresolved(reference: string, source: Source, tokens: Tokens, container: JsonValue, place: Place): void {
    const missing = tokens.at(-1) ?? '';
    const where = source === place.source ? 'this document' : quote(shownUrl(fileName(source.address)));
    const near = isObject(container) ? similar(missing, Object.keys(container)) : undefined;
    const parent = formatPointer(tokens.slice(0, -1)) || 'the top';
    this.#problem(
      'ref-unresolved',
      `$ref ${quote(reference)} leads nowhere: there is no ${quote(missing)} at ${quote(parent)} of ${where}`,
      place,
      near === undefined ? undefined : `Did you mean ${quote(near)}? Otherwise add what the reference points to.`,
    );
  }

  #problem(code: Parameters<Problems['add']>[0], message: string, { source, tokens }: Place, fix?: string): void {
    this.#problems.add(code, message, source, [...tokens, '$ref'], fix);
  }
}

/** The last part of an address. */
export function fileName(address: string): string {
  return address.split(/[/\\]/).at(-1) ?? address;
}
