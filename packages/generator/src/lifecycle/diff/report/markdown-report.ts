import type { ContractDiff } from '../change.js';
import { linesByGroup } from './report-lines.js';
import { headline } from './text-report.js';

/** The diff for a pull request or a changelog. */
export function markdownReport(diff: ContractDiff): string {
  const groups = linesByGroup(diff.changes);
  const out = [`**${headline(diff, groups)}**`, ''];
  for (const [group, lines] of groups) {
    out.push(`### ${group} (${lines.length})`, '');
    for (const { sentence, change } of lines) {
      out.push(`- ${escapeMarkup(sentence)}`);
      if (change.disagreement !== undefined) out.push(`  *The views differ: ${change.disagreement}*`);
    }
    out.push('');
  }
  if (diff.types !== undefined) {
    out.push(`Types: ${diff.types.operations} operations compared, ${diff.types.broken} of them break a caller.`);
  } else out.push(`Types were not compared${diff.typesProblem === undefined ? '' : `: ${diff.typesProblem}`}.`);
  return `${out.join('\n').trimEnd()}\n`;
}

/** What stands outside backticks comes from us, but for names that could hold markup; inside, nothing is markup. */
export function escapeMarkup(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[<>*_[\]]/g, (sign) => `\\${sign}`)))
    .join('');
}
