/** What a request can carry as its body. A stream is sent once and is never retried. */
export type RequestBody =
  | string
  | Uint8Array
  | ArrayBuffer
  | ReadableStream<Uint8Array>
  | Blob
  | FormData
  | URLSearchParams;
