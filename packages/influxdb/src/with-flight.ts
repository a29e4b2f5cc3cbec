import { type ApiClient, core, type Transport } from '@influxkit/runtime';
import { httpTransport, type SqlFormat, type SqlRequest, type SqlTransport } from '@influxkit/sql';
import type { FlightOptions } from '@influxkit/sql/flight';
import { overNodeHttp } from '#node-http';
import type { ClosableTransport, FlightChoice, HttpChoice } from './flight-choice.js';

/** Errors of a network that may be otherwise the next time; others say that there is no HTTP/2. */
const MAY_PASS = /^E(?!RR_HTTP2)/;

/** Goes over Flight once a query is sent; what that takes is not loaded before. */
class LazyFlight implements ClosableTransport {
  readonly #api: ApiClient;
  readonly #options: FlightOptions;
  readonly #isFixed: boolean;
  #transport: Promise<SqlTransport & Partial<ClosableTransport>> | undefined;
  #isClosed = false;

  constructor(api: ApiClient, options: FlightOptions, isFixed: boolean) {
    this.#api = api;
    this.#options = options;
    this.#isFixed = isFixed;
  }

  async schema(request: SqlRequest): ReturnType<SqlTransport['schema']> {
    return (await this.#ready()).schema(request);
  }

  rows(request: SqlRequest): ReturnType<SqlTransport['rows']> {
    return new LaterIterator(async () => (await this.#ready()).rows(request));
  }

  columns(request: SqlRequest): ReturnType<SqlTransport['columns']> {
    return new LaterIterator(async () => (await this.#ready()).columns(request));
  }

  async allColumns(request: SqlRequest): ReturnType<SqlTransport['allColumns']> {
    return (await this.#ready()).allColumns(request);
  }

  async stream(request: SqlRequest, format: SqlFormat): ReturnType<SqlTransport['stream']> {
    return (await this.#ready()).stream(request, format);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    // One that never came about holds nothing.
    const transport = await this.#transport?.catch(() => undefined);
    await transport?.close?.();
  }

  #ready(): Promise<SqlTransport> {
    if (this.#isClosed) throw new TypeError('InfluxDB: the client is closed; make another one for further queries');
    this.#transport ??= this.#load();
    return this.#transport;
  }

  async #load(): Promise<SqlTransport & Partial<ClosableTransport>> {
    const { flightTransport } = await import('@influxkit/sql/flight');
    const flight = flightTransport(this.#api, this.#options);
    if (this.#isFixed) return flight;
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
    return (await this.#iterator).next();
  }

  async return(): Promise<IteratorResult<Value, undefined>> {
    this.#isClosed = true;
    await (await this.#iterator)?.return?.();
    return { done: true, value: undefined };
  }
}

export const httpFor: HttpChoice = (api) => {
  const own = api[core];
  const send: Transport = (request) => own.send(overNodeHttp(request));
  return httpTransport(Object.create(api, { [core]: { value: { ...own, send } } }) as ApiClient);
};

export const flightFor: FlightChoice = (api, options, isFixed) => new LazyFlight(api, options, isFixed);
