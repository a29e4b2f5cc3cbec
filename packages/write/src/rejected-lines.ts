import type { LineBatch } from '@influxkit/line-protocol';
import type { Batch } from './batch.js';
import { excerpt } from './excerpt.js';
import { split } from './merge.js';
import type { ResponseClass } from './write-response.js';

/** Which lines of a batch a response rejects. */
export interface Rejection {
  /** Reasons by the line's place in the batch, from 0. */
  readonly lines: ReadonlyMap<number, string>;
  /** Whether all other lines are stored for certain. Where they may not be, they are sent again: that changes nothing for those that are. */
  readonly othersStored: boolean;
}

/**
 * Finds the rejected lines in a response, for each way in which servers name them:
 * by number (Serverless and other v3), by string (1.x, 2.x, Cloud v2), by count alone (a conflict of types, retention).
 */
export function findRejectedLines(response: ResponseClass, { lines }: Batch): Rejection {
  const count = lines.lines;
  const { message } = response;
  const entries = numberedEntries(response);
  const numbered = byNumber(response, entries, count);
  // InfluxDB 3 lists them all, and has stored the others. Where a number makes no sense, that is not certain.
  const isPartial = /^partial write\b/.test(message) && Array.isArray(response.json?.['data']);
  const areAllKnown = entries.every(({ line }) => typeof line === 'number' && numbered.has(line - 1));
  if (isPartial && areAllKnown && numbered.size > 0) return { lines: numbered, othersStored: true };
  // Serverless lists 100 at most, and a cluster may be set to store nothing: the others are not certain.
  if (numbered.size > 0) return { lines: numbered, othersStored: numbered.size === count };

  // Only the server's own words count: a line that it quotes may hold the same ones.
  const own = message.split("'", 1)[0] ?? '';
  const dropped = /partial write: /.test(own) ? /\bdropped=(\d+)\s*$/.exec(message) : null;
  if (dropped && Number(dropped[1]) >= count) return { lines: all(count, message), othersStored: true };

  const listed = byText(message, lines);
  const written = /partial write error \((\d+) written\)/i.exec(own);
  const othersStored = written
    ? listed.size === count - Number(written[1])
    : // 1.x: lines that did not parse are listed, the others are stored. Without these words nothing is (OSS 2.x).
      /^partial write: unable to parse/.test(message);
  if (listed.size > 0) return { lines: listed, othersStored };
  if (count === 1) return { lines: all(1, message), othersStored: true };
  return { lines: new Map(), othersStored: false };
}

function all(count: number, reason: string): Map<number, string> {
  const rejected = new Map<number, string>();
  const short = excerpt(reason);
  for (let at = 0; at < count; at++) rejected.set(at, short);
  return rejected;
}

/** What InfluxDB 3 says of one line. */
interface NumberedEntry {
  readonly line: unknown;
  readonly reason: unknown;
}

/**
 * The lines that a response of InfluxDB 3 names by their numbers: `data: [{ line_number, error_message }]` where the others
 * are stored, the same as an object where nothing is. The text that comes with a number may be that of another line.
 */
function numberedEntries({ json }: ResponseClass): readonly NumberedEntry[] {
  const data = json?.['data'] ?? [];
  return (Array.isArray(data) ? data : [data]).map((entry: unknown) => {
    const { line_number: line, error_message: reason } = Object(entry) as Record<string, unknown>;
    return { line, reason };
  });
}

/** By the entries of InfluxDB 3, by `{"line": 2}`, and by `error parsing line 2 (1-based): reason`. */
function byNumber(
  { json, message }: ResponseClass,
  entries: readonly NumberedEntry[],
  count: number,
): Map<number, string> {
  const rejected = new Map<number, string>();
  const reject = (line: unknown, reason: string): void => {
    if (typeof line === 'number' && Number.isInteger(line) && line >= 1 && line <= count && !rejected.has(line - 1)) {
      rejected.set(line - 1, excerpt(reason));
    }
  };
  for (const { line, reason } of entries) reject(line, typeof reason === 'string' ? reason : message);
  const line = json?.['line'];
  if (rejected.size === 0 && line === undefined && !/\(1-based\)/.test(message)) return rejected;
  for (const match of message.matchAll(/^(?:error (?:\w+ )?)?line (\d+)(?: \(1-based\))?: *(.*)$/gm)) {
    reject(Number(match[1]), match[2] ?? message);
  }
  reject(line, message);
  return rejected;
}

/**
 * `unable to parse '<line>': <reason>`, joined by newlines. A line only counts where it stands after the words at
 * the beginning of an entry, and only as the whole of a line that was sent: what a line contains cannot get another one rejected.
 */
function byText(message: string, lines: LineBatch): Map<number, string> {
  const rejected = new Map<number, string>();
  const prefix = "unable to parse '";
  let at = message.indexOf(prefix);
  if (at < 0) return rejected;

  const places = new Map<string, number[]>();
  let longest = 0;
  for (let place = 0; place < lines.lines; place++) {
    const text = lines.text(place);
    longest = Math.max(longest, text.length);
    const same = places.get(text);
    if (same) same.push(place);
    else places.set(text, [place]);
  }

  while (at >= 0) {
    const start = at + prefix.length;
    let found: string | undefined;
    for (
      let end = message.indexOf("': ", start);
      end >= 0 && end - start <= longest;
      end = message.indexOf("': ", end + 1)
    ) {
      const text = message.slice(start, end);
      if (places.has(text)) found = text;
      else if (found !== undefined && text.includes(`\n${prefix}`)) break;
    }
    if (found === undefined) {
      at = nextEntry(message, start, prefix);
      continue;
    }
    const rest = start + found.length + "': ".length;
    at = nextEntry(message, rest, prefix);
    const reason = excerpt(
      message
        .slice(rest, at < 0 ? undefined : at)
        .replace(/ dropped=\d+\s*$/, '')
        .trim(),
    );
    for (const place of places.get(found) ?? []) rejected.set(place, reason);
  }
  return rejected;
}

function nextEntry(message: string, from: number, prefix: string): number {
  const next = message.indexOf(`\n${prefix}`, from);
  return next < 0 ? -1 : next + 1;
}

/** How values of each type look in line protocol. */
const VALUE_PATTERNS: Readonly<Record<string, string>> = {
  float: '[-+0-9.eE]+',
  integer: '[-+0-9]+i',
  unsigned: '[0-9]+u',
  boolean: '[tTfF][a-zA-Z]*',
  string: '"',
};

/**
 * Splits a batch by the message of a type conflict: the lines that it is not about, then those that it may be. A whole
 * measurement in conflict is so found in two requests, where halving would take thousands. A wrong guess costs a request
 * and no more, since both are sent.
 *
 * Undefined where the message is not about such a conflict, or one of the two would be empty.
 */
export function splitByTypeConflict(message: string, batch: Batch): [Batch, Batch] | undefined {
  const words = /input field "((?:[^"\\]|\\.)*)" on measurement "((?:[^"\\]|\\.)*)" is type (\w+)/.exec(message);
  const value = words && VALUE_PATTERNS[words[3] ?? ''];
  if (!words || !value) return undefined;
  const field = escapeKey(unquote(words[1] ?? ''), /[,= ]/g);
  const measurement = escapeKey(unquote(words[2] ?? ''), /[, ]/g);
  const pattern = new RegExp(`[ ,]${forPattern(field)}=${value}`);

  const about = new Set<number>();
  const { lines } = batch;
  for (let place = 0; place < lines.lines; place++) {
    const text = lines.text(place);
    const next = text.startsWith(measurement) ? text[measurement.length] : undefined;
    if ((next === ',' || next === ' ') && pattern.test(text)) about.add(place);
  }
  if (about.size === 0 || about.size === lines.lines) return undefined;
  return split(batch, (place) => about.has(place));
}

function unquote(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}

function escapeKey(name: string, special: RegExp): string {
  return name.replace(special, '\\$&');
}

function forPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
