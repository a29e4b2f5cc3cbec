import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface PlainRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The certificate to trust, for `https:`. */
  readonly ca?: string | undefined;
}

export interface PlainResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request through Node alone, so that what a test checks is not checked by itself. */
export function plainRequest(url: string | URL, options: PlainRequest = {}): Promise<PlainResponse> {
  const { method = 'GET', body, ca } = options;
  // Node frames the body of a GET only if its length is set.
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const headers = { ...length, ...options.headers };
  return new Promise((resolve, reject) => {
    const secure = new URL(url).protocol === 'https:';
    const sent = secure
      ? httpsRequest(url, { method, headers, agent: false, ...(ca === undefined ? {} : { ca }) })
      : httpRequest(url, { method, headers, agent: false });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    sent.end(body);
  });
}
