import { SPACE } from '@influxkit/internal/ascii';
import { LOW_HALF } from '@influxkit/internal/int64';
import { copyEncoded, EncodedKey, WORD_ROOM, writeEncoded } from './byte-writer.js';
import { type AppendedRows, ColumnPoints, type ColumnRun, type LineTarget } from './column-points.js';
import { writeInt64Halves, writeInteger } from './digits.js';
import { type Encoder, INTEGER_ROOM } from './encoder.js';
import { FLOAT_ROOM, writeFloat } from './float.js';
import { compareKeys } from './key-plan.js';
import {
  type CheckedColumns,
  checkColumns,
  type FieldColumn,
  FLOAT32,
  FLOAT64,
  INT64,
  MIXED,
  type PointColumns,
  pointAt,
  SMALL_INT,
  type TablePoints,
  type TagValues,
} from './point-columns.js';
import type { PointData } from './point-data.js';
import { EncodeError, PointError } from './point-error.js';
import { groupTags, type TagGroup } from './tag-groups.js';
import type { Timestamp } from './timestamp.js';

const LETTER_I = 105;

const NONE: EncodedKey = /* @__PURE__ */ new EncodedKey(new Uint8Array(0));
const NO_FLOATS: Float64Array = /* @__PURE__ */ new Float64Array(0);
const NO_FLOATS_32: Float32Array = /* @__PURE__ */ new Float32Array(0);

/** A field, with all arrays it may be read from: each is read in one place alone, which is what makes that fast. */
class FieldPlan {
  readonly column: FieldColumn;
  readonly kind: number;
  readonly nulls: Uint8Array | undefined;
  /** `,key=` */
  readonly prefix: EncodedKey;
  readonly floats: Float64Array;
  readonly floats32: Float32Array;
  readonly halves: Int32Array;

  constructor(column: FieldColumn, prefix: EncodedKey) {
    const { kind, values, nulls } = column;
    this.column = column;
    this.kind = kind;
    this.nulls = nulls;
    this.prefix = prefix;
    this.floats = kind === FLOAT64 ? (values as unknown as Float64Array) : NO_FLOATS;
    this.floats32 = kind === FLOAT32 ? (values as unknown as Float32Array) : NO_FLOATS_32;
    this.halves = column.halves;
  }
}

/** A tag that changes from row to row. */
interface TagPlan {
  readonly tag: TagValues;
  /** `,key=` */
  readonly prefix: EncodedKey;
  /** The default tag of the same key. */
  readonly fallback: EncodedKey | undefined;
  /** What stands in all rows between this tag and the next. */
  after: EncodedKey;
}

/** Tags whose values are one number: the bytes of each combination are made once. */
interface GroupPlan {
  readonly numbers: Int32Array;
  readonly tags: readonly TagPlan[];
  /** Bytes by number; undefined where rows have hardly any combination in common. */
  readonly known: (EncodedKey | undefined)[] | undefined;
}

/** How the rows of some columns are written by one encoder. */
class ColumnPlan {
  readonly measurement: string;
  readonly head: EncodedKey;
  readonly groups: readonly GroupPlan[];
  readonly fields: readonly FieldPlan[];
  /** Bytes of the longest field key. */
  readonly longest: number;
  /** Bytes that a row may take, without its strings and tags that change. */
  readonly room: number;

  /** @throws PointError for a name or a constant tag that cannot be written */
  constructor({ measurement, tags, fields }: CheckedColumns, groups: readonly TagGroup[], encoder: Encoder) {
    const { context, out } = encoder;
    const { defaultTags } = context;
    this.measurement = measurement;
    const given = new Map(tags.map((tag) => [tag.key, tag]));
    const plans: TagPlan[] = [];
    const chunks: EncodedKey[] = [];
    // what stands in all rows is written behind the lines that are there, and taken away again
    const start = out.pos;
    const endChunk = (): void => {
      chunks.push(new EncodedKey(out.bytes.slice(start, out.pos)));
      out.pos = start;
    };
    try {
      writeEncoded(out, context.planFor(measurement).head);
      for (const key of [...new Set([...given.keys(), ...defaultTags.keys()])].sort(compareKeys)) {
        const tag = given.get(key);
        const fallback = defaultTags.get(key);
        const value = tag?.constant;
        if (tag?.values !== undefined) {
          endChunk();
          plans.push({ tag, prefix: context.keyPrefix(measurement, 'tag', key), fallback, after: NONE });
        } else if (value !== undefined && value !== null) {
          const prefix = context.keyPrefix(measurement, 'tag', key);
          context.attempt(measurement, 'tag', key, () => encoder.writeTagOrDefault(prefix, value, fallback));
        } else if (fallback !== undefined) writeEncoded(out, fallback);
      }
      endChunk();
    } finally {
      out.pos = start;
    }
    plans.forEach((plan, index) => {
      plan.after = chunks[index + 1] as EncodedKey;
    });
    this.head = chunks[0] as EncodedKey;
    this.groups = groups.map(({ numbers, count, tags: { length } }) => ({
      numbers,
      tags: plans.splice(0, length),
      known: count > numbers.length / 2 ? undefined : new Array<EncodedKey | undefined>(count),
    }));
    this.fields = fields.map((column) => new FieldPlan(column, context.keyPrefix(measurement, 'field', column.key)));
    this.longest = Math.max(...this.fields.map(({ prefix }) => prefix.length - 2));
    const sum = (lengths: readonly number[], each: number): number =>
      lengths.reduce((total, length) => total + length + each, 0);
    this.room =
      sum(
        chunks.map(({ length }) => length),
        WORD_ROOM,
      ) +
      sum(
        this.fields.map(({ prefix }) => prefix.length),
        WORD_ROOM + Math.max(FLOAT_ROOM, INTEGER_ROOM),
      );
  }

  /**
   * Writes measurement and tags where they change from row to row.
   *
   * @returns the place after them, with room for the rest of a row; −1 where the row has to be written as a point
   */
  writeHead(encoder: Encoder, row: number, start: number): number {
    const { out } = encoder;
    const { groups } = this;
    let pos = start;
    for (let i = 0; i < groups.length; i++) {
      const { numbers, tags, known } = groups[i] as GroupPlan;
      const number = numbers[row] as number;
      const encoded = known === undefined || number < 0 ? undefined : known[number];
      if (encoded !== undefined) {
        out.pos = pos;
        out.room(encoded.length + WORD_ROOM + this.room);
        pos = copyEncoded(out.bytes, out.view, pos, encoded);
        continue;
      }
      const first = pos;
      if (i === 0) pos = copyEncoded(out.bytes, out.view, pos, this.head);
      pos = this.#writeTags(encoder, tags, row, pos);
      if (pos < 0) return -1;
      if (known !== undefined && number >= 0) known[number] = new EncodedKey(out.bytes.slice(first, pos));
    }
    return pos;
  }

  #writeTags(encoder: Encoder, tags: readonly TagPlan[], row: number, start: number): number {
    const { out } = encoder;
    out.pos = start;
    for (const { tag, prefix, fallback, after } of tags) {
      const value = tag.valueAt(row, this.measurement);
      if (typeof value === 'string' && value !== '') encoder.writeTag(prefix, value);
      else if (value !== undefined && value !== null) return -1;
      else if (fallback !== undefined) writeEncoded(out, fallback);
      writeEncoded(out, after);
    }
    out.room(this.room);
    return out.pos;
  }
}

/** Points from columns, with the plans by which encoders write their rows. */
class ColumnRows extends ColumnPoints {
  readonly length: number;
  readonly #columns: CheckedColumns;
  readonly #plans: WeakMap<Encoder, ColumnPlan | PointError> = new WeakMap();
  #groups: readonly TagGroup[] | undefined;
  #encoder: Encoder | undefined;
  #plan: ColumnPlan | undefined;

  constructor(columns: CheckedColumns) {
    super();
    this.#columns = columns;
    this.length = columns.length;
  }

  get isTimed(): boolean {
    return this.#columns.timestamps !== undefined;
  }

  check({ encoder }: LineTarget): void {
    const made = this.#planFor(encoder);
    if (made instanceof PointError) throw made;
  }

  appendTo(buffer: LineTarget): number {
    const before = buffer.lines;
    const run = {
      maxLines: Number.POSITIVE_INFINITY,
      maxBytes: Number.POSITIVE_INFINITY,
      room: Number.POSITIVE_INFINITY,
      longest: 0,
    };
    for (let row = 0; row < this.length; row++) {
      row += this.appendRun(buffer, row, run).rows;
      if (row < this.length) buffer.append(this.point(row));
    }
    return buffer.lines - before;
  }

  appendRun(buffer: LineTarget, from: number, run: ColumnRun): AppendedRows {
    const { encoder, out } = buffer;
    const { length } = this;
    const { maxLines, maxBytes } = run;
    const most = out.pos + run.room;
    let { longest } = run;
    let row = from;
    while (row < length) {
      const start = out.pos;
      let isWritten = false;
      try {
        isWritten = this.#writeRow(encoder, row);
      } finally {
        if (!isWritten || out.pos >= most) out.pos = start;
      }
      if (out.pos === start) break;
      buffer.endLine();
      row++;
      const size = out.pos - start;
      if (size > longest) longest = size;
      if (buffer.lines >= maxLines || out.pos + longest > maxBytes) break;
    }
    return { rows: row - from, longest };
  }

  write(encoder: Encoder, row: number): void {
    const { out } = encoder;
    const start = out.pos;
    if (this.#writeRow(encoder, row)) return;
    out.pos = start;
    try {
      encoder.writePlain(this.pointOf(row));
    } catch (error) {
      throw this.placed(error, row);
    }
  }

  pointOf(row: number): PointData {
    return pointAt(this.#columns, row);
  }

  /**
   * Appends a line without its end. False, with anything behind the line before, where the row is to be written as a point:
   * it is invalid, or needs what is rare.
   */
  #writeRow(encoder: Encoder, row: number): boolean {
    if (this.#encoder !== encoder) {
      const made = this.#planFor(encoder);
      this.#plan = made instanceof PointError ? undefined : made;
      this.#encoder = encoder;
    }
    try {
      return this.#plan !== undefined && this.#writeBy(this.#plan, encoder, row);
    } catch (error) {
      // written as a point it gets its place; what is neither is the clock's
      if (error instanceof EncodeError || error instanceof PointError) return false;
      throw error;
    }
  }

  #planFor(encoder: Encoder): ColumnPlan | PointError {
    let made = this.#plans.get(encoder);
    if (made !== undefined) return made;
    try {
      const { tags, length } = this.#columns;
      this.#groups ??= groupTags(
        tags.filter(({ values }) => values !== undefined).sort((a, b) => compareKeys(a.key, b.key)),
        length,
      );
      made = new ColumnPlan(this.#columns, this.#groups, encoder);
    } catch (error) {
      if (!(error instanceof PointError)) throw error;
      made = error;
    }
    this.#plans.set(encoder, made);
    return made;
  }

  #writeBy(plan: ColumnPlan, encoder: Encoder, row: number): boolean {
    const { out } = encoder;
    const start = out.pos;
    out.room(plan.room);
    let pos =
      plan.groups.length === 0
        ? copyEncoded(out.bytes, out.view, start, plan.head)
        : plan.writeHead(encoder, row, start);
    if (pos < 0) return false;
    if (pos - start + plan.longest + 4 > encoder.rules.seriesKeyLimit) return false;
    const end = pos;
    let { bytes, view } = out;
    const { fields } = plan;
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i] as FieldPlan;
      const { kind, nulls, prefix } = field;
      if (nulls?.[row]) continue;
      let float: number;
      if (kind === FLOAT64) float = field.floats[row] as number;
      else if (kind === FLOAT32) float = field.floats32[row] as number;
      else if (kind === INT64) {
        const low = field.halves[2 * row + LOW_HALF] as number;
        const high = field.halves[2 * row + 1 - LOW_HALF] as number;
        pos = writeInt64Halves(bytes, view, copyEncoded(bytes, view, pos, prefix), low, high);
        bytes[pos++] = LETTER_I;
        continue;
      } else if (kind === SMALL_INT) {
        const whole = field.column.values[row] as number;
        pos = writeInteger(bytes, view, copyEncoded(bytes, view, pos, prefix), whole);
        bytes[pos++] = LETTER_I;
        continue;
      } else {
        const value = kind === MIXED ? field.column.values[row] : field.column.valueAt(row);
        if (value === undefined || value === null) continue;
        if (typeof value !== 'number') {
          out.pos = pos;
          encoder.writeField(prefix, value);
          out.room(plan.room);
          ({ bytes, view, pos } = out);
          continue;
        }
        float = value;
      }
      // NaN and the infinities
      if (float - float !== 0) return false;
      pos = writeFloat(bytes, view, copyEncoded(bytes, view, pos, prefix), float);
    }
    if (pos === end) return false;
    bytes[end] = SPACE;
    out.pos = pos;
    return this.#writeTimestamp(encoder, row);
  }

  #writeTimestamp(encoder: Encoder, row: number): boolean {
    const { measurement, timestamps } = this.#columns;
    let value: Timestamp | undefined;
    if (timestamps !== undefined) {
      if (timestamps.isInt64 && timestamps.nulls === undefined && encoder.timestamps.isIn(timestamps.unit)) {
        const { halves } = timestamps;
        return encoder.writeInt64Timestamp(
          halves[2 * row + LOW_HALF] as number,
          halves[2 * row + 1 - LOW_HALF] as number,
        );
      }
      value = timestamps.valueAt(row);
      if (value === undefined) return false;
    }
    encoder.writeTimestamp(measurement, value);
    return true;
  }
}

/**
 * Points from one array for each tag, each field and the timestamps, or from the columns of a table: nothing is copied, so
 * leave the arrays as they are until the points are written.
 *
 * @throws TypeError for columns that do not make rows: lengths that differ, values that no column has, no field
 *
 * @example
 * import { columnPoints, encodePoints } from '@influxkit/influxdb';
 *
 * encodePoints(
 *   columnPoints({
 *     measurement: 'cpu',
 *     tags: { region: 'eu', host: ['a', 'b'] },
 *     fields: { usage: new Float64Array([0.5, 0.25]) },
 *     timestamps: new BigInt64Array([1700000000000000000n, 1700000000000000001n]),
 *   }),
 * );
 */
export function columnPoints(columns: PointColumns | TablePoints): ColumnPoints {
  return new ColumnRows(checkColumns(columns));
}
