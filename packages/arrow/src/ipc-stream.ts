// Arrow's stream format: messages, each with its length before it, and the metadata before the body.
import { ByteQueue } from '@influxkit/internal/byte-queue';
import type { Decoder } from '@influxkit/internal/row-stream';
import { ArrowError } from './arrow-error.js';
import { FlatTable } from './flat-table.js';

/** Stands before the length of metadata. */
const CONTINUATION = 0xffffffff;
/** How a file of Arrow's file format begins: what follows is a stream. */
const MAGIC = [65, 82, 82, 79, 87, 49, 0, 0] as const;

/** Ends a stream. */
export const END_OF_STREAM: Uint8Array = /* @__PURE__ */ Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);

/** A message as it stands in a stream, in pieces: what comes before its body, and the body. */
export const encodeMessage = (metadata: Uint8Array, body: Uint8Array): readonly [Uint8Array, Uint8Array] => {
  // Bodies begin at multiples of eight bytes.
  const size = Math.ceil(metadata.length / 8) * 8;
  const head = new Uint8Array(8 + size);
  const view = new DataView(head.buffer);
  view.setUint32(0, CONTINUATION, true);
  view.setUint32(4, size, true);
  head.set(metadata, 8);
  return [head, body];
};

/** Takes messages out of bytes as they arrive, and hands each to a callback. */
export class IpcReader implements Decoder {
  failure: unknown;
  readonly #take: (metadata: Uint8Array, body: Uint8Array) => void;
  readonly #limit: number;
  readonly #queue: ByteQueue = new ByteQueue();
  #isFirst = true;
  /** Whether a message has come. */
  #hasBegun = false;
  #isEnded = false;
  #metadata: Uint8Array | undefined;
  /** Bytes of the part that is awaited: 8 for what comes before the metadata. */
  #needed = 8;
  #state: 'prefix' | 'metadata' | 'body' = 'prefix';

  /** @param limit bytes that one message may have */
  constructor(take: (metadata: Uint8Array, body: Uint8Array) => void, limit: number) {
    this.#take = take;
    this.#limit = limit;
  }

  push(bytes: Uint8Array): void {
    if (this.failure !== undefined || this.#isEnded) return;
    this.#queue.push(bytes.slice());
    try {
      while (!this.#isEnded && this.#queue.length >= this.#needed) this.#advance(this.#queue.take(this.#needed));
    } catch (error) {
      this.failure = error;
    }
  }

  finish(): void {
    // A stream may end without saying so, between two messages.
    const isBetween = this.#state === 'prefix' && this.#queue.length === 0 && this.#hasBegun;
    if (!this.#isEnded && !isBetween) this.abort(undefined);
  }

  abort(reason: unknown): void {
    this.failure ??= new ArrowError(
      'the stream broke off in the middle of a message',
      reason === undefined ? {} : { cause: reason },
    );
  }

  #advance(bytes: Uint8Array): void {
    switch (this.#state) {
      case 'prefix': {
        const isFile = this.#isFirst && MAGIC.every((byte, at) => bytes[at] === byte);
        this.#isFirst = false;
        if (isFile) return;
        const view = new DataView(bytes.buffer);
        if (view.getUint32(0, true) !== CONTINUATION)
          throw new ArrowError(
            'these bytes are not an Arrow stream: expected a message, which begins with four bytes 0xff',
          );
        this.#needed = this.#limited(view.getUint32(4, true));
        if (this.#needed === 0) this.#isEnded = true;
        else this.#state = 'metadata';
        return;
      }
      case 'metadata': {
        this.#metadata = bytes;
        this.#needed = this.#limited(FlatTable.root(bytes).length(3));
        this.#state = 'body';
        if (this.#needed === 0) this.#advance(new Uint8Array(0));
        return;
      }
      case 'body':
        this.#needed = 8;
        this.#state = 'prefix';
        this.#hasBegun = true;
        this.#take(this.#metadata as Uint8Array, bytes);
    }
  }

  #limited(size: number): number {
    if (size <= this.#limit) return size;
    throw new ArrowError(
      `a message has ${size} bytes, more than ${this.#limit}; raise maxMessageBytes if it is meant to`,
    );
  }
}
