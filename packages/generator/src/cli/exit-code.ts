import { CONFIG_CODES } from '../base/catalogue/config-codes.js';
import type { Diagnostic } from '../base/diagnostics.js';
import type { ExitCode } from './command.js';

/** The exit code of a run that did not go well: a wrong configuration is a wrong call. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): ExitCode {
  return diagnostics.some(({ code }) => Object.hasOwn(CONFIG_CODES, code)) ? 2 : 1;
}
