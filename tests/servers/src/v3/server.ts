/** An InfluxDB 3 to test against, as it is handed to the tests. */
export interface InfluxDB3 {
  /** Base URL without a slash at its end. */
  readonly url: string;
  /** An admin token; undefined where the server has no authorization. */
  readonly token: string | undefined;
  /** What it is, for people. */
  readonly description: string;
  /** As it says itself, such as `3.10.0`; undefined where it does not say. */
  readonly version: string | undefined;
  /** As it says itself: `Core`, `Enterprise`, …; undefined where it does not say. */
  readonly build: string | undefined;
  /** Where it speaks Arrow Flight: a real one at its `url`; undefined where it does not. */
  readonly flightUrl: string | undefined;
  /** Whether it executes SQL, and InfluxQL. */
  readonly executesSql: boolean;
  /** Whether it executes InfluxQL of `/query`, too, and has system tables: a fake does not. */
  readonly isReal: boolean;
  /** Whether databases, tables and caches are configured over HTTP. */
  readonly hasConfiguration: boolean;
  /** Whether it has `/write`, `/api/v2/write` and `/query`, too. */
  readonly hasOlderEndpoints: boolean;
}
