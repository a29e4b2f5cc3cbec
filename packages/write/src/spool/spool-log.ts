import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch } from '../batch.js';
import { encodeRecord, RECORD_HEAD, type RecordInfo, readRecord, scan } from './record.js';
import { Segment, type SegmentHead } from './segment.js';

/** A place in the spool. */
export interface Place {
  /** Number of the segment. */
  readonly segment: number;
  readonly offset: number;
}

/** A record that is yet to be delivered. */
export interface StoredRecord {
  readonly head: SegmentHead;
  readonly info: RecordInfo;
  readonly payload: Uint8Array;
  /** The place after it. */
  readonly end: Place;
}

/** What was found when the spool was opened. */
export interface Recovery {
  /** Lines that an earlier process left undelivered. */
  readonly lines: number;
  /** Bytes cut from ends of files: they were being written when the process ended, and were not acknowledged. */
  readonly cutBytes: number;
  /** Bytes that the disk changed. Their files are kept beside the others as `*.damaged`. */
  readonly damagedBytes: number;
}

/** The spool on disk: numbered segments, and a cursor up to which they are delivered. */
export class SpoolLog {
  readonly #dir: string;
  readonly #head: SegmentHead;
  readonly #segmentBytes: number;
  /** In order; the last one may be appended to once it was made by this process. */
  readonly #segments: Segment[];
  #active: Segment | undefined;
  #next: number;
  #cursor: Place;
  #recovered: Recovery;

  // what the reader has loaded
  #readAt: Place;
  #loaded: { segment: number; from: number; bytes: Uint8Array } | undefined;

  private constructor(
    dir: string,
    head: SegmentHead,
    segmentBytes: number,
    segments: Segment[],
    next: number,
    cursor: Place,
    recovered: Recovery,
  ) {
    this.#dir = dir;
    this.#head = head;
    this.#segmentBytes = segmentBytes;
    this.#segments = segments;
    this.#next = next;
    this.#cursor = cursor;
    this.#readAt = cursor;
    this.#recovered = recovered;
  }

  static async open(dir: string, head: SegmentHead, segmentBytes: number): Promise<SpoolLog> {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const found: number[] = [];
    let next = 1;
    for (const name of await readdir(dir)) {
      const match = /^(\d{12})\.lines(\.damaged)?$/.exec(name);
      if (!match) continue;
      next = Math.max(next, Number(match[1]) + 1);
      if (!match[2]) found.push(Number(match[1]));
    }
    const cursor = (await readCursor(dir)) ?? { segment: 0, offset: 0 };
    next = Math.max(next, cursor.segment + 1);
    const segments: Segment[] = [];
    let cutBytes = 0;
    let damagedBytes = 0;
    let lines = 0;
    for (const number of found.sort((a, b) => a - b)) {
      const segment = await Segment.open(dir, number);
      if (!segment) continue;
      const rest = await linesFrom(segment, cursor);
      if (rest === 0) {
        await segment.remove();
        continue;
      }
      await segment.close();
      lines += rest;
      cutBytes += segment.cut;
      damagedBytes += segment.damaged;
      segments.push(segment);
    }
    return new SpoolLog(dir, head, segmentBytes, segments, next, cursor, { lines, cutBytes, damagedBytes });
  }

  get recovered(): Recovery {
    return this.#recovered;
  }

  /** Bytes of all segments. */
  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.size, 0);
  }

  /** What batches will take on disk. */
  static sizeOf(batches: readonly Batch[]): number {
    return batches.reduce((sum, batch) => sum + RECORD_HEAD + batch.lines.bytes.length, 0);
  }

  /** Appends batches; when it resolves, they are on disk. @throws when they are not */
  async append(batches: readonly Batch[]): Promise<void> {
    if (this.#active && this.#active.size >= this.#segmentBytes) this.#active = undefined;
    if (!this.#active) {
      const segment = await Segment.create(this.#dir, this.#next++, this.#head);
      this.#segments.push(segment);
      this.#active = segment;
    }
    const records = batches.map((batch) => encodeRecord(batch.lines.bytes, batch.lines.lines, batch.precision));
    try {
      await this.#active.append(
        records,
        batches.reduce((sum, batch) => sum + batch.lines.lines, 0),
      );
    } catch (error) {
      // After a failed sync nobody knows what the file holds: what comes next goes to another one.
      this.#active = undefined;
      throw error;
    }
  }

  /** The next record, or undefined where all are read. */
  async next(): Promise<StoredRecord | undefined> {
    for (;;) {
      const segment = this.#segments.find(({ number }) => number >= this.#readAt.segment);
      if (!segment) return undefined;
      if (segment.number > this.#readAt.segment) this.#readAt = { segment: segment.number, offset: segment.start };
      const offset = Math.max(this.#readAt.offset, segment.start);
      const record = await this.#load(segment, offset);
      if (record) {
        this.#readAt = record.end;
        return record;
      }
      const later = this.#segments.find(({ number }) => number > segment.number);
      if (!later) return undefined;
      this.#readAt = { segment: later.number, offset: later.start };
    }
  }

  /** Reads again from where all before is delivered. */
  rewind(): void {
    this.#readAt = this.#cursor;
    this.#loaded = undefined;
  }

  /** Notes that all up to a place is delivered or reported, and removes the files that are. */
  async deliveredTo(place: Place): Promise<void> {
    if (isBefore(this.#cursor, place)) this.#cursor = place;
    await writeCursor(this.#dir, this.#cursor);
    await this.#removeDelivered(false);
  }

  /** Removes the oldest file that has undelivered lines, and returns these, with how many they are. Undefined where there is none. */
  async dropOldest(): Promise<{ lines: number; bytes: Uint8Array } | undefined> {
    const [segment] = this.#segments;
    if (!segment) return undefined;
    if (segment === this.#active) this.#active = undefined;
    const from = this.#cursor.segment === segment.number ? this.#cursor.offset : segment.start;
    const bytes = await segment.read(from);
    const { records } = scan(bytes);
    const payloads = records.map(({ offset, size }) => bytes.subarray(offset + RECORD_HEAD, offset + size));
    this.#segments.shift();
    this.#cursor = { segment: segment.number + 1, offset: 0 };
    this.rewind();
    await writeCursor(this.#dir, this.#cursor);
    await segment.remove();
    return { lines: records.reduce((sum, { lines }) => sum + lines, 0), bytes: Buffer.concat(payloads) };
  }

  /** Gives room where it can without losing a line: ends the open file when it is delivered. */
  async makeRoom(): Promise<void> {
    await this.#removeDelivered(true);
  }

  /** Closes the files; removes those that are delivered. */
  async close(): Promise<void> {
    await this.#removeDelivered(true);
    await writeCursor(this.#dir, this.#cursor);
    for (const segment of this.#segments) await segment.close();
  }

  async #removeDelivered(activeToo: boolean): Promise<void> {
    for (let segment = this.#segments[0]; segment; segment = this.#segments[0]) {
      const done =
        segment.number < this.#cursor.segment ||
        (segment.number === this.#cursor.segment && this.#cursor.offset >= segment.size);
      if (!done || (segment === this.#active && !activeToo)) return;
      if (segment === this.#active) this.#active = undefined;
      this.#segments.shift();
      await segment.remove();
    }
  }

  async #load(segment: Segment, offset: number): Promise<StoredRecord | undefined> {
    if (offset >= segment.size) return undefined;
    let loaded = this.#loaded;
    const known =
      loaded &&
      loaded.segment === segment.number &&
      offset >= loaded.from &&
      offset < loaded.from + loaded.bytes.length;
    if (!loaded || !known) {
      loaded = { segment: segment.number, from: offset, bytes: await segment.read(offset) };
      this.#loaded = loaded;
    }
    const { bytes, from } = loaded;
    let info = readRecord(bytes, offset - from);
    if (!info) {
      // a damaged place, or the file has grown beyond what was loaded
      const fresh = await segment.read(offset);
      this.#loaded = { segment: segment.number, from: offset, bytes: fresh };
      const [first] = scan(fresh).records;
      if (!first) return undefined;
      info = first;
      return this.#stored(segment, offset, fresh, info);
    }
    return this.#stored(segment, from, bytes, info);
  }

  #stored(segment: Segment, from: number, bytes: Uint8Array, info: RecordInfo): StoredRecord {
    return {
      head: segment.head,
      info,
      // a copy: the loaded bytes are dropped as a whole
      payload: bytes.slice(info.offset + RECORD_HEAD, info.offset + info.size),
      end: { segment: segment.number, offset: from + info.offset + info.size },
    };
  }
}

/** Lines of a segment that lie behind the cursor. */
async function linesFrom(segment: Segment, cursor: Place): Promise<number> {
  if (segment.number < cursor.segment) return 0;
  if (segment.number > cursor.segment) return segment.lines;
  return scan(await segment.read(cursor.offset)).records.reduce((sum, record) => sum + record.lines, 0);
}

/** Whether a place comes before another one. */
function isBefore(a: Place, b: Place): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
}

/**
 * Up to where all is delivered or reported. Not synced: after a power failure an older one may be found, and lines are
 * delivered twice, which changes nothing for a server.
 */
async function readCursor(dir: string): Promise<Place | undefined> {
  try {
    const { segment, offset } = JSON.parse(await readFile(join(dir, 'cursor'), 'utf8')) as Partial<Place>;
    if (Number.isSafeInteger(segment) && Number.isSafeInteger(offset))
      return { segment: Number(segment), offset: Number(offset) };
  } catch {
    // none, or an incomplete one: everything that is there is delivered
  }
  return undefined;
}

async function writeCursor(dir: string, place: Place): Promise<void> {
  const draft = join(dir, 'cursor.draft');
  await writeFile(draft, JSON.stringify(place), { mode: 0o600 });
  await rename(draft, join(dir, 'cursor'));
}
