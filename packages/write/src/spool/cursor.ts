import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A place in the spool. */
export interface Place {
  /** Number of the segment. */
  readonly segment: number;
  readonly offset: number;
}

/** Whether a place comes before another one. */
export function isBefore(a: Place, b: Place): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
}

/**
 * Up to where all is delivered or reported. Not synced: after a power failure an older one may be found, and lines are
 * delivered twice, which changes nothing for a server.
 */
export async function readCursor(dir: string): Promise<Place | undefined> {
  try {
    const { segment, offset } = JSON.parse(await readFile(join(dir, 'cursor'), 'utf8')) as Partial<Place>;
    if (Number.isSafeInteger(segment) && Number.isSafeInteger(offset))
      return { segment: Number(segment), offset: Number(offset) };
  } catch {
    // none, or half of one: everything that is there is delivered
  }
  return undefined;
}

export async function writeCursor(dir: string, place: Place): Promise<void> {
  const draft = join(dir, 'cursor.draft');
  await writeFile(draft, JSON.stringify(place), { mode: 0o600 });
  await rename(draft, join(dir, 'cursor'));
}
