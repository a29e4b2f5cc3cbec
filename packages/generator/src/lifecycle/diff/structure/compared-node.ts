import { excerpt } from '@influxkit/internal/message';
import type { JsonValue } from '../../../base/json.js';
import type { OpenApiDocument } from '../../../contract/document/openapi.js';
import { componentOf, DocumentReader, type Part } from '../../../contract/document/reader.js';
import type { BoundNames } from '../../../generate/model/given-parameters.js';

/** Something that is compared: one value, or several that hold together (a property that two members of an `allOf` define). */
export interface Node {
  readonly parts: readonly Part[];
  /** The place that changes of it are reported at, and that it is remembered by. */
  readonly pointer: string;
  readonly label: Label;
  /** Whether `null` counts as none of its values: it was compared elsewhere. */
  readonly isWithoutNull?: true;
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
  return `\`${excerpt(line, 119)}\``;
}

export function node(value: JsonValue, pointer: string, label: Label): Node {
  return { parts: [{ value, pointer }], pointer, label };
}

/** One of the two contracts, and what is not an argument of a call of its client. */
export class ComparedDocument extends DocumentReader {
  /** Parameters that are options of the client. */
  readonly bind: BoundNames;
  /** What is known of schemas by pointer: whether `null` is among their values. */
  readonly nulls: Map<string, boolean | undefined> = new Map();

  constructor(document: OpenApiDocument, bind: BoundNames = {}) {
    super(document);
    this.bind = bind;
  }
}

/** The name of the component that stands at a pointer, of any kind. */
export function componentAt(pointer: string): string | undefined {
  return componentOf(`#${pointer.replaceAll('%', '%25')}`)?.name;
}

/** The label of what a reference leads to: a named component is known by its name. */
export function labelOfTarget(pointer: string, otherwise: Label): Label {
  const name = pointer.startsWith('/components/schemas/') ? componentAt(pointer) : undefined;
  return name === undefined ? otherwise : { name };
}
