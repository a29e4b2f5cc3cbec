import { SPACE } from '@influxkit/internal/ascii';
import { isInt64, isUint64 } from '@influxkit/internal/int64';
import { describe, describeChoice, kindOf } from '@influxkit/internal/message';
import { type ByteWriter, copyEncoded, type EncodedKey, WORD_ROOM, writeEncoded } from './byte-writer.js';
import { checkPrecision, type Rules, rulesOf } from './dialect.js';
import { writeInt64, writeInteger } from './digits.js';
import { textRoom, writeString, writeTagValue } from './escape.js';
import { FIELD_TYPES, InvalidFieldType } from './field-type.js';
import { FLOAT_ROOM, writeFloat } from './float.js';
import type { Int, Uint } from './integer.js';
import {
  Context,
  inherited,
  type KeyNode,
  type MeasurementPlan,
  type OrderedTag,
  ownOnly,
  sharedContext,
} from './key-plan.js';
import type { FieldType } from './measurement-schema.js';
import type { EncodeOptions, PointData } from './point-data.js';
import { EncodeError, PointError, withContext } from './point-error.js';
import { type Timestamp, TimestampWriter } from './timestamp.js';

/** `-9223372036854775808i`, and what the digit writers touch beyond it. */
export const INTEGER_ROOM = 32;
const TIMESTAMP_ROOM = 34;

/** Writes points into memory. What it needs to know it learns once: the options, and the keys as they come. */
export class Encoder {
  readonly out: ByteWriter;
  readonly rules: Rules;
  readonly context: Context;
  readonly timestamps: TimestampWriter;
  readonly skipEmpty: boolean;
  readonly #clock: (() => number | bigint) | undefined;
  /** For counts that are in the write's precision already: those of the clock, and of raw lines. */
  readonly wireTimestamps: TimestampWriter;
  /** Tag values of the point at hand, in the order of its keys. */
  readonly values: unknown[] = [];

  constructor(options: EncodeOptions, out: ByteWriter) {
    const rules = rulesOf(options.dialect ?? 'v2');
    const precision = options.precision ?? 'ns';
    checkPrecision(precision, rules);
    const unit = options.timestampUnit ?? precision;
    checkPrecision(unit, rulesOf('v1'));
    const rounding = options.rounding ?? 'error';
    if (rounding !== 'error' && rounding !== 'floor') {
      throw new TypeError(`rounding: must be 'error' or 'floor', got ${describeChoice(rounding)}`);
    }
    this.out = out;
    this.rules = rules;
    this.context = options.defaultTags === undefined ? sharedContext(rules) : new Context(rules, options.defaultTags);
    const checked = options.checkTimestamps ?? true;
    if (typeof checked !== 'boolean') {
      throw new TypeError(`checkTimestamps: must be true or false, got ${describe(checked)}`);
    }
    this.timestamps = new TimestampWriter(precision, unit, rounding, checked);
    this.wireTimestamps = new TimestampWriter(precision, precision, 'error', checked);
    this.skipEmpty = options.skipEmpty ?? false;
    this.#clock = options.clock;
  }

  /** Appends a line without its end. Leaves part of a line behind when it throws: the caller rewinds. */
  writePlain(point: PointData): void {
    if (typeof point !== 'object' || point === null) {
      throw new PointError(undefined, 'point', undefined, 'type', `must be an object, got ${kindOf(point)}`);
    }
    const measurement = point.measurement;
    const tags = point.tags;
    const fields = point.fields;
    const plan = this.context.planFor(measurement);
    const start = this.out.pos;
    writeEncoded(this.out, plan.head);

    let node = plan.tags;
    if (tags !== undefined && tags !== null) {
      if (typeof tags !== 'object') {
        throw new PointError(measurement, 'point', undefined, 'type', `tags must be an object, got ${kindOf(tags)}`);
      }
      node = this.#collectTags(plan, tags);
    }
    this.writeTags(measurement, node);

    if (typeof fields !== 'object' || fields === null) {
      // a fluent point of another copy of this package: ES module beside CommonJS
      const { toPointData } = point as { toPointData?: () => PointData };
      if (typeof toPointData === 'function') {
        this.out.pos = start;
        this.writePlain(toPointData.call(point));
        return;
      }
      throw new PointError(
        measurement,
        'point',
        undefined,
        'no-field',
        `fields must be an object, got ${kindOf(fields)}`,
      );
    }
    const end = this.out.pos;
    const field = this.#writeFields(plan, fields);
    this.endFields(measurement, start, end, field);
    const timestamp = point.timestamp;
    if (timestamp === undefined || timestamp === null || tags === undefined || tags === null) refuseMisnamed(point);
    this.writeTimestamp(measurement, timestamp);
  }

  /** Takes the values of tags in the order of their keys. */
  #collectTags(plan: MeasurementPlan, tags: { readonly [key: string]: unknown }): KeyNode {
    const values = this.values;
    let node = plan.tags;
    let count = 0;
    let last: string | undefined;
    let failure: unknown;
    try {
      for (const key in tags) {
        last = key;
        node = node.nextKey === key ? node.nextNode : node.step(key, plan, 'tag');
        values[count++] = tags[key];
      }
    } catch (error) {
      failure = error ?? new Error(String(error));
    }
    if (last !== undefined && inherited(tags, last)) return this.#collectTags(plan, ownOnly(tags));
    if (failure !== undefined) throw failure;
    return node;
  }

  #writeFields(plan: MeasurementPlan, fields: { readonly [key: string]: unknown }): KeyNode {
    const start = this.out.pos;
    let node = plan.fields;
    let last: string | undefined;
    let failure: unknown;
    try {
      for (const key in fields) {
        last = key;
        node = node.nextKey === key ? node.nextNode : node.step(key, plan, 'field');
        const value = fields[key];
        if (typeof value === 'number') this.writeFloatField(node.prefix, value);
        else this.writeField(node.prefix, value);
      }
    } catch (error) {
      failure = error ?? new Error(String(error));
    }
    if (last !== undefined && inherited(fields, last)) {
      this.out.pos = start;
      return this.#writeFields(plan, ownOnly(fields));
    }
    if (failure !== undefined) throw withContext(failure, plan.name, 'field', last ?? '');
    return node;
  }

  /** Writes the tags whose values stand in `values`, and the default tags among them. */
  writeTags(measurement: string, node: KeyNode): void {
    const { out, values } = this;
    const tags = node.tagOrder(this.context.defaultTags);
    let current = '';
    try {
      for (let i = 0; i < tags.length; i++) {
        const { key, slot, prefix, fallback } = tags[i] as OrderedTag;
        current = key;
        if (slot < 0) writeEncoded(out, prefix);
        else this.writeTagOrDefault(prefix, values[slot], fallback);
      }
    } catch (error) {
      throw withContext(error, measurement, 'tag', current);
    }
  }

  /** Writes `,key=value`; where the value is skipped, the default tag of the same key. */
  writeTagOrDefault(prefix: EncodedKey, value: unknown, fallback: EncodedKey | undefined): void {
    if (typeof value === 'string' && value !== '') {
      this.writeTag(prefix, value);
      return;
    }
    this.skipTag(value);
    if (fallback !== undefined) writeEncoded(this.out, fallback);
  }

  /** Writes `,key=value` of a tag whose value is a string that is not empty. */
  writeTag(prefix: EncodedKey, value: string): void {
    const { out, rules } = this;
    out.room(prefix.length + WORD_ROOM + textRoom(value.length));
    const { bytes, view } = out;
    const start = copyEncoded(bytes, view, out.pos, prefix);
    const end = writeTagValue(bytes, view, start, value, rules.key, rules.doublesBackslash);
    if (end - start > rules.componentLimit) throw tooLong('tag value', rules.componentLimit);
    out.pos = end;
  }

  /** Refuses a tag value that is empty or not a string, unless empty ones are to be skipped. */
  skipTag(value: unknown): void {
    if (value !== undefined && value !== null && value !== '') {
      throw new EncodeError('type', `the tag value must be a string, got ${kindOf(value)}; use String(value)`);
    }
    if (this.skipEmpty) return;
    throw value === ''
      ? new EncodeError('empty', 'the tag value is empty, which servers reject; leave it out, or set skipEmpty')
      : new EncodeError('missing', `the tag value is ${value}; leave it out, or set skipEmpty`);
  }

  /** Writes `,key=value` of a float field; the first comma of a line's fields becomes a space at the end. */
  writeFloatField(prefix: EncodedKey, value: number): void {
    // true for NaN and the infinities alone
    if (value - value !== 0) throw notFinite(value);
    const { out } = this;
    out.room(prefix.length + WORD_ROOM + FLOAT_ROOM);
    const { bytes, view } = out;
    out.pos = writeFloat(bytes, view, copyEncoded(bytes, view, out.pos, prefix), value);
  }

  /** Writes `,key="value"`. */
  writeStringField(prefix: EncodedKey, value: string): void {
    const { out } = this;
    out.room(prefix.length + WORD_ROOM + textRoom(value.length));
    const { bytes, view } = out;
    const start = copyEncoded(bytes, view, out.pos, prefix);
    const end = writeString(bytes, view, start, value);
    if (end - start - 2 > this.rules.stringLimit) throw tooLong('string', this.rules.stringLimit);
    out.pos = end;
  }

  /** Writes `,key=t` or `,key=f`. */
  writeBooleanField(prefix: EncodedKey, value: boolean): void {
    const { out } = this;
    out.room(prefix.length + WORD_ROOM + 1);
    const { bytes } = out;
    const pos = copyEncoded(bytes, out.view, out.pos, prefix);
    bytes[pos] = value ? 116 : 102;
    out.pos = pos + 1;
  }

  /** Writes `,key=value` of a field of any type but float. */
  writeField(prefix: EncodedKey, value: unknown): void {
    if (typeof value === 'string') this.writeStringField(prefix, value);
    else if (typeof value === 'boolean') this.writeBooleanField(prefix, value);
    else if (value === undefined || value === null) this.skipField(value);
    else if (typeof value === 'bigint') this.writeIntField(prefix, value);
    else if (typeof value === 'number') this.writeFloatField(prefix, value);
    else if (typeof value !== 'object') throw noFieldValue(value);
    else {
      // by its type, not its class: another copy of this package has other classes
      const { type, exact } = value as Int | Uint;
      if (type === 'int') this.writeIntField(prefix, exact);
      else if (type === 'uint') this.writeUintField(prefix, exact);
      else if (value instanceof InvalidFieldType) throw wrongType(value.type, value.value);
      else throw noFieldValue(value);
    }
  }

  /** Refuses a missing field value, unless those are to be skipped. */
  skipField(value: undefined | null): void {
    if (!this.skipEmpty) throw absent(value);
  }

  /** Writes `,key=1i`. */
  writeIntField(prefix: EncodedKey, value: number | bigint): void {
    const { out } = this;
    out.room(prefix.length + WORD_ROOM + INTEGER_ROOM);
    const { bytes } = out;
    let pos = copyEncoded(bytes, out.view, out.pos, prefix);
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value)) throw notInteger(value);
      pos = writeInteger(bytes, out.view, pos, value);
    } else {
      if (typeof value !== 'bigint') throw wrongType('int', value, 'a number or a bigint');
      if (!isInt64(value))
        throw new EncodeError('out-of-range', 'the integer is out of range, which is −2^63 to 2^63 − 1');
      pos = writeInt64(bytes, out.view, pos, value);
    }
    bytes[pos] = 105;
    out.pos = pos + 1;
  }

  /** Writes `,key=1u`. */
  writeUintField(prefix: EncodedKey, value: number | bigint): void {
    if (!this.rules.unsigned) {
      throw new EncodeError('unsupported', 'InfluxDB 1.x has no unsigned integers; use int(), or a float');
    }
    const { out } = this;
    out.room(prefix.length + WORD_ROOM + INTEGER_ROOM);
    const { bytes } = out;
    let pos = copyEncoded(bytes, out.view, out.pos, prefix);
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value)) throw notInteger(value);
      if (value < 0) throw new EncodeError('out-of-range', 'the unsigned integer is negative');
      pos = writeInteger(bytes, out.view, pos, value);
    } else {
      if (typeof value !== 'bigint') throw wrongType('uint', value, 'a number or a bigint');
      if (!isUint64(value)) {
        throw new EncodeError('out-of-range', 'the unsigned integer is out of range, which is 0 to 2^64 − 1');
      }
      const text = String(value);
      for (let i = 0; i < text.length; i++) bytes[pos++] = text.charCodeAt(i);
    }
    bytes[pos] = 117;
    out.pos = pos + 1;
  }

  /** Ends the fields of a line, of which there has to be one. */
  endFields(measurement: string, start: number, end: number, field: KeyNode): void {
    if (this.out.pos === end) throw noField(measurement);
    this.out.bytes[end] = SPACE;
    this.checkSeriesKey(measurement, end - start, field.longest);
  }

  /** 1.x and 2.x store each field under the series key, four bytes and the field key, and limit the whole. */
  checkSeriesKey(measurement: string, length: number, longestField: number): void {
    const limit = this.rules.seriesKeyLimit;
    if (length + longestField + 4 <= limit) return;
    throw new PointError(
      measurement,
      'point',
      undefined,
      'too-long',
      `measurement, tags and a field key take more than the ${limit} bytes that servers accept`,
    );
  }

  /** Writes a space and the timestamp, or the clock's, or nothing. */
  writeTimestamp(measurement: string, timestamp: Timestamp | null | undefined): void {
    const out = this.out;
    let writer = this.timestamps;
    let value = timestamp;
    if (value === undefined || value === null) {
      if (this.#clock === undefined) return;
      value = this.#clock();
      writer = this.wireTimestamps;
    }
    // the end of the line fits as well
    out.room(TIMESTAMP_ROOM);
    out.bytes[out.pos++] = SPACE;
    try {
      writer.write(out, value);
    } catch (error) {
      throw withContext(error, measurement, 'timestamp', undefined);
    }
  }

  /** The same for a count of 64 bits in two halves; false where it has to be written as a bigint. */
  writeInt64Timestamp(low: number, high: number): boolean {
    const out = this.out;
    out.room(TIMESTAMP_ROOM);
    out.bytes[out.pos++] = SPACE;
    return this.timestamps.writeHalves(out, low, high);
  }
}

/**
 * What other clients call parts of a point. Left unread, the point would get the time of the clock, or no tags, without a word.
 *
 * @throws PointError for a point without a part that it has under another name
 */
function refuseMisnamed(point: PointData): void {
  const { timestamp, tags, time, tag } = point as PointData & { readonly time?: unknown; readonly tag?: unknown };
  const [given, name] =
    timestamp == null && time != null
      ? ['time', 'timestamp']
      : tags == null && typeof tag === 'object' && tag
        ? ['tag', 'tags']
        : [];
  if (given)
    throw new PointError(
      point.measurement,
      'point',
      undefined,
      'type',
      `has \`${given}\`; the property is called \`${name}\``,
    );
}

export function noField(measurement: string): PointError {
  return new PointError(measurement, 'point', undefined, 'no-field', 'there is no field; a point needs at least one');
}

export function absent(value: undefined | null): EncodeError {
  return new EncodeError('missing', `the value is ${value}; leave it out, or set skipEmpty`);
}

function noFieldValue(value: unknown): EncodeError {
  return new EncodeError(
    'type',
    `a field value must be a number, a bigint, a boolean, a string, int() or uint(), got ${kindOf(value)}`,
  );
}

function notFinite(value: number): EncodeError {
  return new EncodeError('not-finite', `the value is ${value}; line protocol carries finite numbers only`);
}

function notInteger(value: number): EncodeError {
  return Number.isInteger(value)
    ? new EncodeError('inexact', 'the integer is a number beyond 2^53 − 1, which is not exact; use a bigint')
    : new EncodeError('not-integer', 'the value is not an integer; round it first, or write it as a float');
}

function tooLong(what: string, limit: number): EncodeError {
  return new EncodeError('too-long', `the ${what} takes more than the ${limit} bytes that servers accept`);
}

/** A value of another type than that of its field. */
export function wrongType(type: FieldType, value: unknown, takes: string = FIELD_TYPES[type].takes): EncodeError {
  return new EncodeError('type', `the field is ${FIELD_TYPES[type].name}, which takes ${takes}, got ${kindOf(value)}`);
}
