import { gunzipSync } from 'node:zlib';
import type { WriteApi } from '../../src/index.js';

export interface FakeRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as it was sent. */
  readonly body: Uint8Array;
  /** Decompressed. */
  readonly text: string;
  /** The lines, without their ends. */
  readonly lines: readonly string[];
  readonly signal: AbortSignal | undefined;
}

export interface FakeResponse {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export type FakeHandler = (request: FakeRequest, index: number) => FakeResponse | Promise<FakeResponse>;

export const STORED: FakeResponse = { status: 204 };

/**
 * A client's `request` that responds as a function decides, and remembers what it was asked. No client and no `fetch` is in
 * between, as with the fake servers of `@influxkit/testing`: a batch is sent at an instant of virtual time.
 */
export class FakeServer {
  readonly requests: FakeRequest[] = [];
  inFlight = 0;
  /** Most requests that were under way at the same time. */
  peak = 0;
  readonly #handler: FakeHandler;

  constructor(handler: FakeHandler = () => STORED) {
    this.#handler = handler;
  }

  /** Lines of all requests, in the order in which they came. */
  get lines(): string[] {
    return this.requests.flatMap(({ lines }) => lines);
  }

  readonly api: WriteApi = {
    request: async (raw) => {
      const body = raw.body as Uint8Array;
      const bytes = raw.headers?.['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      const text = new TextDecoder().decode(bytes);
      const request: FakeRequest = {
        path: raw.path,
        query: raw.query ?? {},
        headers: raw.headers ?? {},
        // a copy: what was sent must not be what the writer does with its memory later
        body: body.slice(),
        text,
        lines: text.split('\n').slice(0, -1),
        signal: raw.signal,
      };
      this.requests.push(request);
      this.inFlight++;
      this.peak = Math.max(this.peak, this.inFlight);
      try {
        const {
          status,
          headers = {},
          body: responseBody = '',
        } = await this.#handler(request, this.requests.length - 1);
        return { statusCode: status, headers, body: new TextEncoder().encode(responseBody) };
      } finally {
        this.inFlight--;
      }
    },
  };
}

/** What the runtime throws when there is no response. */
export function connectionError(message = 'POST /api/v2/write: connection reset', code = 'ECONNRESET'): Error {
  return Object.assign(new Error(message), { name: 'ConnectionError', code });
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): FakeResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
