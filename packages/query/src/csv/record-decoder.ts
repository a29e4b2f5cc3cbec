import { idleMessage } from '@influxkit/internal/chunk-source';
import { quote } from '@influxkit/internal/message';
import { DecodeError, FluxError, TruncatedResponseError } from '../query-errors.js';
import { CellReader, type FluxValue, unquote } from './cell-reader.js';
import { type ColumnType, expected, STRING, TEXT } from './column-type.js';
import type { ResolvedOptions } from './csv-options.js';
import { Block, KnownSchemas, type Schema } from './known-schemas.js';
import { PartialRecord } from './partial-record.js';
import {
  type Annotations,
  type ConstantColumns,
  type Plan,
  type PlannedColumn,
  planLike,
  planOf,
} from './record-plan.js';

const COMMA = 44;
const UTF8_MARK = [0xef, 0xbb, 0xbf] as const;

/** A table that says what went wrong. */
interface ErrorTable {
  readonly header: readonly string[];
  readonly defaults: readonly string[] | undefined;
  /** What separates its values. */
  readonly delimiter: number;
}

const errorOf = (header: readonly string[], values: readonly string[]): FluxError =>
  new FluxError(values[header.indexOf('error')] || 'the server sent an error without a message', {
    reference: values[header.indexOf('reference')] || undefined,
  });

/** What a value looks like, which is not told itself: letters and digits by their kind, the rest as it is, shortened. */
const shapeOf = (text: string): string => {
  if (text === '') return 'an empty value';
  const shape = text.slice(0, LONGEST_SHAPE).replace(/\p{L}/gu, 'a').replace(/\p{N}/gu, '0');
  return `${text.length} characters like ${quote(text.length > LONGEST_SHAPE ? `${shape}…` : shape)}`;
};

const LONGEST_SHAPE = 40;

/** Makes the next record the first one of its plan: its constant columns are read whatever they are. */
const forget = (plan: Plan): void => {
  for (const { constants } of plan.steps) {
    if (constants === null) continue;
    constants.length = 0;
    constants.newlines = 0;
    constants.offsets.fill(0);
  }
};

/** The longest header block that is kept. */
const LONGEST_BLOCK = 65_536;
/** The annotations of annotated CSV. */
const ANNOTATIONS: ReadonlySet<string> = new Set(['datatype', 'group', 'default']);
const OTHER_TEXT = 'the response must be annotated CSV, got other text: its header has no field for annotations';
const NO_ANNOTATIONS: Annotations = {};
const NO_VIEW: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(0));
const NO_BLOCK: Block = /* @__PURE__ */ new Block(/* @__PURE__ */ new Uint8Array(0), 0, 0);

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
  protected readonly starts: number[] = [];
  protected readonly ends: number[] = [];
  protected count = 0;
  readonly #partial: PartialRecord;
  readonly #scratch: CellReader;
  readonly #encoder: TextEncoder = new TextEncoder();
  #annotations: Annotations | undefined;
  #errorTable: ErrorTable | undefined;
  #newlines = 0;
  #begun = false;
  /** Where the header block that is being read began in these bytes, or -1: its line there, and where its header did. */
  #blockStart = -1;
  #blockLine = 0;
  readonly #schemas: KnownSchemas<State> = new KnownSchemas();
  /** The constant columns whose bytes are known by where they stand among those that are read. */
  readonly #borrowers: ConstantColumns[] = [];

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
        throw this.truncated('the response ends after annotation rows, before a header');
      if (this.#errorTable !== undefined) this.#finishErrorTable(this.#errorTable);
      if (this.plan !== undefined && this.options.requireFinalEmptyLine)
        throw this.truncated(
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
        : this.truncated(`the response broke off${idleMessage(reason)}`, { cause: reason });
  }

  /** Makes what the decoder keeps with a new plan. */
  protected abstract prepare(plan: Plan): State;
  /** Begins a table under a plan. */
  protected abstract open(plan: Plan, state: State): void;
  /** Reads the record that was split last. */
  protected abstract data(plan: Plan): void;
  /** Reads as many data records as it can from `position`; returns where the first record begins that it left. */
  protected abstract fast(plan: Plan, position: number): number;
  /** Says that a constant column holds another value from the record on that is being read. */
  protected abstract changing(plan: Plan, index: number, value: FluxValue): void;
  /** Ends a table; more data of it will not follow. */
  protected abstract close(plan: Plan): void;

  protected truncated(message: string, options?: ErrorOptions): TruncatedResponseError {
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

  /** The value of a column in the record that was split last. */
  protected cell(plan: Plan, index: number): FluxValue {
    const column = plan.columns[index] as PlannedColumn;
    const field = index + plan.offset;
    const start = this.starts[field] as number;
    const end = this.ends[field] as number;
    if (start === end) return column.defaultValue;
    const { reader } = this;
    if (reader.bytes[start] !== 34) {
      const value = reader.value(column.type, start);
      if (reader.at === end) return value;
      throw this.#unfit(column, reader.slice(start, end));
    }
    const text = this.#unquote(start, end);
    return text === '' ? column.defaultValue : this.#parse(column, text);
  }

  /** Takes the constant values of the record that was split last. */
  protected remember(plan: Plan, values: readonly FluxValue[]): void {
    const { starts } = this;
    for (const { constants } of plan.steps) {
      if (constants === null) continue;
      const { from, to, offsets } = constants;
      const start = starts[from] as number;
      for (let field = from; field < to; field += 1) offsets[field - from] = (starts[field] as number) - start;
      const end = to < this.count ? (starts[to] as number) : this.next;
      offsets[to - from] = end - start;
      this.#borrow(constants, start, end);
      this.#countNewlines(constants);
    }
    const { columns, constants } = plan;
    for (let index = 0; index < columns.length; index += 1) {
      const value = values[index] as FluxValue;
      if (columns[index]?.constant !== true || value === constants.values[index]) continue;
      this.changing(plan, index, value);
      constants.values[index] = value;
    }
    constants.known = true;
  }

  /** Knows constant columns by where their bytes stand among those that are read; they are copied once these go. */
  #borrow(constants: ConstantColumns, start: number, end: number): void {
    constants.start = start;
    constants.length = end - start;
    if (constants.borrowed) return;
    constants.borrowed = true;
    constants.bytes = this.reader.bytes;
    constants.view = this.view;
    this.#borrowers.push(constants);
  }

  /** Copies what constant columns have borrowed of the bytes that have been read. */
  #returnBorrowed(): void {
    const { bytes } = this.reader;
    for (const constants of this.#borrowers) {
      const { start, length } = constants;
      if (constants.own.length < length) {
        constants.own = new Uint8Array(length * 2);
        constants.ownView = new DataView(constants.own.buffer);
      }
      const { own } = constants;
      for (let i = 0; i < length; i += 1) own[i] = bytes[start + i] as number;
      constants.bytes = own;
      constants.view = constants.ownView;
      constants.start = 0;
      constants.borrowed = false;
    }
    this.#borrowers.length = 0;
  }

  #countNewlines(constants: ConstantColumns): void {
    const { bytes, start, length } = constants;
    constants.newlines = 0;
    for (let i = 0; i < length - 1; i += 1) if (bytes[start + i] === 10) constants.newlines += 1;
  }

  /** How many bytes from `position` on are those of constant columns from `from` on; less than four may be left out. */
  #sameBytes(constants: ConstantColumns, from: number, position: number): number {
    const { view } = this;
    const { start, view: known } = constants;
    const length = Math.min(constants.length - from, this.reader.end - position);
    const first = start + from;
    let i = 0;
    while (i + 4 <= length && view.getInt32(position + i, true) === known.getInt32(first + i, true)) i += 4;
    return i;
  }

  /** The position after constant columns at `position`, where their bytes are those of the record before; otherwise -1. */
  protected afterKnown(constants: ConstantColumns, position: number): number {
    const { view } = this;
    const { bytes, end } = this.reader;
    const { length, start, view: known, bytes: kept } = constants;
    if (position + length > end || length === 0) return -1;
    let i = 0;
    for (; i + 4 <= length; i += 4)
      if (view.getInt32(position + i, true) !== known.getInt32(start + i, true)) return -1;
    for (; i < length; i += 1) if (bytes[position + i] !== kept[start + i]) return -1;
    return position + length;
  }

  /**
   * Reads constant columns whose bytes are not those of the record before: another table begins. Gives the position
   * after them; or -1 where anything about them is unusual, and the record is to be read step by step.
   */
  protected change(plan: Plan, constants: ConstantColumns, position: number): number {
    const { reader } = this;
    const { bytes, end } = reader;
    const { delimiter } = this.options;
    const { from, to, bytes: kept, start, offsets } = constants;
    const { values } = plan.constants;
    const last = plan.columns.length + plan.offset - 1;
    // An empty line, or an annotation: the table ends, and what is remembered stays good for the next one.
    if (from === 0) {
      const byte = bytes[position];
      if (byte === 10 || byte === 13 || (plan.offset === 1 && byte !== delimiter)) return -1;
    }
    // What is remembered is that of two records until all has been read.
    plan.constants.known = false;
    let at = position;
    let before = 0;
    /** As far as this the bytes are those of the record before, from the column that is read on. */
    let same = this.#sameBytes(constants, 0, position);
    let isQuoted = false;
    for (let field = from; field < to; field += 1) {
      const after = offsets[field - from + 1] as number;
      offsets[field - from] = at - position;
      if (same < after) {
        let i = Math.max(same, before);
        const shift = at - before;
        while (i < after && i + shift < end && bytes[i + shift] === kept[start + i]) i += 1;
        same = i;
      }
      if (after > before && same >= after) {
        at += after - before;
        before = after;
        continue;
      }
      const index = field - plan.offset;
      // The field of annotations holds nothing in a record.
      if (index < 0) {
        if (after > 0 || bytes[at] !== delimiter) return -1;
        at += 1;
        continue;
      }
      const column = plan.columns[index] as PlannedColumn;
      const first = bytes[at] as number;
      let value: FluxValue;
      if (first === delimiter || first === 10 || (first === 13 && bytes[at + 1] === 10)) {
        value = column.defaultValue;
        reader.at = at;
      } else if (first !== 34) {
        value = reader.value(column.type, at);
      } else if (column.type === STRING || column.type === TEXT) {
        const text = reader.quoted(at);
        value = text === '' ? column.defaultValue : text;
        isQuoted = true;
      } else return -1;
      const stop = reader.at;
      if (stop < 0 || (bytes[stop] === delimiter) === (field === last)) return -1;
      at = bytes[stop] === 13 ? stop + 2 : stop + 1;
      this.changing(plan, index, value);
      values[index] = value;
      before = after;
      same = after + (field + 1 < to ? this.#sameBytes(constants, after, at) : 0);
    }
    offsets[to - from] = at - position;
    this.#borrow(constants, position, at);
    if (isQuoted || constants.newlines > 0) this.#countNewlines(constants);
    plan.constants.known = true;
    return at;
  }

  /** Position after the record that was split last. */
  protected next = 0;

  /** Reads whole records; returns how many bytes they had. */
  #read(bytes: Uint8Array): number {
    const position = this.#readRecords(bytes);
    this.#returnBorrowed();
    return position;
  }

  #readRecords(bytes: Uint8Array): number {
    const end = bytes.lastIndexOf(10) + 1;
    if (end === 0) return 0;
    const { reader } = this;
    reader.load(bytes.subarray(0, end));
    this.view = new DataView(bytes.buffer, bytes.byteOffset, end);
    this.#blockStart = -1;
    let position = 0;
    if (!this.#begun) {
      this.#begun = true;
      if (UTF8_MARK.every((byte, index) => bytes[index] === byte)) position = 3;
    }
    while (position < end) {
      const { plan } = this;
      if (plan === undefined) {
        const after = this.#knownBlock(position);
        if (after > position) {
          position = after;
          continue;
        }
      } else {
        if (!plan.constants.known) forget(plan);
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
      position = this.next;
      this.line += 1 + this.#newlines;
    }
    return position;
  }

  /**
   * Reads a header block whose bytes are those of one before, or its annotation rows alone where only these are; gives the
   * position after what was read.
   */
  #knownBlock(position: number): number {
    const { last } = this.#schemas;
    if (last === undefined || this.#annotations !== undefined || this.#errorTable !== undefined) return position;
    const { bytes, end } = this.reader;
    const { view } = this;
    const schema = this.#schemas.reopenAt(bytes, view, end, position);
    if (schema !== undefined) {
      this.line += schema.annotationLines + schema.headerLines;
      this.#open(schema.plan, schema.state);
      return position + schema.annotationBlock.length + schema.header.length;
    }
    const block = last.annotationBlock;
    if (this.#schemas.found !== block && !block.standsAt(bytes, view, end, position)) return position;
    if (block.length === 0) return position;
    this.#blockStart = position;
    this.#blockLine = this.line;
    this.#annotations = last.annotations;
    this.line += last.annotationLines;
    return position + last.annotationBlock.length;
  }

  /** Finds the fields of the record at `position`. False where the record does not end in these bytes. */
  #split(position: number): boolean {
    const { reader, starts, ends, options } = this;
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
    this.count = count;
    this.next = at;
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

  #unquote(start: number, end: number): string {
    return unquote(this.reader.slice(start + 1, end - 1));
  }

  /** A field of the record that was split last, as a string. */
  #text(field: number): string {
    if (field >= this.count) return '';
    const start = this.starts[field] as number;
    const end = this.ends[field] as number;
    return this.reader.bytes[start] === 34 ? this.#unquote(start, end) : this.reader.slice(start, end);
  }

  #strings(): string[] {
    const strings: string[] = [];
    for (let field = 0; field < this.count; field += 1) strings.push(this.#text(field));
    return strings;
  }

  #emptyLine(): void {
    if (this.#annotations !== undefined)
      throw this.wrong('there is an empty line between annotation rows and their header');
    if (this.#errorTable !== undefined) this.#finishErrorTable(this.#errorTable);
    this.#closeSchema();
  }

  #record(): void {
    const first = this.starts[0] as number;
    if (this.plan === undefined && this.#errorTable === undefined) {
      this.#schemaRecord();
    } else if (this.#errorTable !== undefined) {
      throw this.#errorRow(this.#errorTable);
    } else if (this.plan !== undefined) {
      if (this.plan.offset === 1 && first !== this.ends[0] && this.#isAnnotation(this.#text(0))) {
        this.#closeSchema();
        this.#schemaRecord();
        return;
      }
      // Another header in place of a row: an error that ends the table without a line between.
      const header = this.count === this.plan.columns.length + this.plan.offset ? undefined : this.#errorHeader();
      if (header !== undefined) {
        this.#closeSchema();
        this.#errorTable = { ...header, defaults: undefined };
        return;
      }
      this.#dataRecord(this.plan);
    }
  }

  #dataRecord(plan: Plan): void {
    this.row += 1;
    const fields = plan.columns.length + plan.offset;
    if (this.count !== fields) {
      throw this.wrong(`a row has ${this.count} fields where its header has ${fields}`);
    }
    this.data(plan);
  }

  #isAnnotation(text: string): boolean {
    const prefix = this.options.commentPrefix;
    return prefix === '' ? ANNOTATIONS.has(text) : text.startsWith(prefix);
  }

  #schemaRecord(): void {
    const first = this.#text(0);
    if (this.#isAnnotation(first)) {
      if (this.#annotations === undefined) {
        this.#blockStart = this.starts[0] as number;
        this.#blockLine = this.line;
      }
      const name = first.slice(this.options.commentPrefix.length);
      // Annotations of other names may come one day; what they say is not needed to read the rows.
      const said = ANNOTATIONS.has(name) ? { [name]: this.#strings() } : {};
      this.#annotations = { ...this.#annotations, ...said };
      return;
    }
    const annotations = this.#annotations ?? NO_ANNOTATIONS;
    if (this.#annotations === undefined) {
      this.#blockStart = this.starts[0] as number;
      this.#blockLine = this.line;
    }
    this.#annotations = undefined;
    const errorHeader = this.#errorHeader();
    if (errorHeader !== undefined) {
      this.#errorTable = { ...errorHeader, defaults: annotations.default };
      return;
    }
    const { last } = this.#schemas;
    const isLike = last?.annotations === annotations && annotations.datatype !== undefined;
    const header = isLike ? this.#labelsLike(last) : this.#strings();
    if (this.options.annotated && header[0] !== '') throw this.wrong(OTHER_TEXT);
    const like = isLike ? planLike(last.plan, header) : undefined;
    const plan = like ?? planOf(header, annotations, this.options, this.#readDefault);
    const state = this.prepare(plan);
    const { bytes } = this.reader;
    const start = this.#blockStart;
    const headerStart = this.starts[0] as number;
    const isKept = start >= 0 && this.next - start <= LONGEST_BLOCK;
    this.#schemas.add({
      plan,
      state,
      annotations,
      annotationBlock: !isKept
        ? NO_BLOCK
        : isLike && last.annotationBlock.length === headerStart - start
          ? last.annotationBlock
          : new Block(bytes, start, headerStart),
      header: isKept ? new Block(bytes, headerStart, this.next, this.#schemas.unneeded) : NO_BLOCK,
      annotationLines: this.line - this.#blockLine,
      headerLines: 1 + this.#newlines,
    });
    this.#open(plan, state);
  }

  /** The labels of the header that was split last; what is as in another header needs not be read. */
  #labelsLike({ header, plan }: Schema<State>): string[] {
    const { starts, ends, count } = this;
    const { bytes } = this.reader;
    const { delimiter } = this.options;
    const { bytes: known, length } = header;
    const labels: string[] = [];
    let at = 0;
    for (let field = 0; field < count; field += 1) {
      const start = starts[field] as number;
      const size = (ends[field] as number) - start;
      let i = 0;
      while (i < size && bytes[start + i] === known[at + i]) i += 1;
      const after = known[at + size];
      if (i === size && at + size < length && (after === delimiter || after === 10 || after === 13)) {
        labels.push(field < plan.offset ? '' : (plan.columns[field - plan.offset]?.label ?? this.#text(field)));
        at += size + 1;
        continue;
      }
      labels.push(this.#text(field));
      // Where a label is quoted, its end is not found by the next delimiter.
      while (at < length && known[at] !== 34 && known[at] !== delimiter) at += 1;
      at = known[at] === 34 ? length : at + 1;
    }
    return labels;
  }

  readonly #readDefault = (column: PlannedColumn, text: string): FluxValue =>
    text !== '' ? this.#parse(column, text) : column.type === STRING ? this.options.emptyString : null;

  #open(plan: Plan, state: State): void {
    this.plan = plan;
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
    if (this.count > 3) return undefined;
    const fields = this.#strings();
    const byCommas = this.count === 1 && (fields[0] as string).includes(',');
    const header = byCommas ? (fields[0] as string).split(',') : fields;
    const labels = header[0] === '' ? header.slice(1) : header;
    const isError = labels.includes('error') && labels.every((label) => label === 'error' || label === 'reference');
    return isError && new Set(labels).size === labels.length
      ? { header, delimiter: byCommas ? COMMA : this.options.delimiter }
      : undefined;
  }

  /** The error of a table that ends without a row: its defaults hold it, or the response was cut. */
  #finishErrorTable({ header, defaults = [] }: ErrorTable): never {
    if ((defaults[header.indexOf('error')] ?? '') === '')
      throw this.truncated('the response ends before the error it announces');
    throw errorOf(header, defaults);
  }

  #errorRow({ header, defaults = [] }: ErrorTable): FluxError {
    const values = this.#strings();
    return errorOf(
      header,
      header.map((_, index) => values[index] || (defaults[index] ?? '')),
    );
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
    partial.append(Uint8Array.of(10));
    if (!this.options.requireFinalNewline) {
      const length = partial.length;
      if (this.#read(partial.bytes()) < length) throw this.truncated('the response ends inside a quoted value');
      return;
    }
    this.reader.load(partial.bytes());
    const whole = this.#split(0);
    if (whole && this.#isOtherText()) throw this.wrong(OTHER_TEXT);
    throw this.truncated(
      whole
        ? 'the response ends inside a record (its last line has no line end)'
        : 'the response ends inside a quoted value',
    );
  }

  /** Whether the record that was split last is all there is, and begins no annotated response: it is a word of a proxy then. */
  #isOtherText(): boolean {
    const [first = ''] = this.#strings();
    const begun = this.#annotations !== undefined || this.#errorTable !== undefined || this.#schemas.last !== undefined;
    const { annotated, commentPrefix } = this.options;
    const mayBegin =
      first === '' || first.startsWith(commentPrefix) || 'error'.startsWith(first.split(',', 1)[0] ?? '');
    return annotated && !begun && !mayBegin;
  }

  /** Refuses a record that outgrew its limits; a fault in what is there of it is the better explanation. */
  #rejectPartial(excess: 'field' | 'record'): never {
    const partial = this.#partial;
    this.reader.load(partial.closed());
    this.#split(0);
    throw this.wrong(
      excess === 'field'
        ? this.#tooLong()
        : `a record has more than ${this.options.maxRecordBytes} bytes; raise maxRecordBytes if it is meant to`,
    );
  }
}
