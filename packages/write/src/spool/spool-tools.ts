import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { WritePrecision } from '../batch.js';
import type { WriteTarget } from '../write-target.js';
import { AcknowledgedCount, readCursor, writeCursor } from './progress.js';
import { payloadOf, type RecordContent } from './record.js';
import { EncodedHead, readSegment, Segment, type SegmentContent, setAside } from './segment.js';
import { SpoolError, toSpoolError } from './spool-errors.js';
import { lockOwner, SpoolLock } from './spool-lock.js';

/** One file of lines. */
export interface SpoolFile {
  readonly file: string;
  readonly bytes: number;
  /** Lines that can be read, delivered or not. */
  readonly lines: number;
  /** Of those, the lines that are yet to be delivered. None in a file that was set aside. */
  readonly pending: number;
  /** Bytes that the disk changed. */
  readonly damagedBytes: number;
  /** Bytes at its end that were being written when the process ended. */
  readonly tornBytes: number;
  /** Where its lines go; undefined where that cannot be read. */
  readonly target: WriteTarget | undefined;
  /** Whether it was set aside, as `*.damaged`. */
  readonly isSetAside: boolean;
}

/** What a folder holds. */
export interface SpoolContents {
  readonly files: readonly SpoolFile[];
  /** Lines that are yet to be delivered. */
  readonly pending: number;
  /** Whether the cursor can be read; undefined where there is none. */
  readonly cursor: 'good' | 'damaged' | undefined;
  /** How many lines were ever acknowledged. */
  readonly acknowledged: number;
  /** Who uses the folder now. */
  readonly owner: { readonly pid: number | undefined; readonly host: string | undefined } | undefined;
}

/** Lines of one record. */
export interface SpooledLines {
  /** In UTF-8, each with its end. */
  readonly lineProtocol: Uint8Array;
  readonly lines: number;
  readonly precision: WritePrecision;
  readonly target: WriteTarget | undefined;
  readonly file: string;
}

/** What was repaired. */
export interface SpoolRepair {
  /** Lines that were written anew, into a file that is whole. */
  readonly lines: number;
  /** Files that were set aside. */
  readonly setAside: readonly string[];
  /** Whether a cursor that cannot be read was replaced. */
  readonly cursor: boolean;
}

interface Entry {
  readonly file: string;
  readonly isSetAside: boolean;
  readonly content: SegmentContent;
}

/** Reports what a folder holds. Changes nothing, and needs no lock. @throws SpoolError when it cannot be read */
export async function listSpool(dir: string): Promise<SpoolContents> {
  const folder = resolve(dir);
  const delivered = await deliveredUpTo(folder);
  const files = (await entriesOf(folder)).map(({ file, isSetAside, content }): SpoolFile => {
    const { records, bytes, damagedBytes, tornBytes } = content;
    const sum = (from: number): number =>
      records.reduce((lines, record) => lines + (record.sequence >= from ? record.lines : 0), 0);
    return {
      file,
      bytes: bytes.length,
      lines: sum(0),
      pending: isSetAside ? 0 : sum(delivered),
      damagedBytes,
      tornBytes,
      target: targetOf(content),
      isSetAside,
    };
  });
  const cursor = await readCursor(folder);
  return {
    files,
    pending: files.reduce((lines, file) => lines + file.pending, 0),
    cursor: cursor === undefined || cursor === 'damaged' ? cursor : 'good',
    acknowledged: await AcknowledgedCount.read(folder),
    owner: await lockOwner(folder),
  };
}

/**
 * The lines of a folder that are yet to be delivered, record by record. Changes nothing.
 *
 * @param options `all`: those that are delivered, and those of files that were set aside, too
 * @throws SpoolError when it cannot be read
 */
export async function* readSpool(dir: string, options: { readonly all?: boolean } = {}): AsyncGenerator<SpooledLines> {
  const folder = resolve(dir);
  const delivered = options.all ? 0 : await deliveredUpTo(folder);
  for (const { file, isSetAside, content } of await entriesOf(folder)) {
    if (isSetAside && !options.all) continue;
    for (const record of content.records) {
      if (record.sequence < delivered) continue;
      yield {
        lineProtocol: payloadOf(content.bytes, record),
        lines: record.lines,
        precision: record.precision ?? 'ns',
        target: content.heads.get(record.target)?.target,
        file,
      };
    }
  }
}

/**
 * Puts a folder in order: what can be read of a damaged file, and is yet to be delivered, is written anew; the file is set
 * aside, with all its bytes. A cursor that cannot be read is replaced by the beginning of what there is.
 *
 * @param options `target`: where lines go whose own target cannot be read, those of files that were set aside for it among
 *   them
 * @throws SpoolLockedError while a process uses the folder
 * @throws SpoolError when the folder cannot be read or written
 */
export async function repairSpool(dir: string, options: { readonly target?: WriteTarget } = {}): Promise<SpoolRepair> {
  const folder = resolve(dir);
  const entries = await entriesOf(folder);
  const lock = await SpoolLock.acquire(folder);
  try {
    const noted = await readCursor(folder);
    const delivered = noted === undefined || noted === 'damaged' ? 0 : noted.sequence;
    let next = Math.max(0, ...entries.map(({ file }) => numberOf(file))) + 1;
    let lines = 0;
    const aside: string[] = [];
    for (const { file, isSetAside, content } of entries) {
      const own = targetOf(content);
      const target = own ?? options.target;
      const isBroken = isSetAside ? own === undefined : content.damagedBytes > 0;
      if (!isBroken || target === undefined) continue;
      const records = content.records.filter(({ sequence }) => sequence >= delivered);
      if (records.length > 0) {
        const head = new EncodedHead({ target });
        const segment = await Segment.create(folder, next++, head, records[0]?.sequence ?? 0);
        const copies = records.map((record): RecordContent => {
          const { precision, sequence } = record;
          return {
            payload: payloadOf(content.bytes, record),
            lines: record.lines,
            precision,
            sequence,
            target: head.id,
          };
        });
        await segment.append(copies, true);
        await segment.close();
        lines += records.reduce((sum, record) => sum + record.lines, 0);
      }
      if (!isSetAside) aside.push(await setAside(file));
    }
    if (noted === 'damaged') {
      const firsts = entries.filter(({ isSetAside }) => !isSetAside).map(({ content }) => content.first ?? 0);
      await writeCursor(folder, { segment: 0, offset: 0, sequence: Math.min(...firsts, Number.MAX_SAFE_INTEGER) });
    }
    return { lines, setAside: aside, cursor: noted === 'damaged' };
  } catch (error) {
    throw toSpoolError(`the spool ${folder} cannot be repaired`, error);
  } finally {
    await lock.release();
  }
}

async function entriesOf(folder: string): Promise<Entry[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new SpoolError(`the spool ${folder} cannot be read: ${(error as Error).message}`, { cause: error });
  });
  const entries: Entry[] = [];
  for (const name of names.filter((one) => /^\d{12}\.lines(\.damaged)?$/.test(one)).sort()) {
    const file = join(folder, name);
    entries.push({ file, isSetAside: name.endsWith('.damaged'), content: await readSegment(file) });
  }
  return entries;
}

async function deliveredUpTo(folder: string): Promise<number> {
  const cursor = await readCursor(folder);
  return cursor === undefined || cursor === 'damaged' ? 0 : cursor.sequence;
}

function targetOf({ heads }: SegmentContent): WriteTarget | undefined {
  return [...heads.values()][0]?.target;
}

function numberOf(file: string): number {
  return Number(/(\d{12})\.lines/.exec(file)?.[1] ?? 0);
}
