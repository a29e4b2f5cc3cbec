import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from 'node:http2';
import { onAbort } from '@influxkit/internal/abort';
import { ByteQueue } from '@influxkit/internal/byte-queue';
import { LONGEST_DELAY } from '@influxkit/internal/timers';
import { type FlightData, PREFIX, takeFlightData } from './flight-message.js';
import { type GrpcStatus, statusIn } from './grpc-status.js';

/** Why a call has no more messages, where that is neither its status nor an abort. */
export class BrokenCallError extends Error {
  override readonly name: string = 'BrokenCallError';
  readonly code: string | undefined;
  /** It was cut, nothing came for too long, or what came is no gRPC that we asked for. Only what was cut is tried again. */
  readonly kind: 'cut' | 'silent' | 'malformed';

  constructor(
    message: string,
    { code, kind = 'cut' }: { code?: string | undefined; kind?: BrokenCallError['kind'] } = {},
  ) {
    super(message);
    this.code = code;
    this.kind = kind;
  }
}

/** Bounds of a call. */
export interface CallLimits {
  readonly maxMessageBytes: number;
  /** Milliseconds without a byte while one is waited for; 0 for any. */
  readonly idleTimeout: number;
}

/** What a call tells its connection, and asks of it. */
export interface CallWatch {
  /** Whether the server has said that it speaks HTTP/2. */
  readonly hasGreeted: boolean;
  /** Something came. */
  heard(): void;
}

/** Responses of status 1xx before the one that counts; servers of gRPC send none. */
const MOST_INFORMATIONAL = 100;

/** Bytes of a response that is not gRPC's. */
const LARGEST_FAILURE = 65_536;

/**
 * One call of gRPC whose messages are taken one by one. No more than one message is read ahead: after that the stream is
 * paused, and what the server may send ends with the stream's window.
 */
export class GrpcCall {
  /** Trailers, or headers where they were all. */
  trailers: IncomingHttpHeaders = {};
  readonly #stream: ClientHttp2Stream;
  readonly #limits: CallLimits;
  readonly #queue: ByteQueue = new ByteQueue();
  readonly #head: Promise<IncomingHttpHeaders>;
  #wake: (() => void) | undefined;
  /** Keeps the wait for a byte within its bound. */
  #idle: ReturnType<typeof setTimeout> | undefined;
  /** Bytes of the message that comes next; -1 before its prefix was read. */
  #size = -1;
  #isEnded = false;
  #isReleased = false;
  /** Whether what comes are no messages. */
  #isPlain = false;
  #error: unknown;

  constructor(stream: ClientHttp2Stream, limits: CallLimits, watch: CallWatch) {
    this.#stream = stream;
    this.#limits = limits;
    stream.pause();
    stream.on('data', (chunk: Uint8Array) => {
      watch.heard();
      if (this.#isReleased) return;
      this.#idle?.refresh();
      this.#queue.push(chunk);
      this.#notice();
    });
    let informational = 0;
    stream.on('headers', () => {
      informational += 1;
      if (informational <= MOST_INFORMATIONAL) return;
      const message = `the server sent more than ${MOST_INFORMATIONAL} responses of status 1xx`;
      stream.destroy(new Error(message));
    });
    this.#head = new Promise((resolve, reject) => {
      stream.on('response', (headers) => {
        watch.heard();
        this.trailers = headers;
        resolve(headers);
      });
      stream.on('error', (error: Error & { code?: string }) => {
        this.#fail(new BrokenCallError(error.message, { code: error.code }));
        reject(this.#error);
      });
      stream.on('close', () => {
        const reason = watch.hasGreeted
          ? `the connection was closed, or the server reset the stream (HTTP/2 code ${stream.rstCode})`
          : 'the connection was closed before the server said that it speaks HTTP/2, which Arrow Flight needs; it may want https://';
        if (!this.#isEnded) this.#fail(new BrokenCallError(reason));
        reject(this.#error ?? new BrokenCallError(reason));
      });
    });
    // Its failure is that of the reading, too.
    this.#head.catch(() => {});
    stream.on('trailers', (headers) => {
      this.trailers = headers;
    });
    stream.on('end', () => {
      this.#isEnded = true;
      this.#wake?.();
    });
  }

  /** The head of the response. */
  head(): Promise<IncomingHttpHeaders> {
    return this.#head;
  }

  /** The status that the call ended with; undefined where it ended without. */
  get status(): GrpcStatus | undefined {
    return statusIn(this.trailers);
  }

  /**
   * The next message; undefined after the last one.
   *
   * @throws BrokenCallError, or the signal's reason
   */
  async read(signal?: AbortSignal | undefined): Promise<FlightData | undefined> {
    for (;;) {
      signal?.throwIfAborted();
      if (this.#isWhole()) {
        const size = this.#size;
        this.#size = -1;
        return takeFlightData(this.#queue, size);
      }
      if (this.#error !== undefined) throw this.#error;
      if (this.#isEnded) {
        if (this.#queue.length === 0 && this.#size < 0) return undefined;
        throw new BrokenCallError('the response ended in the middle of a message');
      }
      await this.#more(signal);
    }
  }

  /** The beginning of a response that is not gRPC's. */
  async readFailure(signal?: AbortSignal | undefined): Promise<Uint8Array> {
    this.#isPlain = true;
    while (this.#queue.length < LARGEST_FAILURE && !this.#isEnded && this.#error === undefined) {
      signal?.throwIfAborted();
      await this.#more(signal);
    }
    this.cancel();
    return this.#queue.take(Math.min(this.#queue.length, LARGEST_FAILURE));
  }

  /** Lets go of what has not come. */
  cancel(): void {
    if (this.#isReleased || this.#isEnded) return;
    this.#isEnded = true;
    this.#release();
    this.#wake?.();
  }

  #release(): void {
    this.#isReleased = true;
    this.#stream.close(constants.NGHTTP2_CANCEL);
    // A stream that is paused never closes.
    this.#stream.resume();
  }

  /** Waits for a message, the end, an error or an abort. */
  async #more(signal: AbortSignal | undefined): Promise<void> {
    const { idleTimeout } = this.#limits;
    let ignore = (): void => {};
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      ignore = onAbort(signal, resolve);
      // A timer that holds no longer delay would fire at once.
      if (idleTimeout > 0 && idleTimeout <= LONGEST_DELAY) {
        const message = `no byte came for ${idleTimeout} ms; set idleTimeout to allow more`;
        this.#idle = setTimeout(() => this.#giveUp(new BrokenCallError(message, { kind: 'silent' })), idleTimeout);
      }
      this.#stream.resume();
    });
    ignore();
    clearTimeout(this.#idle);
    this.#idle = undefined;
    this.#wake = undefined;
  }

  /** Bytes have come: wakes who waits, and holds the stream once a whole message is here. */
  #notice(): void {
    if (this.#isPlain ? this.#queue.length < LARGEST_FAILURE : !this.#isWhole()) return;
    this.#stream.pause();
    this.#wake?.();
  }

  /** Whether a whole message is here. */
  #isWhole(): boolean {
    if (this.#size < 0 && this.#queue.length >= PREFIX && this.#error === undefined) this.#readPrefix();
    return this.#size >= 0 && this.#queue.length >= this.#size;
  }

  #readPrefix(): void {
    const { maxMessageBytes } = this.#limits;
    const isCompressed = this.#queue.byte() !== 0;
    const size = new DataView(this.#queue.take(PREFIX - 1).buffer).getUint32(0);
    if (isCompressed) {
      this.#giveUp(
        new BrokenCallError('the server compressed a message, which it was told not to', { kind: 'malformed' }),
      );
    } else if (size > maxMessageBytes) {
      const message = `a message has ${size} bytes, more than ${maxMessageBytes}; raise maxMessageBytes if it is meant to`;
      this.#giveUp(new BrokenCallError(message, { kind: 'malformed' }));
    } else {
      this.#size = size;
    }
  }

  #giveUp(error: Error): void {
    this.#fail(error);
    this.#release();
  }

  #fail(error: unknown): void {
    this.#error ??= error;
    this.#wake?.();
  }
}
