import { writeEncoded } from './byte-writer.js';
import type { Encoder } from './encoder.js';
import { InvalidFieldType } from './field-type.js';
import { Int, Uint } from './integer.js';
import type { MeasurementPlan } from './key-plan.js';
import type { FieldValue, PointData } from './point-data.js';
import { withContext } from './point-error.js';
import { SelfWritingPoint } from './prepared-point.js';
import type { Timestamp } from './timestamp.js';

/** What a {@link Point} has collected: keys and values in turn. */
interface PointLists {
  readonly tagList: (string | null | undefined)[];
  readonly fieldList: unknown[];
  time: Timestamp | null | undefined;
}

/**
 * A point made step by step, as in the official clients. Nothing is checked until it is encoded; a key set twice
 * counts once, with its last value.
 *
 * @example
 * import { Point } from '@influxkit/influxdb';
 *
 * const point = new Point('cpu').tag('host', 'a').floatField('usage', 0.5).timestamp(new Date());
 */
export class Point extends SelfWritingPoint {
  readonly measurement: string;
  private readonly lists: PointLists;

  constructor(measurement: string) {
    super();
    this.measurement = measurement;
    this.lists = { tagList: [], fieldList: [], time: undefined };
  }

  /** The same as `new Point(name)`. */
  static measurement(name: string): Point {
    return new Point(name);
  }

  tag(key: string, value: string | null | undefined): this {
    this.lists.tagList.push(key, value);
    return this;
  }

  /** A 64-bit float; NaN and ±Infinity are refused when the point is encoded. */
  floatField(key: string, value: number): this {
    this.lists.fieldList.push(key, typeof value === 'number' ? value : new InvalidFieldType('float', value));
    return this;
  }

  /** A signed integer: a safe integer, or a bigint of −2^63 to 2^63 − 1. */
  intField(key: string, value: number | bigint): this {
    this.lists.fieldList.push(key, new Int(value));
    return this;
  }

  /** An unsigned integer: a safe integer of 0 or more, or a bigint up to 2^64 − 1. */
  uintField(key: string, value: number | bigint): this {
    this.lists.fieldList.push(key, new Uint(value));
    return this;
  }

  booleanField(key: string, value: boolean): this {
    this.lists.fieldList.push(key, typeof value === 'boolean' ? value : new InvalidFieldType('boolean', value));
    return this;
  }

  stringField(key: string, value: string): this {
    this.lists.fieldList.push(key, typeof value === 'string' ? value : new InvalidFieldType('string', value));
    return this;
  }

  /** A field of the type that its value has: see {@link FieldValue}. */
  field(key: string, value: FieldValue | null | undefined): this {
    this.lists.fieldList.push(key, value);
    return this;
  }

  /** When it happened; left out, the server takes its own clock. */
  timestamp(time: Timestamp | null | undefined): this {
    this.lists.time = time;
    return this;
  }

  /** @internal called by a `LineBuffer` */
  writeTo(encoder: Encoder): void {
    const { measurement } = this;
    const { tagList, fieldList, time } = this.lists;
    const { out, values } = encoder;
    const plan = encoder.context.planFor(measurement);
    const start = out.pos;
    writeEncoded(out, plan.head);

    let node = plan.tags;
    for (let i = 0; i < tagList.length; i += 2) {
      const key = tagList[i] as string;
      node = node.nextKey === key ? node.nextNode : node.step(key, plan, 'tag');
      values[i >> 1] = tagList[i + 1];
    }
    encoder.writeTags(measurement, node);

    const end = out.pos;
    let field = plan.fields;
    let current = '';
    try {
      for (let i = 0; i < fieldList.length; i += 2) {
        const key = fieldList[i] as string;
        current = key;
        field = field.nextKey === key ? field.nextNode : field.step(key, plan, 'field');
        const value = fieldList[i + 1];
        if (typeof value === 'number') encoder.writeFloatField(field.prefix, value);
        else encoder.writeField(field.prefix, value);
      }
      if (field.repeats) rewriteFields(encoder, end, plan, fieldList);
    } catch (error) {
      throw withContext(error, measurement, 'field', current);
    }
    encoder.endFields(measurement, start, end, field);
    encoder.writeTimestamp(measurement, time);
  }

  /** The same point as a plain object. */
  toPointData(): PointData {
    const { tagList, fieldList, time } = this.lists;
    return {
      measurement: this.measurement,
      tags: pairs<string | null | undefined>(tagList),
      fields: pairs<FieldValue | null | undefined>(fieldList),
      timestamp: time,
    };
  }
}

/** A key set twice counts once, with its last value. */
function rewriteFields(encoder: Encoder, end: number, plan: MeasurementPlan, fieldList: readonly unknown[]): void {
  const last = new Map<string, unknown>();
  for (let i = 0; i < fieldList.length; i += 2) last.set(fieldList[i] as string, fieldList[i + 1]);
  encoder.out.pos = end;
  let field = plan.fields;
  for (const [key, value] of last) {
    field = field.nextKey === key ? field.nextNode : field.step(key, plan, 'field');
    encoder.writeField(field.prefix, value);
  }
}

function pairs<Value>(list: readonly unknown[]): { [key: string]: Value } {
  const entries: [string, Value][] = [];
  for (let i = 0; i < list.length; i += 2) entries.push([list[i] as string, list[i + 1] as Value]);
  return Object.fromEntries(entries);
}
