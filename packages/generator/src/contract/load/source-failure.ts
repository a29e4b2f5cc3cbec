import type { Code } from '../../base/catalogue.js';
import type { Limits } from '../../base/limits.js';

/** Why a document could not be taken. */
export class SourceFailure extends Error {
  readonly code: Code;
  /** Offset in `text` of what is wrong, where the document was read at all. */
  readonly offset: number | undefined;
  readonly text: string | undefined;
  /** What to do about it, where that is more than what the catalogue says of the code. */
  readonly fix: string | undefined;

  constructor(code: Code, message: string, text?: string, offset?: number, fix?: string) {
    super(message);
    this.code = code;
    this.text = text;
    this.offset = offset;
    this.fix = fix;
  }
}

export function tooLarge(limits: Limits): SourceFailure {
  return new SourceFailure('document-too-large', `The document has more than ${limits.maxBytes} bytes`);
}
