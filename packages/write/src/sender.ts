import { raceAbort } from '@influxkit/internal/abort';
import { spread } from '@influxkit/internal/backoff';
import { monotonicNow } from '@influxkit/internal/clock';
import type { ServerIdentity } from '@influxkit/internal/identify-server';
import { describe } from '@influxkit/internal/message';
import { sleep } from '@influxkit/internal/timers';
import type { Dialect } from '@influxkit/line-protocol';
import { parseRetryAfter } from '@influxkit/runtime';
import type { WritePrecision } from './batch.js';
import { excerpt } from './excerpt.js';
import { type Compressor, gzipCompressor, isBrowser } from './gzip.js';
import type { Reporter } from './reporter.js';
import type { RetryBudget, RetryPolicy } from './retry-budget.js';
import { Semaphore } from './semaphore.js';
import { linesOfBody, withoutValues } from './without-values.js';
import { classifyResponse, type ResponseClass, type WriteApi, type WriteResponse } from './write-response.js';
import type { Endpoint } from './write-target.js';
import { checkNumber, type SendingOptions } from './writer-options.js';
import { dialectMismatch, serverOf, wrongPathMessage } from './wrong-server.js';

/** Milliseconds: a longer `Retry-After` counts as this, so that no response can silence a writer for good. */
const LONGEST_RETRY_AFTER = 3_600_000;

/** How bodies are compressed; undefined for never. */
interface GzipSettings {
  readonly compressor: Compressor;
  /** Bytes from which it is worth it. */
  readonly threshold: number;
}

/** Where lines go, and how. */
export interface SenderSettings {
  readonly endpoint: Endpoint;
  /** What the lines are written in. */
  readonly dialect: Dialect;
  readonly options: SendingOptions;
  readonly policy: RetryPolicy;
  /** Hears of each retry, and of a server that reads lines otherwise than they are written. */
  readonly reporter: Reporter;
}

/** Lines that are to be sent, until a response reports what became of them. */
export interface SendSource {
  /** The lines, asked for before each attempt. */
  body(): Uint8Array;
  /** How long its parts may be tried, in the order of their lines. */
  readonly budgets: readonly RetryBudget[];
  /** Called when it has to wait for the server, for a retry or because all requests hold. */
  wait?(): void;
  /** Called when it has a place among the requests: what waits as well may be put into it. */
  prepare?(): void;
  /** Gives up the lines of those parts whose time is over; the others go on. */
  giveUp?(isOver: readonly boolean[], reason: string, cause: unknown): void;
}

/** How sending one body ended. */
export type SendResult =
  | { readonly kind: 'response'; readonly response: ResponseClass }
  /** Nothing more is tried: `reason` is the last failure. */
  | { readonly kind: 'failed'; readonly reason: string; readonly cause: unknown }
  /** `lastFailure`: of the attempts before. */
  | { readonly kind: 'aborted'; readonly underWay: boolean; readonly lastFailure: Failure | undefined };

/** What stands for a response whose head is too large to be read: 1.x puts its whole message into a header. */
const UNREADABLE: ResponseClass = {
  kind: 'too-large',
  status: 0,
  code: undefined,
  requestId: undefined,
  message: 'the response is too large to read',
  isPage: false,
  json: undefined,
};

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
  /** Resolves when the first request has left. */
  readonly started: Promise<void>;
  #noteStart: () => void = () => {};
  readonly #api: WriteApi;
  readonly #endpoint: Endpoint;
  readonly #dialect: Dialect;
  readonly #policy: RetryPolicy;
  readonly #reporter: Reporter;
  /** Milliseconds for one request; 0 for none. */
  readonly #timeout: number;
  readonly #headers: Readonly<Record<string, string>>;
  #server: ServerIdentity | undefined;
  readonly #semaphore: Semaphore;
  #gzip: GzipSettings | undefined;
  /** Nothing is sent before this time, by the monotonic clock. */
  #heldUntil = 0;
  #inFlight = 0;
  #retries = 0;

  /** @throws TypeError for an option that is not understood */
  constructor(api: WriteApi, { endpoint, dialect, options, policy, reporter }: SenderSettings) {
    if (typeof api?.request !== 'function') {
      throw new TypeError(
        'createWriter: the first argument must be a client with request(), such as createClient() makes',
      );
    }
    const { concurrency = endpoint.defaults.concurrency, timeout = 30_000, headers = {}, gzip } = options;
    this.#api = api;
    this.#endpoint = endpoint;
    this.#dialect = dialect;
    this.#policy = policy;
    this.#reporter = reporter;
    this.#timeout = checkNumber('timeout', timeout, 0, false);
    this.#headers = headers;
    this.#semaphore = new Semaphore(checkNumber('concurrency', concurrency, 1));
    this.#gzip = gzipSettings(gzip);
    this.started = new Promise((resolve) => {
      this.#noteStart = resolve;
    });
  }

  /** Requests that are under way. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Requests that were sent because one before them failed. */
  get retries(): number {
    return this.#retries;
  }

  /** Sends lines until a response reports what became of them, or nothing more is tried. */
  async send(
    source: SendSource,
    precision: WritePrecision,
    attempts: AttemptLog,
    signal: AbortSignal,
  ): Promise<SendResult> {
    let underWay = false;
    let lastFailure: Failure | undefined;
    for (let isRetry = false; ; isRetry = true) {
      if (!(await this.#takeTurn(source, signal))) return { kind: 'aborted', underWay, lastFailure };
      source.prepare?.();
      const body = source.body();
      if (isRetry) this.#retries++;
      for (const budget of source.budgets) budget.begin(monotonicNow());
      let failure: Failure;
      try {
        const gzip = this.#gzip;
        const compressed = gzip !== undefined && body.length >= gzip.threshold;
        const sent = compressed && gzip ? await gzip.compressor.compress(body) : body;
        if (signal.aborted) return { kind: 'aborted', underWay, lastFailure };
        underWay = true;
        const response = await this.#request(sent, compressed, precision, attempts, signal);
        underWay = false;
        const classified = classifyResponse(response, compressed);
        if (classified.kind === 'no-gzip') {
          this.#gzip = undefined;
          continue;
        }
        // after any other response a slow transport may still be reading
        if (classified.kind === 'stored' && compressed) gzip?.compressor.release?.(sent);
        this.#noteServer(response);
        if (classified.kind === 'rejected') {
          const message = wrongPathMessage(this.#endpoint, classified, serverOf(response)) ?? classified.message;
          return { kind: 'response', response: { ...classified, message } };
        }
        if (classified.kind !== 'retry') return { kind: 'response', response: classified };
        failure = failureOf(classified, response, body);
      } catch (error) {
        if (signal.aborted) return { kind: 'aborted', underWay, lastFailure };
        if (isHeaderOverflow(error)) return { kind: 'response', response: UNREADABLE };
        failure = { reason: messageOf(error), cause: error, retryAfter: undefined };
        if (isCallerMistake(error)) return { kind: 'failed', ...failure };
      } finally {
        this.#semaphore.release();
      }

      lastFailure = failure;
      const delay = this.#retryDelay(source, failure);
      if (typeof delay !== 'number') return { kind: 'failed', reason: delay.reason, cause: failure.cause };
      const { reason, status, retryAfter = 0 } = failure;
      const held = retryAfter > 0 ? Math.ceil(spread(retryAfter)) : 0;
      if (held > 0) this.#heldUntil = Math.max(this.#heldUntil, monotonicNow() + held);
      const wait = Math.max(delay, held);
      this.#reporter.retry({
        reason,
        status,
        attempts: attempts.requests,
        delay: Math.max(delay, retryAfter),
        bytes: source.body().length,
      });
      source.wait?.();
      await sleep(wait, signal);
      if (held > 0) for (const budget of source.budgets) budget.hold(wait);
    }
  }

  /** Learns from the first response that says so which server it is. */
  #noteServer(response: WriteResponse): void {
    if (this.#server !== undefined) return;
    this.#server = serverOf(response);
    const mismatch = this.#server && dialectMismatch(this.#endpoint, this.#dialect, this.#server);
    if (mismatch !== undefined) this.#reporter.tell(mismatch);
  }

  /** How long to wait before the next attempt; the reason where there is none. Parts that have no further one are given up. */
  #retryDelay(source: SendSource, failure: Failure): number | { readonly reason: string } {
    const now = monotonicNow();
    const part = Math.random();
    const isBare429 = failure.status === 429 && failure.retryAfter === undefined;
    const delays = source.budgets.map((budget) => ({
      delay: budget.fail(this.#policy, now, isBare429, () => part),
      reason: budget.isLimited ? `${failure.reason} without Retry-After: a limit that does not reset` : failure.reason,
    }));
    const over = delays.find(({ delay }) => delay === undefined);
    const waits = delays.flatMap(({ delay }) => delay ?? []);
    if (waits.length === 0) return { reason: over?.reason ?? failure.reason };
    if (over)
      source.giveUp?.(
        delays.map(({ delay }) => delay === undefined),
        over.reason,
        failure.cause,
      );
    // that of the lines that were tried most often: younger ones that joined them must not hurry the others
    return Math.max(...waits);
  }

  /** Waits as long as the server asked all requests to wait, and for a place among them. False once the signal aborts. */
  async #takeTurn(source: SendSource, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      for (let wait = this.#holdLeft(); wait > 0 && !signal.aborted; wait = this.#holdLeft()) {
        source.wait?.();
        await sleep(wait, signal);
        for (const budget of source.budgets) budget.hold(wait);
      }
      if (!(await this.#semaphore.acquire(signal))) return false;
      if (this.#holdLeft() <= 0) return true;
      // another request was asked to wait, while this one waited for its place
      this.#semaphore.release();
    }
  }

  #holdLeft(): number {
    // timers count whole milliseconds
    return Math.ceil(this.#heldUntil - monotonicNow());
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
      this.#noteStart();
      // A transport that ignores the signal must not hold up `close()`.
      return await raceAbort(request, signal);
    } finally {
      this.#inFlight--;
      attempts.end();
    }
  }
}

/** What a response that may pass by itself says. */
function failureOf({ status, code, message }: ResponseClass, response: WriteResponse, body: Uint8Array): Failure {
  const asked = parseRetryAfter(response.headers['retry-after'], response.headers['date']);
  const serverMessage = message && excerpt(withoutValues(message, linesOfBody(body)), 500);
  return {
    reason: `${status}${code ? ` ${code}` : ''}${serverMessage ? `: ${serverMessage}` : ''}`,
    status,
    cause: undefined,
    retryAfter: asked === undefined ? undefined : Math.min(asked, LONGEST_RETRY_AFTER),
  };
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
