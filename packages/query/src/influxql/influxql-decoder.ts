import { idleMessage } from '@influxkit/internal/chunk-source';
import type { JsonValue } from '@influxkit/internal/json-numbers';
import { quote } from '@influxkit/internal/message';
import { repeatedName } from '@influxkit/internal/repeated-name';
import type { Decoder } from '@influxkit/internal/row-stream';
import { cloneOf, templateOf } from '@influxkit/internal/row-template';
import { resolveValueOptions } from '@influxkit/internal/value-options';
import { DecodeError, InfluxQLError, TruncatedResponseError } from '../query-errors.js';
import type { InfluxQLDecodeOptions, InfluxQLValue } from './influxql-options.js';
import { InfluxQLReader, type TimeReader, timeOf, timeReader } from './influxql-reader.js';

/** A row: the values of a series by column, and the tags that the statement grouped by. */
export type InfluxQLRow = Record<string, InfluxQLValue>;

/** A series, or, with `chunked`, a part of one. */
export interface InfluxQLSeries<Row = InfluxQLRow> {
  /** Which statement of the query it is the result of, counted from 0. */
  readonly statementId: number;
  /** Name of the measurement; the empty string where the response has none. */
  readonly name: string;
  /** Tags that the statement grouped by. */
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Whether more rows of the same series follow. */
  readonly partial: boolean;
}

/** How a response is read. */
export interface DocumentOptions extends InfluxQLDecodeOptions {
  /** Whether documents follow one another, as `chunked=true` asks for. */
  readonly chunked: boolean;
  /** Whether series are wanted; otherwise rows, which are not kept until their series is whole. */
  readonly series: boolean;
}

type Waiting<T = void> = Generator<void, T, void>;

interface Draft {
  statementId: number;
  name: string;
  tags: Record<string, string>;
  columns: readonly string[];
  rows: InfluxQLRow[];
  partial: boolean;
}

/**
 * Rows of the parts from which a server of 1.x puts a series together. It leaves the mark `partial` of the first part on a
 * series of several that is whole (seen with 1.6.7): without chunks the mark means that rows were cut off for one part alone.
 */
const PART_ROWS = 10_000;

const DEFAULT_LIMIT = 64 * 1024 * 1024;

/** A value that has not ended after so many bytes is looked at again once it has doubled, not with every piece. */
const PATIENCE = 65_536;

const text = (value: JsonValue): string => (typeof value === 'string' ? value : '');

/** Labels of a row: the columns, and the tags that no column is named like. */
const labelsOf = ({ columns, tags }: Draft): string[] => [...new Set([...columns, ...Object.keys(tags)])];

/** What rows of a series are cloned from: the tags are in place. */
const seriesTemplate = ({ columns, tags }: Draft, labels: readonly string[]): InfluxQLRow => {
  const template = templateOf<InfluxQLValue>(labels, [0, '', null]);
  for (const tag of Object.keys(tags)) if (!columns.includes(tag)) template[tag] = tags[tag] ?? null;
  return template;
};

/** A float of that size is written like an integer, and a number holds it. */
const asNumber = (value: bigint, reader: InfluxQLReader): number => {
  const number = Number(value);
  if (BigInt(number) === value) return number;
  throw reader.wrong("an integer is one that no number holds exactly (integers: 'bigint' takes it)");
};

/** Makes the rows of one series. */
class SeriesRows {
  readonly #columns: readonly string[];
  readonly #template: InfluxQLRow;
  readonly #clone: (template: InfluxQLRow) => InfluxQLRow;
  readonly #time: number;
  readonly #readTime: TimeReader;
  readonly #asNumbers: boolean;

  /** `asNumbers` says whether an integer past 2^53 is a number, which must hold it. */
  constructor(draft: Draft, readTime: TimeReader, asNumbers: boolean) {
    const labels = labelsOf(draft);
    this.#columns = draft.columns;
    this.#template = seriesTemplate(draft, labels);
    this.#clone = cloneOf(labels) as (template: InfluxQLRow) => InfluxQLRow;
    this.#time = draft.columns.indexOf('time');
    this.#readTime = readTime;
    this.#asNumbers = asNumbers;
  }

  /** Reads a row. */
  read(reader: InfluxQLReader): InfluxQLRow {
    const columns = this.#columns;
    const count = columns.length;
    const time = this.#time;
    const { bytes } = reader;
    const row = this.#clone(this.#template);
    reader.expect(91);
    for (let index = 0; index < count; index += 1) {
      // Responses hold no white space here; looking before calling is cheaper than calling.
      if (index > 0) {
        if (bytes[reader.position] === 44) reader.position += 1;
        else reader.expect(44);
      }
      if ((bytes[reader.position] as number) <= 32) reader.peek();
      if (index === time) row[columns[index] as string] = this.#readTime(reader);
      else {
        const value = reader.scalar();
        row[columns[index] as string] = this.#asNumbers && typeof value === 'bigint' ? asNumber(value, reader) : value;
      }
    }
    reader.expect(93);
    return row;
  }

  /** Makes a row of values that were read before their columns were known. */
  of(
    values: JsonValue,
    decodeTime: (value: JsonValue) => InfluxQLValue | undefined,
    reader: InfluxQLReader,
  ): InfluxQLRow | undefined {
    if (!Array.isArray(values) || values.length !== this.#columns.length) return undefined;
    const row = this.#clone(this.#template);
    for (let index = 0; index < values.length; index += 1) {
      const raw = values[index] as JsonValue;
      const plain = this.#asNumbers && typeof raw === 'bigint' ? asNumber(raw, reader) : raw;
      const value = index === this.#time ? decodeTime(raw) : plain;
      if (value === undefined || (typeof value === 'object' && value !== null && !(value instanceof Date)))
        return undefined;
      row[this.#columns[index] as string] = value;
    }
    return row;
  }
}

/**
 * Decodes documents of `{"results": […]}` to rows or series, as their bytes arrive.
 *
 * The reading is one generator, which waits where bytes run out: what has been read is not kept, so that a response of
 * any size needs the memory of a piece.
 */
export class DocumentDecoder implements Decoder {
  /** What the server said went wrong; to be thrown once what came before it has been taken. */
  failure: unknown;
  readonly #reader: InfluxQLReader = new InfluxQLReader();
  readonly #options: DocumentOptions;
  readonly #readTime: TimeReader;
  readonly #asNumbers: boolean;
  readonly #limit: number;
  readonly #reading: Waiting;
  #buffer: Uint8Array = new Uint8Array(4096);
  #length = 0;
  /** Bytes that there must be before reading goes on. */
  #wanted = 0;
  #final = false;
  #rows: InfluxQLRow[] = [];
  #series: InfluxQLSeries[] = [];
  /** Whether the last result says that more of it follows. */
  #open = false;
  /** Whether rows were left out. */
  #cut = false;
  /** Whether the document that is being read has results. */
  #hasResults = false;

  /** @throws TypeError or RangeError for a wrong option. */
  constructor(options: DocumentOptions) {
    this.#options = options;
    this.#readTime = timeReader(options);
    this.#asNumbers = resolveValueOptions(options).integers === 'number';
    this.#limit = options.maxValueBytes ?? DEFAULT_LIMIT;
    if (!(this.#limit > 0)) throw new RangeError('maxValueBytes must be a positive number of bytes');
    this.#reading = this.#documents();
  }

  /** The rows decoded since the last call, where rows are wanted. */
  takeRows(): InfluxQLRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** The series decoded since the last call, where series are wanted. */
  takeSeries(): InfluxQLSeries[] {
    const series = this.#series;
    this.#series = [];
    return series;
  }

  push(bytes: Uint8Array): void {
    if (this.failure !== undefined) return;
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(length, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
    if (length >= this.#wanted) this.#read();
  }

  finish(): void {
    this.#final = true;
    this.#read();
    if (this.failure !== undefined) return;
    if (this.#reader.document === 0)
      this.failure = new TruncatedResponseError(
        'the response is empty, and one of InfluxQL is a JSON document',
        this.#place(),
      );
    else if (this.#options.chunked ? this.#open : this.#cut) {
      const message = this.#options.chunked
        ? 'the response announces more rows and ends'
        : 'the server cut the response off at its limit of rows (max-row-limit); ask with `chunked: true`';
      this.failure = new TruncatedResponseError(message, this.#place());
    }
  }

  abort(reason: unknown): void {
    this.failure ??=
      reason instanceof DecodeError
        ? reason
        : new TruncatedResponseError(`the response broke off${idleMessage(reason)}`, this.#place(), { cause: reason });
  }

  #place(): { line: number; row: number } {
    return { line: this.#reader.document, row: this.#reader.row };
  }

  /** Reads as far as the bytes go. */
  #read(): void {
    if (this.failure !== undefined) return;
    const reader = this.#reader;
    reader.load(this.#buffer.subarray(0, this.#length));
    try {
      this.#reading.next();
    } catch (error) {
      this.failure = error;
      return;
    }
    const { position } = reader;
    reader.before += position;
    this.#buffer.copyWithin(0, position, this.#length);
    this.#length -= position;
    this.#wanted = this.#length > PATIENCE ? this.#length * 2 : 0;
    if (this.#length > this.#limit) {
      this.failure = new DecodeError(
        `a value of the response has more than ${this.#limit} bytes; raise maxValueBytes if it is meant to`,
        this.#place(),
      );
    }
  }

  /** Whether an error says no more than that the bytes have run out, and more may come. */
  #mayWait(error: unknown): boolean {
    return !this.#final && error instanceof TruncatedResponseError;
  }

  /** Reads one thing, from its beginning once more if the bytes run out before its end. */
  *#whole<T>(read: () => T): Waiting<T> {
    const reader = this.#reader;
    for (;;) {
      const start = reader.position;
      try {
        return read();
      } catch (error) {
        if (!this.#mayWait(error)) throw error;
        reader.position = start;
        // What comes next is read from here on; the bytes before are dropped, and positions begin anew.
        yield;
      }
    }
  }

  /** Reads a value together with the sight of what follows it, for a number may go on. */
  *#value(): Waiting<JsonValue> {
    return yield* this.#whole(() => {
      const value = this.#reader.value();
      this.#reader.more();
      return value;
    });
  }

  *#members(member: (key: string) => Waiting): Waiting {
    for (let isFirst = true; ; isFirst = false) {
      const key = yield* this.#whole(() => this.#reader.key(isFirst));
      if (key === undefined) return;
      yield* member(key);
    }
  }

  *#elements(element: () => Waiting): Waiting {
    for (let isFirst = true; yield* this.#whole(() => this.#reader.element(isFirst)); isFirst = false) yield* element();
  }

  *#documents(): Waiting {
    const reader = this.#reader;
    for (;;) {
      while (reader.peek() < 0) {
        if (this.#final) return;
        yield;
      }
      if (reader.document > 0 && !this.#options.chunked) throw reader.wrong('text follows the document');
      reader.document += 1;
      this.#hasResults = false;
      yield* this.#members((key) => this.#member(key));
      if (!this.#hasResults)
        throw new DecodeError(
          'the response must be the JSON of an InfluxQL response, got a JSON object with neither "results" nor "error"',
          this.#place(),
        );
    }
  }

  *#member(key: string): Waiting {
    if (key === 'results' && this.#reader.peek() === 91) {
      this.#hasResults = true;
      yield* this.#elements(() => this.#result());
      return;
    }
    const value = yield* this.#value();
    // An empty array may be written as null.
    if (key === 'results') this.#hasResults ||= value === null;
    if (key === 'error') throw new InfluxQLError(text(value) || 'the server sent an error without a message');
  }

  *#result(): Waiting {
    let statementId = 0;
    let open = false;
    let error: string | undefined;
    let last: Draft | undefined;
    const drafts: Draft[] = [];
    const one = function* (this: DocumentDecoder): Waiting {
      const { row } = this.#reader;
      last = yield* this.#draft(statementId);
      if (last.partial && this.#reader.row - row <= PART_ROWS) this.#cut = true;
      if (this.#options.series) drafts.push(last);
    }.bind(this);
    const member = function* (this: DocumentDecoder, key: string): Waiting {
      if (key === 'series' && this.#reader.peek() === 91) {
        yield* this.#elements(one);
        return;
      }
      const value = yield* this.#value();
      if (key === 'statement_id') statementId = Number(value);
      else if (key === 'error') error = text(value) || 'the server sent an error without a message';
      else if (key === 'partial') open = value === true;
    }.bind(this);
    yield* this.#members(member);
    for (const draft of drafts) this.#series.push({ ...draft, statementId });
    this.#open = open || last?.partial === true;
    this.#cut ||= open;
    if (error !== undefined) throw new InfluxQLError(error, { statementId });
  }

  *#draft(statementId: number): Waiting<Draft> {
    const reader = this.#reader;
    const draft: Draft = { statementId, name: '', tags: {}, columns: [], rows: [], partial: false };
    let early: JsonValue | undefined;
    let hasRows = false;
    const member = function* (this: DocumentDecoder, key: string): Waiting {
      // Servers name columns and tags first. Where one did not, the values wait until the series has ended.
      if (key === 'values' && draft.columns.length > 0 && reader.peek() === 91) {
        hasRows = true;
        yield* this.#rowsOf(draft);
        return;
      }
      const value = yield* this.#value();
      if (key === 'name') draft.name = text(value);
      else if (key === 'columns' && Array.isArray(value)) draft.columns = this.#distinct(value.map(text));
      else if (key === 'partial') draft.partial = value === true;
      else if (key === 'values') early = value;
      else if (key === 'tags') {
        if (hasRows) throw reader.wrong('tags stand after the values they belong to');
        draft.tags = Object.fromEntries(Object.entries(value ?? {}).map(([tag, of]) => [tag, text(of as JsonValue)]));
      }
    }.bind(this);
    yield* this.#members(member);
    if (Array.isArray(early)) this.#earlyRows(draft, early);
    return draft;
  }

  /** Names of columns, of which no two are the same: a row would keep the last value alone. */
  #distinct(columns: readonly string[]): readonly string[] {
    const twice = repeatedName(columns);
    if (twice === undefined) return columns;
    throw new DecodeError(
      `two columns of a series have the name ${quote(twice)}, and a row has one value of a name: give one another by AS`,
      this.#place(),
    );
  }

  /** Reads rows, handing on what there is whenever the bytes run out. */
  *#rowsOf(draft: Draft): Waiting {
    const reader = this.#reader;
    const rows = new SeriesRows(draft, this.#readTime, this.#asNumbers);
    let isFirst = true;
    for (;;) {
      const into = this.#options.series ? draft.rows : this.#rows;
      let start = reader.position;
      // A row ends with a bracket. Past the last one, waiting is cheaper than finding out by an error that a row is cut.
      const last = this.#final ? Number.POSITIVE_INFINITY : reader.bytes.lastIndexOf(93);
      try {
        while (start <= last && reader.element(isFirst)) {
          into.push(rows.read(reader));
          reader.row += 1;
          isFirst = false;
          start = reader.position;
        }
        if (start <= last) return;
      } catch (error) {
        if (!this.#mayWait(error)) throw error;
        reader.position = start;
      }
      yield;
    }
  }

  #earlyRows(draft: Draft, values: readonly JsonValue[]): void {
    const reader = this.#reader;
    const rows = new SeriesRows(draft, this.#readTime, this.#asNumbers);
    for (const value of values) {
      const row = rows.of(value, (time) => timeOf(time, this.#options), reader);
      if (row === undefined) throw reader.wrong('a row does not fit its columns');
      (this.#options.series ? draft.rows : this.#rows).push(row);
      reader.row += 1;
    }
  }
}
