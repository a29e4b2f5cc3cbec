import { describeChoice, kindOf, quote } from '@influxkit/internal/message';
import { repeatedName } from '@influxkit/internal/repeated-name';
import { ByteWriter, type EncodedKey } from './byte-writer.js';
import { Encoder } from './encoder.js';
import { FIELD_TYPES } from './field-type.js';
import type { Context } from './key-plan.js';
import { LineBuffer } from './line-buffer.js';
import type { FieldSpec, FieldsOf, FieldType, MeasurementSchema, RowOf, TagsOf } from './measurement-schema.js';
import type { EncodeOptions, PointData } from './point-data.js';
import { PointError } from './point-error.js';
import { PreparedPoint, type RowWriter } from './prepared-point.js';
import { Columns, MeasurementWriter, pointOfRow, RowShapes, seriesHead, writeSeriesRow } from './row-plan.js';

const decoder: TextDecoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

type AnyRow = { readonly [key: string]: unknown };

/** What a measurement and a series have in common: they encode rows. Make them with {@link defineMeasurement}. */
export abstract class RowEncoder<Row> implements RowWriter<Row> {
  /** The measurement's name. */
  readonly name: string;
  private readonly options: EncodeOptions;
  private scratch: LineBuffer | undefined;

  /** @internal */
  constructor(name: string, options: EncodeOptions) {
    this.name = name;
    this.options = options;
  }

  /** Appends a line without its end. @internal */
  abstract write(encoder: Encoder, row: Row): void;

  /** The row as a plain point. @internal */
  abstract pointOf(row: Row): PointData;

  /** Prepares what a context needs, and fails if it cannot. @internal */
  abstract prepare(context: Context): void;

  /**
   * One row to one line, without a newline at its end.
   *
   * @throws PointError for a row that line protocol cannot carry
   */
  encode(row: Row): Uint8Array {
    this.scratch ??= new LineBuffer({ ...this.options, onInvalid: 'throw' });
    const buffer = this.scratch;
    buffer.clear();
    buffer.appendRow(this, row);
    return buffer.bytes.slice(0, -1);
  }

  /** The line as a string. @throws PointError as `encode` does */
  toLine(row: Row): string {
    return decoder.decode(this.encode(row));
  }

  /** Rows to lines, each with a newline at its end. @throws PointError as `encode` does, unless `onInvalid: 'drop'` */
  encodeMany(rows: Iterable<Row>): Uint8Array {
    const buffer = new LineBuffer(this.options);
    for (const row of rows) buffer.appendRow(this, row);
    return buffer.bytes.slice();
  }

  /**
   * Appends a row to a buffer, by the buffer's options. For a series this is the cheapest way to write a point. A row that
   * holds its tags costs as much as a plain object: its tags are looked for and escaped each time.
   *
   * @returns false when the buffer drops what it cannot write, and dropped it
   * @throws PointError as `encode` does
   */
  append(buffer: LineBuffer, row: Row): boolean {
    return buffer.appendRow(this, row);
  }

  /** The row as a point for `LineBuffer.append`, `encodePoints` and a writer. It is encoded there, not here. */
  point(row: Row): PreparedPoint {
    return new PreparedPoint(this, row);
  }
}

/** Something made once for each context, the last one at hand. */
class ByContext<Made> {
  private readonly make: (context: Context) => Made;
  private last: Made | undefined;
  private lastContext: Context | undefined;
  private known: WeakMap<Context, Made> | undefined;

  constructor(make: (context: Context) => Made) {
    this.make = make;
  }

  get(context: Context): Made {
    if (this.last !== undefined && this.lastContext === context) return this.last;
    let made = this.known?.get(context);
    if (made === undefined) {
      made = this.make(context);
      // Most see one context in their life, and there may be thousands of them.
      if (this.last !== undefined && this.lastContext !== undefined) {
        this.known ??= new WeakMap([[this.lastContext, this.last]]);
        this.known.set(context, made);
      }
    }
    this.last = made;
    this.lastContext = context;
    return made;
  }
}

/** Encodes the points of one series, whose measurement and tags stand ready in bytes. */
export class Series<Row> extends RowEncoder<Row> {
  private readonly allShapes: ByContext<RowShapes>;
  private readonly heads: ByContext<EncodedKey>;
  private readonly columns: Columns;
  private readonly tags: AnyRow;
  // of the context at hand, one step away: a thousand series in turn are a thousand trips to memory
  private context: Context | undefined;
  private shapes: RowShapes | undefined;
  private head: EncodedKey | undefined;

  /** @internal */
  constructor(
    name: string,
    shapes: ByContext<RowShapes>,
    columns: Columns,
    tags: AnyRow,
    options: EncodeOptions,
    context: Context,
  ) {
    super(name, options);
    this.allShapes = shapes;
    this.columns = columns;
    this.tags = tags;
    this.heads = new ByContext((context) => seriesHead(shapes.get(context), tags));
    // fails now for tags that can never be written
    this.prepare(context);
  }

  /** @internal */
  override write(encoder: Encoder, row: Row): void {
    if (this.context !== encoder.context) this.prepare(encoder.context);
    const { shapes, head } = this;
    if (shapes !== undefined && head !== undefined) writeSeriesRow(encoder, shapes, head, row as AnyRow);
  }

  /** @internal */
  override pointOf(row: Row): PointData {
    const { tags, columns } = this;
    return pointOfRow(this.name, columns, row as AnyRow, tags);
  }

  /** @internal */
  override prepare(context: Context): void {
    this.shapes = this.allShapes.get(context);
    this.head = this.heads.get(context);
    this.context = context;
  }
}

/** A typed encoder for one measurement. */
export class Measurement<
  Tag extends string,
  OptionalTag extends string,
  Fields extends { readonly [key: string]: FieldSpec },
> extends RowEncoder<RowOf<Tag, OptionalTag, Fields>> {
  private readonly columns: Columns;
  private readonly encodeOptions: EncodeOptions;
  private readonly seriesShapes: ByContext<RowShapes>;
  private readonly writers: ByContext<MeasurementWriter>;
  /** Of the options that it was made with; its series are of the same. */
  private readonly ownContext: Context;

  /** @internal */
  constructor(name: string, columns: Columns, options: EncodeOptions) {
    super(name, options);
    const fieldColumns = columns.withoutTags();
    this.writers = new ByContext((context) => new MeasurementWriter(new RowShapes(name, columns, context)));
    this.columns = columns;
    this.encodeOptions = options;
    this.seriesShapes = new ByContext((context) => new RowShapes(name, fieldColumns, context));
    this.ownContext = new Encoder(options, new ByteWriter(new Uint8Array(0))).context;
    this.prepare(this.ownContext);
  }

  /** @internal */
  override write(encoder: Encoder, row: RowOf<Tag, OptionalTag, Fields>): void {
    this.writers.get(encoder.context).write(encoder, row as AnyRow);
  }

  /** @internal */
  override pointOf(row: RowOf<Tag, OptionalTag, Fields>): PointData {
    return pointOfRow(this.name, this.columns, row as AnyRow);
  }

  /** @internal */
  override prepare(context: Context): void {
    this.writers.get(context);
  }

  /**
   * An encoder for one set of tags, which are escaped here, once. Tags are copied: changing the object later changes
   * nothing.
   *
   * @throws PointError for a tag that is missing, unknown or cannot be written
   */
  series(tags: TagsOf<Tag, OptionalTag>): Series<FieldsOf<Fields>> {
    if (typeof tags !== 'object' || tags === null) {
      throw new PointError(this.name, 'point', undefined, 'type', `tags must be an object, got ${kindOf(tags)}`);
    }
    const given = tags as AnyRow;
    for (const key of Object.keys(given)) {
      if (!this.columns.tags.some((column) => column.key === key)) {
        const names = this.columns.tags.map((column) => quote(column.key)).join(', ');
        throw new PointError(
          this.name,
          'tag',
          key,
          'unknown-key',
          `the measurement has no such tag; known are ${names}`,
        );
      }
    }
    const fixed: [string, unknown][] = [];
    for (const { key, required } of this.columns.tags) {
      const value = Object.hasOwn(given, key) ? given[key] : undefined;
      const empty = value === undefined || value === null || value === '';
      if (!empty || value === '') {
        if (value === '' && this.encodeOptions.skipEmpty === true) continue;
        fixed.push([key, value]);
      } else if (required && this.encodeOptions.skipEmpty !== true) {
        throw new PointError(
          this.name,
          'tag',
          key,
          'missing',
          `the tag value is ${value}; a series needs all its required tags`,
        );
      }
    }
    const { name, seriesShapes, columns, encodeOptions, ownContext } = this;
    return new Series(name, seriesShapes, columns, Object.fromEntries(fixed), encodeOptions, ownContext);
  }
}

/**
 * Prepares an encoder for one measurement: names are checked and escaped once, rows are typed by the schema.
 *
 * Rows that hold their tags are for what the compiler checks: they are encoded as fast as plain objects are. Where the same
 * tags come again, `series()` has them in bytes already, which makes a point of many tags up to twice as fast. Values that
 * stand in arrays go by `columnPoints()`.
 *
 * @param name the measurement
 * @param schema its tags, and its fields with their types; `'float?'` is a field that rows may leave out
 * @param options how `encode` writes; `append` goes by the options of the buffer
 * @throws TypeError for a schema that is wrong, PointError for a name that line protocol cannot carry
 *
 * @example
 * import { defineMeasurement, LineBuffer } from '@influxkit/influxdb';
 *
 * const cpu = defineMeasurement('cpu', {
 *   tags: ['host', 'region'],
 *   fields: { usage: 'float', hits: 'int', ok: 'boolean', note: 'string?' },
 * });
 * cpu.encode({ host: 'a', region: 'eu', usage: 0.5, hits: 3, ok: true, time: 1700000000000000000n });
 *
 * const buffer = new LineBuffer();
 * const series = cpu.series({ host: 'a', region: 'eu' });
 * series.append(buffer, { usage: 0.5, hits: 3, ok: true, time: 1700000000000000000n });
 */
export function defineMeasurement<
  const Fields extends { readonly [key: string]: FieldSpec },
  const Tag extends string = never,
  const OptionalTag extends string = never,
>(
  name: string,
  schema: MeasurementSchema<Tag, OptionalTag, Fields>,
  options: EncodeOptions = {},
): Measurement<Tag, OptionalTag, Fields> {
  const where = `defineMeasurement(${typeof name === 'string' ? quote(name) : kindOf(name)})`;
  if (typeof schema !== 'object' || schema === null)
    throw new TypeError(`${where}: the schema must be an object, got ${kindOf(schema)}`);
  const fields = Object.entries(schema.fields ?? {}).map(([key, spec]) => {
    const required = typeof spec !== 'string' || !spec.endsWith('?');
    const type = required ? spec : spec.slice(0, -1);
    if (!Object.hasOwn(FIELD_TYPES, type)) {
      throw new TypeError(
        `${where}: field ${quote(key)} must be one of ${Object.keys(FIELD_TYPES).join(', ')} (with ? when optional), got ${describeChoice(spec)}`,
      );
    }
    return { key, type: type as FieldType, required };
  });
  if (fields.length === 0) throw new TypeError(`${where}: the schema has no fields; a measurement needs at least one`);
  const { tags = [], optionalTags = [] } = schema;
  const keys = [...tags, ...optionalTags, ...fields.map(({ key }) => key)];
  const twice = repeatedName(keys);
  if (twice !== undefined)
    throw new TypeError(`${where}: ${quote(twice)} occurs twice; tags and fields of a row share their names`);
  return new Measurement(name, new Columns(tags, optionalTags, fields), options);
}
