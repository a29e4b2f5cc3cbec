import { type FileHandle, open, readFile, rename, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { WriteTarget } from '../write-target.js';
import { encodeRecord, RECORD_HEAD, type RecordInfo, scan } from './record.js';

/** What a segment's head tells: where its lines go. */
export interface SegmentHead {
  readonly target: WriteTarget;
}

/** One file of the spool: a head and records, only ever appended to. */
export class Segment {
  readonly number: number;
  readonly head: SegmentHead;
  /** Bytes that are whole and synced. */
  size: number;
  /** Lines in all its records. */
  lines: number;
  /** Where the first record of lines begins. */
  readonly start: number;
  /** Bytes that the disk changed; the file is then kept when its lines are delivered, under another name. */
  readonly damaged: number;
  /** Bytes that were cut off because they were not whole. */
  readonly cut: number;
  readonly #file: string;
  #handle: FileHandle | undefined;

  private constructor(
    file: string,
    number: number,
    head: SegmentHead,
    start: number,
    size: number,
    lines: number,
    damaged: number,
    cut: number,
  ) {
    this.#file = file;
    this.number = number;
    this.head = head;
    this.start = start;
    this.size = size;
    this.lines = lines;
    this.damaged = damaged;
    this.cut = cut;
  }

  static fileName(number: number): string {
    return `${String(number).padStart(12, '0')}.lines`;
  }

  /** A new one, on disk when it resolves. */
  static async create(dir: string, number: number, head: SegmentHead): Promise<Segment> {
    const file = join(dir, Segment.fileName(number));
    const record = encodeRecord(new TextEncoder().encode(JSON.stringify(head)), 0, undefined);
    const handle = await open(file, 'wx+', 0o600);
    try {
      await handle.writeFile(record);
      await handle.sync();
      await syncFolder(dir);
    } catch (error) {
      await handle.close();
      await unlink(file).catch(() => {});
      throw error;
    }
    const segment = new Segment(file, number, head, record.length, record.length, 0, 0, 0);
    segment.#handle = handle;
    return segment;
  }

  /** One that is there: cut behind its last whole record. Undefined, and the file set aside, where even the head is lost. */
  static async open(dir: string, number: number): Promise<Segment | undefined> {
    const file = join(dir, Segment.fileName(number));
    const bytes = await readFile(file);
    const { records, end, damaged } = scan(bytes);
    const [first] = records;
    const head = first && first.precision === undefined ? readHead(bytes, first) : undefined;
    if (!first || !head) {
      // A file without a whole record was just being made: nothing in it was acknowledged.
      if (records.length === 0) await unlink(file);
      else await rename(file, `${file}.damaged`);
      return undefined;
    }
    if (end < bytes.length) await truncate(file, end);
    const lines = records.reduce((sum, record) => sum + record.lines, 0);
    return new Segment(file, number, head, first.offset + first.size, end, lines, damaged, bytes.length - end);
  }

  /** Appends records and syncs. @throws when they are not safely on disk; the file is as before as far as is known */
  async append(records: readonly Uint8Array[], lines: number): Promise<void> {
    const handle = await this.#open();
    const { size } = this;
    const wanted = records.reduce((sum, record) => sum + record.length, 0);
    try {
      const { bytesWritten } = await handle.writev(records as Uint8Array[], size);
      if (bytesWritten !== wanted) throw new Error(`${bytesWritten} of ${wanted} bytes written`);
      await handle.datasync();
    } catch (error) {
      await handle.truncate(size).catch(() => {});
      throw error;
    }
    this.size += wanted;
    this.lines += lines;
  }

  /** The bytes from a place on, as far as they are synced. */
  async read(from: number): Promise<Uint8Array> {
    const handle = await this.#open();
    const bytes = new Uint8Array(Math.max(0, this.size - from));
    for (let read = 0; read < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, read, bytes.length - read, from + read);
      if (bytesRead === 0) return bytes.subarray(0, read);
      read += bytesRead;
    }
    return bytes;
  }

  /** Takes the file away: its lines are delivered or reported. */
  async remove(): Promise<void> {
    await this.close();
    if (this.damaged > 0) await rename(this.#file, `${this.#file}.damaged`);
    else await unlink(this.#file);
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #open(): Promise<FileHandle> {
    this.#handle ??= await open(this.#file, 'r+');
    return this.#handle;
  }
}

function readHead(bytes: Uint8Array, record: RecordInfo): SegmentHead | undefined {
  try {
    return JSON.parse(
      new TextDecoder().decode(bytes.subarray(record.offset + RECORD_HEAD, record.offset + record.size)),
    );
  } catch {
    return undefined;
  }
}

/** Makes a new name in a folder survive a power failure. Windows has no such call, and needs none. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
