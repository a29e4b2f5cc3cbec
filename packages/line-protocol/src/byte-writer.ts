/** A growing byte buffer and the place where the next byte goes. Writers ask for room first, then write unchecked. */
export class ByteWriter {
  bytes: Uint8Array;
  view: DataView;
  pos: number;

  constructor(memory: Uint8Array) {
    this.bytes = memory;
    this.view = viewOf(memory);
    this.pos = 0;
  }

  /** Makes sure that `count` more bytes fit. */
  room(count: number): void {
    if (this.bytes.length - this.pos < count) this.#grow(count);
  }

  #grow(count: number): void {
    const wanted = Math.max(this.bytes.length * 2, this.pos + count);
    const grown = new Uint8Array(wanted);
    grown.set(this.bytes.subarray(0, this.pos));
    this.replace(grown);
  }

  /** Goes on in other memory. */
  replace(memory: Uint8Array): void {
    this.bytes = memory;
    this.view = viewOf(memory);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `Uint8Array.set` has a fixed price; up to this length a loop over words is cheaper. */
const SHORT = 64;

const NONE: Float64Array = /* @__PURE__ */ new Float64Array(0);

/** Where bytes are turned into words. One for all: to ask an array for its buffer moves it to memory of its own. */
const scratch: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(SHORT));

/**
 * Bytes that are written often; short ones are kept as numbers of eight bytes too, since such a number costs no more to
 * store than a byte.
 */
export class EncodedKey {
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly words: Float64Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.length = bytes.length;
    this.words = bytes.length <= SHORT ? wordsOf(bytes) : NONE;
  }
}

function wordsOf(bytes: Uint8Array): Float64Array {
  const words = new Float64Array((bytes.length + 7) >> 3);
  for (let i = 0; i < bytes.length; i++) scratch.setUint8(i, bytes[i] as number);
  for (let i = 0; i < words.length; i++) words[i] = scratch.getFloat64(i * 8, true);
  // A machine may write one NaN for another: 0x7f and a lead byte of four, as text may have them side by side, are NaN.
  return words.some(Number.isNaN) ? NONE : words;
}

/** Room that {@link copyEncoded} may touch behind the bytes it writes: the rest of the last word. */
export const WORD_ROOM = 8;

/** Writes prepared bytes where there is room for them and {@link WORD_ROOM} more, and returns the place after them. */
export function copyEncoded(bytes: Uint8Array, view: DataView, pos: number, prepared: EncodedKey): number {
  const { words, length } = prepared;
  const count = words.length;
  if (count > 0) {
    for (let i = 0; i < count; i++) view.setFloat64(pos + (i << 3), words[i] as number, true);
  } else {
    bytes.set(prepared.bytes, pos);
  }
  return pos + length;
}

/** Appends prepared bytes. */
export function writeEncoded(out: ByteWriter, prepared: EncodedKey): void {
  out.room(prepared.length + WORD_ROOM);
  out.pos = copyEncoded(out.bytes, out.view, out.pos, prepared);
}
