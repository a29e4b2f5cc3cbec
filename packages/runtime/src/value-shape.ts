/**
 * Where values of a schema hold something that JSON has no type for, where the generator's option `formatTypes` asks for it.
 * A schema that others refer to is a function, for it may hold itself.
 */
export type ValueShape = ShapeParts | (() => ShapeParts);

/** The parts of a value that are read as something else than JSON has; what is absent is as in JSON. */
export interface ShapeParts {
  /** Whether strings are dates and times of RFC 3339, and read as `Date`. */
  readonly dates?: true;
  /** Whether numbers are integers of 64 bits, and read as `bigint`. */
  readonly integers?: true;
  /** The first elements of an array, one after another. */
  readonly prefix?: readonly (ValueShape | undefined)[];
  /** The elements after those. */
  readonly items?: ValueShape;
  readonly properties?: Readonly<Record<string, ValueShape>>;
  /** Properties by a regular expression that their names match. */
  readonly patterns?: readonly (readonly [pattern: string, shape: ValueShape])[];
  /**
   * Properties that some schema of a union leaves open, so that what does not fit may be a value of that one: it is read as
   * JSON has it.
   */
  readonly open?: readonly string[];
  /** All other properties. */
  readonly others?: ValueShape;
}

/** Shapes of what an operation's responses hold as JSON. */
export interface ResponseShapes {
  /** By status as the contract has it: `200`, `4XX`, `default`. */
  readonly statuses?: Readonly<Record<string, ValueShape>>;
  /** Of an item, where items come one by one. */
  readonly items?: ValueShape;
}

/** Which response a body is of. */
export interface ShapedResponse {
  readonly shapes: ResponseShapes | undefined;
  readonly status: number;
}

/** Reads and writes JSON with values that it has no types for. */
export interface FormatTypes {
  /**
   * Parses JSON.
   *
   * @param failure makes the error for a value that is not of its format, from what is wrong
   * @throws SyntaxError for what is not JSON
   */
  readonly read: (text: string, shape: ValueShape, failure: (message: string) => Error) => unknown;
  /** The same for the body of a response, by its status. */
  readonly readBody: (text: string, response: ShapedResponse, failure: (message: string) => Error) => unknown;
  /** The same for the body of a failure; undefined where it is not what the contract says, for then it stays as JSON has it. */
  readonly readFailure: (text: string, response: ShapedResponse) => unknown;
  /**
   * As `JSON.stringify`, and a `bigint` is a number.
   *
   * @throws TypeError for a `Date` that RFC 3339 has no text for
   */
  readonly write: Stringify;
}

/** Writes a value as JSON. */
export type Stringify = (value: unknown) => string;
