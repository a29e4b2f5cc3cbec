/** An import path, such as users have, and the source behind it. */
export interface Entry {
  /** Such as `@influxkit/write/spool`. */
  readonly name: string;
  /** Such as `write`. */
  readonly package: string;
  /** Such as `spool`; empty for the package itself. */
  readonly subpath: string;
  /** From the root of the repository, such as `packages/write/src/spool.ts`. */
  readonly source: string;
  /** Whether no program imports it: its package is never published, or it is for the packages beside it. */
  readonly private: boolean;
}

export declare function entries(): Entry[];
