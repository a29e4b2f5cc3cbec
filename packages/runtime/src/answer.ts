import type { WireResponse } from './wire.js';

/** An answer that was read whole; it can be read again. */
export class ReadAnswer implements WireResponse {
  readonly #content: string | Uint8Array<ArrayBuffer>;
  readonly #head: Pick<WireResponse, 'status' | 'headers'>;

  constructor(head: Pick<WireResponse, 'status' | 'headers'>, content: string | Uint8Array<ArrayBuffer>) {
    this.#head = head;
    this.#content = content;
  }

  get status(): number {
    return this.#head.status;
  }

  // Not copied: a transport may make them only when they are asked for.
  get headers(): Headers {
    return this.#head.headers;
  }

  get body(): ReadableStream<Uint8Array> | null {
    return this.#content.length ? new Response(this.#content).body : null;
  }

  async text(): Promise<string> {
    return typeof this.#content === 'string' ? this.#content : new Response(this.#content).text();
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return new Response(this.#content).arrayBuffer();
  }
}

/** The answer as the platform's own kind. */
export const toResponse = (answer: WireResponse): Response =>
  answer instanceof Response ? answer : new Response(answer.body, answer);
