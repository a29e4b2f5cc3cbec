/** What a contract may cost to read. Whoever writes a document must not decide how much of a machine it takes. */
export interface Limits {
  /** Bytes of one document. Default: 20 MiB. */
  readonly maxBytes: number;
  /** Values in all documents together, YAML aliases expanded. Default: 4,000,000. */
  readonly maxValues: number;
  /** Levels of objects and lists inside each other. Default: 256. */
  readonly maxDepth: number;
  /** Files and addresses that one contract may be made of. Default: 10,000. */
  readonly maxFiles: number;
  /** Errors that are listed before reading stops, and warnings before the rest is left out. Default: 200 of each. */
  readonly maxProblems: number;
  /** How long one response from the network may take, in milliseconds. Default: 30,000. */
  readonly fetchTimeout: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxBytes: 20 * 1024 * 1024,
  maxValues: 4_000_000,
  maxDepth: 256,
  maxFiles: 10_000,
  maxProblems: 200,
  fetchTimeout: 30_000,
};
