import { SPACE } from '@influxkit/internal/ascii';
import { kindOf, quote } from '@influxkit/internal/message';
import { ByteWriter, copyEncoded, EncodedKey, WORD_ROOM, writeEncoded } from './byte-writer.js';
import { absent, type Encoder, noField, wrongType } from './encoder.js';
import { encodeName } from './escape.js';
import { valueOfType } from './field-type.js';
import { FLOAT_ROOM, writeFloat } from './float.js';
import type { Int, Uint } from './integer.js';
import { type Context, compareKeys, inherited, ownOnly } from './key-plan.js';
import type { FieldType } from './measurement-schema.js';
import type { PointData } from './point-data.js';
import { PointError, withContext } from './point-error.js';
import type { Timestamp } from './timestamp.js';

type Row = { readonly [key: string]: unknown };

const FLOAT = 0;
const INT = 1;
const UINT = 2;
const BOOLEAN = 3;
const STRING = 4;
const TAG = 5;
const TIME = 6;

const TYPES: { readonly [type in FieldType]: number } = {
  float: FLOAT,
  int: INT,
  uint: UINT,
  boolean: BOOLEAN,
  string: STRING,
};

const TYPE_NAMES: readonly string[] = /* @__PURE__ */ Object.keys(TYPES);

const nothing = (): EncodedKey => new EncodedKey(new Uint8Array(0));

/** A key of a measurement: its type, and for a tag its number. */
export interface Column {
  readonly key: string;
  readonly type: number;
  readonly required: boolean;
  readonly slot: number;
}

/** The columns of a measurement, by key. */
export class Columns {
  readonly byKey: ReadonlyMap<string, Column>;
  readonly tags: readonly Column[];
  readonly fields: readonly Column[];

  constructor(
    tags: readonly string[],
    optionalTags: readonly string[],
    fields: readonly { readonly key: string; readonly type: FieldType; readonly required: boolean }[],
  ) {
    this.tags = [
      ...tags.map((key, slot) => ({ key, type: TAG, required: true, slot })),
      ...optionalTags.map((key, index) => ({ key, type: TAG, required: false, slot: tags.length + index })),
    ];
    this.fields = fields.map(({ key, type, required }) => ({ key, type: TYPES[type], required, slot: -1 }));
    const time: Column = { key: 'time', type: TIME, required: false, slot: -1 };
    this.byKey = new Map([...this.tags, ...this.fields, time].map((column) => [column.key, column]));
  }

  /** The same without tags: what a row of a series may hold. */
  withoutTags(): Columns {
    const rest = new Columns([], [], []);
    return Object.assign(rest, {
      fields: this.fields,
      byKey: new Map([...this.byKey].filter(([, column]) => column.type !== TAG)),
    });
  }
}

/** One key in the order in which rows have theirs; see `KeyNode`, which does the same for points. */
class RowNode {
  readonly column: Column | undefined;
  readonly prefix: EncodedKey;
  readonly type: number;
  nextKey: string | undefined;
  nextNode: RowNode;
  private others: Map<string, RowNode> | undefined;
  private readonly parent: RowNode | undefined;
  private absent: readonly string[] | undefined;

  constructor(column: Column | undefined, parent: RowNode | undefined, prefix: EncodedKey) {
    this.column = column;
    this.prefix = prefix;
    this.type = column?.type ?? TIME;
    this.nextKey = undefined;
    this.nextNode = this;
    this.others = undefined;
    this.parent = parent;
    this.absent = undefined;
  }

  step(key: string, shapes: RowShapes): RowNode {
    let node = this.others?.get(key);
    if (node === undefined) {
      node = shapes.makeNode(key, this);
      this.others ??= new Map();
      this.others.set(key, node);
    }
    this.nextKey = key;
    this.nextNode = node;
    return node;
  }

  /** Required fields that a row with the keys of this path does not have. */
  missing(columns: Columns): readonly string[] {
    if (this.absent === undefined) {
      const seen = new Set<string>();
      for (let node: RowNode | undefined = this; node !== undefined; node = node.parent) {
        if (node.column !== undefined) seen.add(node.column.key);
      }
      this.absent = columns.fields.filter(({ key, required }) => required && !seen.has(key)).map(({ key }) => key);
    }
    return this.absent;
  }
}

interface EncodedTag {
  readonly column: Column | undefined;
  /** `,key=`, or a whole default tag where there is no column. */
  readonly prefix: EncodedKey;
  readonly fallback: EncodedKey | undefined;
}

/** Row shapes that are kept; rows whose keys come in ever new orders are planned anew. */
const MAX_SHAPES = 4096;

/**
 * The shapes that rows have shown so far, with their keys in the bytes of one context. All series of a measurement
 * share them: one for each would outgrow the processor's cache.
 */
export class RowShapes {
  readonly measurement: string;
  readonly columns: Columns;
  readonly context: Context;
  readonly longest: number;
  /** Bytes that the floats of one row may take. */
  readonly room: number;
  root: RowNode;
  /** The measurement. */
  readonly head: EncodedKey;
  /** `,key=` of the tags of series, as they are made. */
  readonly tagPrefixes: Map<string, EncodedKey> = new Map();
  /** Where the heads of series are put together. */
  readonly out: ByteWriter = new ByteWriter(new Uint8Array(256));
  private readonly prefixes: Map<string, EncodedKey>;
  private count = 0;

  constructor(measurement: string, columns: Columns, context: Context) {
    this.measurement = measurement;
    this.columns = columns;
    this.context = context;
    this.head = new EncodedKey(
      context.attempt(measurement, 'measurement', undefined, () =>
        encodeName(measurement, 'measurement', context.rules),
      ),
    );
    this.prefixes = new Map();
    for (const { key } of columns.fields) this.prefixes.set(key, context.keyPrefix(measurement, 'field', key));
    this.longest = Math.max(0, ...[...this.prefixes.values()].map(({ length }) => length - 2));
    this.room = [...this.prefixes.values()].reduce((sum, { length }) => sum + length + WORD_ROOM + FLOAT_ROOM, 0);
    this.root = new RowNode(undefined, undefined, nothing());
  }

  makeNode(key: string, parent: RowNode): RowNode {
    const column = this.columns.byKey.get(key);
    if (column === undefined) {
      const names = [...this.columns.byKey.keys()].map((key) => quote(key)).join(', ');
      throw new PointError(
        this.measurement,
        'point',
        key,
        'unknown-key',
        `the row has the key ${quote(key)}; known are ${names}`,
      );
    }
    if (++this.count > MAX_SHAPES) {
      this.count = 0;
      this.root = new RowNode(undefined, undefined, nothing());
    }
    return new RowNode(column, parent, this.prefixes.get(key) ?? nothing());
  }
}

/** Writes rows that hold their tags. */
export class MeasurementWriter {
  private readonly shapes: RowShapes;
  private readonly tags: readonly EncodedTag[];
  private readonly values: unknown[];

  constructor(shapes: RowShapes) {
    this.shapes = shapes;
    this.tags = encodeTags(shapes.measurement, shapes.columns.tags, shapes.context);
    this.values = shapes.columns.tags.map(() => undefined);
  }

  write(encoder: Encoder, row: Row): void {
    checkRow(row, this.shapes);
    const start = encoder.out.pos;
    writeEncoded(encoder.out, this.shapes.head);
    if (this.tags.length > 0) this.writeTags(encoder, row);
    writeFields(encoder, this.shapes, row, start);
  }

  private collectTags(row: Row): void {
    const { values } = this;
    for (let i = 0; i < values.length; i++) values[i] = undefined;
    let node = this.shapes.root;
    let last: string | undefined;
    try {
      for (const key in row) {
        last = key;
        node = node.nextKey === key ? node.nextNode : node.step(key, this.shapes);
        if (node.type === TAG && node.column !== undefined) values[node.column.slot] = row[key];
      }
    } catch (error) {
      if (last === undefined || !inherited(row, last)) throw error;
    }
    if (last !== undefined && inherited(row, last)) this.collectTags(ownOnly(row));
  }

  private writeTags(encoder: Encoder, row: Row): void {
    this.collectTags(row);
    const { values } = this;
    const { out } = encoder;
    for (const { column, prefix, fallback } of this.tags) {
      if (column === undefined) {
        writeEncoded(out, prefix);
        continue;
      }
      const value = values[column.slot];
      try {
        if (typeof value === 'string' && value !== '') {
          encoder.writeTag(prefix, value);
          continue;
        }
        const leftOut = value === undefined || value === null;
        if (!leftOut || (column.required && fallback === undefined)) encoder.skipTag(value);
      } catch (error) {
        throw withContext(error, this.shapes.measurement, 'tag', column.key);
      }
      if (fallback !== undefined) writeEncoded(out, fallback);
    }
  }
}

/** Measurement and tags of a series, in the bytes of the shapes' context. */
export function seriesHead(shapes: RowShapes, tags: Row): EncodedKey {
  const { measurement, context, head, tagPrefixes, out } = shapes;
  out.pos = 0;
  writeEncoded(out, head);
  const keys = new Set([...Object.keys(tags), ...context.defaultTags.keys()]);
  for (const key of [...keys].sort(compareKeys)) {
    const whole = Object.hasOwn(tags, key) ? undefined : context.defaultTags.get(key);
    if (whole !== undefined) {
      writeEncoded(out, whole);
      continue;
    }
    let prefix = tagPrefixes.get(key);
    if (prefix === undefined) {
      prefix = context.keyPrefix(measurement, 'tag', key);
      tagPrefixes.set(key, prefix);
    }
    context.writeWholeTag(out, measurement, prefix, key, tags[key]);
  }
  return new EncodedKey(out.bytes.slice(0, out.pos));
}

/** Writes a row of a series, whose measurement and tags are bytes already. */
export function writeSeriesRow(encoder: Encoder, shapes: RowShapes, head: EncodedKey, row: Row): void {
  checkRow(row, shapes);
  const start = encoder.out.pos;
  writeEncoded(encoder.out, head);
  writeFields(encoder, shapes, row, start);
}

/** A row as a plain point; `tags` are those of its series. What a row may leave out, and has no value for, is left out. */
export function pointOfRow(measurement: string, columns: Columns, row: Row, tags: Row = {}): PointData {
  const ofTags: [string, unknown][] = Object.entries(tags);
  const ofFields: [string, unknown][] = [];
  for (const [key, value] of Object.entries(row)) {
    const column = columns.byKey.get(key);
    const isAbsent = value === undefined || value === null;
    if (column === undefined || column.type === TIME || (isAbsent && !column.required)) continue;
    if (column.type === TAG) ofTags.push([key, value]);
    else ofFields.push([key, isAbsent ? value : valueOfType(value, TYPE_NAMES[column.type] as FieldType)]);
  }
  const { time } = row;
  return {
    measurement,
    tags: Object.fromEntries(ofTags) as PointData['tags'],
    fields: Object.fromEntries(ofFields) as PointData['fields'],
    timestamp: time as Timestamp | null | undefined,
  };
}

function checkRow(row: unknown, shapes: RowShapes): void {
  if (typeof row === 'object' && row !== null) return;
  throw new PointError(shapes.measurement, 'point', undefined, 'type', `a row must be an object, got ${kindOf(row)}`);
}

/** Fields and timestamp of a row, after what has been written since `start`. */
function writeFields(encoder: Encoder, shapes: RowShapes, row: Row, start: number): void {
  const { out } = encoder;
  const end = out.pos;
  // Floats, the most there are of most rows, go by these three; any other value by the byte writer, which may grow.
  out.room(shapes.room);
  let { bytes, view } = out;
  let pos = end;
  let time: Timestamp | null | undefined;
  let node = shapes.root;
  let last: string | undefined;
  let failure: unknown;
  try {
    for (const key in row) {
      last = key;
      node = node.nextKey === key ? node.nextNode : node.step(key, shapes);
      const type = node.type;
      const value = row[key];
      // the subtraction detects NaN and the infinities
      if (type === FLOAT && typeof value === 'number' && value - value === 0) {
        pos = writeFloat(bytes, view, copyEncoded(bytes, view, pos, node.prefix), value);
      } else if (type === TIME) time = value as Timestamp;
      else if (type === TAG) continue;
      else if (value === undefined || value === null) {
        if (node.column?.required === true) encoder.skipField(value);
      } else {
        out.pos = pos;
        writeValue(encoder, type, node.prefix, value);
        out.room(shapes.room);
        ({ bytes, view, pos } = out);
      }
    }
  } catch (error) {
    failure = error ?? new Error(String(error));
  }
  if (last !== undefined && inherited(row, last)) {
    out.pos = end;
    writeFields(encoder, shapes, ownOnly(row), start);
    return;
  }
  if (failure !== undefined) throw withContext(failure, shapes.measurement, 'field', last ?? '');
  out.pos = pos;
  const missing = node.missing(shapes.columns);
  if (missing.length > 0 && !encoder.skipEmpty) {
    throw withContext(absent(undefined), shapes.measurement, 'field', missing[0] as string);
  }
  if (pos === end) throw noField(shapes.measurement);
  bytes[end] = SPACE;
  encoder.checkSeriesKey(shapes.measurement, end - start, shapes.longest);
  encoder.writeTimestamp(shapes.measurement, time);
}

function writeValue(encoder: Encoder, type: number, prefix: EncodedKey, value: unknown): void {
  if (type === FLOAT) {
    if (typeof value !== 'number') throw wrongType('float', value);
    encoder.writeFloatField(prefix, value);
  } else if (type === INT) encoder.writeIntField(prefix, exactOf(value, 'int'));
  else if (type === UINT) encoder.writeUintField(prefix, exactOf(value, 'uint'));
  else if (type === BOOLEAN) {
    if (typeof value !== 'boolean') throw wrongType('boolean', value);
    encoder.writeBooleanField(prefix, value);
  } else {
    if (typeof value !== 'string') throw wrongType('string', value);
    encoder.writeStringField(prefix, value);
  }
}

function exactOf(value: unknown, type: 'int' | 'uint'): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  // by its type, not its class: another copy of this package has other classes
  if (typeof value === 'object' && value !== null && (value as Int | Uint).type === type)
    return (value as Int | Uint).exact;
  throw wrongType(type, value);
}

function encodeTags(measurement: string, columns: readonly Column[], context: Context): EncodedTag[] {
  const keys = new Set([...columns.map(({ key }) => key), ...context.defaultTags.keys()]);
  return [...keys].sort(compareKeys).map((key) => {
    const column = columns.find((candidate) => candidate.key === key);
    const whole = context.defaultTags.get(key);
    const prefix = column === undefined ? whole : context.keyPrefix(measurement, 'tag', key);
    return { column, prefix: prefix ?? nothing(), fallback: whole };
  });
}
