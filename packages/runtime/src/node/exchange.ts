import { Readable } from 'node:stream';
import type { ReceivedHeaders } from '@influxkit/internal/response-headers';
import type { Dispatcher } from 'undici';
import type { WireRequest } from '../transport.js';
import { onCancel } from './cancellation-by-callbacks.js';

/** Bytes of a body that are taken from the network before anyone asks for them; the rest waits there. */
const READ_AHEAD = 65_536;

/** What an exchange tells whoever reads the body. */
interface BodyListener {
  piece(chunk: Uint8Array): void;
  end(): void;
  fail(error: unknown): void;
}

/** The head of a response; its body is asked for at the exchange. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: ReceivedHeaders;
}

/**
 * Sends one request and resolves to its exchange once the head of the response is there. undici's own `request()` makes a
 * stream of Node's for each body, which costs as much as all else that it does; most bodies are read whole and need none.
 */
export function startExchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  request: WireRequest,
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const exchange = new Exchange(resolve, reject);
    exchange.cancelWith(request);
    dispatcher.dispatch(options, exchange);
  });
}

/** A request on its way and the body of its response, which one reader may take, as it comes or whole. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (exchange: Exchange) => void;
  readonly #reject: (reason: unknown) => void;
  #head: ResponseHead | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  /** What came before there was a reader. */
  #early: Uint8Array[] = [];
  #earlySize = 0;
  #reader: BodyListener | undefined;
  /** How it ended, if it did. */
  #ending: { readonly error?: unknown } | undefined;
  #ignoreRequest = (): void => {};

  constructor(resolve: (exchange: Exchange) => void, reject: (reason: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Cancels it when the request is. */
  cancelWith(request: WireRequest): void {
    this.#ignoreRequest = onCancel(request, (reason) => this.cancel(reason));
  }

  get head(): ResponseHead {
    return this.#head as ResponseHead;
  }

  /** Gives the exchange up, unless it has ended: its connection is closed, and whoever waits for it gets the reason. */
  cancel(reason: unknown): void {
    if (this.#ending) return;
    this.#controller?.abort(reason as Error);
    this.#finish({ error: reason });
  }

  /** Hands the body on, from its beginning. */
  read(reader: BodyListener): void {
    this.#reader = reader;
    for (const chunk of this.#early.splice(0)) reader.piece(chunk);
    if (this.#ending) this.#tellEnding(reader);
    else this.#resume();
  }

  #resume(): void {
    this.#controller?.resume();
  }

  /** The body as a stream of Node's. */
  readable(): Readable {
    const stream = new Readable({
      read: () => this.#resume(),
      destroy: (error, callback) => {
        this.cancel(error ?? new Error('the response was not read to its end'));
        callback(error);
      },
    });
    this.read({
      piece: (chunk) => {
        // The server has to wait.
        if (!stream.push(chunk)) this.#controller?.pause();
      },
      end: () => stream.push(null),
      fail: (error) => stream.destroy(error as Error),
    });
    return stream;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It was given up before a connection took it up. undici gives the reason back as it is; its type asks for an error.
    if (this.#ending) controller.abort(this.#ending.error as Error);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: ReceivedHeaders): void {
    // Before the response there may be others that only inform.
    if (status < 200) return;
    this.#head = { status, headers };
    this.#resolve(this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#reader) {
      this.#reader.piece(chunk);
      return;
    }
    this.#early.push(chunk);
    this.#earlySize += chunk.length;
    if (this.#earlySize > READ_AHEAD) controller.pause();
  }

  onResponseEnd(): void {
    this.#finish({});
  }

  onResponseError(_: Dispatcher.DispatchController, error: unknown): void {
    this.#finish({ error });
  }

  #finish(ending: { readonly error?: unknown }): void {
    if (this.#ending) return;
    this.#ending = ending;
    this.#ignoreRequest();
    // Of no effect where the head came.
    if ('error' in ending) this.#reject(ending.error);
    if (this.#reader) this.#tellEnding(this.#reader);
  }

  #tellEnding(reader: BodyListener): void {
    const ending = this.#ending ?? {};
    if ('error' in ending) reader.fail(ending.error);
    else reader.end();
  }
}
