/** Whether so many bytes are the same in both. */
export const areEqual = (left: DataView, at: number, right: DataView, from: number, length: number): boolean => {
  // From the end on: headers and tables of one kind begin alike.
  let i = length;
  for (; i >= 4; i -= 4) if (left.getInt32(at + i - 4, true) !== right.getInt32(from + i - 4, true)) return false;
  for (; i > 0; i -= 1) if (left.getUint8(at + i - 1) !== right.getUint8(from + i - 1)) return false;
  return true;
};

/** Whole lines, and what they mean. */
export interface KnownLines<Value> {
  readonly value: Value;
  /** As many bytes as `length` says, and perhaps others after them. */
  readonly view: DataView;
  readonly length: number;
  readonly lines: number;
  /** What has to stand before them. */
  readonly under: object | undefined;
}

/** How many are remembered. */
const MOST_KNOWN = 8;

/** Lines that came last, to be known again by their bytes. */
export class KnownBytes<Value> {
  /** The newest first. */
  readonly #known: KnownLines<Value>[] = [];

  /** The lines that stand at `position` and end before `end`. */
  at(view: DataView, position: number, end: number, under?: object): KnownLines<Value> | undefined {
    for (const known of this.#known) {
      if (known.under !== under || position + known.length > end) continue;
      if (areEqual(view, position, known.view, 0, known.length)) return known;
    }
    return undefined;
  }

  /** The newest that stood under the same. */
  newest(under?: object): KnownLines<Value> | undefined {
    return this.#known.find((known) => known.under === under);
  }

  /** Copies lines, over those that came first where too many are known. */
  remember(value: Value, lines: number, bytes: DataView, start: number, end: number, under?: object): void {
    const length = end - start;
    const unneeded = this.#known.length < MOST_KNOWN ? undefined : this.#known.pop()?.view;
    const isRoomy = unneeded !== undefined && unneeded.byteLength >= length;
    const view = isRoomy ? unneeded : new DataView(new ArrayBuffer(length));
    let i = 0;
    for (; i + 4 <= length; i += 4) view.setInt32(i, bytes.getInt32(start + i));
    for (; i < length; i += 1) view.setUint8(i, bytes.getUint8(start + i));
    this.#known.unshift({ value, view, length, lines, under });
  }
}
