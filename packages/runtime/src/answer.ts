import type { WireResponse } from './wire.js';

/** An answer that was read whole; it can be read again. */
export class ReadAnswer implements WireResponse {
  readonly #content: string | Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly headers: Headers;

  constructor({ status, headers }: WireResponse, content: string | Uint8Array<ArrayBuffer>) {
    this.status = status;
    this.headers = headers;
    this.#content = content;
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
