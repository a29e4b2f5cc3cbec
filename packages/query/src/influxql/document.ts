import type { Decoder } from '../csv/batches.js';
import { cloneOf, templateOf } from '../csv/row-template.js';
import { DecodeError, InfluxQLError, TruncatedAnswerError } from '../errors.js';
import { JsonReader, type JsonValue } from './json-reader.js';
import type { InfluxQLDecodeOptions } from './options.js';
import { type TimeReader, timeReader } from './time.js';

/** A value of an InfluxQL row. Integers past 2^53 are `bigint`. */
export type InfluxQLValue = string | number | bigint | boolean | Date | null;

/** A row: the values of a series by column, and the tags that the statement grouped by. */
export type InfluxQLRow = Record<string, InfluxQLValue>;

/** A series, or, with `chunked`, a part of one. */
export interface InfluxQLSeries<Row = InfluxQLRow> {
  /** Which statement of the query it answers, counted from 0. */
  readonly statementId: number;
  /** Name of the measurement; the empty text where the answer has none. */
  readonly name: string;
  /** Tags that the statement grouped by. */
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Whether more rows of the same series follow. */
  readonly partial: boolean;
}

const LINE_FEED = 10;
const DEFAULT_LIMIT = 256 * 1024 * 1024;

interface Draft {
  name: string;
  tags: Record<string, string>;
  columns: readonly string[];
  rows: InfluxQLRow[];
  partial: boolean;
}

const text = (value: JsonValue): string => (typeof value === 'string' ? value : '');

/** Labels of a row: the columns, and the tags that no column is named like. */
const labelsOf = ({ columns, tags }: Draft): string[] => [...new Set([...columns, ...Object.keys(tags)])];

/** What rows of a series are cloned from: the tags are in place. */
const seriesTemplate = ({ columns, tags }: Draft, labels: readonly string[]): InfluxQLRow => {
  const template = templateOf<InfluxQLValue>(labels, [0, '', null]);
  for (const tag of Object.keys(tags)) if (!columns.includes(tag)) template[tag] = tags[tag] ?? null;
  return template;
};

/** Decodes documents of `{"results": […]}` to series with row objects. */
export class DocumentDecoder implements Decoder {
  /** What the server said went wrong; to be thrown once the series before it have been taken. */
  failure: unknown;
  readonly #reader: JsonReader = new JsonReader();
  readonly #time: TimeReader;
  readonly #lines: boolean;
  readonly #limit: number;
  /** The beginning of a document whose end has not come yet. */
  #buffer: Uint8Array = new Uint8Array(4096);
  #length = 0;
  #series: InfluxQLSeries[] = [];
  /** Whether the last result says that more of it follows. */
  #open = false;

  /** `lines` says whether each line is a document of its own, as `chunked=true` answers. */
  constructor(options: InfluxQLDecodeOptions, lines: boolean) {
    this.#lines = lines;
    this.#limit = options.maxDocumentBytes ?? DEFAULT_LIMIT;
    if (!(this.#limit > 0)) throw new RangeError('maxDocumentBytes must be a positive number of bytes');
    this.#time = timeReader(options);
  }

  take(): InfluxQLSeries[] {
    const series = this.#series;
    this.#series = [];
    return series;
  }

  push(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length && this.failure === undefined) {
      const end = this.#lines ? bytes.indexOf(LINE_FEED, from) : -1;
      this.#keep(bytes.subarray(from, end < 0 ? bytes.length : end));
      if (end >= 0) this.#document();
      from = end < 0 ? bytes.length : end + 1;
    }
  }

  #keep(part: Uint8Array): void {
    const length = this.#length + part.length;
    if (length > this.#limit) {
      this.failure = new DecodeError(
        `a document has more than ${this.#limit} bytes; ask with \`chunked: true\`, or raise maxDocumentBytes`,
        { line: this.#reader.document + 1, row: this.#reader.row },
      );
      return;
    }
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(length, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(part, this.#length);
    this.#length = length;
  }

  #document(): void {
    if (this.failure !== undefined) return;
    const bytes = this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    try {
      const reader = this.#reader;
      reader.load(bytes);
      if (reader.peek() < 0) return;
      reader.object((key) => this.#member(key));
      if (reader.peek() >= 0) throw reader.wrong('text follows the document');
    } catch (error) {
      this.failure = error;
    }
  }

  /** Says that no more documents follow. */
  finish(): void {
    if (this.#length > 0) this.#document();
    if (this.failure === undefined && this.#open) {
      this.failure = new TruncatedAnswerError(
        this.#lines
          ? 'the answer announces more rows and ends'
          : 'the server cut the answer off at its limit of rows (max-row-limit); ask with `chunked: true`',
        { line: this.#reader.document, row: this.#reader.row },
      );
    }
  }

  /** Says that the answer broke off. */
  abort(reason: unknown): void {
    this.failure ??= new TruncatedAnswerError(
      'the answer broke off',
      { line: this.#reader.document, row: this.#reader.row },
      { cause: reason },
    );
  }

  #member(key: string): void {
    const reader = this.#reader;
    if (key === 'results') {
      if (reader.peek() === 110) reader.value();
      else reader.array(() => this.#result());
    } else if (key === 'error') {
      throw new InfluxQLError(text(reader.value()) || 'the server sent an error without a message');
    } else {
      reader.value();
    }
  }

  #result(): void {
    const reader = this.#reader;
    let statementId = 0;
    let open = false;
    let error: string | undefined;
    const drafts: Draft[] = [];
    reader.object((key) => {
      if (key === 'series' && reader.peek() === 91) {
        reader.array(() => drafts.push(this.#draft()));
        return;
      }
      const value = reader.value();
      if (key === 'statement_id') statementId = Number(value);
      else if (key === 'error') error = text(value) || 'the server sent an error without a message';
      else if (key === 'partial') open = value === true;
    });
    for (const draft of drafts) this.#series.push({ statementId, ...draft });
    // Servers of 1.x leave `partial` on a series of more than 10,000 rows that they answer whole; in an answer without
    // chunks only the result's own mark means that rows were cut off.
    this.#open = open || (this.#lines && drafts.at(-1)?.partial === true);
    if (error !== undefined) throw new InfluxQLError(error, { statementId });
  }

  #draft(): Draft {
    const reader = this.#reader;
    const draft: Draft = { name: '', tags: {}, columns: [], rows: [], partial: false };
    let values = -1;
    let read = false;
    reader.object((key) => {
      switch (key) {
        case 'name':
          draft.name = text(reader.value());
          break;
        case 'tags':
          draft.tags = Object.fromEntries(
            Object.entries(reader.value() ?? {}).map(([tag, value]) => [tag, text(value as JsonValue)]),
          );
          break;
        case 'columns':
          draft.columns = (reader.value() as readonly JsonValue[]).map(text);
          break;
        case 'values':
          // Servers name the columns first. Where one did not, the rows are read once their columns are known.
          reader.peek();
          values = reader.position;
          read = draft.columns.length > 0;
          if (read) this.#rows(draft);
          else reader.value();
          break;
        case 'partial':
          draft.partial = reader.value() === true;
          break;
        default:
          reader.value();
      }
    });
    if (values >= 0 && !read) {
      const end = reader.position;
      reader.position = values;
      this.#rows(draft);
      reader.position = end;
    }
    return draft;
  }

  #rows(draft: Draft): void {
    const reader = this.#reader;
    if (reader.peek() === 110) {
      reader.value();
      return;
    }
    const labels = labelsOf(draft);
    const template = seriesTemplate(draft, labels);
    const clone = cloneOf(labels) as (template: InfluxQLRow) => InfluxQLRow;
    const { columns, rows } = draft;
    const count = columns.length;
    const time = columns.indexOf('time');
    const readTime = this.#time;
    const { bytes } = reader;
    reader.array(() => {
      const row = clone(template);
      reader.row += 1;
      reader.expect(91);
      for (let index = 0; index < count; index += 1) {
        // Answers hold no white space here; looking before calling is cheaper than calling.
        if (index > 0) {
          if (bytes[reader.position] === 44) reader.position += 1;
          else reader.expect(44);
        }
        if ((bytes[reader.position] as number) <= 32) reader.peek();
        row[columns[index] as string] = index === time ? readTime(reader) : reader.scalar();
      }
      reader.expect(93);
      rows.push(row);
    });
  }
}
