import { describe } from '@influxkit/internal/message';
import { proxyAddress } from '@influxkit/internal/proxy';
import type { ConnectionOptions } from './connection.js';

/** What a server measured of a query, by name without `x-influxdata-`, such as `execution-duration-seconds`. */
export type QueryFigures = Readonly<Record<string, number>>;

/** How queries go over Flight. */
export interface FlightOptions extends ConnectionOptions {
  /**
   * Bytes that one message, a batch of rows, may have. InfluxDB aims at 2 MiB, and exceeds it for a row that is larger.
   *
   * @default 64 MiB
   */
  readonly maxMessageBytes?: number | undefined;
  /**
   * Milliseconds that a query may take from its request to its end. The server is told, and ends it as well.
   *
   * @default none
   */
  readonly deadline?: number | undefined;
  /** Told at the end of a query what the server measured of it, where it says so. @default none */
  readonly onFigures?: ((figures: QueryFigures) => void) | undefined;
}

/** @throws TypeError or RangeError for a wrong option */
export const checkOptions = ({ maxMessageBytes, deadline, connectTimeout, proxy }: FlightOptions): void => {
  for (const [name, value] of Object.entries({ maxMessageBytes, deadline, connectTimeout })) {
    if (value !== undefined && !(value > 0)) throw new RangeError(`${name} must be positive, got ${describe(value)}`);
  }
  if (proxy) proxyAddress('proxy', proxy);
};
