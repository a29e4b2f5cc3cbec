import { isObject, type JsonObject, type JsonValue, own, put } from '../../base/json.js';
import { REVIEW } from '../../contract/pending-reviews.js';
import { summaryOf, wordsOf } from './operation-summary.js';

/** What stands where a person has to say what a thing means. */
const TO_DESCRIBE = 'To be described.';

/** How a stub refers to what the contract has: the text of the new reference, or undefined to write the thing out. */
export type Refer = (reference: string) => string | undefined;

/**
 * Copies the structure of something upstream and none of its prose: the words of the contract are its own. What it refers
 * to is referred to where the contract has it, and written out where it has not.
 */
export class Stubs {
  readonly #refer: Refer;
  readonly #lookup: (reference: string) => JsonValue | undefined;
  /** Whether `nullable` and the like are to be said as OpenAPI 3.1 says them. */
  readonly #modern: boolean;
  readonly #open = new Set<string>();

  constructor(refer: Refer, lookup: (reference: string) => JsonValue | undefined, modern: boolean) {
    this.#refer = refer;
    this.#lookup = lookup;
    this.#modern = modern;
  }

  operation(
    method: string,
    path: string,
    value: JsonObject,
    shared: readonly JsonValue[],
    tags: readonly string[],
  ): JsonObject {
    const own_ = own(value, 'parameters');
    const parameters = [...shared, ...(Array.isArray(own_) ? own_ : [])].map((item) => this.parameter(item));
    const made: JsonObject = {};
    const id = own(value, 'operationId');
    if (typeof id === 'string') made['operationId'] = id;
    made['summary'] = summaryOf(method, path);
    made['description'] = TO_DESCRIBE;
    made[REVIEW] = true;
    if (tags.length > 0) made['tags'] = [...tags];
    if (own(value, 'deprecated') === true) made['deprecated'] = true;
    for (const key of ['security', 'servers']) {
      const item = own(value, key);
      if (item !== undefined) made[key] = this.#bare(item);
    }
    if (parameters.length > 0) made['parameters'] = parameters;
    const body = own(value, 'requestBody');
    if (body !== undefined) made['requestBody'] = this.#described(this.#resolved(body), TO_DESCRIBE);
    const responses: JsonObject = {};
    const theirs = own(value, 'responses');
    for (const [status, item] of Object.entries(isObject(theirs) ? theirs : {})) {
      if (!status.startsWith('x-')) put(responses, status, this.response(item));
    }
    made['responses'] = responses;
    return made;
  }

  parameter(value: JsonValue): JsonObject {
    const ref = this.#known(value);
    if (ref !== undefined) return { $ref: ref };
    const resolved = this.#resolved(value);
    const { name, in: place, ...rest } = resolved;
    const made = this.#described(rest, TO_DESCRIBE);
    return { ...(name !== undefined && { name }), ...(place !== undefined && { in: place }), ...made };
  }

  /** A parameter or a response that is put into an operation by itself carries the mark. */
  marked(value: JsonObject): JsonObject {
    return Object.hasOwn(value, '$ref') ? value : { ...value, [REVIEW]: true };
  }

  response(value: JsonValue): JsonObject {
    const ref = this.#known(value);
    return ref === undefined ? this.#described(this.#resolved(value), TO_DESCRIBE) : { $ref: ref };
  }

  schema(name: string, value: JsonValue): JsonObject {
    const made = this.#schema(value);
    const words = wordsOf(name);
    const described = `To be described: ${words}.`;
    return { description: described, [REVIEW]: true, ...(isObject(made) ? made : {}) };
  }

  #known(value: JsonValue): string | undefined {
    const ref = isObject(value) ? own(value, '$ref') : undefined;
    return typeof ref === 'string' ? this.#refer(ref) : undefined;
  }

  #resolved(value: JsonValue): JsonObject {
    let current: JsonValue | undefined = value;
    for (let hops = 0; hops < 50 && isObject(current); hops += 1) {
      const ref: JsonValue | undefined = own(current, '$ref');
      if (typeof ref !== 'string') return current;
      current = this.#lookup(ref);
    }
    return {};
  }

  #described(value: JsonObject, description: string): JsonObject {
    const bare = this.#bare(value);
    return { description, ...(isObject(bare) ? bare : {}) };
  }

  /** A value without prose and extensions, whatever it is. */
  #bare(value: JsonValue): JsonValue {
    if (Array.isArray(value)) return value.map((item) => this.#bare(item));
    if (!isObject(value)) return value;
    const made: JsonObject = {};
    for (const [key, item] of Object.entries(value)) {
      if (isProse(key, item)) continue;
      if (key === 'schema') put(made, key, this.#schema(item));
      else if (key === 'content' || key === 'headers')
        put(
          made,
          key,
          this.#map(item, (each) => this.#entry(key, each)),
        );
      else put(made, key, this.#bare(item));
    }
    return made;
  }

  #entry(of: 'content' | 'headers', value: JsonValue): JsonValue {
    const resolved = this.#resolved(value);
    return of === 'headers' ? this.#described(resolved, TO_DESCRIBE) : this.#bare(resolved);
  }

  #map(value: JsonValue, each: (value: JsonValue) => JsonValue): JsonValue {
    if (!isObject(value)) return value;
    const made: JsonObject = {};
    for (const [key, item] of Object.entries(value)) put(made, key, each(item));
    return made;
  }

  #schema(value: JsonValue): JsonValue {
    if (!isObject(value)) return value;
    const ref = this.#known(value);
    if (ref !== undefined) return { $ref: ref };
    const unknown = own(value, '$ref');
    if (typeof unknown === 'string') return this.#writtenOut(unknown, value);
    const made: JsonObject = {};
    for (const [key, item] of Object.entries(value)) {
      if (isProse(key, item)) continue;
      if (key === 'properties')
        put(
          made,
          key,
          this.#map(item, (each) => this.#property(each)),
        );
      else if (['items', 'additionalProperties', 'not'].includes(key)) put(made, key, this.#schema(item));
      else if (['allOf', 'oneOf', 'anyOf', 'prefixItems'].includes(key) && Array.isArray(item)) {
        put(
          made,
          key,
          item.map((each) => this.#schema(each)),
        );
      } else if (key === 'discriminator') put(made, key, this.#discriminator(item));
      else put(made, key, structuredClone(item));
    }
    return this.#modern ? modern(made) : made;
  }

  /** A schema that has no name of its own is written out, but not within itself. */
  #writtenOut(reference: string, value: JsonObject): JsonValue {
    if (this.#open.has(reference)) return {};
    this.#open.add(reference);
    const made = this.#schema(this.#resolved(value));
    this.#open.delete(reference);
    return made;
  }

  #property(value: JsonValue): JsonValue {
    const made = this.#schema(value);
    return isObject(made) && !Object.hasOwn(made, '$ref') ? { description: TO_DESCRIBE, ...made } : made;
  }

  #discriminator(value: JsonValue): JsonValue {
    if (!isObject(value)) return value;
    const mapping = own(value, 'mapping');
    const otherwise = own(value, 'defaultMapping');
    const refer = (to: JsonValue): JsonValue => (typeof to === 'string' ? (this.#refer(to) ?? to) : to);
    return {
      ...structuredClone(value),
      ...(isObject(mapping) && { mapping: this.#map(mapping, refer) }),
      ...(otherwise !== undefined && { defaultMapping: refer(otherwise) }),
    };
  }
}

/** Keys that hold words, where the value is what those keys hold: a property may be called `title`, too. */
function isProse(key: string, value: JsonValue): boolean {
  if (key.startsWith('x-')) return true;
  if (['description', 'title', 'summary', '$comment'].includes(key)) return typeof value === 'string';
  return ['example', 'examples', 'externalDocs'].includes(key);
}

/** What OpenAPI 3.0 says in its own way, as 3.1 says it. */
function modern(schema: JsonObject): JsonObject {
  const { nullable, ...rest } = schema;
  if (nullable === true) {
    const type = own(rest, 'type');
    if (typeof type === 'string') rest['type'] = [type, 'null'];
    const members = own(rest, 'enum');
    if (Array.isArray(members) && !members.includes(null)) rest['enum'] = [...members, null];
  }
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const [exclusive, limit] = [own(rest, flag), own(rest, bound)];
    if (typeof exclusive !== 'boolean') continue;
    delete rest[flag];
    if (exclusive && limit !== undefined) {
      rest[flag] = limit;
      delete rest[bound];
    }
  }
  return rest;
}
