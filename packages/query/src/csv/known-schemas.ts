import type { Annotations, Plan } from './record-plan.js';

/** Bytes that a schema is known again by. */
export class Block {
  readonly length: number;
  /** As many bytes as `length` says, and perhaps others after them. */
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  /** Copies bytes from `start` on, over those of another block that is not needed any more where they have room there. */
  constructor(bytes: Uint8Array, start: number, end: number, unneeded?: Block) {
    const length = end - start;
    const isRoomy = unneeded !== undefined && unneeded.bytes.length >= length;
    const kept = isRoomy ? unneeded.bytes : new Uint8Array(length);
    for (let i = 0; i < length; i += 1) kept[i] = bytes[start + i] as number;
    this.length = length;
    this.bytes = kept;
    this.#view = isRoomy ? unneeded.#view : new DataView(kept.buffer);
  }

  /** Whether these bytes, of which there must be some, stand at `position` before `end`. */
  standsAt(bytes: Uint8Array, view: DataView, end: number, position: number): boolean {
    const { length, bytes: kept } = this;
    if (length === 0 || position + length > end) return false;
    const known = this.#view;
    // From the end on, where headers of one kind differ.
    let i = length;
    while (i >= 4 && view.getInt32(position + i - 4) === known.getInt32(i - 4)) i -= 4;
    while (i > 0 && bytes[position + i - 1] === kept[i - 1]) i -= 1;
    return i === 0;
  }
}

/** How the records under one header are read, and what a decoder keeps with it. */
export interface Schema<State> {
  readonly plan: Plan;
  readonly state: State;
  readonly annotations: Annotations;
  /** Its annotation rows and its header, as they stood in the response; without bytes where they came in pieces or are long. */
  readonly annotationBlock: Block;
  readonly header: Block;
  /** Lines of both. */
  readonly annotationLines: number;
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

  /** The header whose schema is forgotten when another one is added. */
  get unneeded(): Block | undefined {
    return this.#known[this.#oldest]?.schema.header;
  }

  /** Takes a schema that is opened for the first time. It is remembered where it has a header to know it by. */
  add(schema: Schema<State>): void {
    const isKept = schema.header.length > 0;
    const opened: Opened<State> = { schema, place: isKept ? this.#oldest : -1, next: -1 };
    if (isKept) {
      this.#known[this.#oldest] = opened;
      this.#oldest = (this.#oldest + 1) % MOST_SCHEMAS;
    }
    this.#enter(opened);
  }

  /** The annotation rows that `reopenAt` found, whether a header of theirs followed or not. */
  found: Block | undefined;

  /** The schema whose annotation rows and header stand at `position`; it is then the one that was opened last. */
  reopenAt(bytes: Uint8Array, view: DataView, end: number, position: number): Schema<State> | undefined {
    const known = this.#known;
    const expected = this.#last?.next ?? -1;
    // Many schemas share the block of their annotation rows, which is compared once.
    let block: Block | undefined;
    let isBlock = false;
    this.found = undefined;
    for (let i = -1; i < known.length; i += 1) {
      const opened = known[i < 0 ? expected : i];
      if (opened === undefined || i === expected) continue;
      const { annotationBlock, header } = opened.schema;
      if (annotationBlock !== block) {
        block = annotationBlock;
        isBlock = block.length === 0 || block.standsAt(bytes, view, end, position);
        if (isBlock) this.found = block;
      }
      if (isBlock && header.standsAt(bytes, view, end, position + annotationBlock.length)) {
        this.#enter(opened);
        return opened.schema;
      }
    }
    return undefined;
  }

  #enter(opened: Opened<State>): void {
    if (this.#last !== undefined) this.#last.next = opened.place;
    this.#last = opened;
  }
}
