import { isObject, own } from '../../../base/json.js';
import type { JsonObject, JsonValue, OpenApiDocument } from '../../../contract/document/openapi.js';
import { escapeToken, parsePointer } from '../../../contract/document/pointer.js';
import type { BoundNames } from '../../../generate/model/read-parameters.js';

/** A value of a document and its place. */
export interface Part {
  readonly value: JsonValue;
  readonly pointer: string;
}

/** Something that is compared: one value, or several that hold together (a property that two members of an `allOf` define). */
export interface Node {
  readonly parts: readonly Part[];
  /** The place that changes of it are reported at, and that it is remembered by. */
  readonly pointer: string;
  readonly label: Label;
}

/** What a reader knows the thing by: `Bucket.rp`, `body.name`, option `limit`. */
export interface Label {
  /** A word before the name, such as `option`. */
  readonly noun?: string;
  readonly name: string;
}

export function showLabel({ noun, name }: Label): string {
  return noun === undefined ? code(name) : `${noun} ${code(name)}`;
}

/** A name from a contract in backticks of Markdown: on one line, and unable to end them. */
export function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  return `\`${line.length > 120 ? `${line.slice(0, 117)}…` : line}\``;
}

export function node(value: JsonValue, pointer: string, label: Label): Node {
  return { parts: [{ value, pointer }], pointer, label };
}

/** The value below a node by one key, with a label that the key is added to. */
export function below(part: Part, key: string): string {
  return `${part.pointer}/${escapeToken(key)}`;
}

/** One of the two contracts, with its references. */
export class Side {
  readonly document: OpenApiDocument;
  readonly #targets = new Map<string, JsonValue | undefined>();

  /** Parameters that are options of the client, and so no arguments of a call. */
  readonly bind: BoundNames;

  constructor(document: OpenApiDocument, bind: BoundNames = {}) {
    this.document = document;
    this.bind = bind;
  }

  /** The value that an internal reference names; undefined if there is none. */
  lookup(ref: string): JsonValue | undefined {
    if (!this.#targets.has(ref)) this.#targets.set(ref, this.#walk(ref));
    return this.#targets.get(ref);
  }

  /** Follows a `$ref`, and one that it leads to, down to a value; the last place is where it stands. */
  deref(part: Part): Part {
    const seen = new Set<string>();
    let current = part;
    for (;;) {
      const ref = refOf(current.value);
      if (ref === undefined || seen.has(ref)) return current;
      seen.add(ref);
      const value = this.lookup(ref);
      if (value === undefined) return current;
      current = { value, pointer: ref.slice(1) };
    }
  }

  #walk(ref: string): JsonValue | undefined {
    const tokens = ref.startsWith('#') ? parsePointer(decode(ref.slice(1))) : undefined;
    if (tokens === undefined) return undefined;
    let value: JsonValue | undefined = this.document as unknown as JsonObject;
    for (const token of tokens) {
      if (Array.isArray(value)) value = value[Number(token)];
      else if (isObject(value)) value = own(value, token);
      else return undefined;
    }
    return value;
  }
}

/** The `$ref` of a value, if it is a reference. */
export function refOf(value: JsonValue | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const ref = own(value, '$ref');
  return typeof ref === 'string' ? ref : undefined;
}

/** The last token of a reference to a component: its name. */
export function componentName(ref: string): string | undefined {
  const tokens = parsePointer(decode(ref.startsWith('#') ? ref.slice(1) : ref));
  return tokens?.length === 3 && tokens[0] === 'components' ? tokens[2] : undefined;
}

/** The label of what a reference leads to: a named component is known by its name. */
export function labelOfTarget(pointer: string, otherwise: Label): Label {
  const name = pointer.startsWith('/components/schemas/') ? componentName(pointer) : undefined;
  return name === undefined ? otherwise : { name };
}

/** One text for equal values, whatever the order of keys. */
export function canonical(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'undefined';
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
