import type { Batch } from '../batch.js';
import type { DamagedError } from '../write-errors.js';
import { AcknowledgedCount, type Place, writeCursor } from './progress.js';
import { payloadOf, RECORD_HEAD, type RecordContent, type RecordInfo, readRecord, scan } from './record.js';
import { type Gap, type Recovery, recover } from './recover.js';
import { EncodedHead, Segment, type SegmentHead } from './segment.js';

export type { Place } from './progress.js';
export type { Recovery } from './recover.js';

/** A record that is yet to be delivered. */
export interface StoredRecord {
  readonly head: SegmentHead;
  readonly info: RecordInfo;
  readonly payload: Uint8Array;
  /** The place after it. */
  readonly end: Place;
}

/** Lines that were on disk, and that cannot be read any more. */
export interface Loss {
  readonly lines: number;
  readonly bytes: number;
  readonly file: string | undefined;
  /** The place after them. */
  readonly end: Place;
}

export interface SpoolLogOptions {
  readonly dir: string;
  readonly head: SegmentHead;
  readonly segmentBytes: number;
  /** Whether each append is synced, or only what `sync()` is called for. */
  readonly syncEach: boolean;
}

/** The spool on disk: numbered segments, and a cursor up to which they are delivered. */
export class SpoolLog {
  readonly #options: SpoolLogOptions;
  readonly #head: EncodedHead;
  readonly #acknowledged: AcknowledgedCount;
  /** In order; the last one may be appended to once it was made by this process. */
  readonly #segments: Segment[];
  readonly recovered: Recovery;
  /** What is missing and reported. */
  readonly #gaps: Gap[];
  #active: Segment | undefined;
  #next: number;
  /** The sequence of the next line that is appended. */
  #sequence: number;
  #cursor: Place;

  // what the reader has loaded
  #readAt: Place;
  #loaded: { segment: number; from: number; bytes: Uint8Array } | undefined;

  private constructor(
    options: SpoolLogOptions,
    head: EncodedHead,
    acknowledged: AcknowledgedCount,
    found: Awaited<ReturnType<typeof recover>>,
  ) {
    this.#options = options;
    this.#head = head;
    this.#acknowledged = acknowledged;
    this.#segments = found.segments;
    this.#gaps = [...found.gaps];
    this.recovered = found.recovery;
    this.#next = found.next;
    this.#sequence = found.sequence;
    this.#cursor = found.cursor;
    this.#readAt = found.cursor;
  }

  /** @returns the log, and what is to be reported of what was found */
  static async open(options: SpoolLogOptions): Promise<{ log: SpoolLog; errors: readonly DamagedError[] }> {
    const head = new EncodedHead(options.head);
    const found = await recover(options.dir, head);
    const acknowledged = await AcknowledgedCount.open(options.dir);
    return { log: new SpoolLog(options, head, acknowledged, found), errors: found.errors };
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
    const { dir, segmentBytes, syncEach } = this.#options;
    if (this.#active && this.#active.size >= segmentBytes) {
      await this.#active.sync();
      this.#active = undefined;
    }
    if (!this.#active) {
      const segment = await Segment.create(dir, this.#next++, this.#head, this.#sequence);
      this.#segments.push(segment);
      this.#active = segment;
    }
    let sequence = this.#sequence;
    const records = batches.map((batch): RecordContent => {
      const { lines, precision } = batch;
      const record = { payload: lines.bytes, lines: lines.lines, precision, sequence, target: this.#head.id };
      sequence += lines.lines;
      return record;
    });
    try {
      await this.#active.append(records, syncEach);
    } catch (error) {
      // After a failed sync nobody knows what the file holds: what comes next goes to another one.
      this.#active = undefined;
      throw error;
    }
    this.#sequence = sequence;
  }

  /** Notes that all that was appended is acknowledged. */
  async acknowledge(): Promise<void> {
    await this.#acknowledged.write(this.#sequence);
  }

  /** Brings to disk what was appended without a sync. */
  async sync(): Promise<void> {
    const active = this.#active;
    try {
      await active?.sync();
    } catch (error) {
      if (this.#active === active) this.#active = undefined;
      throw error;
    }
  }

  /** The next record, what is lost before it, or undefined where all is read. */
  async next(): Promise<StoredRecord | Loss | undefined> {
    for (;;) {
      const segment = this.#segments.find(({ number }) => number >= this.#readAt.segment);
      if (!segment) return undefined;
      if (segment.number > this.#readAt.segment) this.#moveTo(segment);
      const offset = Math.max(this.#readAt.offset, segment.start);
      // what is appended while this reads is for the next round
      const { end } = segment;
      const record = await this.#load(segment, offset);
      if (!record && segment.end > end) continue;
      const loss = this.#missing(segment, record?.info.sequence ?? end, record);
      if (loss) return loss;
      if (record) {
        this.#readAt = record.end;
        // behind a cursor that could not be trusted, or again after an append that failed
        if (record.info.sequence + record.info.lines <= this.#cursor.sequence) continue;
        return record;
      }
      const later = this.#segments.find(({ number }) => number > segment.number);
      if (!later) return undefined;
      this.#moveTo(later);
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
    await writeCursor(this.#options.dir, this.#cursor);
    await this.#removeDelivered(false);
  }

  /** Removes the oldest file that has undelivered lines, and returns these, with how many they are. Undefined where there is none. */
  async dropOldest(): Promise<{ lines: number; bytes: Uint8Array } | undefined> {
    const [segment] = this.#segments;
    if (!segment) return undefined;
    if (segment === this.#active) this.#active = undefined;
    const from = this.#cursor.segment === segment.number ? this.#cursor.offset : segment.start;
    const bytes = await segment.read(from);
    const records = scan(bytes).records.filter(
      ({ precision, sequence, offset }) =>
        precision !== undefined && sequence >= this.#cursor.sequence && !segment.skipped.has(from + offset),
    );
    this.#segments.shift();
    this.#cursor = { segment: segment.number + 1, offset: 0, sequence: Math.max(this.#cursor.sequence, segment.end) };
    this.rewind();
    await writeCursor(this.#options.dir, this.#cursor);
    await segment.remove();
    return {
      lines: records.reduce((sum, { lines }) => sum + lines, 0),
      bytes: Buffer.concat(records.map((record) => payloadOf(bytes, record))),
    };
  }

  /** Gives room where it can without losing a line: ends the open file when it is delivered. */
  async makeRoom(): Promise<void> {
    await this.#removeDelivered(true);
  }

  /** Brings all to disk, and removes the files that are delivered. */
  async close(): Promise<void> {
    await this.sync();
    await this.#removeDelivered(true);
    await writeCursor(this.#options.dir, this.#cursor);
  }

  /** Lets go of all files, as they are. */
  async release(): Promise<void> {
    for (const segment of this.#segments) await segment.close().catch(() => {});
    await this.#acknowledged.close().catch(() => {});
  }

  async #removeDelivered(activeToo: boolean): Promise<void> {
    for (let segment = this.#segments[0]; segment; segment = this.#segments[0]) {
      const done =
        segment.number < this.#cursor.segment ||
        (segment.number === this.#cursor.segment && this.#cursor.sequence >= segment.end);
      if (!done || (segment === this.#active && !activeToo)) return;
      if (segment === this.#active) this.#active = undefined;
      this.#segments.shift();
      await segment.remove();
    }
  }

  #moveTo({ number, start }: Segment): void {
    this.#readAt = { segment: number, offset: start, sequence: this.#readAt.sequence };
  }

  /** What is missing up to a sequence and not reported yet; the reader then stands behind it. */
  #missing(segment: Segment, to: number, record: StoredRecord | undefined): Loss | undefined {
    const from = this.#readAt.sequence;
    if (to <= from) return undefined;
    const reported = this.#gaps.reduce(
      (sum, gap) => sum + Math.max(0, Math.min(to, gap.to) - Math.max(from, gap.from)),
      0,
    );
    const lines = to - from - reported;
    const offset = record ? record.end.offset - record.info.size : segment.size;
    const bytes = Math.max(0, offset - Math.max(this.#readAt.offset, segment.start));
    const end = { segment: segment.number, offset, sequence: to };
    this.#readAt = end;
    if (lines <= 0) return undefined;
    this.#gaps.push({ from, to });
    segment.markDamaged();
    return { lines, bytes, file: segment.file, end };
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
    const info = readRecord(bytes, offset - from);
    if (info?.precision !== undefined && !segment.skipped.has(offset)) return this.#stored(segment, from, bytes, info);
    // a head, a damaged place, or the file has grown beyond what was loaded
    const fresh = await segment.read(offset);
    this.#loaded = { segment: segment.number, from: offset, bytes: fresh };
    const first = scan(fresh).records.find(
      ({ precision, offset: at }) => precision !== undefined && !segment.skipped.has(offset + at),
    );
    return first && this.#stored(segment, offset, fresh, first);
  }

  #stored(segment: Segment, from: number, bytes: Uint8Array, info: RecordInfo): StoredRecord {
    return {
      head: segment.head.head,
      info,
      // a copy: the loaded bytes are dropped as a whole
      payload: payloadOf(bytes, info).slice(),
      end: {
        segment: segment.number,
        offset: from + info.offset + info.size,
        sequence: info.sequence + info.lines,
      },
    };
  }
}

/** Whether a place comes before another one. */
function isBefore(a: Place, b: Place): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
}
