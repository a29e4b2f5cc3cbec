import type { WriteAnswer } from './api.js';
import { excerpt } from './excerpt.js';

/** What the answer to a write means. */
export interface Verdict {
  /**
   * - `stored`: every line is.
   * - `lines`: some lines are rejected, or hinder the others: see which.
   * - `too-large`: send it in parts.
   * - `no-gzip`: send it uncompressed.
   * - `retry`: send it again later.
   * - `refused`: sending it again changes nothing.
   */
  readonly kind: 'stored' | 'lines' | 'too-large' | 'no-gzip' | 'retry' | 'refused';
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** The server's message; empty where it has none, or an HTML page for one. */
  readonly said: string;
  /** The decoded body where it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** Words by which servers say that something is wrong with lines, not with the request. */
const ABOUT_LINES =
  /unable to parse|failed to parse|partial write|dropped=\d|field type conflict|beyond retention|\bline \d|\bline protocol\b|schema:|max-values-per-tag|max-series/i;

/** Longest part of a body that is read for a message: listings of some thousand rejected lines fit. */
const LONGEST_MESSAGE = 16 * 1024 * 1024;

/** Reads an answer as the servers mean it: see the table in the package's README. */
export function judge(answer: WriteAnswer, compressed: boolean): Verdict {
  const { statusCode: status, headers } = answer;
  const text = status === 204 ? '' : new TextDecoder().decode(answer.body.subarray(0, LONGEST_MESSAGE)).trim();
  const json = parseObject(text);
  const html = text.startsWith('<');
  const said =
    textOf(json?.['message']) ??
    textOf(json?.['error']) ??
    (json || html ? undefined : text || undefined) ??
    headers['x-influxdb-error'] ??
    '';
  const code = textOf(json?.['code']) ?? headers['x-platform-error-code'];
  const verdict = (kind: Verdict['kind']): Verdict => ({
    kind,
    status,
    code: code && excerpt(code, 200),
    requestId:
      headers['x-request-id'] ?? headers['request-id'] ?? headers['x-influx-request-id'] ?? headers['trace-id'],
    said,
    json,
  });

  if (status >= 200 && status < 300) {
    // Serverless used to answer 201 when it stored only a part.
    if (status === 201 && said) return verdict('lines');
    // A page in place of an empty answer is a sign-in page or a proxy's: no database has seen the lines.
    return verdict(html ? 'retry' : 'stored');
  }
  switch (status) {
    case 413:
      return verdict('too-large');
    case 408:
    case 429:
      return verdict('retry');
    case 415:
      return verdict(compressed ? 'no-gzip' : 'refused');
    case 400:
    case 422:
      return verdict(ABOUT_LINES.test(said) ? 'lines' : 'refused');
    case 501:
    case 505:
      return verdict('refused');
    default:
      // OSS 2.4 and older give 500 to a partial write.
      if (status === 500 && /partial write|field type conflict/i.test(said)) return verdict('lines');
      return verdict(status >= 500 ? 'retry' : 'refused');
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
