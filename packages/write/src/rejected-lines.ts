import type { Verdict } from './answer.js';
import { indexAt, lineCount, type Parcel } from './batch.js';
import { excerpt } from './excerpt.js';

/** Which lines of a parcel an answer blames. */
export interface Blame {
  /** Reasons by the line's place in the parcel, from 0. */
  readonly rejected: ReadonlyMap<number, string>;
  /** Whether all other lines are stored for certain. Where they may not be, they are sent again: that changes nothing for those that are. */
  readonly othersStored: boolean;
}

/**
 * Finds the rejected lines in an answer, for each way in which servers name them:
 * by number (Serverless and other v3), by text (1.x, 2.x, Cloud v2), by count alone (a conflict of types, retention).
 */
export function findRejected(verdict: Verdict, parcel: Parcel): Blame {
  const count = lineCount(parcel);
  const { said } = verdict;
  const numbered = byNumber(verdict, count);
  // Serverless lists 100 at most, and a cluster may be set to store nothing: the others are not certain.
  if (numbered.size > 0) return { rejected: numbered, othersStored: numbered.size === count };

  // Only the server's own words count: a line that it quotes may hold the same ones.
  const own = said.split("'", 1)[0] ?? '';
  const dropped = /partial write: /.test(own) ? /\bdropped=(\d+)\s*$/.exec(said) : null;
  if (dropped && Number(dropped[1]) >= count) return { rejected: all(count, said), othersStored: true };

  const listed = byText(said, parcel);
  const written = /partial write error \((\d+) written\)/i.exec(own);
  const othersStored = written
    ? listed.size === count - Number(written[1])
    : // 1.x: lines that did not parse are listed, the others are stored. Without these words nothing is (OSS 2.x).
      /^partial write: unable to parse/.test(said);
  if (listed.size > 0) return { rejected: listed, othersStored };
  if (count === 1) return { rejected: all(1, said), othersStored: true };
  return { rejected: new Map(), othersStored: false };
}

function all(count: number, reason: string): Map<number, string> {
  const rejected = new Map<number, string>();
  const short = excerpt(reason);
  for (let at = 0; at < count; at++) rejected.set(at, short);
  return rejected;
}

/** `{"line": 2}`, `error parsing line 2 (1-based): reason`, and `data: [{ line_number, error_message }]` of InfluxDB 3. */
function byNumber({ json, said }: Verdict, count: number): Map<number, string> {
  const rejected = new Map<number, string>();
  const blame = (line: unknown, reason: string): void => {
    if (typeof line === 'number' && Number.isInteger(line) && line >= 1 && line <= count && !rejected.has(line - 1)) {
      rejected.set(line - 1, excerpt(reason));
    }
  };
  const data = json?.['data'];
  if (Array.isArray(data)) {
    for (const entry of data as Record<string, unknown>[]) {
      const reason = entry?.['error_message'];
      blame(entry?.['line_number'], typeof reason === 'string' ? reason : said);
    }
  }
  const line = json?.['line'];
  if (rejected.size === 0 && line === undefined && !/\(1-based\)/.test(said)) return rejected;
  for (const match of said.matchAll(/^(?:error (?:\w+ )?)?line (\d+)(?: \(1-based\))?: *(.*)$/gm)) {
    blame(Number(match[1]), match[2] ?? said);
  }
  blame(line, said);
  return rejected;
}

/**
 * `unable to parse '<line>': <reason>`, joined by newlines. A line is only believed where it stands after the words at
 * the beginning of an entry, and only as the whole of a line that was sent: text inside a line cannot blame another one.
 */
function byText(said: string, parcel: Parcel): Map<number, string> {
  const rejected = new Map<number, string>();
  const words = "unable to parse '";
  let at = said.indexOf(words);
  if (at < 0) return rejected;

  const places = new Map<string, number[]>();
  const count = lineCount(parcel);
  let longest = 0;
  for (let place = 0; place < count; place++) {
    const text = parcel.batch.lines.text(indexAt(parcel, place));
    longest = Math.max(longest, text.length);
    const same = places.get(text);
    if (same) same.push(place);
    else places.set(text, [place]);
  }

  while (at >= 0) {
    const start = at + words.length;
    let found: string | undefined;
    for (let end = said.indexOf("': ", start); end >= 0 && end - start <= longest; end = said.indexOf("': ", end + 1)) {
      const text = said.slice(start, end);
      if (places.has(text)) found = text;
      else if (found !== undefined && text.includes(`\n${words}`)) break;
    }
    if (found === undefined) {
      at = nextEntry(said, start, words);
      continue;
    }
    const rest = start + found.length + "': ".length;
    at = nextEntry(said, rest, words);
    const reason = excerpt(
      said
        .slice(rest, at < 0 ? undefined : at)
        .replace(/ dropped=\d+\s*$/, '')
        .trim(),
    );
    for (const place of places.get(found) ?? []) rejected.set(place, reason);
  }
  return rejected;
}

function nextEntry(said: string, from: number, words: string): number {
  const next = said.indexOf(`\n${words}`, from);
  return next < 0 ? -1 : next + 1;
}
