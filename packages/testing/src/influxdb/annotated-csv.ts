// Results as InfluxDB 2.x writes them.

import { formatRfc3339 } from '@influxkit/internal/rfc3339';
import { Int, type ParsedFieldValue, Uint } from '@influxkit/line-protocol';
import { fieldTypeOf, type SelectedValue } from './point-store.js';
import type { FluxSelection } from './read-query.js';

const DATATYPES = { float: 'double', integer: 'long', unsigned: 'unsignedLong', boolean: 'boolean', string: 'string' };

/** A time in nanoseconds as RFC 3339. */
export function rfc3339(time: bigint): string {
  const nanoseconds = ((time % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return formatRfc3339(Number((time - nanoseconds) / 1_000_000_000n), Number(nanoseconds));
}

/** Each series as a table; those whose columns are the same stand in one block. */
export function seriesCsv(
  series: readonly (readonly SelectedValue[])[],
  { start, stop, dropped }: FluxSelection,
): string {
  const bounds = [
    { name: '_start', value: rfc3339(start) },
    { name: '_stop', value: rfc3339(stop) },
  ].filter(({ name }) => !dropped.has(name));
  const blocks = new Map<string, string[]>();
  for (const [table, values] of series.entries()) {
    const [first] = values;
    if (first === undefined) continue;
    const tags = Object.keys(first.tags).sort();
    const datatype = DATATYPES[fieldTypeOf(first.value)];
    const heads = [
      ['#datatype', 'string', 'long', ...bounds.map(() => 'dateTime:RFC3339'), 'dateTime:RFC3339', datatype],
      ['#group', 'false', 'false', ...bounds.map(() => 'true'), 'false', 'false'],
      ['#default', '_result', '', ...bounds.map(() => ''), '', ''],
      ['', 'result', 'table', ...bounds.map(({ name }) => name), '_time', '_value'],
    ];
    const keys = ['_field', '_measurement', ...tags];
    const more = [keys.map(() => 'string'), keys.map(() => 'true'), keys.map(() => ''), keys];
    const head = heads.map((cells, index) => row([...cells, ...(more[index] ?? [])])).join('');
    const rows = values.map(({ measurement, field, time, value, tags: given }) =>
      row([
        '',
        '',
        String(table),
        ...bounds.map(({ value }) => value),
        rfc3339(time),
        cell(value),
        field,
        measurement,
        ...tags.map((tag) => given[tag] ?? ''),
      ]),
    );
    blocks.set(head, [...(blocks.get(head) ?? []), ...rows]);
  }
  if (blocks.size === 0) return '\r\n';
  return `${[...blocks].map(([head, rows]) => head + rows.join('')).join('\r\n')}\r\n`;
}

/** Rows that a test gives, as one table: types by the values of the first row that has one. */
export function rowsCsv(given: Iterable<Readonly<Record<string, unknown>>>): string {
  const rows = [...given];
  const names = [...new Set(rows.flatMap((one) => Object.keys(one)))];
  if (names.length === 0) return '\r\n';
  const types = names.map((name) => datatypeOf(rows.map((one) => one[name]).find((value) => value != null)));
  return `${[
    row(['#datatype', 'string', 'long', ...types]),
    row(['#group', 'false', 'false', ...names.map(() => 'false')]),
    row(['#default', '_result', '', ...names.map(() => '')]),
    row(['', 'result', 'table', ...names]),
    ...rows.map((one) => row(['', '', '0', ...names.map((name) => cell(one[name]))])),
  ].join('')}\r\n`;
}

const datatypeOf = (value: unknown): string => {
  if (value instanceof Date) return 'dateTime:RFC3339';
  if (value instanceof Int || typeof value === 'bigint') return 'long';
  if (value instanceof Uint) return 'unsignedLong';
  return typeof value === 'number' ? 'double' : typeof value === 'boolean' ? 'boolean' : 'string';
};

const cell = (value: ParsedFieldValue | unknown): string => {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString();
  return value instanceof Int || value instanceof Uint ? String(value.value) : String(value);
};

const row = (cells: readonly string[]): string =>
  `${cells.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\r\n`;
