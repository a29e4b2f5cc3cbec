import type { JsonObject, JsonValue } from '../../load/contract.js';
import { isObject, own } from '../../load/json.js';

/** An operation of a schema document: by its path as that document has it, and its method. */
export interface OperationKey {
  readonly path: string;
  readonly method: string;
}

/** Keys of strings that end in comments alone. */
const commentKeys: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'title',
  'summary',
  'description',
  'default',
  'example',
]);

/**
 * Finds operations whose types cannot differ: what they say of their types, and every component that they reach, is
 * the same text in both documents that `schema.ts` is made from. The compiler need not be asked about these.
 */
export class UnchangedTypes {
  readonly #old: JsonObject;
  readonly #now: JsonObject;
  readonly #references = new Map<string, readonly string[] | undefined>();
  readonly #discriminated: boolean;

  constructor(old: JsonObject, now: JsonObject) {
    this.#old = old;
    this.#now = now;
    // A discriminator writes into schemas that need not lead to it.
    this.#discriminated = discriminators(old).join() === discriminators(now).join();
  }

  has(old: OperationKey, now: OperationKey): boolean {
    if (!this.#discriminated || old.path !== now.path) return false;
    const [was, is] = [operationOf(this.#old, old), operationOf(this.#now, now)];
    const from = was && is && sameReferences(was, is);
    if (from === undefined) return false;
    const reached = new Set(from);
    for (const reference of reached) {
      const next = this.#unchangedComponent(reference);
      if (next === undefined) return false;
      for (const one of next) reached.add(one);
    }
    return true;
  }

  /** The references of a component that is the same in both documents; undefined of any other. */
  #unchangedComponent(reference: string): readonly string[] | undefined {
    if (!this.#references.has(reference)) {
      const [was, is] = [componentOf(this.#old, reference), componentOf(this.#now, reference)];
      this.#references.set(reference, was && is && sameReferences(was, is));
    }
    return this.#references.get(reference);
  }
}

/**
 * A document with some of its operations, and of its components those that they reach and those with discriminators: the
 * types of these operations are what they are in the whole.
 */
export function partOf(document: JsonObject, operations: readonly OperationKey[]): JsonObject {
  const paths = emptyMap();
  const reached = new Set<string>();
  const reach = (value: JsonObject): void => {
    for (const reference of textAndReferences(value).references) reached.add(reference);
  };
  for (const { path, method } of operations) {
    const operation = operationOf(document, { path, method });
    if (operation === undefined) continue;
    paths[path] = Object.assign(paths[path] ?? emptyMap(), { [method]: operation }) as JsonObject;
    reach(operation);
  }
  for (const [reference, component] of componentsOf(document)) if (isDiscriminated(component)) reached.add(reference);
  for (const reference of reached) {
    const component = componentOf(document, reference);
    if (component !== undefined) reach(component);
  }
  const components = emptyMap();
  // In the order of the whole: it decides nothing, and so it stays.
  for (const [reference, component] of componentsOf(document)) {
    if (!reached.has(reference)) continue;
    const [kind, name] = segments(reference);
    components[kind] = Object.assign(components[kind] ?? emptyMap(), { [name]: component }) as JsonObject;
  }
  return { ...document, paths, components };
}

function operationOf(document: JsonObject, { path, method }: OperationKey): JsonObject | undefined {
  return objectIn(objectIn(own(document, 'paths'), path), method);
}

function componentOf(document: JsonObject, reference: string): JsonObject | undefined {
  const [kind, name] = segments(reference);
  return objectIn(objectIn(own(document, 'components'), kind), name);
}

function* componentsOf(document: JsonObject): Generator<[reference: string, component: JsonObject]> {
  const components = own(document, 'components');
  for (const [kind, all] of Object.entries(isObject(components) ? components : {})) {
    for (const [name, component] of Object.entries(isObject(all) ? all : {})) {
      if (isObject(component)) yield [`#/components/${kind}/${name}`, component];
    }
  }
}

/** Keys of components are safe in a schema document: no sign of theirs is escaped in a reference. */
function segments(reference: string): [kind: string, name: string] {
  const [, , kind = '', name = ''] = reference.split('/');
  return [kind, name];
}

function discriminators(document: JsonObject): string[] {
  return [...componentsOf(document)]
    .filter(([, component]) => isDiscriminated(component))
    .map(([reference, component]) => `${reference} ${textAndReferences(component).text}`);
}

function isDiscriminated(component: JsonObject): boolean {
  return textAndReferences(component).text.includes('"discriminator":');
}

/** The references of two values that are the same but for comments; undefined if they are not. */
function sameReferences(old: JsonObject, now: JsonObject): readonly string[] | undefined {
  const [was, is] = [textAndReferences(old), textAndReferences(now)];
  return was.text === is.text ? is.references : undefined;
}

interface Content {
  /** Everything but comments. */
  readonly text: string;
  readonly references: readonly string[];
}

const contents = new WeakMap<JsonObject, Content>();

function textAndReferences(value: JsonObject): Content {
  const known = contents.get(value);
  if (known !== undefined) return known;
  const references = new Set<string>();
  const text = JSON.stringify(value, function (this: JsonValue, key: string, item: JsonValue) {
    if (typeof item !== 'string') return item;
    if (key === '$ref') references.add(item);
    // An entry of a discriminator's mapping may be named like a comment, and leads to a component.
    else if (item.startsWith('#/components/')) references.add(item);
    else if (commentKeys.has(key) && !Array.isArray(this)) return undefined;
    return item;
  });
  const content = { text, references: [...references] };
  contents.set(value, content);
  return content;
}

function objectIn(value: JsonValue | undefined, key: string): JsonObject | undefined {
  const found = isObject(value) ? own(value, key) : undefined;
  return isObject(found) ? found : undefined;
}

/** A map without a prototype: a key such as `constructor` is absent unless it was put there. */
function emptyMap(): JsonObject {
  return Object.create(null) as JsonObject;
}
