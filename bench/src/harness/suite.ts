/** A table of a report. Cells are text, ready to print. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What its numbers count, where the columns have names of contenders: `s`, `µs`. */
  readonly unit?: string;
}

/** What a suite found out. */
export interface SuiteResult {
  readonly title: string;
  /** What was measured and how, in a few sentences. */
  readonly about: string;
  readonly tables: readonly Table[];
  /** The packages compared, whose installed versions the report names. */
  readonly packages: readonly string[];
  /** The numbers behind the tables, for charts and checks. */
  readonly data: unknown;
}

export interface SuiteOptions {
  /** Fewer and shorter rounds: to see that it works, not to publish. */
  readonly quick: boolean;
}

/** A benchmark that can be run by its name: `npm run bench -- <name>`. */
export interface Suite {
  readonly name: string;
  run(options: SuiteOptions): Promise<SuiteResult> | SuiteResult;
}
