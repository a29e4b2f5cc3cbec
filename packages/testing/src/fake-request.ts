import { gunzipSync } from 'node:zlib';

/** A request as it arrived. */
export interface FakeRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  /** As it was sent: neither dots nor percent signs are resolved. */
  readonly path: string;
  /** Of a parameter that comes several times, the last. */
  readonly query: Readonly<Record<string, string>>;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text, decompressed. */
  readonly body: string;
  /** The body as it was sent. */
  readonly bytes: Uint8Array;
  /** Whether the client went away before the response had ended. */
  closedEarly: boolean;
}

/** Bytes that a compressed body may have once it is decompressed. */
const LARGEST_BODY = 256 * 1024 * 1024;

/** The body as its sender meant it; one that is not what its headers say stays as it is. */
function textOf(bytes: Uint8Array, encoding: string | undefined): string {
  let decoded = bytes;
  if (encoding?.toLowerCase() === 'gzip') {
    try {
      decoded = gunzipSync(bytes, { maxOutputLength: LARGEST_BODY });
    } catch {
      // Kept as it came: what a server makes of it is for its own rules.
    }
  }
  return Buffer.from(decoded.buffer, decoded.byteOffset, decoded.byteLength).toString();
}

/** @param url path and query, as they were sent */
export function fakeRequest(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  bytes: Uint8Array,
): FakeRequest {
  // Taken apart as it came: a URL object would resolve dots and encode what is not encoded.
  const mark = url.indexOf('?');
  const [path, search] = mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
  let text: string | undefined;
  return {
    method,
    url,
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers,
    get body() {
      text ??= textOf(bytes, headers['content-encoding']);
      return text;
    },
    bytes,
    closedEarly: false,
  };
}

/** The same as a request of the platform. */
export function toPlatformRequest({ method, url, headers, bytes }: FakeRequest, origin: string): Request {
  const hasBody = method !== 'GET' && method !== 'HEAD' && bytes.length > 0;
  return new Request(`${origin}${url}`, {
    method,
    headers,
    ...(hasBody && { body: bytes as Uint8Array<ArrayBuffer> }),
  });
}
