/** Why a line cannot be read; stable, for code that decides by it. */
export type ParseErrorCode =
  | 'missing-measurement'
  | 'missing-tag-key'
  | 'missing-tag-value'
  | 'duplicate-tag'
  | 'missing-fields'
  | 'missing-field-key'
  | 'missing-field-value'
  | 'duplicate-field'
  | 'unclosed-string'
  | 'invalid-value'
  | 'out-of-range'
  | 'invalid-timestamp'
  | 'invalid-character'
  | 'reserved'
  | 'too-long'
  | 'not-utf8';

/** A line that is not line protocol. */
export class ParseError extends Error {
  readonly code: ParseErrorCode;
  /** Where: counted from 1; the column counts UTF-16 units, as JavaScript's strings do. */
  readonly line: number;
  readonly column: number;
  /** The reason without the place. */
  readonly reason: string;

  constructor(code: ParseErrorCode, line: number, column: number, reason: string) {
    super(`line ${line}, column ${column}: ${reason}`);
    this.name = 'ParseError';
    this.code = code;
    this.line = line;
    this.column = column;
    this.reason = reason;
  }
}

/** A problem at an index of the input; the parser makes a {@link ParseError} of it when it knows the line. */
export class Fault extends Error {
  readonly code: ParseErrorCode;
  readonly index: number;

  constructor(code: ParseErrorCode, index: number, reason: string) {
    super(reason);
    this.name = 'Fault';
    this.code = code;
    this.index = index;
  }
}
