import type { WireResponse } from './wire.js';

/**
 * An answer that was read whole; it can be read again. Reading makes no `Response` of it: to load what that takes costs
 * Node tens of milliseconds once, and to make one more than all else a request needs.
 */
export class ReadAnswer implements WireResponse {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #head: Pick<WireResponse, 'status' | 'headers'>;

  constructor(head: Pick<WireResponse, 'status' | 'headers'>, bytes: Uint8Array<ArrayBuffer>) {
    this.#head = head;
    this.#bytes = bytes;
  }

  get status(): number {
    return this.#head.status;
  }

  // Not copied: a transport may make them only when they are asked for.
  get headers(): Headers {
    return this.#head.headers;
  }

  get body(): ReadableStream<Uint8Array> | null {
    return this.#bytes.length ? new Response(this.#bytes).body : null;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(this.#bytes);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    // A copy: a piece of Node's is part of a larger buffer.
    return new Uint8Array(this.#bytes).buffer;
  }
}

/** The answer as the platform's own kind. */
export const toResponse = (answer: WireResponse): Response =>
  answer instanceof Response ? answer : new Response(answer.body, answer);
