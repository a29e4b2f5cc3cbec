import type { PointData } from '@influxkit/line-protocol';
import { decimals, type WideFields, type WideTags } from './line-protocol-data.js';

export const { rows, series } = decimals();

/** Row number n: tags and values come around again, the time never does. */
export function rowOf(n: number): { tags: WideTags; fields: WideFields; time: number } {
  const row = rows[n % rows.length];
  if (!row) throw new Error('there are no rows');
  return { tags: row.tags, fields: row.fields, time: 1_700_000_000_000 + n };
}

/** The same as a plain point. */
export function pointOf(n: number): PointData {
  const row = rows[n % rows.length];
  if (!row) throw new Error('there are no rows');
  return { measurement: 'cpu', tags: row.tags as never, fields: row.fields as never, timestamp: 1_700_000_000_000 + n };
}
