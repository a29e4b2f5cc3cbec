import { CellReader } from '../csv/cell-reader.js';
import { TIME_DATE, TIME_NS } from '../csv/kinds.js';
import type { InfluxQLDecodeOptions } from './options.js';

/** A time as it stands in an answer, made what the caller chose. Undefined for what is no time. */
export type TimeDecoder = (value: unknown) => bigint | Date | number | string | null | undefined;

const fromText = (text: string, kind: typeof TIME_NS | typeof TIME_DATE): bigint | Date | undefined => {
  const reader = new CellReader(44, 64);
  const bytes = new TextEncoder().encode(`${text}\n`);
  reader.load(bytes);
  const value = reader.value(kind, 0);
  return reader.at === bytes.length - 1 ? (value as bigint | Date) : undefined;
};

const toNanoseconds: TimeDecoder = (value) => {
  if (typeof value === 'bigint' || value === null) return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' ? fromText(value, TIME_NS) : undefined;
};

const toDate: TimeDecoder = (value) => {
  if (value === null) return null;
  if (typeof value === 'number') return new Date(value);
  return typeof value === 'string' ? fromText(value, TIME_DATE) : undefined;
};

const asItIs: TimeDecoder = (value) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || value === null
    ? value
    : undefined;

/** How times are decoded; a server that ignores the asked-for unit answers text, which is decoded as well. */
export const timeDecoder = ({ epoch, times = 'ns' }: InfluxQLDecodeOptions): TimeDecoder => {
  if (epoch !== undefined) return epoch === 'ns' ? toNanoseconds : asItIs;
  return times === 'ns' ? toNanoseconds : times === 'date' ? toDate : asItIs;
};
