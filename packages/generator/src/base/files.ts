import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** Thrown for what is there but is not a file to read. */
class NotRegular extends Error {}

/** Thrown for a file with more bytes than are wanted. */
export class TooLarge extends Error {}

/**
 * Reads a file, and nothing else: a FIFO would block for ever, a device would never end.
 * @param maxBytes how large it may be
 */
export function readRegularFile(path: string, maxBytes: number = Number.POSITIVE_INFINITY): Buffer {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new NotRegular('this is a folder, not a file');
    if (!stat.isFile()) throw new NotRegular('this is not a regular file');
    if (stat.size > maxBytes) throw new TooLarge();
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  EEXIST: 'something of that name is there',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'its symbolic links lead in a cycle',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'its name is too long',
};

/** What the operating system said, without the path that Node puts into its messages. */
export function reasonOf(error: unknown): string {
  if (error instanceof NotRegular) return error.message;
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? (REASONS[code] ?? code) : 'an unknown error';
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Hash of a file; undefined where there is no regular file that can be read. */
export function hashFile(path: string): string | undefined {
  try {
    return sha256(readRegularFile(path));
  } catch {
    return undefined;
  }
}
