import { type FileHandle, open, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { isDiskFull } from './spool-errors.js';

/** A place in the spool. */
export interface Place {
  /** Number of the segment. */
  readonly segment: number;
  readonly offset: number;
  /** How many lines the spool was given before it. */
  readonly sequence: number;
}

const checksum = ({ segment, offset, sequence }: Place): number => crc32(`${segment} ${offset} ${sequence}`);

/**
 * Up to where all is delivered or reported; undefined where no cursor is, `'damaged'` where one is that cannot be read.
 * Not synced: after a power failure an older one may be found, and lines are delivered twice, which changes nothing for a
 * server.
 */
export async function readCursor(dir: string): Promise<Place | 'damaged' | undefined> {
  let text: string;
  try {
    text = await readFile(join(dir, 'cursor'), 'utf8');
  } catch {
    return undefined;
  }
  try {
    const { segment, offset, sequence, crc } = JSON.parse(text) as Place & { crc: number };
    const place = { segment, offset, sequence };
    if ([segment, offset, sequence].every(Number.isSafeInteger) && checksum(place) === crc) return place;
  } catch {
    // said below
  }
  return 'damaged';
}

/**
 * Where the disk is full there may be no cursor for a while: lines are delivered twice at worst, and what is delivered is
 * the only thing that gives room.
 */
export async function writeCursor(dir: string, place: Place): Promise<void> {
  try {
    await replaceCursor(dir, place);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    // An old one would make what is removed next look lost. Without it there may be room for the new one.
    await unlink(join(dir, 'cursor')).catch(() => {});
    await replaceCursor(dir, place).catch((again: unknown) => {
      if (!isDiskFull(again)) throw again;
    });
  }
}

async function replaceCursor(dir: string, place: Place): Promise<void> {
  const draft = join(dir, 'cursor.draft');
  const { segment, offset, sequence } = place;
  await writeFile(draft, JSON.stringify({ segment, offset, sequence, crc: checksum(place) }), { mode: 0o600 });
  await rename(draft, join(dir, 'cursor'));
}

const FILE = 'acknowledged';
const SLOT = 16;

/**
 * How many lines were ever acknowledged: two slots, written in turn, each a number with its checksum. What the segments
 * lack of it is lost, even where the last of them is gone. After the end of the process it is exact; after a power failure
 * it may be lower, for it is not synced.
 */
export class AcknowledgedCount {
  readonly #handle: FileHandle;
  #turn = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async open(dir: string): Promise<AcknowledgedCount> {
    return new AcknowledgedCount(
      await open(join(dir, FILE), 'a').then(async (made) => {
        await made.close();
        return await open(join(dir, FILE), 'r+', 0o600);
      }),
    );
  }

  /** What a folder has noted; 0 where it has nothing. */
  static async read(dir: string): Promise<number> {
    const bytes = await readFile(join(dir, FILE)).catch(() => Buffer.alloc(0));
    let count = 0;
    for (let at = 0; at + SLOT <= bytes.length; at += SLOT) {
      const slot = bytes.subarray(at, at + SLOT);
      if (crc32(slot.subarray(0, 8)) === slot.readUInt32LE(8)) count = Math.max(count, Number(slot.readBigUInt64LE(0)));
    }
    return count;
  }

  async write(count: number): Promise<void> {
    const slot = Buffer.alloc(SLOT);
    slot.writeBigUInt64LE(BigInt(count), 0);
    slot.writeUInt32LE(crc32(slot.subarray(0, 8)), 8);
    await this.#handle.write(slot, 0, SLOT, this.#turn * SLOT);
    this.#turn = 1 - this.#turn;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
