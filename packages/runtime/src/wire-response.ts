/** What a transport responds. A `Response` of the platform's fetch fits it as it is. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  /** What middleware adds to the message of the failure that it stands for, such as what to set. */
  readonly hint?: string | undefined;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
  /**
   * Where a transport can do better than by `body`: the whole body, or, where it is larger than `limit` bytes, somewhat
   * more than `limit` of it, the rest dropped. (Bytes over memory of their own; compilers before TypeScript 5.7 have no
   * other way to say so.)
   */
  take?(limit: number): Promise<ReturnType<Uint8Array['slice']>>;
  /**
   * Where a transport can do better than by `body`: what reads the body as it comes. Undefined where there is no body, and
   * where `body` was asked for, which is what is to be read then.
   */
  reader?(): Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'> | undefined;
}
