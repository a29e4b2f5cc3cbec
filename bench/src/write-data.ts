import type { PointData } from '@influxkit/line-protocol';
import { below, twoDecimals, type WideFields, type WideTags, wideTags } from './line-protocol-data.js';

const ROWS = 10_000;
const FIELDS = 10;

/** The tags of the series that rows belong to. */
export const series: readonly WideTags[] = Array.from({ length: 1000 }, wideTags);

// Columns, not objects: ten thousand of those would be the greater part of the memory that this suite measures.
const seriesIndex: Uint16Array = Uint16Array.from({ length: ROWS }, () => below(series.length));
const values: Float64Array = Float64Array.from({ length: ROWS * FIELDS }, twoDecimals);

/** Which series row number n belongs to. */
export const seriesOfRow = (n: number): number => seriesIndex[n % ROWS] as number;

/** When row number n was measured: no two at the same time. */
export const timeOf = (n: number): number => 1_700_000_000_000 + n;

/** Tags of row number n. Tags and values come around again, the time never does. */
export const tagsOf = (n: number): WideTags => series[seriesOfRow(n)] as WideTags;

/** Value `field` of row number n. */
export const fieldOf = (n: number, field: number): number => values[(n % ROWS) * FIELDS + field] as number;

const fieldsOf = (n: number): WideFields => ({
  usage_user: fieldOf(n, 0),
  usage_system: fieldOf(n, 1),
  usage_idle: fieldOf(n, 2),
  usage_nice: fieldOf(n, 3),
  usage_iowait: fieldOf(n, 4),
  usage_irq: fieldOf(n, 5),
  usage_softirq: fieldOf(n, 6),
  usage_steal: fieldOf(n, 7),
  usage_guest: fieldOf(n, 8),
  usage_guest_nice: fieldOf(n, 9),
});

/** Row number n as a plain point, made anew. */
export const pointOf = (n: number): PointData => ({
  measurement: 'cpu',
  tags: tagsOf(n) as never,
  fields: fieldsOf(n) as never,
  timestamp: timeOf(n),
});
