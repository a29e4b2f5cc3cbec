import type { Annotations, Plan } from './record-plan.js';

/** How the records under one header are read, and what a decoder keeps with it. */
export interface Schema<State> {
  readonly plan: Plan;
  readonly state: State;
  readonly annotations: Annotations;
  /** Its annotation rows and its header, as they stood in the response; empty where they came in pieces or are long. */
  readonly block: Uint8Array;
  /** How many bytes of `block` the annotation rows have. */
  readonly annotationBytes: number;
  /** Lines of `block`, and those of its header. */
  readonly lines: number;
  readonly headerLines: number;
}

/** A schema that has been opened. */
interface Opened<State> {
  readonly schema: Schema<State>;
  /** Its place among the schemas that are remembered; -1 for none. */
  readonly place: number;
  /** The place of the one that came after this one last: tables often take turns. */
  next: number;
}

/** How many schemas are remembered, to be known again by the bytes of their headers. */
const MOST_SCHEMAS = 8;

/** The schemas of a response that were opened last, and which of them is likely to come next. */
export class KnownSchemas<State> {
  /** A new one takes the place of the one that has been known longest. */
  readonly #known: Opened<State>[] = [];
  #oldest = 0;
  #last: Opened<State> | undefined;

  /** The schema that was opened last. */
  get last(): Schema<State> | undefined {
    return this.#last?.schema;
  }

  /** Takes a schema that is opened for the first time. It is remembered where it has a block to know it by. */
  add(schema: Schema<State>): void {
    const isKept = schema.block.length > 0;
    const opened: Opened<State> = { schema, place: isKept ? this.#oldest : -1, next: -1 };
    if (isKept) {
      this.#known[this.#oldest] = opened;
      this.#oldest = (this.#oldest + 1) % MOST_SCHEMAS;
    }
    this.#enter(opened);
  }

  /** The schema whose block stands at `position`; it is then the one that was opened last. */
  reopenAt(bytes: Uint8Array, end: number, position: number): Schema<State> | undefined {
    const expected = this.#known[this.#last?.next ?? -1];
    const isHere = ({ schema }: Opened<State>): boolean => standsAt(bytes, end, position, schema.block);
    const found =
      expected !== undefined && isHere(expected)
        ? expected
        : this.#known.find((opened) => opened !== expected && isHere(opened));
    if (found !== undefined) this.#enter(found);
    return found?.schema;
  }

  #enter(opened: Opened<State>): void {
    if (this.#last !== undefined) this.#last.next = opened.place;
    this.#last = opened;
  }
}

/** Whether the first `length` bytes of `block`, of which there must be some, stand at `position` before `end`. */
export const standsAt = (
  bytes: Uint8Array,
  end: number,
  position: number,
  block: Uint8Array,
  length: number = block.length,
): boolean => {
  if (length === 0 || position + length > end) return false;
  // From the end on, where headers of one kind differ.
  let i = length - 1;
  while (i >= 0 && bytes[position + i] === block[i]) i -= 1;
  return i < 0;
};
