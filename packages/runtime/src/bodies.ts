/** A body that the contract calls text, such as line protocol or Flux. Bytes are sent as they are (compressed ones too). */
export type TextBody = string | Uint8Array | ReadableStream<Uint8Array> | Blob;

/** A body that the contract calls binary. Text is sent as UTF-8. */
export type BinaryBody = string | Uint8Array | ReadableStream<Uint8Array> | Blob;

/** What a URL-encoded form is made from. */
export type FormBody = URLSearchParams | Readonly<Record<string, unknown>>;

/** What a multipart form is made from. Of an object, each property becomes a part; a `Blob` becomes a file. */
export type MultipartBody = FormData | Readonly<Record<string, unknown>>;
