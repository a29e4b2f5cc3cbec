/** An InfluxDB v2 to test against, as it is handed to the tests. */
export interface InfluxDB2 {
  /** Base URL without a slash at its end. */
  readonly url: string;
  /** A token that may do everything in every organization. */
  readonly token: string;
  /** Organization to work in. */
  readonly org: string;
  readonly orgID: string;
  /** What it is, for people. */
  readonly description: string;
  /** Whether it only knows the contract: it keeps what it is given, and runs nothing. */
  readonly contractOnly: boolean;
}
