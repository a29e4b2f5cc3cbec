// What a fake InfluxDB 1.x or 2.x keeps: buckets, which 1.x calls databases, with their points.
import { Int, type ParsedFieldValue, type ParsedPoint, Uint } from '@influxkit/line-protocol';

/** A point with a time. */
export type StoredPoint = ParsedPoint & { readonly timestamp: bigint };

/** Which points, by time and by tags, measurement or fields. */
export interface Selection {
  readonly bucket: string;
  /** From this time on, in nanoseconds. */
  readonly start: bigint;
  /** Before this time. */
  readonly stop: bigint;
  /** Values of `_measurement`, `_field` and tags: those of one name are alternatives. */
  readonly where: ReadonlyMap<string, readonly string[]>;
}

/** One field of a point. */
export interface SelectedValue {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly field: string;
  readonly time: bigint;
  readonly value: ParsedFieldValue;
}

/** The type of a field as InfluxDB names it. */
export type FieldType = 'float' | 'integer' | 'unsigned' | 'boolean' | 'string';

export const fieldTypeOf = (value: ParsedFieldValue): FieldType => {
  if (value instanceof Int) return 'integer';
  if (value instanceof Uint) return 'unsigned';
  return typeof value === 'number' ? 'float' : (typeof value as 'boolean' | 'string');
};

export class PointStore {
  readonly points: Map<string, StoredPoint[]> = new Map();

  /**
   * Keeps points; a field of another type than it has already is refused, with its whole point.
   *
   * @returns what was refused, in InfluxDB's words
   */
  write(bucket: string, points: readonly ParsedPoint[], now: bigint): string[] {
    const stored = this.#of(bucket);
    const refused: string[] = [];
    for (const point of points) {
      const conflict = conflictOf(stored, point);
      if (conflict === undefined) this.#keep(stored, { ...point, timestamp: point.timestamp ?? now });
      else refused.push(conflict);
    }
    return refused;
  }

  /** Deletes whole points. */
  delete(selection: Selection): void {
    const kept = this.#of(selection.bucket).filter((point) => !fits(point, selection));
    this.points.set(selection.bucket, kept);
  }

  /** The values that fit, by series in the order in which those came, and by time. */
  select(selection: Selection): SelectedValue[][] {
    const series = new Map<string, SelectedValue[]>();
    const fields = selection.where.get('_field');
    for (const point of this.#of(selection.bucket)) {
      if (!fits(point, selection)) continue;
      const { measurement, tags, timestamp: time } = point;
      for (const [field, value] of Object.entries(point.fields)) {
        if (fields !== undefined && !fields.includes(field)) continue;
        const key = JSON.stringify([measurement, field, Object.entries(tags).sort()]);
        const values = series.get(key) ?? [];
        values.push({ measurement, tags, field, time, value });
        series.set(key, values);
      }
    }
    for (const values of series.values()) values.sort((one, other) => Number(one.time - other.time));
    return [...series.values()];
  }

  #of(bucket: string): StoredPoint[] {
    const found = this.points.get(bucket) ?? [];
    this.points.set(bucket, found);
    return found;
  }

  /** A point of the same series and time takes over its fields, as InfluxDB has it. */
  #keep(stored: StoredPoint[], point: StoredPoint): void {
    const same = stored.findIndex((one) => one.timestamp === point.timestamp && seriesOf(one) === seriesOf(point));
    const before = stored[same];
    if (before === undefined) stored.push(point);
    else stored[same] = { ...point, fields: { ...before.fields, ...point.fields } };
  }
}

const seriesOf = ({ measurement, tags }: ParsedPoint): string =>
  JSON.stringify([measurement, Object.entries(tags).sort()]);

function conflictOf(stored: readonly ParsedPoint[], { measurement, fields }: ParsedPoint): string | undefined {
  for (const [key, value] of Object.entries(fields)) {
    const known = stored.find((one) => one.measurement === measurement && key in one.fields)?.fields[key];
    if (known !== undefined && fieldTypeOf(known) !== fieldTypeOf(value))
      return `field type conflict: input field "${key}" on measurement "${measurement}" is type ${fieldTypeOf(value)}, already exists as type ${fieldTypeOf(known)}`;
  }
  return undefined;
}

const fits = (point: StoredPoint, { start, stop, where }: Selection): boolean =>
  point.timestamp >= start &&
  point.timestamp < stop &&
  [...where].every(([name, values]) => {
    if (name === '_measurement') return values.includes(point.measurement);
    if (name === '_field') return values.some((field) => field in point.fields);
    return values.includes(point.tags[name] ?? '');
  });
