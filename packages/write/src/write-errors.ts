import { excerpt } from './excerpt.js';
import { linesOfBody, withoutValues } from './without-values.js';
import type { LineStats, WriterStats } from './write-stats.js';

/** One line that is not stored, with the reason of the server. */
export interface RejectedLine {
  /** 1 for the first line of the batch, as the batch was first sent. */
  readonly line: number;
  /** 1 for the first line that this writer accepted; counts every line, those in other batches too. */
  readonly position: number;
  /** The line without its end. */
  readonly text: string;
  /** The server's message, the first 1,000 characters of it. */
  readonly reason: string;
}

/**
 * A property that holds lines: it is there for whoever asks for it, and neither printed with the error nor part of its
 * JSON, for logs must not fill with the values of points.
 */
function hide(error: Error, name: string, value: unknown): void {
  Object.defineProperty(error, name, { value, enumerable: false, configurable: true });
}

/**
 * What all failures to store lines have in common. None of them holds a credential, and none shows a point's values in its
 * message, printed or as JSON.
 */
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
  /** The position of its first line among all that the writer accepted, from 1. */
  readonly position: number;
  /** The lines that are not stored, as they were (to be) sent, each with its end. */
  readonly lineProtocol: Uint8Array;
  readonly lines: number;
  /** How many requests were made for it. */
  readonly attempts: number;
}

/** A whole batch is not stored. Its lines are in the error, so that they can be kept elsewhere. */
export class BatchError extends WriteError {
  /** The position of the batch's first line among all that the writer accepted, from 1. */
  readonly position: number;
  /** The lines that are not stored, in UTF-8, each with its end. Not enumerable. */
  declare readonly lineProtocol: Uint8Array;
  /** How many requests were made for it; 0 when it was never sent. */
  readonly attempts: number;

  constructor(message: string, facts: BatchFacts, cause?: unknown) {
    super(message, facts.lines, cause);
    this.position = facts.position;
    hide(this, 'lineProtocol', facts.lineProtocol);
    this.attempts = facts.attempts;
  }

  override get name(): string {
    return 'BatchError';
  }
}

/** What is known of the response that rejected lines. */
export interface ResponseFacts {
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly message: string;
}

/**
 * The server rejected the batch for a reason that another try does not change: 400 (not of single lines), 401, 403, 404,
 * 415, 422, a redirect.
 */
export class RejectedError extends BatchError {
  readonly status: number;
  /** InfluxDB's code of the kind of failure, such as `not found`, where the response has one. */
  readonly code: string | undefined;
  /** The server's id of the request, for its logs. */
  readonly requestId: string | undefined;

  constructor(response: ResponseFacts, facts: BatchFacts) {
    const code = response.code ? ` ${response.code}` : '';
    const serverMessage = response.message && withoutValues(response.message, linesOfBody(facts.lineProtocol));
    const message = serverMessage ? `: ${excerpt(serverMessage)}` : '';
    super(`the server rejected ${count(facts.lines)}: ${response.status}${code}${message}`, facts);
    this.status = response.status;
    this.code = response.code;
    this.requestId = response.requestId;
  }

  override get name(): string {
    return 'RejectedError';
  }
}

/**
 * The batch could not be delivered within the retries and the time allowed for them, or before the deadline of `close()`.
 * Lines that were under way may have been stored all the same: their response did not arrive.
 */
export class DeliveryError extends BatchError {
  override get name(): string {
    return 'DeliveryError';
  }
}

/**
 * Memory or spool was full, and the oldest lines had to make room (`whenFull: 'drop-oldest'`); or the lines came after
 * `close()`, to a writer that throws for neither.
 */
export class DroppedError extends BatchError {
  override get name(): string {
    return 'DroppedError';
  }
}

/** The server stored a part of a batch and rejected the rest, or it rejected all its lines one by one. */
export class PartialWriteError extends WriteError {
  /** Every rejected line, in the order of the batch. Not enumerable. */
  declare readonly rejected: readonly RejectedLine[];
  /** How many lines of the batch are stored. */
  readonly written: number;
  /** Status of the response that rejected the first of them. */
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;

  constructor(response: Omit<ResponseFacts, 'message'>, rejected: readonly RejectedLine[], written: number) {
    const first = rejected[0];
    const place = first ? `; line ${first.line}: ${excerpt(withoutValues(first.reason, [first.text]), 500)}` : '';
    const more =
      rejected.length > 1 ? ` (and ${count(rejected.length - 1)} more, see \`rejected\`)` : '; see `rejected`';
    super(
      `the server rejected ${rejected.length} of ${count(rejected.length + written)}${place}${more}`,
      rejected.length,
    );
    hide(this, 'rejected', rejected);
    this.written = written;
    this.status = response.status;
    this.code = response.code;
    this.requestId = response.requestId;
  }

  override get name(): string {
    return 'PartialWriteError';
  }
}

/** Line protocol cannot carry a point, or a raw line would spoil its neighbours; it is in no batch. */
export class InvalidLineError extends WriteError {
  /** Position of the point among all that the writer accepted, from 1. */
  readonly position: number;
  /** The line, where it was raw line protocol. Not enumerable. */
  declare readonly lineProtocol: Uint8Array | undefined;

  constructor(message: string, position: number, cause?: unknown, lineProtocol?: Uint8Array) {
    super(message, 1, cause);
    this.position = position;
    hide(this, 'lineProtocol', lineProtocol);
  }

  override get name(): string {
    return 'InvalidLineError';
  }
}

/** A part of a point was left out or replaced (`onInvalid: 'repair'`); the rest is written, so `lines` is 0. */
export class RepairedPointError extends WriteError {
  /** Position of the point among all that the writer accepted, from 1. */
  readonly position: number;

  constructor(cause: Error, position: number) {
    super(`point ${position} is written without what it cannot hold: ${cause.message}`, 0, cause);
    this.position = position;
  }

  override get name(): string {
    return 'RepairedPointError';
  }
}

/**
 * The server that responded reads lines otherwise than they are written: InfluxDB 3 behind `bucket` or `db`. No line is known
 * to be lost, so `lines` is 0.
 */
export class DialectError extends WriteError {
  constructor(message: string) {
    super(message, 0);
  }

  override get name(): string {
    return 'DialectError';
  }
}

/** Thrown by `write()` when memory is full; the line that does not fit, and what follows it, was not accepted. */
export class BufferFullError extends Error {
  /** How many lines of the same `write()` came before, accepted or reported as invalid: go on with the next one. */
  readonly accepted: number;
  /** Bytes of the line that does not fit. */
  readonly lineBytes: number;

  constructor(limit: number, accepted: number, lineBytes: number) {
    super(
      `the writer holds as much as it may (${limit} bytes); await \`writer.ready\` before you write more, use \`writeAll()\`, raise \`maxBufferBytes\`, or set \`whenFull: 'drop-oldest'\``,
    );
    this.accepted = accepted;
    this.lineBytes = lineBytes;
  }

  override get name(): string {
    return 'BufferFullError';
  }
}

/**
 * Thrown by `write()` after `close()`; nothing was accepted. A writer with `whenFull: 'drop-oldest'` or an `onInvalid` other
 * than `'throw'` drops and reports such lines instead.
 */
export class WriterClosedError extends Error {
  constructor() {
    super('the writer is closed and accepts no more points; make a new one');
  }

  override get name(): string {
    return 'WriterClosedError';
  }
}

/** The disk changed or lost lines of a spool that were acknowledged. What is left of them is kept in a file beside the others. */
export class DamagedError extends WriteError {
  /** Bytes that cannot be read; 0 where they are gone. */
  readonly bytes: number;
  /** The file that was damaged, or where it is kept now; undefined where it is gone. */
  readonly file: string | undefined;

  /** @param lines how many are lost, as far as that is known; 0 where it is not, or where none is lost */
  constructor(message: string, lines: number, bytes: number, file: string | undefined) {
    super(message, lines);
    this.bytes = bytes;
    this.file = file;
  }

  override get name(): string {
    return 'DamagedError';
  }
}

/** How a writer or a spool ended: what became of all lines, and what went wrong since the last flush. */
export interface CloseReport<Stats extends LineStats = WriterStats> {
  /** Its numbers at its end. */
  readonly stats: Stats;
  /** What could not be delivered before the deadline, or within the retries. The lines are in `lineProtocol` of each. */
  readonly failed: readonly DeliveryError[];
  /** All errors that neither `flush()` nor `writeAll()` has thrown yet, those of `failed` among them. */
  readonly errors: readonly WriteError[];
  /** How many older errors are not in `errors`, because only a bounded number is kept. */
  readonly omitted: number;
}

/** What `close()` rejects with for a report that has errors; undefined for one that has none. */
export function notStoredAtClose(report: CloseReport<LineStats>, lines: number): NotStoredError | undefined {
  const { errors, omitted } = report;
  return errors.length === 0 ? undefined : new NotStoredError(errors, omitted, lines, report);
}

/**
 * What `flush()`, `writeAll()` and `close()` reject with when some lines are not stored, and what `write()` throws when
 * several of its points are invalid: everything else is stored, or accepted.
 */
export class NotStoredError extends WriteError {
  /** One for each batch or invalid point, oldest first. */
  readonly errors: readonly WriteError[];
  /** How many older errors are not in `errors`, because only a bounded number is kept. Their lines are in `lines`. */
  readonly omitted: number;
  /** Of `close()`: what it would have returned. Not enumerable, for it has the same errors again. */
  declare readonly report: CloseReport<LineStats> | undefined;

  constructor(errors: readonly WriteError[], omitted: number, lines: number, report?: CloseReport<LineStats>) {
    const first = errors[0];
    const more = errors.length + omitted - 1;
    super(
      `${count(lines)} not stored: ${first ? first.message : 'no error is kept'}${more > 0 ? ` (and ${more} more errors, see \`errors\`)` : ''}`,
      lines,
      first,
    );
    this.errors = errors;
    this.omitted = omitted;
    hide(this, 'report', report);
  }

  override get name(): string {
    return 'NotStoredError';
  }
}

/** `1 line`, `2 lines`. */
export function count(lines: number): string {
  return `${lines} ${lines === 1 ? 'line' : 'lines'}`;
}
