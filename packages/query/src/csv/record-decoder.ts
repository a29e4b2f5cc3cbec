import { idleMessage } from '@influxkit/internal/chunk-source';
import { quote } from '@influxkit/internal/message';
import { DecodeError, FluxError, TruncatedResponseError } from '../query-errors.js';
import { CellReader, type FluxValue, unquote } from './cell-reader.js';
import { type ColumnType, expected, STRING, TEXT } from './column-type.js';
import type { ResolvedOptions } from './csv-options.js';
import { areEqual, KnownBytes } from './known-bytes.js';
import { PartialRecord } from './partial-record.js';
import {
  type Annotations,
  type ConstantColumns,
  type Plan,
  type PlannedColumn,
  planOf,
  relabelled,
} from './record-plan.js';

const COMMA = 44;
const LINE_FEED: Uint8Array = /* @__PURE__ */ Uint8Array.of(10);
const UTF8_MARK = [0xef, 0xbb, 0xbf] as const;

/** A table that says what went wrong. */
interface ErrorTable {
  readonly header: readonly string[];
  readonly defaults: readonly string[] | undefined;
  /** What separates its values. */
  readonly delimiter: number;
}

/** What a value looks like, which is not told itself: letters and digits by their kind, the rest as it is, shortened. */
const shapeOf = (text: string): string => {
  if (text === '') return 'an empty value';
  const shape = text.slice(0, LONGEST_SHAPE).replace(/\p{L}/gu, 'a').replace(/\p{N}/gu, '0');
  return `${text.length} characters like ${quote(text.length > LONGEST_SHAPE ? `${shape}…` : shape)}`;
};

const LONGEST_SHAPE = 40;

/** Makes the next record the first one of its plan: its constant columns are read whatever they are. */
const forget = ({ constants }: Plan): void => {
  for (const step of constants.steps) {
    step.length = 0;
    step.newlines = 0;
    step.offsets.fill(0);
  }
};

/** How the records under a header are read, and what a decoder keeps with that. */
interface Schema<State> {
  readonly plan: Plan;
  readonly state: State;
}

/** The longest annotation rows or header that are remembered. */
const LONGEST_KNOWN = 65_536;
/** The annotations of annotated CSV. */
const ANNOTATIONS: ReadonlySet<string> = new Set(['datatype', 'group', 'default']);
const OTHER_TEXT = 'the response must be annotated CSV, got other text: its header has no field for annotations';
const NO_ANNOTATIONS: Annotations = {};
const NO_VIEW: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(0));
/** In place of where annotation rows began: there are none or remembered ones, or they began in bytes that are gone. */
const KNOWN = -1;
const IN_PIECES = -2;
/** The most columns of a header that is compared with another one label by label. */
const MOST_TO_COMPARE = 64;

/**
 * Turns bytes of annotated CSV into records, wherever the bytes are cut, and knows what each record is:
 * an annotation, a header, data, an empty line, an error.
 *
 * There are two ways through a data record. A subclass reads those it expects in `fast`, which gives a record back
 * untouched as soon as anything about it is unusual; `record` then reads it step by step, and is the one that
 * says what is wrong. What one way gives, the other gives too.
 */
export abstract class RecordDecoder<State> {
  /** What went wrong; no input is read after it. It is to be thrown once the rows before it have been taken. */
  failure: unknown;
  protected readonly options: ResolvedOptions;
  protected readonly reader: CellReader;
  protected plan: Plan | undefined;
  /** The bytes that are read, as numbers. */
  protected view: DataView = NO_VIEW;
  /** Line of the record that is being read. */
  protected line = 1;
  /** Data rows read so far. */
  protected row = 0;
  /** Position of each field of the record that was split last; a field ends before the delimiter or line end. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #count = 0;
  readonly #partial: PartialRecord;
  readonly #scratch: CellReader;
  readonly #encoder: TextEncoder = new TextEncoder();
  #annotations: Annotations | undefined;
  #errorTable: ErrorTable | undefined;
  #newlines = 0;
  #begun = false;
  #hasOpened = false;
  /** Where the annotation rows that are being read began in these bytes, and their line there. */
  #annotationsStart = KNOWN;
  #annotationsLine = 0;
  readonly #knownAnnotations: KnownBytes<Annotations> = new KnownBytes();
  /** Headers, under their annotation rows. */
  readonly #knownHeaders: KnownBytes<Schema<State>> = new KnownBytes();

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.reader = new CellReader(options.delimiter, options.maxFieldBytes);
    this.#scratch = new CellReader(options.delimiter, options.maxFieldBytes);
    this.#partial = new PartialRecord(options);
  }

  /** Takes the next bytes of the response. They are not kept and may be overwritten afterwards. */
  push(chunk: Uint8Array): void {
    if (this.failure !== undefined || chunk.length === 0) return;
    try {
      const partial = this.#partial;
      if (partial.length === 0) {
        partial.keep(chunk.subarray(this.#read(chunk)));
      } else if (partial.append(chunk)) {
        partial.drop(this.#read(partial.bytes()));
      }
      if (partial.excess !== undefined) this.#rejectPartial(partial.excess);
    } catch (error) {
      this.failure = error;
    }
  }

  /** Says that no more bytes follow. */
  finish(): void {
    if (this.failure !== undefined) return;
    try {
      if (this.#partial.length > 0) this.#finishPartial();
      if (this.#annotations !== undefined)
        throw this.#truncated('the response ends after annotation rows, before a header');
      if (this.#errorTable !== undefined) throw this.#errorOf(this.#errorTable);
      if (this.plan !== undefined && this.options.requireFinalEmptyLine)
        throw this.#truncated(
          'the response ends after a row, and a complete one ends with an empty line: it was cut between two rows',
        );
      this.#closeSchema();
    } catch (error) {
      this.failure = error;
    }
  }

  /** Says that the response broke off. Whole records that came before stay good. */
  abort(reason: unknown): void {
    this.failure ??=
      reason instanceof DecodeError
        ? reason
        : this.#truncated(`the response broke off${idleMessage(reason)}`, { cause: reason });
  }

  /** Makes what the decoder keeps with a new plan. */
  protected abstract prepare(plan: Plan): State;
  /** Begins a table under a plan. */
  protected abstract open(plan: Plan, state: State): void;
  /** Takes the values of a record, after `changing` has been told which constant ones are others. */
  protected abstract add(plan: Plan, values: readonly FluxValue[]): void;
  /** Reads as many data records as it can from `position`; returns where the first record begins that it left. */
  protected abstract fast(plan: Plan, position: number): number;
  /** Says that a constant column holds another value from the record on that is being read. */
  protected abstract changing(plan: Plan, index: number, value: FluxValue): void;
  /** Ends a table; more data of it will not follow. */
  protected abstract close(plan: Plan): void;

  #truncated(message: string, options?: ErrorOptions): TruncatedResponseError {
    return new TruncatedResponseError(message, { line: this.line, row: this.row }, options);
  }

  protected wrong(message: string, column?: PlannedColumn | number): DecodeError {
    const place = { line: this.line, row: this.row };
    if (column === undefined) return new DecodeError(message, place);
    return new DecodeError(message, {
      ...place,
      column: typeof column === 'number' ? String(column + 1) : column.label,
    });
  }

  /** The position after constant columns at `position`, where their bytes are those of the record before; otherwise -1. */
  protected afterKnown({ start, length }: ConstantColumns, position: number): number {
    const { view } = this;
    const after = position + length;
    return length > 0 && after <= this.reader.end && areEqual(view, position, view, start, length) ? after : -1;
  }

  /**
   * Reads constant columns whose bytes are not those of the record before: another table begins. Gives the position
   * after them; or -1 where anything about them is unusual, and the record is to be read step by step.
   */
  protected change(plan: Plan, constants: ConstantColumns, position: number): number {
    const { reader, view } = this;
    const { bytes, end } = reader;
    const { delimiter } = this.options;
    const { from, to, start, offsets } = constants;
    const { values } = plan.constants;
    const last = plan.columns.length + plan.offset - 1;
    // An empty line, or an annotation: the table ends, and what is known stays good for the next one.
    if (from === 0) {
      const byte = bytes[position];
      if (byte === 10 || byte === 13 || (plan.offset === 1 && byte !== delimiter)) return -1;
    }
    // What is known is that of two records until all has been read.
    plan.constants.knownIn = undefined;
    let at = position;
    let before = 0;
    let hasNewlines = constants.newlines > 0;
    for (let field = from; field < to; field += 1) {
      const after = offsets[field - from + 1] as number;
      const length = after - before;
      offsets[field - from] = at - position;
      if (length > 0 && at + length <= end && areEqual(view, at, view, start + before, length)) {
        at += length;
      } else if (field < plan.offset) {
        // The field of annotations holds nothing in a record.
        if (bytes[at] !== delimiter) return -1;
        at += 1;
      } else {
        const index = field - plan.offset;
        const { type, defaultValue } = plan.columns[index] as PlannedColumn;
        const value = reader.field(type, at, defaultValue);
        const stop = reader.at;
        if (stop < 0 || (bytes[stop] === delimiter) === (field === last)) return -1;
        hasNewlines ||= reader.newlines > 0;
        at = bytes[stop] === 13 ? stop + 2 : stop + 1;
        this.changing(plan, index, value);
        values[index] = value;
      }
      before = after;
    }
    offsets[to - from] = at - position;
    constants.start = position;
    constants.length = at - position;
    constants.newlines = hasNewlines ? bytes.subarray(position, at - 1).filter((byte) => byte === 10).length : 0;
    plan.constants.knownIn = view;
    return at;
  }

  /** Position after the record that was split last. */
  #next = 0;

  /** Reads whole records; returns how many bytes they had. */
  #read(bytes: Uint8Array): number {
    const end = bytes.lastIndexOf(10) + 1;
    if (end === 0) return 0;
    const { reader } = this;
    reader.load(bytes.subarray(0, end));
    this.view = new DataView(bytes.buffer, bytes.byteOffset, end);
    if (this.#annotationsStart !== KNOWN) this.#annotationsStart = IN_PIECES;
    let position = 0;
    if (!this.#begun) {
      this.#begun = true;
      if (UTF8_MARK.every((byte, index) => bytes[index] === byte)) position = 3;
    }
    while (position < end) {
      const { plan } = this;
      if (plan === undefined) {
        const after = this.#afterKnownHeader(position);
        if (after > position) {
          position = after;
          continue;
        }
      } else {
        if (plan.constants.knownIn !== this.view) forget(plan);
        position = this.fast(plan, position);
        if (position >= end) break;
      }
      const byte = bytes[position];
      if (byte === 10 || (byte === 13 && bytes[position + 1] === 10)) {
        this.#emptyLine();
        position += byte === 10 ? 1 : 2;
        this.line += 1;
        continue;
      }
      if (!this.#split(position)) break;
      this.#record();
      position = this.#next;
      this.line += 1 + this.#newlines;
    }
    return position;
  }

  /**
   * Reads annotation rows and a header whose bytes are those of others before, or annotation rows alone; gives the position
   * after what was read.
   */
  #afterKnownHeader(position: number): number {
    if (this.#errorTable !== undefined) return position;
    const { view } = this;
    const { end } = this.reader;
    let at = position;
    if (this.#annotations === undefined) {
      const rows = this.#knownAnnotations.at(view, at, end);
      if (rows !== undefined) {
        this.#annotations = rows.value;
        this.line += rows.lines;
        at += rows.length;
      }
    }
    const header = this.#knownHeaders.at(view, at, end, this.#annotations ?? NO_ANNOTATIONS);
    if (header === undefined) return at;
    this.#annotations = undefined;
    this.line += header.lines;
    this.#open(header.value);
    return at + header.length;
  }

  /** Finds the fields of the record at `position`. False where the record does not end in these bytes. */
  #split(position: number): boolean {
    const { reader, options } = this;
    const starts = this.#starts;
    const ends = this.#ends;
    const { bytes, end } = reader;
    const { maxFieldBytes } = options;
    const { delimiter } = this.#errorTable ?? options;
    let at = position;
    let count = 0;
    this.#newlines = 0;
    for (;;) {
      starts[count] = at;
      if (bytes[at] === 34) {
        at = this.#closingQuote(at);
        if (at < 0) return false;
        at += 1;
      } else {
        while (at < end && bytes[at] !== delimiter && bytes[at] !== 10) {
          if (bytes[at] === 34) throw this.wrong('a value that is not quoted holds a quote', count);
          at += 1;
        }
        if (at >= end) return false;
      }
      const byte = bytes[at];
      let fieldEnd = at;
      if (byte === 10 && at > (starts[count] as number) && bytes[at - 1] === 13) fieldEnd -= 1;
      if (byte === 13 && bytes[at + 1] === 10) at += 1;
      else if (byte !== delimiter && byte !== 10) throw this.wrong('text follows a closing quote', count);
      ends[count] = fieldEnd;
      if (fieldEnd - (starts[count] as number) > maxFieldBytes) throw this.wrong(this.#tooLong(), count);
      count += 1;
      at += 1;
      if (byte !== delimiter) break;
    }
    this.#count = count;
    this.#next = at;
    return true;
  }

  #tooLong(): string {
    return `a value has more than ${this.options.maxFieldBytes} bytes; raise maxFieldBytes if it is meant to`;
  }

  /** Position of the quote that closes the one at `start`; -1 where there is none yet. */
  #closingQuote(start: number): number {
    const { bytes, end } = this.reader;
    for (let at = start + 1; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === 10) this.#newlines += 1;
      if (byte !== 34) continue;
      if (bytes[at + 1] !== 34) return at;
      at += 1;
    }
    return -1;
  }

  /** A field of the record that was split last, as a string. */
  #text(field: number): string {
    if (field >= this.#count) return '';
    const start = this.#starts[field] as number;
    const end = this.#ends[field] as number;
    const { reader } = this;
    return reader.bytes[start] === 34 ? unquote(reader.slice(start + 1, end - 1)) : reader.slice(start, end);
  }

  #strings(): string[] {
    const strings: string[] = [];
    for (let field = 0; field < this.#count; field += 1) strings.push(this.#text(field));
    return strings;
  }

  #emptyLine(): void {
    if (this.#annotations !== undefined)
      throw this.wrong('there is an empty line between annotation rows and their header');
    if (this.#errorTable !== undefined) throw this.#errorOf(this.#errorTable);
    this.#closeSchema();
  }

  #record(): void {
    const { plan } = this;
    if (this.#errorTable !== undefined) throw this.#errorOf(this.#errorTable, this.#strings());
    // An annotation in place of a row begins another table.
    if (plan === undefined || (plan.offset === 1 && this.#isAnnotation(this.#text(0)))) {
      this.#closeSchema();
      this.#schemaRecord();
      return;
    }
    const fields = plan.columns.length + plan.offset;
    // So does another header: an error that ends the table without a line between.
    const errorHeader = this.#count === fields ? undefined : this.#errorHeader();
    if (errorHeader !== undefined) {
      this.#closeSchema();
      this.#errorTable = { ...errorHeader, defaults: undefined };
      return;
    }
    this.row += 1;
    if (this.#count !== fields) throw this.wrong(`a row has ${this.#count} fields where its header has ${fields}`);
    // All values first: a record that turns out to be wrong must leave no trace.
    const values = plan.columns.map((column, index) => this.#cell(column, index + plan.offset));
    const { constants } = plan;
    for (const [index, value] of values.entries()) {
      if (plan.columns[index]?.constant !== true || value === constants.values[index]) continue;
      this.changing(plan, index, value);
      constants.values[index] = value;
    }
    constants.knownIn = undefined;
    this.add(plan, values);
  }

  /** The value of a column in the record that was split last. */
  #cell(column: PlannedColumn, field: number): FluxValue {
    const { reader } = this;
    const value = reader.field(column.type, this.#starts[field] as number, column.defaultValue);
    if (reader.at === this.#ends[field]) return value;
    // Quoted though it is no string; or wrong.
    const text = this.#text(field);
    return text === '' ? column.defaultValue : this.#parse(column, text);
  }

  #isAnnotation(text: string): boolean {
    const prefix = this.options.commentPrefix;
    return prefix === '' ? ANNOTATIONS.has(text) : text.startsWith(prefix);
  }

  #schemaRecord(): void {
    const first = this.#text(0);
    if (this.#isAnnotation(first)) {
      if (this.#annotations === undefined) {
        this.#annotationsStart = this.#starts[0] as number;
        this.#annotationsLine = this.line;
      }
      const name = first.slice(this.options.commentPrefix.length);
      // Annotations of other names may come one day; what they say is not needed to read the rows.
      const said = ANNOTATIONS.has(name) ? { [name]: this.#strings() } : {};
      this.#annotations = { ...this.#annotations, ...said };
      return;
    }
    const annotations = this.#annotations ?? NO_ANNOTATIONS;
    const isUnderKnown = this.#knowAnnotations(annotations);
    this.#annotations = undefined;
    const errorHeader = this.#errorHeader();
    if (errorHeader !== undefined) {
      this.#errorTable = { ...errorHeader, defaults: annotations.default };
      return;
    }
    if (this.options.annotated && first !== '') throw this.wrong(OTHER_TEXT);
    const plan = this.#likeNewest(annotations) ?? planOf(this.#strings(), annotations, this.options, this.#readDefault);
    const schema = { plan, state: this.prepare(plan) };
    const start = this.#starts[0] as number;
    if (isUnderKnown && this.#next - start <= LONGEST_KNOWN)
      this.#knownHeaders.remember(schema, 1 + this.#newlines, this.view, start, this.#next, annotations);
    this.#open(schema);
  }

  /** Remembers the annotation rows of the header that was split last; false where they came in pieces or are long. */
  #knowAnnotations(annotations: Annotations): boolean {
    const start = this.#annotationsStart;
    const end = this.#starts[0] as number;
    this.#annotationsStart = KNOWN;
    if (start === KNOWN) return true;
    if (start === IN_PIECES || end - start > LONGEST_KNOWN) return false;
    this.#knownAnnotations.remember(annotations, this.line - this.#annotationsLine, this.view, start, end);
    return true;
  }

  /**
   * The plan of the header that was split last, made from that of the newest header under the same annotation rows;
   * undefined where more differs than some labels.
   */
  #likeNewest(annotations: Annotations): Plan | undefined {
    const known = this.#knownHeaders.newest(annotations);
    // Without types in the response, the label tells the type.
    if (known === undefined || annotations.datatype === undefined) return undefined;
    const starts = this.#starts;
    const count = this.#count;
    const { delimiter } = this.options;
    const { length, view } = known;
    let plan: Plan | undefined = known.value.plan;
    if (count !== plan.columns.length + plan.offset || count > MOST_TO_COMPARE) return undefined;
    let at = 0;
    for (let field = 0; field < count && plan !== undefined; field += 1) {
      const start = starts[field] as number;
      // With what ends it, so that no label is taken for the beginning of another.
      const size = (this.#ends[field] as number) + 1 - start;
      if (at + size <= length && areEqual(this.view, start, view, at, size)) {
        at += size;
        continue;
      }
      // The first labels tell what the columns of result and table are.
      if (field < 3) return undefined;
      plan = relabelled(plan, field - plan.offset, this.#text(field));
      // Where a label is quoted, its end is not found by the next delimiter.
      while (at < length && view.getUint8(at) !== 34 && view.getUint8(at) !== delimiter) at += 1;
      at = at < length && view.getUint8(at) === 34 ? length : at + 1;
    }
    return plan;
  }

  readonly #readDefault = (column: PlannedColumn, text: string): FluxValue =>
    text !== '' ? this.#parse(column, text) : column.type === STRING ? this.options.emptyString : null;

  #open({ plan, state }: Schema<State>): void {
    this.plan = plan;
    this.#hasOpened = true;
    this.open(plan, state);
  }

  #closeSchema(): void {
    const { plan } = this;
    this.plan = undefined;
    if (plan !== undefined) this.close(plan);
  }

  /**
   * The labels of the record that was split last, where it is the header of an error table: `error` and perhaps `reference`,
   * with the field for annotations or without, and with commas whatever the dialect's delimiter is.
   */
  #errorHeader(): Pick<ErrorTable, 'header' | 'delimiter'> | undefined {
    if (this.#count > 3) return undefined;
    const fields = this.#strings();
    const byCommas = this.#count === 1 && (fields[0] as string).includes(',');
    const header = byCommas ? (fields[0] as string).split(',') : fields;
    const labels = header[0] === '' ? header.slice(1) : header;
    const isError = labels.includes('error') && labels.every((label) => label === 'error' || label === 'reference');
    return isError && new Set(labels).size === labels.length
      ? { header, delimiter: byCommas ? COMMA : this.options.delimiter }
      : undefined;
  }

  /** The error that a table tells: its row holds it; or, where it has none, its defaults, or the response was cut. */
  #errorOf({ header, defaults = [] }: ErrorTable, row?: readonly string[]): Error {
    const cell = (label: string): string | undefined => {
      const index = header.indexOf(label);
      return row?.[index] || defaults[index] || undefined;
    };
    const message = cell('error');
    if (message === undefined && row === undefined)
      return this.#truncated('the response ends before the error it announces');
    return new FluxError(message ?? 'the server sent an error without a message', { reference: cell('reference') });
  }

  /** A value from a string that is not part of the record as it is: it was quoted, or is a default. */
  #parse(column: PlannedColumn, text: string): FluxValue {
    const type: ColumnType = column.type;
    if (type === STRING || type === TEXT) return text;
    const scratch = this.#scratch;
    const bytes = this.#encoder.encode(`${text}\n`);
    scratch.load(bytes);
    const value = scratch.value(type, 0);
    if (scratch.at !== bytes.length - 1) throw this.#unfit(column, text);
    return value;
  }

  #unfit(column: PlannedColumn, text: string): DecodeError {
    return this.wrong(`a ${column.datatype} must be ${expected(column.type)}, got ${shapeOf(text)}`, column);
  }

  #finishPartial(): void {
    const partial = this.#partial;
    partial.append(LINE_FEED);
    if (!this.options.requireFinalNewline) {
      const length = partial.length;
      if (this.#read(partial.bytes()) < length) throw this.#truncated('the response ends inside a quoted value');
      return;
    }
    this.reader.load(partial.bytes());
    const whole = this.#split(0);
    if (whole && this.#isOtherText()) throw this.wrong(OTHER_TEXT);
    throw this.#truncated(
      whole
        ? 'the response ends inside a record (its last line has no line end)'
        : 'the response ends inside a quoted value',
    );
  }

  /** Whether the record that was split last is all there is, and begins no annotated response: it is a word of a proxy then. */
  #isOtherText(): boolean {
    const [first = ''] = this.#strings();
    const begun = this.#annotations !== undefined || this.#errorTable !== undefined || this.#hasOpened;
    const { annotated, commentPrefix } = this.options;
    const mayBegin =
      first === '' || first.startsWith(commentPrefix) || 'error'.startsWith(first.split(',', 1)[0] ?? '');
    return annotated && !begun && !mayBegin;
  }

  /** Refuses a record that outgrew its limits; a fault in what is there of it is the better explanation. */
  #rejectPartial(excess: 'field' | 'record'): never {
    const partial = this.#partial;
    partial.append(LINE_FEED);
    this.reader.load(partial.bytes());
    this.#split(0);
    throw this.wrong(
      excess === 'field'
        ? this.#tooLong()
        : `a record has more than ${this.options.maxRecordBytes} bytes; raise maxRecordBytes if it is meant to`,
    );
  }
}
