import { Int, Uint } from './integer.js';
import type { FieldValue, PointData } from './point-data.js';
import type { Timestamp } from './timestamp.js';

/** What a {@link Point} has collected: keys and values in turn. */
export interface PointLists {
  readonly tagList: (string | null | undefined)[];
  readonly fieldList: unknown[];
  time: Timestamp | null | undefined;
}

/** A value that does not fit the method it was given to; refused when the point is encoded, as all others are. */
export class InvalidFieldType {
  constructor(
    readonly type: string,
    readonly wanted: string,
    readonly value: unknown,
  ) {}
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
export class Point {
  readonly measurement: string;
  /** @internal read by the encoder */
  readonly lists: PointLists;

  constructor(measurement: string) {
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
    this.lists.fieldList.push(
      key,
      typeof value === 'number' ? value : new InvalidFieldType('a float', 'a number', value),
    );
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
    this.lists.fieldList.push(
      key,
      typeof value === 'boolean' ? value : new InvalidFieldType('a boolean', 'true or false', value),
    );
    return this;
  }

  stringField(key: string, value: string): this {
    this.lists.fieldList.push(
      key,
      typeof value === 'string' ? value : new InvalidFieldType('a string', 'a string', value),
    );
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

function pairs<Value>(list: readonly unknown[]): { [key: string]: Value } {
  const entries: [string, Value][] = [];
  for (let i = 0; i < list.length; i += 2) entries.push([list[i] as string, list[i + 1] as Value]);
  return Object.fromEntries(entries);
}
