import { type FileHandle, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { WriteTarget } from '../write-target.js';
import { encodeRecord, payloadOf, type RecordContent, type RecordInfo, type Stretch, scan } from './record.js';

/** What a segment's head says: where its lines go. */
export interface SegmentHead {
  readonly target: WriteTarget;
}

/** A head as it is written, and the number by which records name it. */
export class EncodedHead {
  readonly head: SegmentHead;
  readonly payload: Uint8Array;
  readonly id: number;

  constructor(head: SegmentHead) {
    this.head = head;
    this.payload = new TextEncoder().encode(JSON.stringify(head));
    this.id = crc32(this.payload);
  }
}

/** What one file holds, once it was read. */
export interface SegmentContent {
  /** Whole records of lines, in their order. */
  readonly records: readonly RecordInfo[];
  readonly damaged: readonly Stretch[];
  readonly damagedBytes: number;
  readonly tornBytes: number;
  /** The heads that are whole, by their numbers. */
  readonly heads: ReadonlyMap<number, SegmentHead>;
  /** The sequence of the first line that was to come into it; undefined where no record is whole. */
  readonly first: number | undefined;
  readonly bytes: Uint8Array;
}

/** Reads a file of the spool, or one that was set aside. */
export async function readSegment(file: string): Promise<SegmentContent> {
  const bytes: Uint8Array = await readFile(file);
  const { records, damaged, torn } = scan(bytes);
  const heads = new Map<number, SegmentHead>();
  for (const record of records) {
    if (record.precision !== undefined) continue;
    const head = parseHead(payloadOf(bytes, record));
    if (head) heads.set(record.target, head);
  }
  return {
    records: records.filter(({ precision }) => precision !== undefined),
    damaged,
    damagedBytes: damaged.reduce((sum, { size }) => sum + size, 0),
    tornBytes: torn?.size ?? 0,
    heads,
    first: records[0]?.sequence,
    bytes,
  };
}

const NONE: ReadonlySet<number> = /* @__PURE__ */ new Set<number>();

/** One file of the spool: its head, twice, and records of lines, only ever appended to. */
export class Segment {
  readonly number: number;
  readonly head: EncodedHead;
  readonly file: string;
  /** Where the first record of lines begins, or what stands in its place. */
  readonly start: number;
  /** The sequence of the first line. */
  readonly first: number;
  /** Where records start that are left out. */
  readonly skipped: ReadonlySet<number>;
  #size: number;
  #end: number;
  #isDamaged: boolean;
  #handle: FileHandle | undefined;
  #isDirty = false;

  constructor(
    file: string,
    facts: Pick<Segment, 'number' | 'head' | 'size' | 'start' | 'first' | 'end' | 'isDamaged'> & {
      readonly skipped?: ReadonlySet<number>;
    },
    handle?: FileHandle,
  ) {
    this.file = file;
    this.number = facts.number;
    this.head = facts.head;
    this.#size = facts.size;
    this.start = facts.start;
    this.first = facts.first;
    this.#end = facts.end;
    this.#isDamaged = facts.isDamaged;
    this.skipped = facts.skipped ?? NONE;
    this.#handle = handle;
  }

  /** Bytes that are whole. */
  get size(): number {
    return this.#size;
  }

  /** The sequence of the line after the last one. */
  get end(): number {
    return this.#end;
  }

  /** Whether the disk changed it: the file is then kept, under another name, when its lines are delivered. */
  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  markDamaged(): void {
    this.#isDamaged = true;
  }

  static fileName(number: number): string {
    return `${String(number).padStart(12, '0')}.lines`;
  }

  /** A new one, on disk when it resolves. */
  static async create(dir: string, number: number, head: EncodedHead, sequence: number): Promise<Segment> {
    const file = join(dir, Segment.fileName(number));
    const record = encodeRecord({ payload: head.payload, lines: 0, precision: undefined, sequence, target: head.id });
    const handle = await open(file, 'wx+', 0o600);
    try {
      // twice: without it nobody knows where the lines were meant to go
      await writeFully(handle, [record, record], 0);
      await handle.sync();
      await syncFolder(dir);
    } catch (error) {
      await handle.close();
      await unlink(file).catch(() => {});
      throw error;
    }
    const size = record.length * 2;
    const facts = { number, head, size, start: size, first: sequence, end: sequence, isDamaged: false };
    return new Segment(file, facts, handle);
  }

  /** Appends records. @throws when they are not written; the file is as before as far as is known */
  async append(records: readonly RecordContent[], sync: boolean): Promise<void> {
    const handle = await this.#open();
    const { size } = this;
    const encoded = records.map(encodeRecord);
    try {
      await writeFully(handle, encoded, size);
      if (sync) await handle.datasync();
      else this.#isDirty = true;
    } catch (error) {
      await handle.truncate(size).catch(() => {});
      throw error;
    }
    this.#size += encoded.reduce((sum, record) => sum + record.length, 0);
    this.#end += records.reduce((sum, { lines }) => sum + lines, 0);
  }

  /** Brings to disk what was appended without a sync. */
  async sync(): Promise<void> {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    await (await this.#open()).datasync();
  }

  /** The bytes from a place on, as far as they are whole. */
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
    if (this.isDamaged) await setAside(this.file);
    else await unlink(this.file);
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #open(): Promise<FileHandle> {
    this.#handle ??= await open(this.file, 'r+');
    return this.#handle;
  }
}

/** Keeps a file for a person, under a name that no spool reads. */
export async function setAside(file: string): Promise<string> {
  const kept = `${file}.damaged`;
  await rename(file, kept);
  return kept;
}

/** Writes all bytes, however few the system takes at a time. @throws when it takes none */
async function writeFully(handle: FileHandle, parts: readonly Uint8Array[], position: number): Promise<void> {
  let left = parts.filter((part) => part.length > 0);
  for (let at = position; left.length > 0; ) {
    const { bytesWritten } = await handle.writev(left as Uint8Array[], at);
    if (!(bytesWritten > 0)) {
      const rest = left.reduce((sum, part) => sum + part.length, 0);
      throw new Error(`the disk takes no more: ${rest} bytes are not written`);
    }
    at += bytesWritten;
    left = behind(left, bytesWritten);
  }
}

/** What is left of some parts behind so many bytes. */
function behind(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  const left: Uint8Array[] = [];
  for (const part of parts) {
    if (skip < part.length) left.push(part.subarray(skip));
    skip = Math.max(0, skip - part.length);
  }
  return left;
}

function parseHead(payload: Uint8Array): SegmentHead | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
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
