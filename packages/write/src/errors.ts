import { excerpt } from './excerpt.js';

/** One line that is not stored, with what the server or the encoder says of it. */
export interface RejectedLine {
  /** 1 for the first line of the batch, as the batch was first sent. */
  readonly line: number;
  /** 1 for the first line that this writer was given; counts every line, those in other batches too. */
  readonly position: number;
  /** The line without its end. */
  readonly text: string;
  /** The server's words, the first 1,000 letters of them. */
  readonly reason: string;
}

/** What all failures to store lines have in common. None of them holds a credential. */
export class WriteError extends Error {
  /** How many lines this failure is about: those that are not stored. */
  readonly lines: number;

  constructor(message: string, lines: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.lines = lines;
  }

  override get name(): string {
    return 'WriteError';
  }
}

/** What is known of a batch when it failed. */
export interface BatchFacts {
  /** The position of its first line among all that the writer was given, from 1. */
  readonly position: number;
  /** The lines that are not stored, as they were (to be) sent, each with its end. */
  readonly lineProtocol: Uint8Array;
  readonly lines: number;
  /** How many requests were made for it. */
  readonly attempts: number;
}

/** A whole batch is not stored. Its lines are in the error, so that they can be kept elsewhere. */
export class BatchError extends WriteError {
  /** The position of the batch's first line among all that the writer was given, from 1. */
  readonly position: number;
  /** The lines that are not stored, in UTF-8, each with its end. */
  readonly lineProtocol: Uint8Array;
  /** How many requests were made for it; 0 when it was never sent. */
  readonly attempts: number;

  constructor(message: string, facts: BatchFacts, cause?: unknown) {
    super(message, facts.lines, cause);
    this.position = facts.position;
    this.lineProtocol = facts.lineProtocol;
    this.attempts = facts.attempts;
  }

  override get name(): string {
    return 'BatchError';
  }
}

/** What the server's answer said. */
export interface AnswerFacts {
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly said: string;
}

/**
 * The server refused the batch for a reason that another try does not change: 400 (not of single lines), 401, 403, 404,
 * 415, 422, a redirect.
 */
export class RefusedError extends BatchError {
  readonly status: number;
  /** InfluxDB's word for the kind of failure, such as `not found`, where the answer has one. */
  readonly code: string | undefined;
  /** The server's id of the request, for its logs. */
  readonly requestId: string | undefined;

  constructor(answer: AnswerFacts, facts: BatchFacts) {
    const code = answer.code ? ` ${answer.code}` : '';
    const said = answer.said ? `: ${excerpt(answer.said)}` : '';
    super(`the server refused ${count(facts.lines)}: ${answer.status}${code}${said}`, facts);
    this.status = answer.status;
    this.code = answer.code;
    this.requestId = answer.requestId;
  }

  override get name(): string {
    return 'RefusedError';
  }
}

/**
 * The batch could not be delivered within the retries and the time allowed for them, or before the deadline of `close()`.
 * Lines that were under way may have been stored all the same: their answer was not heard.
 */
export class UndeliveredError extends BatchError {
  override get name(): string {
    return 'UndeliveredError';
  }
}

/** Memory or spool was full, and the oldest lines had to make room (`whenFull: 'drop-oldest'`). */
export class DroppedError extends BatchError {
  override get name(): string {
    return 'DroppedError';
  }
}

/** The server stored a part of a batch and rejected the rest, or it rejected all its lines one by one. */
export class PartialWriteError extends WriteError {
  /** Every rejected line, in the order of the batch. */
  readonly rejected: readonly RejectedLine[];
  /** How many lines of the batch are stored. */
  readonly written: number;
  /** Status of the answer that rejected the first of them. */
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;

  constructor(answer: Omit<AnswerFacts, 'said'>, rejected: readonly RejectedLine[], written: number) {
    const first = rejected[0];
    const place = first
      ? `; line ${first.line}: ${first.reason.slice(0, 500)} in '${first.text.slice(0, 200)}${first.text.length > 200 ? '…' : ''}'`
      : '';
    const more = rejected.length > 1 ? ` (and ${count(rejected.length - 1)} more, see \`rejected\`)` : '';
    super(
      `the server rejected ${rejected.length} of ${count(rejected.length + written)}${place}${more}`,
      rejected.length,
    );
    this.rejected = rejected;
    this.written = written;
    this.status = answer.status;
    this.code = answer.code;
    this.requestId = answer.requestId;
  }

  override get name(): string {
    return 'PartialWriteError';
  }
}

/** Line protocol cannot carry a point, or a raw line would spoil its neighbours; it was not taken. */
export class InvalidLineError extends WriteError {
  /** The position the point has among all that the writer was given, from 1. */
  readonly position: number;

  constructor(message: string, position: number, cause?: unknown) {
    super(message, 1, cause);
    this.position = position;
  }

  override get name(): string {
    return 'InvalidLineError';
  }
}

/** Thrown by `write()` when memory is full; nothing of what the error counts was taken. */
export class BufferFullError extends Error {
  /** How many points of the same `write()` were taken before. */
  readonly accepted: number;

  constructor(limit: number, accepted: number) {
    super(
      `the writer holds as much as it may (${limit} bytes); await \`writer.ready\` before you write more, use \`writeAll()\`, raise \`maxBufferBytes\`, or set \`whenFull: 'drop-oldest'\``,
    );
    this.accepted = accepted;
  }

  override get name(): string {
    return 'BufferFullError';
  }
}

/** Thrown by `write()` after `close()`; nothing was taken. */
export class WriterClosedError extends Error {
  constructor() {
    super('the writer is closed and takes no more points; make a new one');
  }

  override get name(): string {
    return 'WriterClosedError';
  }
}

/**
 * What `flush()` and `writeAll()` reject with when some lines are not stored, and what `write()` throws when several of
 * its points are invalid: everything else is stored, or taken.
 */
export class NotStoredError extends WriteError {
  /** One an occasion, oldest first. */
  readonly errors: readonly WriteError[];
  /** How many older errors are not in `errors`, because only a bounded number is kept. Their lines are in `lines`. */
  readonly omitted: number;

  constructor(errors: readonly WriteError[], omitted: number, lines: number) {
    const first = errors[0];
    const more = errors.length + omitted - 1;
    super(
      `${count(lines)} not stored: ${first ? first.message : 'no error is kept'}${more > 0 ? ` (and ${more} more errors, see \`errors\`)` : ''}`,
      lines,
      first,
    );
    this.errors = errors;
    this.omitted = omitted;
  }

  override get name(): string {
    return 'NotStoredError';
  }
}

/** `1 line`, `2 lines`. */
export function count(lines: number): string {
  return `${lines} ${lines === 1 ? 'line' : 'lines'}`;
}
