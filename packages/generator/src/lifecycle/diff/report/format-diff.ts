import type { ContractDiff } from '../change.js';
import { markdownReport } from './markdown-report.js';
import { type TextOptions, textReport } from './text-report.js';

export type DiffFormat = 'text' | 'json' | 'markdown';

/** Prints a diff: `text` for a terminal, `json` for machines (everything, as it is), `markdown` for people elsewhere. */
export function formatDiff(diff: ContractDiff, format: DiffFormat = 'text', options: TextOptions = {}): string {
  if (format === 'json') return `${JSON.stringify(diff, null, 2)}\n`;
  return format === 'markdown' ? markdownReport(diff) : textReport(diff, options);
}
