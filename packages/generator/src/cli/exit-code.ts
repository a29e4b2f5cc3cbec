import { CONFIG_CODES } from '../catalogue/config.js';
import type { Diagnostic } from '../diagnostics.js';
import type { ExitCode } from './command.js';

/** The exit code of a run that did not go well: a wrong configuration is a wrong call. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): ExitCode {
  return diagnostics.some(({ code }) => Object.hasOwn(CONFIG_CODES, code)) ? 2 : 1;
}
