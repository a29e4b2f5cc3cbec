/** Where in a source file something stands. Lines and columns count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning';

/** Something that is wrong with a contract or a configuration, and how to mend it. */
export interface Diagnostic {
  /** A code of the catalogue, such as `ref-unresolved`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, in one sentence, naming the thing. */
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly fix: string;
  readonly location?: Location;
}

/** Takes a diagnostic as it is found. Work goes on, so that several problems are reported together. */
export type Report = (diagnostic: Diagnostic) => void;

/** Thrown where diagnostics of severity `error` stop the work. Nothing has been written then. */
export class ContractError extends Error {
  override readonly name: string = 'ContractError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'));
    this.diagnostics = diagnostics;
  }
}

/** `file:line:column: error ref-unresolved: message` and, on a line of its own, the fix. */
export function formatDiagnostic({ code, severity, message, fix, location }: Diagnostic): string {
  const place = location ? `${location.file}:${location.line}:${location.column}: ` : '';
  return `${printable(`${place}${severity} ${code}: ${message}`)}\n  fix: ${printable(fix)}`;
}

/** Text of a document or a file name as it may stand in a message: in quotes, on one line, not too long. */
export function quote(text: string, length = 120): string {
  return printable(JSON.stringify(text.length > length ? `${text.slice(0, length)}…` : text));
}

/** Writes out the characters that a terminal or an editor would act upon instead of showing. */
function printable(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g;
