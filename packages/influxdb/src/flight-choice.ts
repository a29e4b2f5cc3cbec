import type { ApiClient } from '@influxkit/runtime';
import type { SqlTransport } from '@influxkit/sql';
import type { FlightOptions } from '@influxkit/sql/flight';

/** A transport that may hold a connection. */
export interface ClosableTransport extends SqlTransport {
  /** Closes the connection once the queries on it have ended. Nothing can be sent afterwards. */
  close(): Promise<void>;
}

/**
 * Makes a transport over Flight; unless that is fixed, one that takes HTTP where a server has no HTTP/2.
 *
 * @param timeout milliseconds that a query may take which does not say
 */
export type FlightChoice = (
  api: ApiClient,
  options: FlightOptions,
  isFixed: boolean,
  timeout?: number | undefined,
) => ClosableTransport;

/** Makes a transport over HTTP that, where the platform's fetch takes long to load, does without it. */
export type HttpChoice = (api: ApiClient) => SqlTransport;
