import type { Code } from '../catalogue.js';
import type { Limits } from './limits.js';

/** Why a document could not be taken. */
export class SourceFailure extends Error {
  readonly code: Code;
  /** Offset in `text` of what is wrong, where the document was read at all. */
  readonly offset: number | undefined;
  readonly text: string | undefined;

  constructor(code: Code, message: string, text?: string, offset?: number) {
    super(message);
    this.code = code;
    this.text = text;
    this.offset = offset;
  }
}

export function tooLarge(limits: Limits): SourceFailure {
  return new SourceFailure('document-too-large', `The document has more than ${limits.maxBytes} bytes`);
}

/** What the operating system said, without the path that Node puts into its messages. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  const known: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission is denied',
    EPERM: 'permission is denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is not a folder',
    ELOOP: 'its symbolic links lead in a circle',
    ENOSPC: 'the disk is full',
    EROFS: 'the file system is read-only',
    ENAMETOOLONG: 'its name is too long',
  };
  return typeof code === 'string' ? (known[code] ?? code) : 'an unknown error';
}
