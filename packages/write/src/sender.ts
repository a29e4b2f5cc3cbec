import { raceAbort } from '@influxkit/internal/abort';
import { type RetryBounds, retryDelay } from '@influxkit/internal/backoff';
import { describe } from '@influxkit/internal/message';
import { parseRetryAfter } from '@influxkit/internal/retry-after';
import { sleep } from '@influxkit/internal/timers';
import type { WritePrecision } from './batch.js';
import { excerpt } from './excerpt.js';
import { type Compressor, gzipCompressor, isBrowser } from './gzip.js';
import { callSafely } from './reporter.js';
import { Semaphore } from './semaphore.js';
import { classifyResponse, type ResponseClass, type WriteApi, type WriteResponse } from './write-response.js';
import type { Endpoint } from './write-target.js';
import { checkNumber, type RetryReport, type SendingOptions, type WriteRetryOptions } from './writer-options.js';

/** Milliseconds: a longer `Retry-After` counts as this, so that no response can silence a writer for good. */
const LONGEST_RETRY_AFTER = 3_600_000;

/**
 * Cloud v2 responds 429 without `Retry-After` for a limit that will not reset by itself. It cannot be told from a proxy
 * that leaves the header out, so such a response gets this many retries and no more.
 */
const RETRIES_OF_BARE_429 = 3;

/** How long a failed request is tried again. */
export interface RetryPolicy extends RetryBounds {
  readonly retries: number;
}

/** The policy of a writer: the caller's options, over the defaults. */
export function retryPolicy(options: WriteRetryOptions | number | false | undefined): RetryPolicy {
  const {
    retries = Number.POSITIVE_INFINITY,
    minDelay = 500,
    maxDelay = 30_000,
    maxTime = 300_000,
  } = options === false ? { retries: 0 } : typeof options === 'number' ? { retries: options } : (options ?? {});
  return { retries, minDelay, maxDelay, maxTime };
}

/** How bodies are compressed; undefined for never. */
interface GzipSettings {
  readonly compressor: Compressor;
  /** Bytes from which it is worth it. */
  readonly threshold: number;
}

/** How sending one body ended. */
export type SendResult =
  | { readonly kind: 'response'; readonly response: ResponseClass }
  /** Nothing more is tried: `reason` is the last failure. */
  | { readonly kind: 'failed'; readonly reason: string; readonly cause: unknown }
  /** The head of the response is too large to be read: 1.x puts its whole message into a header. */
  | { readonly kind: 'response-too-large'; readonly cause: unknown }
  | { readonly kind: 'aborted'; readonly underWay: boolean };

/** Why one request is to be sent again, unless the policy has no more tries. */
interface Failure {
  readonly reason: string;
  readonly status?: number;
  readonly cause: unknown;
  readonly retryAfter: number | undefined;
}

/** The requests that were made for one batch. */
export class AttemptLog {
  #requests = 0;
  #sentBytes = 0;
  #isUnderWay = false;
  #tooLarge: number | undefined;

  get requests(): number {
    return this.#requests;
  }

  /** Bytes of bodies, as they were sent. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Whether a request is under way. */
  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Bytes, before compression, of the smallest body that was too large for the server. */
  get tooLarge(): number | undefined {
    return this.#tooLarge;
  }

  begin(bytes: number): void {
    this.#requests++;
    this.#sentBytes += bytes;
    this.#isUnderWay = true;
  }

  end(): void {
    this.#isUnderWay = false;
  }

  noteTooLarge(bytes: number): void {
    this.#tooLarge = Math.min(this.#tooLarge ?? bytes, bytes);
  }
}

/**
 * Sends bodies, each as often as the policy allows. A wait between two attempts holds no place among the requests;
 * `Retry-After` holds back everything that goes to the same server.
 */
export class Sender {
  readonly #api: WriteApi;
  readonly #endpoint: Endpoint;
  readonly #policy: RetryPolicy;
  /** Milliseconds for one request; 0 for none. */
  readonly #timeout: number;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #onRetry: ((report: RetryReport) => void) | undefined;
  readonly #semaphore: Semaphore;
  #gzip: GzipSettings | undefined;
  /** Nothing is sent before this time, by the monotonic clock. */
  #heldUntil = 0;
  #inFlight = 0;
  #retries = 0;

  /** @throws TypeError for an option that is not understood */
  constructor(api: WriteApi, endpoint: Endpoint, options: SendingOptions, policy: RetryPolicy) {
    if (typeof api?.request !== 'function') {
      throw new TypeError(
        'createWriter: the first argument must be a client with request(), such as createClient() makes',
      );
    }
    checkNumber('retry.retries', policy.retries, 0);
    checkNumber('retry.minDelay', policy.minDelay, 0, false);
    checkNumber('retry.maxDelay', policy.maxDelay, 0, false);
    checkNumber('retry.maxTime', policy.maxTime, 0, false);
    const { concurrency = 4, timeout = 30_000, headers = {}, gzip, onRetry } = options;
    this.#api = api;
    this.#endpoint = endpoint;
    this.#policy = policy;
    this.#timeout = checkNumber('timeout', timeout, 0, false);
    this.#headers = headers;
    this.#onRetry = onRetry;
    this.#semaphore = new Semaphore(checkNumber('concurrency', concurrency, 1));
    this.#gzip = gzipSettings(gzip);
  }

  /** Requests that are under way. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Requests that were sent because one before them failed. */
  get retries(): number {
    return this.#retries;
  }

  async send(
    body: Uint8Array,
    precision: WritePrecision,
    attempts: AttemptLog,
    signal: AbortSignal,
  ): Promise<SendResult> {
    const started = performance.now();
    let underWay = false;
    let bare429s = 0;
    for (let retry = 0; ; retry++) {
      await this.#hold(signal);
      if (!(await this.#semaphore.acquire(signal))) return { kind: 'aborted', underWay };
      if (retry > 0) this.#retries++;
      let failure: Failure;
      try {
        const gzip = this.#gzip;
        const compressed = gzip !== undefined && body.length >= gzip.threshold;
        const sent = compressed && gzip ? await gzip.compressor.compress(body) : body;
        if (signal.aborted) return { kind: 'aborted', underWay };
        underWay = true;
        const response = await this.#request(sent, compressed, precision, attempts, signal);
        const classified = classifyResponse(response, compressed);
        if (classified.kind === 'no-gzip') {
          this.#gzip = undefined;
          continue;
        }
        if (classified.kind === 'too-large') attempts.noteTooLarge(body.length);
        // after any other response a slow transport may still be reading
        if (classified.kind === 'stored' && compressed) gzip?.compressor.release?.(sent);
        if (classified.kind !== 'retry') return { kind: 'response', response: classified };
        const { status, code, message } = classified;
        const asked = parseRetryAfter(response.headers['retry-after']);
        const retryAfter = asked === undefined ? undefined : Math.min(asked, LONGEST_RETRY_AFTER);
        // counted by themselves: whatever else went wrong says nothing about a limit
        if (status === 429 && retryAfter === undefined) bare429s++;
        const reason = `${status}${code ? ` ${code}` : ''}${message ? `: ${excerpt(message, 500)}` : ''}`;
        if (bare429s > RETRIES_OF_BARE_429) {
          return {
            kind: 'failed',
            reason: `${reason} without Retry-After: a limit that does not reset`,
            cause: undefined,
          };
        }
        failure = { reason, status, cause: undefined, retryAfter };
      } catch (error) {
        if (signal.aborted) return { kind: 'aborted', underWay };
        if (isHeaderOverflow(error)) return { kind: 'response-too-large', cause: error };
        failure = { reason: messageOf(error), cause: error, retryAfter: undefined };
        if (isCallerMistake(error)) return { kind: 'failed', ...failure };
      } finally {
        this.#semaphore.release();
      }

      const { reason, status, retryAfter = 0 } = failure;
      const elapsed = performance.now() - started;
      const delay = retryDelay(this.#policy, { retry, elapsed, retryAfter });
      if (retry >= this.#policy.retries || delay === undefined) {
        const isTooLong = elapsed + retryAfter > this.#policy.maxTime;
        const asks = isTooLong && retryAfter > 0 ? `; it asks to wait ${retryAfter} ms or longer` : '';
        return { kind: 'failed', reason: `${reason}${asks}`, cause: failure.cause };
      }
      if (retryAfter > 0) this.#heldUntil = Math.max(this.#heldUntil, performance.now() + retryAfter);
      const onRetry = this.#onRetry;
      if (onRetry) {
        const report = { reason, status, attempts: attempts.requests, delay, bytes: body.length };
        callSafely(() => onRetry(report));
      }
      await sleep(delay, signal);
    }
  }

  /** Waits as long as the server asked all requests to wait. */
  async #hold(signal: AbortSignal): Promise<void> {
    const rest = (): number => this.#heldUntil - performance.now();
    for (let wait = rest(); wait > 0 && !signal.aborted; wait = rest()) await sleep(wait, signal);
  }

  async #request(
    body: Uint8Array,
    compressed: boolean,
    precision: WritePrecision,
    attempts: AttemptLog,
    signal: AbortSignal,
  ): Promise<WriteResponse> {
    this.#inFlight++;
    attempts.begin(body.length);
    try {
      const request = this.#api.request({
        method: 'POST',
        path: this.#endpoint.path,
        query: this.#endpoint.query(precision),
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          accept: 'application/json',
          ...this.#headers,
          ...(compressed ? { 'content-encoding': 'gzip' } : {}),
        },
        body,
        security: this.#endpoint.security,
        signal,
        timeout: this.#timeout,
        // the writer waits by its own rules, and knows which statuses are worth it
        retry: false,
      });
      // A transport that ignores the signal must not hold up `close()`.
      return await raceAbort(request, signal);
    } finally {
      this.#inFlight--;
      attempts.end();
    }
  }
}

function gzipSettings(gzip: SendingOptions['gzip']): GzipSettings | undefined {
  if (gzip === false || (gzip === undefined && isBrowser())) return undefined;
  const { threshold = 1024, level = 1 } = typeof gzip === 'object' ? gzip : {};
  checkNumber('gzip.threshold', threshold, 0);
  if (!(Number.isInteger(level) && level >= 1 && level <= 9)) {
    throw new TypeError(`gzip.level: must be a whole number of 1 to 9; got ${describe(level)}`);
  }
  const compressor = gzipCompressor(level);
  if (!compressor && gzip) {
    throw new TypeError('gzip: this platform has neither zlib nor CompressionStream; set gzip: false');
  }
  return compressor && { compressor, threshold };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The request could not be made at all: trying again would fail the same way. */
function isCallerMistake(error: unknown): boolean {
  return error instanceof Error && error.name === 'RequestError';
}

/** Whether the platform refused to read the response because its headers are too long. */
function isHeaderOverflow(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    const { code } = cause as { code?: unknown };
    if (code === 'HPE_HEADER_OVERFLOW' || code === 'UND_ERR_HEADERS_OVERFLOW') return true;
  }
  return false;
}
