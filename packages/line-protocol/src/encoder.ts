import { kindOf } from '@influxkit/internal/message';
import { checkPrecision, type Rules, rulesOf } from './dialect.js';
import { writeInteger } from './digits.js';
import { PointError, Refusal } from './errors.js';
import { FLOAT_ROOM, writeFloat } from './float.js';
import { writeInt64 } from './int64.js';
import { type Int, isInt64, isUint64, type Uint } from './integer.js';
import { inherited, ownOnly } from './own-keys.js';
import { Context, type KeyNode, type MeasurementPlan, named, sharedContext } from './plan.js';
import { Mistyped, type Point } from './point.js';
import { copyPrepared, type Prepared, type Sink, WORD_ROOM, writePrepared } from './sink.js';
import { textRoom, writeString, writeTagValue } from './text.js';
import { type Timestamp, TimestampWriter } from './timestamp.js';
import type { EncodeOptions, PointData } from './types.js';

const SPACE = 32;
/** `-9223372036854775808i`, and what the digit writers touch beyond it. */
const INTEGER_ROOM = 32;
const TIMESTAMP_ROOM = 34;

/** Writes points into a sink. What it needs to know it learns once: the options, and the keys as they come. */
export class Encoder {
  readonly sink: Sink;
  readonly rules: Rules;
  readonly context: Context;
  readonly timestamps: TimestampWriter;
  readonly skipEmpty: boolean;
  private readonly clock: (() => number | bigint) | undefined;
  private readonly wireClock: TimestampWriter;
  /** Tag values of the point at hand, in the order of its keys. */
  private readonly values: unknown[] = [];

  constructor(options: EncodeOptions, sink: Sink) {
    const rules = rulesOf(options.dialect ?? 'v2');
    const precision = options.precision ?? 'ns';
    checkPrecision(precision, rules);
    const unit = options.timestampUnit ?? precision;
    checkPrecision(unit, rulesOf('v1'));
    const rounding = options.rounding ?? 'error';
    if (rounding !== 'error' && rounding !== 'floor') throw new TypeError("rounding: must be 'error' or 'floor'");
    this.sink = sink;
    this.rules = rules;
    this.context = options.defaultTags === undefined ? sharedContext(rules) : new Context(rules, options.defaultTags);
    this.timestamps = new TimestampWriter(precision, unit, rounding);
    this.wireClock = new TimestampWriter(precision, precision, 'error');
    this.skipEmpty = options.skipEmpty ?? false;
    this.clock = options.clock;
  }

  /** Appends a line without its end. Leaves half a line behind when it throws: the caller rewinds. */
  writePlain(point: PointData): void {
    if (typeof point !== 'object' || point === null) {
      throw new PointError(undefined, 'point', undefined, 'type', `must be an object, got ${kindOf(point)}`);
    }
    const measurement = point.measurement;
    const tags = point.tags;
    const fields = point.fields;
    const plan = this.context.planFor(measurement);
    const start = this.sink.pos;
    writePrepared(this.sink, plan.head);

    let node = plan.tags;
    if (tags !== undefined && tags !== null) {
      if (typeof tags !== 'object') {
        throw new PointError(measurement, 'point', undefined, 'type', `tags must be an object, got ${kindOf(tags)}`);
      }
      node = this.collectTags(plan, tags);
    }
    this.writeTags(measurement, node);

    if (typeof fields !== 'object' || fields === null) {
      // a fluent point of another copy of this package: ES module beside CommonJS
      const { toPointData } = point as { toPointData?: () => PointData };
      if (typeof toPointData === 'function') {
        this.sink.pos = start;
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
    const end = this.sink.pos;
    const field = this.writeFields(plan, fields);
    this.endFields(measurement, start, end, field);
    this.writeTimestamp(measurement, point.timestamp);
  }

  /** Takes the values of tags in the order of their keys. */
  private collectTags(plan: MeasurementPlan, tags: { readonly [key: string]: unknown }): KeyNode {
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
    if (last !== undefined && inherited(tags, last)) return this.collectTags(plan, ownOnly(tags));
    if (failure !== undefined) throw failure;
    return node;
  }

  private writeFields(plan: MeasurementPlan, fields: { readonly [key: string]: unknown }): KeyNode {
    const start = this.sink.pos;
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
      this.sink.pos = start;
      return this.writeFields(plan, ownOnly(fields));
    }
    if (failure !== undefined) throw named(failure, plan.name, 'field', last ?? '');
    return node;
  }

  /** The same for a fluent point, whose keys and values lie in turn in two lists. */
  writeFluent(point: Point): void {
    const measurement = point.measurement;
    const { tagList, fieldList } = point.lists;
    const plan = this.context.planFor(measurement);
    const start = this.sink.pos;
    writePrepared(this.sink, plan.head);

    const values = this.values;
    let node = plan.tags;
    for (let i = 0; i < tagList.length; i += 2) {
      const key = tagList[i] as string;
      node = node.nextKey === key ? node.nextNode : node.step(key, plan, 'tag');
      values[i >> 1] = tagList[i + 1];
    }
    this.writeTags(measurement, node);

    const end = this.sink.pos;
    let field = plan.fields;
    let current = '';
    try {
      for (let i = 0; i < fieldList.length; i += 2) {
        const key = fieldList[i] as string;
        current = key;
        field = field.nextKey === key ? field.nextNode : field.step(key, plan, 'field');
        const value = fieldList[i + 1];
        if (typeof value === 'number') this.writeFloatField(field.prefix, value);
        else this.writeField(field.prefix, value);
      }
      if (field.repeats) this.rewriteFields(end, plan, fieldList);
    } catch (error) {
      throw named(error, measurement, 'field', current);
    }
    this.endFields(measurement, start, end, field);
    this.writeTimestamp(measurement, point.lists.time);
  }

  /** A key set twice counts once, with its last value. */
  private rewriteFields(end: number, plan: MeasurementPlan, fieldList: readonly unknown[]): void {
    const last = new Map<string, unknown>();
    for (let i = 0; i < fieldList.length; i += 2) last.set(fieldList[i] as string, fieldList[i + 1]);
    this.sink.pos = end;
    let field = plan.fields;
    for (const [key, value] of last) {
      field = field.nextKey === key ? field.nextNode : field.step(key, plan, 'field');
      this.writeField(field.prefix, value);
    }
  }

  private writeTags(measurement: string, node: KeyNode): void {
    const { sink, values } = this;
    const { slots, prefixes, keys, defaults } = node.tagOrder(this.context.defaultTags);
    let i = 0;
    try {
      for (; i < slots.length; i++) {
        const slot = slots[i] as number;
        const prefix = prefixes[i] as Prepared;
        if (slot < 0) {
          writePrepared(sink, prefix);
          continue;
        }
        const value = values[slot];
        if (typeof value === 'string' && value !== '') {
          this.writeTag(prefix, value);
        } else {
          this.skipTag(value);
          const instead = defaults[i];
          if (instead !== undefined) writePrepared(sink, instead);
        }
      }
    } catch (error) {
      throw named(error, measurement, 'tag', keys[i]);
    }
  }

  /** Writes `,key=value` of a tag whose value is text and not empty. */
  writeTag(prefix: Prepared, value: string): void {
    const { sink, rules } = this;
    sink.room(prefix.length + WORD_ROOM + textRoom(value.length));
    const { bytes } = sink;
    const start = copyPrepared(bytes, sink.view, sink.pos, prefix);
    const end = writeTagValue(bytes, start, value, rules.key, rules.doublesBackslash);
    if (end - start > rules.componentLimit) throw tooLong('tag value', rules.componentLimit);
    sink.pos = end;
  }

  /** Refuses a tag value that is no text or empty, unless those are to be skipped. */
  skipTag(value: unknown): void {
    if (value !== undefined && value !== null && value !== '') {
      throw new Refusal('type', `the tag value must be text, got ${kindOf(value)}; use String(value)`);
    }
    if (this.skipEmpty) return;
    throw value === ''
      ? new Refusal('empty', 'the tag value is empty, which servers reject; leave it out, or set skipEmpty')
      : new Refusal('missing', `the tag value is ${value}; leave it out, or set skipEmpty`);
  }

  /** Writes `,key=value` of a float field; the first comma of a line's fields becomes a space at the end. */
  writeFloatField(prefix: Prepared, value: number): void {
    // true for NaN and the infinities alone
    if (value - value !== 0) throw notFinite(value);
    const { sink } = this;
    sink.room(prefix.length + WORD_ROOM + FLOAT_ROOM);
    const { bytes, view } = sink;
    sink.pos = writeFloat(bytes, view, copyPrepared(bytes, view, sink.pos, prefix), value);
  }

  /** Writes `,key="value"`. */
  writeStringField(prefix: Prepared, value: string): void {
    const { sink } = this;
    sink.room(prefix.length + WORD_ROOM + textRoom(value.length));
    const { bytes } = sink;
    const start = copyPrepared(bytes, sink.view, sink.pos, prefix);
    const end = writeString(bytes, start, value);
    if (end - start - 2 > this.rules.stringLimit) throw tooLong('string', this.rules.stringLimit);
    sink.pos = end;
  }

  /** Writes `,key=t` or `,key=f`. */
  writeBooleanField(prefix: Prepared, value: boolean): void {
    const { sink } = this;
    sink.room(prefix.length + WORD_ROOM + 1);
    const { bytes } = sink;
    const pos = copyPrepared(bytes, sink.view, sink.pos, prefix);
    bytes[pos] = value ? 116 : 102;
    sink.pos = pos + 1;
  }

  /** Writes `,key=value` of a field of any type but float. */
  private writeField(prefix: Prepared, value: unknown): void {
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
      else if (value instanceof Mistyped) throw wrongType(value.type, value.wanted, value.value);
      else throw noFieldValue(value);
    }
  }

  /** Refuses a missing field value, unless those are to be skipped. */
  skipField(value: undefined | null): void {
    if (!this.skipEmpty) throw absent(value);
  }

  /** Writes `,key=1i`. */
  writeIntField(prefix: Prepared, value: number | bigint): void {
    const { sink } = this;
    sink.room(prefix.length + WORD_ROOM + INTEGER_ROOM);
    const { bytes } = sink;
    let pos = copyPrepared(bytes, sink.view, sink.pos, prefix);
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value)) throw notInteger(value);
      pos = writeInteger(bytes, sink.view, pos, value);
    } else {
      if (typeof value !== 'bigint') throw wrongType('an integer', 'a number or a bigint', value);
      if (!isInt64(value)) throw new Refusal('out-of-range', 'the integer is out of range, which is −2^63 to 2^63 − 1');
      pos = writeInt64(bytes, sink.view, pos, value);
    }
    bytes[pos] = 105;
    sink.pos = pos + 1;
  }

  /** Writes `,key=1u`. */
  writeUintField(prefix: Prepared, value: number | bigint): void {
    if (!this.rules.unsigned) {
      throw new Refusal('unsupported', 'InfluxDB 1.x has no unsigned integers; use int(), or a float');
    }
    const { sink } = this;
    sink.room(prefix.length + WORD_ROOM + INTEGER_ROOM);
    const { bytes } = sink;
    let pos = copyPrepared(bytes, sink.view, sink.pos, prefix);
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value)) throw notInteger(value);
      if (value < 0) throw new Refusal('out-of-range', 'the unsigned integer is negative');
      pos = writeInteger(bytes, sink.view, pos, value);
    } else {
      if (typeof value !== 'bigint') throw wrongType('an unsigned integer', 'a number or a bigint', value);
      if (!isUint64(value)) {
        throw new Refusal('out-of-range', 'the unsigned integer is out of range, which is 0 to 2^64 − 1');
      }
      const text = String(value);
      for (let i = 0; i < text.length; i++) bytes[pos++] = text.charCodeAt(i);
    }
    bytes[pos] = 117;
    sink.pos = pos + 1;
  }

  private endFields(measurement: string, start: number, end: number, field: KeyNode): void {
    if (this.sink.pos === end) throw noField(measurement);
    this.sink.bytes[end] = SPACE;
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
    const sink = this.sink;
    let writer = this.timestamps;
    let value = timestamp;
    if (value === undefined || value === null) {
      if (this.clock === undefined) return;
      value = this.clock();
      writer = this.wireClock;
    }
    // the end of the line fits as well
    sink.room(TIMESTAMP_ROOM);
    sink.bytes[sink.pos++] = SPACE;
    try {
      writer.write(sink, value);
    } catch (error) {
      throw named(error, measurement, 'timestamp', undefined);
    }
  }
}

export function noField(measurement: string): PointError {
  return new PointError(measurement, 'point', undefined, 'no-field', 'there is no field; a point needs at least one');
}

export function absent(value: undefined | null): Refusal {
  return new Refusal('missing', `the value is ${value}; leave it out, or set skipEmpty`);
}

function noFieldValue(value: unknown): Refusal {
  return new Refusal('type', `a field is a number, bigint, boolean, string, int() or uint(), got ${kindOf(value)}`);
}

function notFinite(value: number): Refusal {
  return new Refusal('not-finite', `the value is ${value}; line protocol carries finite numbers only`);
}

function notInteger(value: number): Refusal {
  return Number.isInteger(value)
    ? new Refusal('inexact', 'the integer is a number beyond 2^53 − 1, which is not exact; use a bigint')
    : new Refusal('not-integer', 'the value is not an integer; round it first, or write it as a float');
}

function tooLong(what: string, limit: number): Refusal {
  return new Refusal('too-long', `the ${what} takes more than the ${limit} bytes that servers accept`);
}

/** A value of another kind than a schema says. */
export function wrongType(type: string, wanted: string, value: unknown): Refusal {
  return new Refusal('type', `the field is ${type}, which takes ${wanted}, got ${kindOf(value)}`);
}
