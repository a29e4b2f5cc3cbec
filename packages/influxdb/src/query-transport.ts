// Which way queries of InfluxDB 3 go: over Arrow Flight or over HTTP.

import { oneOf } from '@influxkit/internal/value-options';
import type { ApiClient, ClientOptions } from '@influxkit/runtime';
import type { SqlTransport } from '@influxkit/sql';
import { flightFor, httpFor } from '#flight';
import type { QueryTransportOptions } from './client-options.js';
import type { ClosableTransport } from './flight-choice.js';

const MISSING = 'Arrow Flight needs HTTP/2 of Node, Deno or Bun, which pages and workers have not';

/**
 * The transport of queries; undefined for HTTP by what the client sends all else by.
 *
 * @throws TypeError for a way that there is none of, and where Flight is asked for and the runtime has not what it takes
 */
export function queryTransport(
  api: ApiClient,
  { transport, flight, fetch, timeout }: QueryTransportOptions & Pick<ClientOptions, 'timeout'>,
): (SqlTransport & Partial<ClosableTransport>) | undefined {
  if (typeof transport === 'string') oneOf('InfluxDB: `transport`', transport, ['http', 'flight']);
  const isFixed = transport === 'flight' || flight !== undefined;
  if (isFixed && transport !== 'http') {
    if (flightFor === undefined) throw new TypeError(`InfluxDB: ${MISSING}`);
    return flightFor(api, flight ?? {}, true);
  }
  // Who brings a way of his own to send requests wants it to be taken.
  if (fetch !== undefined || typeof transport === 'function') return undefined;
  return transport === 'http' ? httpFor?.(api) : flightFor?.(api, {}, false, timeout);
}

/** The transport of queries to a product that has SQL over Flight alone. */
export function flightOnly(api: ApiClient, { flight = {} }: Pick<QueryTransportOptions, 'flight'>): ClosableTransport {
  if (flightFor !== undefined) return flightFor(api, flight, true);
  const missing = (): never => {
    throw new TypeError(`InfluxDB: this product has SQL over Arrow Flight alone. ${MISSING}`);
  };
  const rejected = async (): Promise<never> => missing();
  return {
    schema: rejected,
    rows: missing,
    columns: missing,
    allColumns: rejected,
    stream: rejected,
    close: async () => {},
  };
}
