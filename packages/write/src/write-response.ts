import { readErrorBody } from '@influxkit/internal/error-body';
import { isRedirect, isSuccess } from '@influxkit/internal/status';
import type { ApiClient } from '@influxkit/runtime';
import { excerpt } from './excerpt.js';

/** What a writer needs of a client: any generated client has it, and so has `createClient()` of `@influxkit/runtime`. */
export type WriteApi = Pick<ApiClient, 'request'>;

/** What a server responds to a write. */
export interface WriteResponse {
  readonly statusCode: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** What to do about a failure, where the client knows it. */
  readonly hint?: string;
}

/** What the response to a write means. */
export interface ResponseClass {
  /**
   * - `stored`: every line is.
   * - `lines`: some lines are rejected, or hinder the others: see which.
   * - `too-large`: send it in parts.
   * - `no-gzip`: send it uncompressed.
   * - `retry`: send it again later.
   * - `rejected`: sending it again changes nothing.
   */
  readonly kind: 'stored' | 'lines' | 'too-large' | 'no-gzip' | 'retry' | 'rejected';
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** The server's message; empty where it has none, or an HTML page for one. */
  readonly message: string;
  /** Whether the body is HTML or XML, as proxies respond and InfluxDB does not. */
  readonly isPage: boolean;
  /** The decoded body where it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** Words by which servers say that something is wrong with lines, not with the request. */
const ABOUT_LINES =
  /unable to parse|failed to parse|partial write|dropped=\d|field type conflict|beyond retention|\bline \d|\bline protocol\b|schema:|max-values-per-tag|max-series/i;

/** Whether a body of InfluxDB 3 names a line, or several: its words for that change between versions. */
function namesLine(json: ResponseClass['json']): boolean {
  const data = json?.['data'];
  const [first] = Array.isArray(data) ? data : [data];
  return typeof Object(first)['line_number'] === 'number';
}

/** Whether a response says that something went wrong, whatever its status is: in InfluxDB's words, or as gateways do. */
function saysError(json: ResponseClass['json'], headers: WriteResponse['headers']): boolean {
  const { error, errors, code, message } = json ?? {};
  return (
    headers['x-influxdb-error'] !== undefined ||
    headers['x-platform-error-code'] !== undefined ||
    [error, errors].some((said) => (Array.isArray(said) ? said.length > 0 : Boolean(said))) ||
    (typeof code === 'string' && typeof message === 'string' && /^(?!ok\b|success)[a-z]/i.test(code))
  );
}

/** Longest part of a body that is read for a message: listings of some thousand rejected lines fit. */
const LONGEST_MESSAGE = 16 * 1024 * 1024;

/** Where a redirect leads, without what may be a secret in its address, and what to do: lines are not sent elsewhere. */
function redirectMessage(location: string | undefined, serverMessage: string): string {
  // URLs may be written with backslashes, with one slash or with none before the user's name
  const where = location
    ?.replace(/[?#].*$/s, '')
    .replace(/^(?=[a-z][\w+.-]*:|[\\/]{2})([a-z][\w+.-]*:)?[\\/]*[^\\/]*@/i, '$1//');
  const target = where ? `it redirects to ${excerpt(where, 500)}` : 'it redirects and does not say where (no Location)';
  return `${target}; if that is the server, set the client's baseUrl to it${serverMessage ? ` (${serverMessage})` : ''}`;
}

/** Classifies what a response means for the lines that were sent: see the table in the package's README. */
export function classifyResponse(response: WriteResponse, compressed: boolean): ResponseClass {
  const { statusCode: status, headers } = response;
  const body = readErrorBody(
    status === 204 ? '' : new TextDecoder().decode(response.body.subarray(0, LONGEST_MESSAGE)),
  );
  const serverMessage = body.message ?? headers['x-influxdb-error'] ?? (body.json ? undefined : body.text) ?? '';
  const isPage = isSuccess(status) && body.isMarkup;
  const said = isRedirect(status)
    ? redirectMessage(headers['location'], serverMessage)
    : isPage
      ? 'a page in place of an empty response, from a proxy or to sign in: no database has seen the lines'
      : serverMessage;
  const message = [said, response.hint].filter(Boolean).join('; ');
  const code = body.code ?? headers['x-platform-error-code'];
  const classified = (kind: ResponseClass['kind']): ResponseClass => ({
    kind,
    status,
    code: code && excerpt(code, 200),
    requestId:
      headers['x-request-id'] ?? headers['request-id'] ?? headers['x-influx-request-id'] ?? headers['trace-id'],
    message,
    isPage: body.isMarkup,
    json: body.json,
  });

  if (isSuccess(status)) {
    // Serverless used to respond with 201 when it stored only a part.
    if (status === 201 && message) return classified('lines');
    // A status of success with an error beside it, as gateways give it: what it says counts.
    if (saysError(body.json, headers)) {
      const kind = ABOUT_LINES.test(message) ? 'lines' : 'rejected';
      return { ...classified(kind), message: message || (body.text ?? '') };
    }
    return classified(isPage ? 'retry' : 'stored');
  }
  switch (status) {
    case 413:
      return classified('too-large');
    case 408:
    case 429:
      return classified('retry');
    case 415:
      return classified(compressed ? 'no-gzip' : 'rejected');
    case 400:
    case 422:
      return classified(ABOUT_LINES.test(message) || namesLine(body.json) ? 'lines' : 'rejected');
    case 501:
    case 505:
      return classified('rejected');
    default:
      // OSS 2.4 and older give 500 to a partial write.
      if (status === 500 && /partial write|field type conflict/i.test(message)) return classified('lines');
      return classified(status >= 500 ? 'retry' : 'rejected');
  }
}
