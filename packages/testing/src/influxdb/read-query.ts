// The queries that a fake InfluxDB responds to by itself: those that select points. It computes nothing.
import { parseRfc3339 } from '@influxkit/internal/rfc3339';
import type { Selection } from './point-store.js';

export const EARLIEST: bigint = -(2n ** 63n);
export const LATEST: bigint = 2n ** 63n - 1n;

/** What Flux selects, and which columns of its result it leaves out. */
export interface FluxSelection extends Selection {
  readonly dropped: ReadonlySet<string>;
}

/**
 * Reads Flux that consists of `from`, `range`, `filter` with `==`, `and` and `or`, and `drop` of the bounds of the range;
 * undefined for any other.
 */
export function readFlux(text: string, now: bigint): FluxSelection | undefined {
  const [from, ...calls] = text
    .replace(/^\s*\/\/.*$/gm, '')
    .split('|>')
    .map((part) => part.trim());
  const bucket = /^from\(\s*bucket:\s*("(?:[^"\\]|\\.)*")\s*\)$/.exec(from ?? '')?.[1];
  if (bucket === undefined) return undefined;
  let start = EARLIEST;
  let stop = now + 1n;
  const where = new Map<string, string[]>();
  const dropped = new Set<string>();
  for (const call of calls) {
    const range = /^range\(\s*start:\s*([^,)]+?)\s*(?:,\s*stop:\s*([^,)]+?)\s*)?\)$/.exec(call);
    if (range !== null) {
      const from = timeOf(range[1] ?? '', now);
      const to = range[2] === undefined ? now + 1n : timeOf(range[2], now);
      if (from === undefined || to === undefined) return undefined;
      [start, stop] = [from, to];
      continue;
    }
    if (/^yield\(.*\)$/.test(call)) continue;
    const columns = /^drop\(\s*columns:\s*\[(.*)\]\s*\)$/s.exec(call)?.[1];
    if (columns !== undefined) {
      const names = columns.split(',').map((name) => name.trim());
      // Without any other column, other rows would share a table.
      if (!names.every((name) => name === '"_start"' || name === '"_stop"')) return undefined;
      for (const name of names) dropped.add(unquoted(name));
      continue;
    }
    const predicate = /^filter\(\s*fn:\s*\(r\)\s*=>\s*(.+)\)$/s.exec(call)?.[1];
    if (predicate === undefined || !addConditions(predicate, where)) return undefined;
  }
  return { bucket: unquoted(bucket), start, stop, where, dropped };
}

/** Conditions of one name joined by `or`, and of several by `and`. @returns false for any other predicate */
function addConditions(predicate: string, where: Map<string, string[]>): boolean {
  for (const part of predicate.split(/\s+and\s+/)) {
    const alternatives = part
      .trim()
      .replace(/^\((.*)\)$/s, '$1')
      .split(/\s+or\s+/);
    const conditions = alternatives.map((one) =>
      /^r(?:\.(\w+)|\[\s*"([^"]+)"\s*\])\s*==\s*("(?:[^"\\]|\\.)*")$/.exec(one.trim()),
    );
    const names = new Set(conditions.map((one) => one?.[1] ?? one?.[2]));
    const [name] = names;
    if (name === undefined || names.size !== 1 || where.has(name)) return false;
    where.set(
      name,
      conditions.map((one) => unquoted(one?.[3] ?? '""')),
    );
  }
  return true;
}

const unquoted = (literal: string): string => literal.slice(1, -1).replace(/\\(.)/g, '$1');

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

/** A time of Flux: `0`, seconds, `now()`, `-1h30m`, or an RFC 3339 time; undefined for any other. */
function timeOf(text: string, now: bigint): bigint | undefined {
  if (text === 'now()') return now;
  if (/^-?\d+$/.test(text)) return BigInt(text) * 1_000_000_000n;
  const duration = /^(-?)((?:\d+(?:ns|us|ms|[smhdw]))+)$/.exec(text);
  if (duration !== null) {
    let length = 0n;
    for (const [, count = '0', unit = 's'] of (duration[2] ?? '').matchAll(/(\d+)(ns|us|ms|[smhdw])/g))
      length += BigInt(count) * (UNITS[unit] ?? 0n);
    return duration[1] === '-' ? now - length : now + length;
  }
  const time = parseRfc3339(text);
  return 'nanoseconds' in time ? time.nanoseconds : undefined;
}

/** Reads a predicate of `/api/v2/delete`, such as `_measurement="cpu" AND host="a"`; undefined for any other. */
export function readPredicate(text: string): ReadonlyMap<string, readonly string[]> | undefined {
  const where = new Map<string, string[]>();
  if (text.trim() === '') return where;
  for (const part of text.trim().split(/\s+AND\s+/i)) {
    const [, name, value] = /^"?([^"=\s]+)"?\s*=\s*["']([^"']*)["']$/.exec(part.trim()) ?? [];
    if (name === undefined || value === undefined) return undefined;
    where.set(name, [value]);
  }
  return where;
}

/** A statement of InfluxQL that a fake InfluxDB knows. */
export type InfluxQLStatement =
  | { readonly kind: 'databases' }
  | { readonly kind: 'create'; readonly database: string }
  | { readonly kind: 'drop'; readonly database: string }
  | {
      readonly kind: 'select';
      readonly measurement: string;
      /** Undefined: all. */
      readonly fields: readonly string[] | undefined;
      readonly tags: ReadonlyMap<string, readonly string[]>;
    };

const NAME = String.raw`("(?:[^"\\]|\\.)+"|\w+)`;

/** Reads `SHOW DATABASES`, `CREATE` and `DROP DATABASE`, and `SELECT` of fields with tags that equal a value. */
export function readInfluxQL(text: string): InfluxQLStatement | undefined {
  const statement = text.trim().replace(/;$/, '');
  if (/^SHOW DATABASES$/i.test(statement)) return { kind: 'databases' };
  const [, verb, database] = new RegExp(`^(CREATE|DROP) DATABASE ${NAME}$`, 'i').exec(statement) ?? [];
  if (verb !== undefined && database !== undefined)
    return { kind: verb.toUpperCase() === 'CREATE' ? 'create' : 'drop', database: named(database) };
  const select = new RegExp(`^SELECT\\s+(.+?)\\s+FROM\\s+${NAME}(?:\\s+WHERE\\s+(.+))?$`, 'is').exec(statement);
  const [, list = '', measurement = '', condition] = select ?? [];
  if (select === null) return undefined;
  const columns = list.split(',').map((one) => new RegExp(`^${NAME}$`).exec(one.trim())?.[1]);
  const isAll = list.trim() === '*';
  if (!isAll && columns.includes(undefined)) return undefined;
  const tags = new Map<string, readonly string[]>();
  for (const part of condition?.split(/\s+AND\s+/i) ?? []) {
    const [, name, value] = new RegExp(`^${NAME}\\s*=\\s*'([^']*)'$`).exec(part.trim()) ?? [];
    if (name === undefined || value === undefined) return undefined;
    tags.set(named(name), [value]);
  }
  const fields = isAll ? undefined : columns.map((one) => named(one ?? ''));
  return { kind: 'select', measurement: named(measurement), fields, tags };
}

const named = (name: string): string => (name.startsWith('"') ? unquoted(name) : name);
