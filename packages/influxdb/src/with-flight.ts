import { raceAbort } from '@influxkit/internal/abort';
import { withDeadline } from '@influxkit/internal/timers';
import { type ApiClient, core, TimeoutError, type Transport } from '@influxkit/runtime';
import { httpTransport, type SqlFormat, type SqlRequest, type SqlTransport } from '@influxkit/sql';
import type { FlightOptions, FlightTransport } from '@influxkit/sql/flight';
import { overNodeHttp } from '#node-http';
import type { ClosableTransport, FlightChoice, HttpChoice } from './flight-choice.js';

/** Errors of a network that may be otherwise the next time; others say that there is no HTTP/2. */
const MAY_PASS = /^E(?!RR_HTTP2|RR_SSL_\w*_NO_APPLICATION_PROTOCOL)/;

/** Goes over Flight once a query is sent; what that takes is not loaded before. */
class LazyFlight implements ClosableTransport {
  readonly #api: ApiClient;
  readonly #options: FlightOptions;
  readonly #isFixed: boolean;
  /** Milliseconds that a query may take which does not say. */
  readonly #timeout: number;
  /** What looks whether the server has HTTP/2. */
  #flight: FlightTransport | undefined;
  /** Queries that wait for what it finds. */
  #waiting = 0;
  #transport: Promise<SqlTransport & Partial<ClosableTransport>> | undefined;
  #isClosed = false;

  constructor(api: ApiClient, options: FlightOptions, isFixed: boolean, timeout = 0) {
    this.#api = api;
    this.#timeout = timeout;
    this.#options = options;
    this.#isFixed = isFixed;
  }

  async schema(request: SqlRequest): ReturnType<SqlTransport['schema']> {
    return (await this.#ready(request)).schema(request);
  }

  rows(request: SqlRequest): ReturnType<SqlTransport['rows']> {
    return new LaterIterator(async () => (await this.#ready(request)).rows(request));
  }

  columns(request: SqlRequest): ReturnType<SqlTransport['columns']> {
    return new LaterIterator(async () => (await this.#ready(request)).columns(request));
  }

  async allColumns(request: SqlRequest): ReturnType<SqlTransport['allColumns']> {
    return (await this.#ready(request)).allColumns(request);
  }

  async stream(request: SqlRequest, format: SqlFormat): ReturnType<SqlTransport['stream']> {
    return (await this.#ready(request)).stream(request, format);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#waiting === 0) await this.#flight?.close();
    // One that never came about holds nothing.
    const transport = await this.#transport?.catch(() => undefined);
    await transport?.close?.();
  }

  /** What queries go by; whom it takes long for waits no longer than he said. */
  async #ready({ language, options }: SqlRequest): Promise<SqlTransport> {
    if (this.#isClosed) throw new TypeError('InfluxDB: the client is closed; make another one for further queries');
    const { signal, timeout = this.#timeout } = options;
    this.#transport ??= this.#load();
    this.#waiting += 1;
    const message = `no connection within the timeout of ${timeout} ms; the option \`timeout\` allows more`;
    try {
      return await withDeadline(
        raceAbort(this.#transport, signal),
        timeout,
        () => new TimeoutError(`query.${language}`, message, { timeout }),
      );
    } finally {
      this.#waiting -= 1;
    }
  }

  async #load(): Promise<SqlTransport & Partial<ClosableTransport>> {
    const { flightTransport } = await import('@influxkit/sql/flight');
    const flight = flightTransport(this.#api, this.#options);
    if (this.#isFixed) return flight;
    this.#flight = flight;
    try {
      await flight.connect();
      return flight;
    } catch (error) {
      await flight.close();
      // A server that cannot be reached is asked again by the next query.
      if (MAY_PASS.test(String(Object(error).code))) this.#transport = undefined;
      return httpFor(this.#api);
    }
  }
}

/** An iterator that is made when its first value is asked for. */
class LaterIterator<Value> implements AsyncIterableIterator<Value> {
  readonly #make: () => Promise<AsyncIterableIterator<Value>>;
  #iterator: Promise<AsyncIterableIterator<Value>> | undefined;
  #isClosed = false;

  constructor(make: () => Promise<AsyncIterableIterator<Value>>) {
    this.#make = make;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Value, undefined>> {
    if (this.#isClosed) return { done: true, value: undefined };
    this.#iterator ??= this.#make();
    const iterator = await this.#iterator;
    return this.#isClosed ? { done: true, value: undefined } : iterator.next();
  }

  async return(): Promise<IteratorResult<Value, undefined>> {
    this.#isClosed = true;
    // Not after the connection, which may take long; why there is none, who asked for a value is told.
    this.#iterator?.then((iterator) => iterator.return?.()).catch(() => {});
    return { done: true, value: undefined };
  }
}

export const httpFor: HttpChoice = (api) => {
  const own = api[core];
  const send: Transport = (request) => own.send(overNodeHttp(request));
  return httpTransport(Object.create(api, { [core]: { value: { ...own, send } } }) as ApiClient);
};

export const flightFor: FlightChoice = (api, options, isFixed, timeout) =>
  new LazyFlight(api, options, isFixed, timeout);
