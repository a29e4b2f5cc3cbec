/** What fetch gives on React Native and Expo, as far as it differs: a response that can be had whole alone. */
export class BareResponse {
  readonly #text: string;
  readonly status: number;
  readonly headers: Headers;

  constructor(text: unknown, { status = 200, headers = {} }: { status?: number; headers?: HeadersInit } = {}) {
    this.#text = typeof text === 'string' ? text : '';
    this.status = status;
    this.headers = new Headers(headers);
  }

  async text(): Promise<string> {
    return this.#text;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new TextEncoder().encode(this.#text).buffer;
  }
}

/** What React Native's global scope lacks, or has otherwise: for `vi.stubGlobal`. */
export const reactNativeGlobals: Readonly<Record<string, unknown>> = {
  ReadableStream: undefined,
  WritableStream: undefined,
  TransformStream: undefined,
  CompressionStream: undefined,
  DecompressionStream: undefined,
  Response: BareResponse,
  // Signals there can be aborted and listened to, and no more.
  AbortSignal: { prototype: AbortSignal.prototype },
};

/** A fetch that gives bare responses. */
export const bareFetch = (
  respond: (url: string, init: RequestInit) => BareResponse | Promise<BareResponse>,
): typeof fetch => (async (url: string, init: RequestInit) => respond(url, init)) as unknown as typeof fetch;
