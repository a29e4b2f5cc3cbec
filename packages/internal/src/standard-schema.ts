// Rows through a schema of the caller's, whichever library made it.

/**
 * The part of Standard Schema (https://standardschema.dev) that is needed to check a value:
 * zod, valibot, arktype and others implement it, so that none of them is depended on here.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** What a schema says of a value: the decoded one, or what is wrong with it. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly RowIssue[] };

/** One thing a schema found wrong, in the words of Standard Schema. */
export interface RowIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

/** The type that a schema gives. */
export type SchemaOutput<Schema extends StandardSchema> = NonNullable<Schema['~standard']['types']>['output'];

/** Makes the error for a row that the schema rejects; rows are counted from 1. */
type RejectRow = (issues: readonly RowIssue[], row: number) => Error;

/** Gives each row of the batches through a schema. Rows before one that the schema rejects are still given. */
export class CheckedBatches<Output> implements AsyncIterableIterator<Output[]> {
  readonly #batches: AsyncIterableIterator<unknown[]>;
  readonly #schema: StandardSchema<unknown, Output>;
  readonly #reject: RejectRow;
  #row = 0;
  #rejection: unknown;

  constructor(batches: AsyncIterableIterator<unknown[]>, schema: StandardSchema<unknown, Output>, reject: RejectRow) {
    this.#batches = batches;
    this.#schema = schema;
    this.#reject = reject;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Output[], undefined>> {
    while (this.#rejection === undefined) {
      const { done, value } = await this.#batches.next();
      if (done) return { done: true, value: undefined };
      const checked = await this.#check(value);
      if (checked.length > 0) return { done: false, value: checked };
    }
    const rejection = this.#rejection;
    await this.#batches.return?.();
    throw rejection;
  }

  async return(): Promise<IteratorResult<Output[], undefined>> {
    await this.#batches.return?.();
    return { done: true, value: undefined };
  }

  async #check(rows: readonly unknown[]): Promise<Output[]> {
    const checked: Output[] = [];
    const { validate } = this.#schema['~standard'];
    try {
      for (const row of rows) {
        this.#row += 1;
        let result = validate(row);
        if (result instanceof Promise) result = await result;
        if (result.issues !== undefined) throw this.#reject(result.issues, this.#row);
        checked.push(result.value);
      }
    } catch (error) {
      this.#rejection = error;
    }
    return checked;
  }
}
