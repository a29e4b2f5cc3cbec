/** A body that the contract calls text, such as line protocol or Flux. Bytes are sent as they are (compressed ones too). */
export type TextBody = string | Uint8Array | ReadableStream<Uint8Array> | Blob;

/** A body that the contract calls binary. Text is sent as UTF-8. */
export type BinaryBody = string | Uint8Array | ReadableStream<Uint8Array> | Blob;

/** A URL-encoded form: `{ name: 'value' }`, a `URLSearchParams`, or the text of one. */
export type FormBody = URLSearchParams | string | Readonly<Record<string, string>>;

/** A multipart form; the platform writes its boundary. */
export type MultipartBody = FormData;
