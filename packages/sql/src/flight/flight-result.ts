import { ArrowError, type MessageDecoder } from '@influxkit/arrow';
import { retryDelay } from '@influxkit/internal/backoff';
import { monotonicNow } from '@influxkit/internal/clock';
import { repeatedName } from '@influxkit/internal/repeated-name';
import { SerialIterator } from '@influxkit/internal/row-stream';
import { sleep, startTimer } from '@influxkit/internal/timers';
import { DecodeError } from '@influxkit/query';
import { ApiError } from '@influxkit/runtime';
import { explained } from '../client/failures.js';
import type { SqlRequest } from '../client/transport.js';
import { placeOf, sameName, TruncatedError } from '../sql-errors.js';
import type { RunningQuery } from './connection.js';
import { type FlightClient, lateError, type OpenCall } from './flight-client.js';
import { FlightMessageError } from './flight-message.js';
import type { FlightOptions } from './flight-options.js';
import { BrokenCallError } from './grpc-call.js';

/** Bounds of what is sent again before the first batch. */
const RETRY = { minDelay: 250, maxDelay: 30_000, maxTime: 60_000 };
const DEFAULT_RETRIES = 3;
const FIGURES = 'x-influxdata-';

/** What reading came to: a batch, the end, or neither. */
interface Step<Batch> {
  readonly batch?: Batch | undefined;
  readonly isEnd?: boolean;
}

/** The batches of a query, as what its messages are decoded to. It is sent when the first one is asked for. */
export class FlightResult<Batch extends { readonly length: number }>
  extends SerialIterator<Batch>
  implements RunningQuery
{
  readonly #client: FlightClient;
  readonly #request: SqlRequest;
  readonly #options: FlightOptions;
  readonly #newDecoder: () => MessageDecoder<Batch>;
  #decoder: MessageDecoder<Batch>;
  #open: OpenCall | undefined;
  /** Whether nothing but the schema is read. */
  #isSchemaEnough = false;
  /** Whether the server has said anything of the result. */
  #hasBegun = false;
  /** Whether a batch was given: nothing is sent again after it. */
  #hasGiven = false;
  /** Rows that were given. */
  #rows = 0;
  #retries = 0;
  #started: number | undefined;
  /** When a batch was last given; undefined while one is asked for. */
  #lastGiven: number | undefined;
  readonly #deadline: AbortController = new AbortController();
  #cancelDeadline: (() => void) | undefined;
  #signal: AbortSignal | undefined;

  constructor(
    client: FlightClient,
    request: SqlRequest,
    options: FlightOptions,
    newDecoder: () => MessageDecoder<Batch>,
  ) {
    super();
    this.#client = client;
    this.#request = request;
    this.#options = options;
    this.#newDecoder = newDecoder;
    this.#decoder = newDecoder();
  }

  get unreadFor(): number {
    return this.#lastGiven === undefined ? 0 : monotonicNow() - this.#lastGiven;
  }

  /** Reads up to the schema, and lets go of the rest. */
  async readSchema(): Promise<NonNullable<MessageDecoder<Batch>['schema']>> {
    this.#isSchemaEnough = true;
    try {
      while (this.#decoder.schema === undefined && !(await this.#step()).isEnd);
    } catch (error) {
      throw this.#explained(error);
    } finally {
      this.close();
    }
    if (this.#decoder.schema !== undefined) return this.#decoder.schema;
    throw new DecodeError('the response has no schema', placeOf(0));
  }

  protected override async advance(): Promise<Batch | undefined> {
    this.#lastGiven = undefined;
    try {
      while (!this.isClosed) {
        const { batch, isEnd } = await this.#step();
        if (isEnd) break;
        if (batch === undefined) continue;
        this.#hasGiven = true;
        this.#rows += batch.length;
        this.#lastGiven = monotonicNow();
        return batch;
      }
    } catch (error) {
      throw this.#explained(error);
    }
    return undefined;
  }

  protected override release(): void {
    this.#cancelDeadline?.();
    this.#open?.call.cancel();
    this.#client.connection.end(this);
  }

  /** Takes one batch, or the end. Before the first batch, what may pass is tried again. */
  async #step(): Promise<Step<Batch>> {
    const signal = this.#begun();
    let first: Promise<Step<Batch>> | undefined;
    // The schema comes before anything is computed: the timeout of the call holds until the first rows, as over HTTP.
    this.#open ??= await this.#client.open(this.#request, signal, (open, attempt) => {
      this.#open = open;
      if (this.isClosed) open.call.cancel();
      this.#decoder = this.#newDecoder();
      first = this.#read(open, attempt);
      return first;
    });
    const open = this.#open;
    try {
      return await (first ?? this.#read(open, signal));
    } catch (error) {
      open.call.cancel();
      if (!mayPass(error) || !(await this.#mayRetry(signal))) throw error;
      this.#open = undefined;
      return {};
    }
  }

  /** Reads up to a batch, the schema where it is enough, or the end. */
  async #read(open: OpenCall, signal: AbortSignal | undefined): Promise<Step<Batch>> {
    for (;;) {
      const message = await open.call.read(signal);
      if (message === undefined) break;
      if (message.header.length === 0) continue;
      this.#hasBegun = true;
      const batch = this.#decoder.decode(message.header, message.body);
      if (batch !== undefined || this.#isSchemaEnough) return { batch };
    }
    if (!this.isClosed) {
      const error = this.#client.endOf(open);
      if (error !== undefined) throw error;
      // A server sends the schema before all else, also of a result without rows: this one has not looked at the query.
      if (!this.#hasBegun) throw new DecodeError('the response has no schema', placeOf(0));
      this.#report(open);
    }
    return { isEnd: true };
  }

  /** Starts the deadline with the first attempt; gives what ends the query early. */
  #begun(): AbortSignal | undefined {
    if (this.#started === undefined) {
      this.#client.connection.begin(this);
      const { signal } = this.#request.options;
      const { deadline } = this.#options;
      this.#started = monotonicNow();
      this.#signal = signal;
      if (deadline !== undefined) {
        const late = (): void => this.#deadline.abort(lateError('query.flight', deadline));
        this.#cancelDeadline = startTimer(late, deadline);
        this.#signal = signal === undefined ? this.#deadline.signal : AbortSignal.any([signal, this.#deadline.signal]);
      }
    }
    return this.#signal;
  }

  /** Waits for another attempt, where there may be one. */
  async #mayRetry(signal: AbortSignal | undefined): Promise<boolean> {
    const { retry } = this.#request.options;
    const option =
      typeof retry === 'object' ? retry : { retries: retry === undefined ? DEFAULT_RETRIES : Number(retry) };
    const { retries = DEFAULT_RETRIES } = option;
    if (this.#hasGiven || this.isClosed || !(this.#retries < retries)) return false;
    const elapsed = monotonicNow() - (this.#started ?? 0);
    const delay = retryDelay({ ...RETRY, ...option }, { retry: this.#retries, elapsed });
    if (delay === undefined) return false;
    this.#retries += 1;
    await sleep(delay, signal);
    signal?.throwIfAborted();
    return true;
  }

  #report({ call }: OpenCall): void {
    const { onFigures } = this.#options;
    if (onFigures === undefined) return;
    const figures = Object.entries(call.trailers)
      .filter(([name, value]) => name.startsWith(FIGURES) && value !== '' && Number.isFinite(Number(value)))
      .map(([name, value]): [string, number] => [name.slice(FIGURES.length), Number(value)]);
    if (figures.length > 0) onFigures(Object.fromEntries(figures));
  }

  #explained(error: unknown): unknown {
    if (error instanceof ArrowError) {
      const names = this.#decoder.schema?.fields.map(({ name }) => name) ?? [];
      const repeated = repeatedName(names);
      if (repeated !== undefined) return sameName(repeated);
      return new DecodeError(`not a result: ${error.message}`, placeOf(this.#rows + (error.row ?? 0), error.column));
    }
    if (error instanceof FlightMessageError) return new DecodeError(error.message, placeOf(this.#rows));
    if (error instanceof BrokenCallError) {
      if (error.kind === 'malformed') return new DecodeError(error.message, placeOf(this.#rows));
      const message = `the response broke off after ${this.#rows} ${this.#rows === 1 ? 'row' : 'rows'}: ${error.message}`;
      return new TruncatedError(message, placeOf(this.#rows), { cause: error });
    }
    return explained(error, this.#request.language, false, false);
  }
}

/** Whether another attempt may go better: the connection ended, or the server says that it is not available. */
const mayPass = (error: unknown): boolean =>
  error instanceof BrokenCallError ? error.kind === 'cut' : error instanceof ApiError && error.status === 503;
