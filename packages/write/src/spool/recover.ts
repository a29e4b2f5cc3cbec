import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { count, DamagedError } from '../write-errors.js';
import { AcknowledgedCount, type Place, readCursor } from './progress.js';
import type { RecordInfo } from './record.js';
import { EncodedHead, readSegment, Segment, type SegmentContent, setAside } from './segment.js';

/** What was found when the spool was opened. */
export interface Recovery {
  /** Lines that an earlier process left undelivered. */
  readonly lines: number;
  /** Lines that were acknowledged and are lost: the disk changed or lost them. Each is reported to `onError`. */
  readonly lostLines: number;
  /** Bytes at ends of files that were being written when the process ended: they were not acknowledged, and are left out. */
  readonly cutBytes: number;
  /** Bytes that the disk changed. Their files are kept beside the others as `*.damaged`. */
  readonly damagedBytes: number;
}

/** Lines that are missing: those from one sequence up to another, which is not among them. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** What a folder holds. */
export interface Recovered {
  readonly segments: Segment[];
  /** The number of the next segment. */
  readonly next: number;
  /** The sequence of the next line. */
  readonly sequence: number;
  readonly cursor: Place;
  readonly recovery: Recovery;
  readonly gaps: readonly Gap[];
  /** What is to be reported. */
  readonly errors: readonly DamagedError[];
}

interface Found {
  readonly number: number;
  readonly file: string;
  readonly content: SegmentContent;
  /** Records that are left out, by where they start: see {@link withoutMisplaced}. */
  readonly skipped: ReadonlySet<number>;
}

/**
 * Reads what an earlier process left. No byte is removed that is not delivered by the cursor's word, or the provable
 * beginning of a record that was never acknowledged. What cannot be read is set aside and reported.
 *
 * @param own the head of what is written from now on: records that name it need no other
 */
export async function recover(dir: string, own: EncodedHead): Promise<Recovered> {
  const acknowledged = await AcknowledgedCount.read(dir);
  const noted = await readCursor(dir);
  let next = noted && noted !== 'damaged' ? noted.segment + 1 : 1;
  const numbers: number[] = [];
  for (const name of await readdir(dir)) {
    const match = /^(\d{12})\.lines(\.damaged)?$/.exec(name);
    if (!match) continue;
    next = Math.max(next, Number(match[1]) + 1);
    if (!match[2]) numbers.push(Number(match[1]));
  }
  const read: { number: number; file: string; content: SegmentContent }[] = [];
  for (const number of numbers.sort((a, b) => a - b)) {
    const file = join(dir, Segment.fileName(number));
    read.push({ number, file, content: await readSegment(file) });
  }
  const found = withoutMisplaced(read);

  const errors: DamagedError[] = [];
  const cursor = checkCursor(noted, found);
  if (noted !== undefined && cursor === undefined) {
    const why =
      noted === 'damaged'
        ? 'cannot be read'
        : 'is not at the beginning of a record: the files are others than it was written for';
    errors.push(
      new DamagedError(
        `the cursor of the spool ${why}; all that is in the folder is delivered, some of it perhaps again`,
        0,
        0,
        undefined,
      ),
    );
  }
  const heads = new Map<number, EncodedHead>([[own.id, own]]);
  for (const { content } of found) for (const [id, head] of content.heads) heads.set(id, new EncodedHead(head));

  // By the checksum of a cursor its sequence is right, even where the files are others than it was written for.
  const delivered = noted && noted !== 'damaged' ? noted.sequence : undefined;
  const start =
    cursor?.sequence ??
    Math.min(acknowledged, delivered ?? acknowledged, ...found.map(({ content }) => content.first ?? acknowledged));
  let expected = start;
  let lines = 0;
  let cutBytes = 0;
  let damagedBytes = 0;
  const gaps: Gap[] = [];
  const segments: Segment[] = [];
  /** What is reported of a file, and how many of the missing lines it may have held. */
  const damages = new Map<string, { lines: number; bytes: number; file: string }>();
  let before: Found | undefined;
  const miss = (to: number, inside: Found | undefined): void => {
    if (to <= expected) return;
    gaps.push({ from: expected, to });
    // what the cursor stands behind was delivered or reported before it was lost
    const missing = to - Math.max(expected, delivered ?? 0);
    expected = to;
    if (missing <= 0) return;
    const suspect = [inside, before].find((one) => one && damages.has(one.file));
    const damage = suspect ? damages.get(suspect.file) : undefined;
    if (damage) damage.lines += missing;
    else {
      const lost = count(missing);
      errors.push(new DamagedError(`${lost} lost: a file of the spool is gone, or its end`, missing, 0, undefined));
    }
  };

  for (const one of found) {
    const { content, file, number } = one;
    const { records } = content;
    if (content.damagedBytes > 0) damages.set(file, { lines: 0, bytes: content.damagedBytes, file });
    damagedBytes += content.damagedBytes;
    const last = records.at(-1);
    const isDelivered = cursor !== undefined && last !== undefined && last.sequence + last.lines <= cursor.sequence;
    if (last === undefined || (isDelivered && number <= cursor.segment)) {
      if (content.first !== undefined && !isDelivered) miss(content.first, one);
      if (content.damagedBytes === 0) await unlink(file);
      else await keep(damages, file);
      cutBytes += last === undefined ? content.tornBytes : 0;
      before = one;
      continue;
    }
    const head = heads.get(records[0]?.target ?? 0);
    if (!head) {
      const undelivered = records.filter(({ sequence }) => sequence >= start);
      const rest = undelivered.reduce((sum, record) => sum + record.lines, 0);
      damages.set(file, { lines: rest, bytes: content.bytes.length, file });
      expected = Math.max(expected, last.sequence + last.lines);
      await keep(damages, file);
      before = one;
      continue;
    }
    if (content.first !== undefined) miss(content.first, one);
    for (const record of records) {
      if (record.sequence + record.lines <= start) continue;
      miss(record.sequence, one);
      expected = Math.max(expected, record.sequence + record.lines);
      lines += record.lines;
    }
    cutBytes += content.tornBytes;
    segments.push(
      new Segment(file, {
        number,
        head,
        size: content.bytes.length - content.tornBytes,
        start: startOf(content),
        first: content.first ?? records[0]?.sequence ?? expected,
        end: last.sequence + last.lines,
        isDamaged: content.damagedBytes > 0,
        skipped: one.skipped,
      }),
    );
    before = one;
  }
  if (acknowledged > expected && before && before.content.tornBytes > 0) {
    // not the beginning of a record that was never acknowledged, but what is left of one that was
    const { file, content } = before;
    damages.set(file, { lines: 0, bytes: content.damagedBytes + content.tornBytes, file });
    damagedBytes += content.tornBytes;
    cutBytes -= content.tornBytes;
    for (const segment of segments) if (segment.file === file) segment.markDamaged();
  }
  miss(acknowledged, undefined);

  let lostLines = 0;
  for (const { lines: lost, bytes, file } of damages.values()) {
    const what = lost > 0 ? `${count(lost)} lost` : 'no line is lost';
    errors.push(
      new DamagedError(
        `the disk changed ${bytes} bytes of the spool's file ${file}: ${what}; the file is kept as *.damaged`,
        lost,
        bytes,
        file,
      ),
    );
  }
  for (const error of errors) lostLines += error.lines;
  return {
    segments,
    next,
    sequence: expected,
    cursor: cursor ?? { segment: 0, offset: 0, sequence: start },
    recovery: { lines, lostLines, cutBytes, damagedBytes },
    gaps,
    errors,
  };
}

/** The records of all files that stand where they were written, and what is left out of them. */
function withoutMisplaced(found: readonly Omit<Found, 'skipped'>[]): Found[] {
  const refused = new Set<RecordInfo>();
  found.forEach(({ content: { records } }, index) => {
    const nextFirst = found[index + 1]?.content.first ?? Number.POSITIVE_INFINITY;
    let end: number | undefined;
    for (const record of records) {
      const { sequence, lines } = record;
      // an append that failed, and that could not be taken back: the next file begins where it began
      if (lines > 0 && sequence === end && sequence >= nextFirst) refused.add(record);
      end = sequence + lines;
    }
  });
  const kept = longestOrder(found.flatMap(({ content }) => content.records).filter((record) => !refused.has(record)));
  let expected = 0;
  return found.map((one) => {
    const { content } = one;
    const skipped = new Set<number>();
    let damagedBytes = 0;
    const records = content.records.filter((record) => {
      const end = record.sequence + record.lines;
      // a whole record of another place, which the disk has copied here
      const isCopied = !kept.has(record) && (record.sequence > expected || end <= expected);
      if (!refused.has(record) && !isCopied) {
        expected = Math.max(expected, end);
        return true;
      }
      skipped.add(record.offset);
      if (record.lines > 0 && !refused.has(record)) damagedBytes += record.size;
      return false;
    });
    if (skipped.size === 0) return { ...one, skipped };
    const all = content.damagedBytes + damagedBytes;
    return { ...one, skipped, content: { ...content, records, damagedBytes: all, first: records[0]?.sequence } };
  });
}

/** Those of some records that stand in order and hold the most lines: all of them, but for damage. */
function longestOrder(records: readonly RecordInfo[]): ReadonlySet<RecordInfo> {
  interface Chain {
    readonly record: RecordInfo;
    readonly before: Chain | undefined;
    readonly end: number;
    readonly weight: number;
  }
  // the best chain for each end that pays: both ends and weights grow
  const best: Chain[] = [];
  const countUpTo = (end: number): number => {
    let low = 0;
    for (let high = best.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((best[middle] as Chain).end <= end) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  for (const record of records) {
    const before = best[countUpTo(record.sequence) - 1];
    const end = record.sequence + record.lines;
    // a head has no lines, and counts for little
    const chain = { record, before, end, weight: (before?.weight ?? 0) + Math.max(record.lines, 1e-6) };
    const at = countUpTo(end);
    if ((best[at - 1]?.weight ?? -1) >= chain.weight) continue;
    const from = best[at - 1]?.end === end ? at - 1 : at;
    let to = at;
    while (to < best.length && (best[to] as Chain).weight <= chain.weight) to++;
    best.splice(from, to - from, chain);
  }
  const kept = new Set<RecordInfo>();
  for (let chain = best.at(-1); chain; chain = chain.before) kept.add(chain.record);
  return kept;
}

async function keep(damages: Map<string, { lines: number; bytes: number; file: string }>, file: string): Promise<void> {
  const kept = await setAside(file);
  const damage = damages.get(file);
  if (damage) damage.file = kept;
}

/** Where the records of lines begin: behind the heads, or at the first line where these are damaged. */
function startOf({ records }: SegmentContent): number {
  return records[0]?.offset ?? 0;
}

/** The cursor, where it stands between two records of a file that is there, or where nothing is left before it. */
function checkCursor(cursor: Place | 'damaged' | undefined, found: readonly Found[]): Place | undefined {
  if (cursor === undefined || cursor === 'damaged') return undefined;
  const at = found.find(({ number }) => number === cursor.segment);
  if (!at) return found.some(({ number }) => number < cursor.segment) ? undefined : cursor;
  const { records } = at.content;
  const isBegin = (record: RecordInfo): boolean =>
    record.offset === cursor.offset && record.sequence === cursor.sequence;
  const isEnd = (record: RecordInfo): boolean =>
    record.offset + record.size === cursor.offset && record.sequence + record.lines === cursor.sequence;
  const isStart = cursor.offset === 0 && cursor.sequence <= (at.content.first ?? cursor.sequence);
  // what it stands behind may be damaged since: its own checksum holds
  const isBehindDamage = at.content.damaged.some(({ offset, size }) => offset + size === cursor.offset);
  return isStart || isBehindDamage || records.some((record) => isBegin(record) || isEnd(record)) ? cursor : undefined;
}
