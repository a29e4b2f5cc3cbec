import { parseRetryAfter } from '@influxkit/runtime';
import { judge, type Verdict } from './answer.js';
import type { WriteAnswer, WriteApi } from './api.js';
import type { WritePrecision } from './batch.js';
import { callUser } from './call-user.js';
import { excerpt } from './excerpt.js';
import type { Compressor } from './gzip.js';
import type { RetryReport } from './options.js';
import { RETRIES_OF_BARE_429, type RetryPolicy, retryDelay } from './retry.js';
import { type Slots, sleep } from './slots.js';
import type { Endpoint } from './target.js';

/** Milliseconds: a longer `Retry-After` counts as this, so that no answer can silence a writer for good. */
const LONGEST_RETRY_AFTER = 3_600_000;

/** How bodies are compressed; undefined for never. */
export interface GzipSettings {
  readonly compressor: Compressor;
  /** Bytes from which it is worth it. */
  readonly threshold: number;
}

export interface SenderOptions {
  readonly api: WriteApi;
  readonly endpoint: Endpoint;
  readonly policy: RetryPolicy;
  /** Milliseconds for one request; 0 for none. */
  readonly timeout: number;
  readonly gzip: GzipSettings | undefined;
  readonly slots: Slots;
  readonly headers: Readonly<Record<string, string>>;
  readonly onRetry: ((report: RetryReport) => void) | undefined;
}

/** How sending one body ended. */
export type Ending =
  | { readonly kind: 'answered'; readonly verdict: Verdict }
  /** Nothing more is tried: `why` is the last failure. */
  | { readonly kind: 'gave-up'; readonly why: string; readonly cause: unknown }
  /** The answer's head is too large to be read: 1.x puts its whole message into a header. */
  | { readonly kind: 'answer-too-large'; readonly cause: unknown }
  | { readonly kind: 'aborted'; readonly underWay: boolean };

/** What the attempts of one batch cost, and where they stand. */
export interface Cost {
  /** Requests. */
  attempts: number;
  /** Bytes of bodies that went out, as they were sent. */
  sentBytes: number;
  /** Status of the last answer. */
  status: number | undefined;
  /** Whether a request is under way. */
  busy: boolean;
  /** Bytes, before compression, of the smallest body that was too large for the server. */
  tooLarge: number | undefined;
}

/** The cost of nothing yet. */
export function noCost(): Cost {
  return { attempts: 0, sentBytes: 0, status: undefined, busy: false, tooLarge: undefined };
}

/**
 * Sends bodies, each as often as the policy allows. A wait between two attempts holds no slot; `Retry-After` holds back
 * everything that goes to the same server.
 */
export class Sender {
  readonly #options: SenderOptions;
  #gzip: GzipSettings | undefined;
  /** Nothing is sent before this time. */
  #heldUntil = 0;
  /** Requests that are under way. */
  inFlight = 0;
  /** Requests that were sent because one before them failed. */
  retries = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#gzip = options.gzip;
  }

  async send(body: Uint8Array, precision: WritePrecision, cost: Cost, signal: AbortSignal): Promise<Ending> {
    const { policy, slots, onRetry } = this.#options;
    const started = Date.now();
    let underWay = false;
    let bare429s = 0;
    for (let retry = 0; ; retry++) {
      await this.#hold(signal);
      if (!(await slots.acquire(signal))) return { kind: 'aborted', underWay };
      if (retry > 0) this.retries++;
      let answer: WriteAnswer;
      let compressed = false;
      let failure: { why: string; status?: number; cause: unknown; retryAfter: number | undefined };
      try {
        const gzip = this.#gzip;
        compressed = gzip !== undefined && body.length >= gzip.threshold;
        const sent = compressed && gzip ? await gzip.compressor.compress(body) : body;
        if (signal.aborted) return { kind: 'aborted', underWay };
        cost.attempts++;
        cost.sentBytes += sent.length;
        underWay = true;
        this.inFlight++;
        cost.busy = true;
        try {
          answer = await this.#request(sent, compressed, precision, signal);
        } finally {
          this.inFlight--;
          cost.busy = false;
        }
        const verdict = judge(answer, compressed);
        cost.status = verdict.status;
        if (verdict.kind === 'no-gzip') {
          this.#gzip = undefined;
          continue;
        }
        if (verdict.kind === 'too-large') cost.tooLarge = Math.min(cost.tooLarge ?? body.length, body.length);
        // after any other answer a slow transport may still be reading
        if (verdict.kind === 'stored' && compressed) gzip?.compressor.release?.(sent);
        if (verdict.kind !== 'retry') return { kind: 'answered', verdict };
        const asked = parseRetryAfter(answer.headers['retry-after']);
        const retryAfter = asked === undefined ? undefined : Math.min(asked, LONGEST_RETRY_AFTER);
        // counted by themselves: whatever else went wrong says nothing about a limit
        if (verdict.status === 429 && retryAfter === undefined) bare429s++;
        const why = `${verdict.status}${verdict.code ? ` ${verdict.code}` : ''}${verdict.said ? `: ${excerpt(verdict.said, 500)}` : ''}`;
        if (bare429s > RETRIES_OF_BARE_429) {
          return { kind: 'gave-up', why: `${why} without Retry-After: a limit that does not reset`, cause: undefined };
        }
        failure = { why, status: verdict.status, cause: undefined, retryAfter };
      } catch (error) {
        if (signal.aborted) return { kind: 'aborted', underWay };
        if (isHeaderOverflow(error)) return { kind: 'answer-too-large', cause: error };
        failure = { why: messageOf(error), cause: error, retryAfter: undefined };
        if (isCallerMistake(error)) return { kind: 'gave-up', ...failure };
      } finally {
        slots.release();
      }

      const delay = retryDelay(policy, retry + 1, failure.retryAfter, Math.random);
      const late = Date.now() - started + delay > policy.maxTime;
      if (retry >= policy.retries || late) {
        const asks = late && failure.retryAfter === delay ? `; it asks to wait ${delay} ms or longer` : '';
        return { kind: 'gave-up', why: `${failure.why}${asks}`, cause: failure.cause };
      }
      if (failure.retryAfter) this.#heldUntil = Math.max(this.#heldUntil, Date.now() + failure.retryAfter);
      if (onRetry) {
        const { why: reason, status } = failure;
        const report = { reason, status, attempts: cost.attempts, delay, bytes: body.length };
        callUser(() => onRetry(report));
      }
      await sleep(delay, signal);
    }
  }

  /** Waits as long as the server asked all requests to wait. */
  async #hold(signal: AbortSignal): Promise<void> {
    for (let wait = this.#heldUntil - Date.now(); wait > 0 && !signal.aborted; wait = this.#heldUntil - Date.now()) {
      await sleep(wait, signal);
    }
  }

  async #request(
    body: Uint8Array,
    compressed: boolean,
    precision: WritePrecision,
    signal: AbortSignal,
  ): Promise<WriteAnswer> {
    const { api, endpoint, timeout, headers } = this.#options;
    const request = api.request({
      method: 'POST',
      path: endpoint.path,
      query: endpoint.query(precision),
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        accept: 'application/json',
        ...headers,
        ...(compressed ? { 'content-encoding': 'gzip' } : {}),
      },
      body,
      signal,
      timeout,
      // the writer waits by its own rules, and knows which statuses are worth it
      retry: false,
    });
    // A transport that does not heed the signal must not hold up `close()`.
    return await orAbort(request, signal);
  }
}

function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const settle = (): void => signal.removeEventListener('abort', abort);
    promise.then(resolve, reject).finally(settle);
    if (signal.aborted) abort();
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The request could not be made at all: trying again would fail the same way. */
function isCallerMistake(error: unknown): boolean {
  return error instanceof Error && error.name === 'RequestError';
}

/** Whether the platform refused to read the answer because its headers are too long. */
function isHeaderOverflow(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    const { code } = cause as { code?: unknown };
    if (code === 'HPE_HEADER_OVERFLOW' || code === 'UND_ERR_HEADERS_OVERFLOW') return true;
  }
  return false;
}
