/** A growing byte buffer and the place where the next byte goes. Writers ask for room first, then write unchecked. */
export class Sink {
  bytes: Uint8Array;
  pos: number;

  constructor(memory: Uint8Array) {
    this.bytes = memory;
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
    this.bytes = grown;
  }
}

/** `Uint8Array.set` has a fixed price of some 20 ns; below this length a loop is cheaper. */
const SHORT = 20;

/** Appends prepared bytes. */
export function writePrepared(sink: Sink, prepared: Uint8Array): void {
  const length = prepared.length;
  sink.room(length);
  const { bytes, pos } = sink;
  if (length < SHORT) {
    for (let i = 0; i < length; i++) bytes[pos + i] = prepared[i] as number;
  } else {
    bytes.set(prepared, pos);
  }
  sink.pos = pos + length;
}
