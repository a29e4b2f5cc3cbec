/** A growing byte buffer and the place where the next byte goes. Writers ask for room first, then write unchecked. */
export class Sink {
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
    if (this.bytes.length - this.pos < count) this.grow(count);
  }

  private grow(count: number): void {
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

/** Bytes that are written often; short ones are kept as 32-bit words too, since a word costs no more than a byte. */
export class Prepared {
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly words: Int32Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.length = bytes.length;
    this.words = new Int32Array(bytes.length <= SHORT ? (bytes.length + 3) >> 2 : 0);
    if (this.words.length === 0) return;
    const view = new DataView(this.words.buffer);
    new Uint8Array(this.words.buffer).set(bytes);
    for (let i = 0; i < this.words.length; i++) this.words[i] = view.getInt32(i * 4, true);
  }
}

/** Room that {@link copyPrepared} may touch behind the bytes it writes: the rest of the last word. */
export const WORD_ROOM = 4;

/** Writes prepared bytes where there is room for them and {@link WORD_ROOM} more, and returns the place after them. */
export function copyPrepared(bytes: Uint8Array, view: DataView, pos: number, prepared: Prepared): number {
  const { words, length } = prepared;
  const count = words.length;
  if (count > 0) {
    for (let i = 0; i < count; i++) view.setInt32(pos + (i << 2), words[i] as number, true);
  } else {
    bytes.set(prepared.bytes, pos);
  }
  return pos + length;
}

/** Appends prepared bytes. */
export function writePrepared(sink: Sink, prepared: Prepared): void {
  sink.room(prepared.length + WORD_ROOM);
  sink.pos = copyPrepared(sink.bytes, sink.view, sink.pos, prepared);
}
