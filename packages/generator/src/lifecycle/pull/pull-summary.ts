import { shownAddress } from '../../base/urls.js';
import { type Change, compareSeverity, type OperationPlace, operationTitle } from '../diff/change.js';
import { escapeMarkup } from '../diff/report/markdown-report.js';
import { type Line, linesByGroup } from '../diff/report/report-lines.js';
import { NO_CHANGE } from '../diff/report/text-report.js';
import type { PullReport } from './pull.js';

export interface SummaryOptions {
  /** Folder that files are shown from. */
  readonly baseDir: string;
  /** Characters that it may have: the body of a pull request has an end. Default: 30,000. */
  readonly maxLength?: number;
}

/**
 * What a pull found and did, in Markdown, for a person who reviews it: operations that are new, changed or gone, new
 * properties, what was written, and what is left to do.
 */
export function pullSummary(report: PullReport, { baseDir, maxLength = 30_000 }: SummaryOptions): string {
  const { product, source, diff } = report;
  const parts = partition(diff.changes);
  const changed = operationsOf(parts.changed);
  const head = [
    `## ${escapeMarkup(product)}`,
    '',
    `Compared with ${code(shownAddress(source, baseDir))}. **${severityLine(diff)}**`,
    '',
  ];
  const sections = [
    section('New operations', lines(parts.added, baseDir, report)),
    section('Changed operations', changeLines(parts.changed), changed.size),
    section('Operations that are gone upstream', lines(parts.removed, baseDir, report)),
    section('New properties', changeLines(parts.properties)),
    section('Everything else', changeLines(parts.rest)),
    section('Written into the contract', writtenLines(report, baseDir)),
    section('Left out', leftOut(report)),
  ];
  const foot = toDo(report, changed.size + parts.removed.length);
  return cut([...head, ...sections.flat()], foot, maxLength);
}

/** Without counts: the sections of a summary are not the headings of a diff, and have their own. */
function severityLine({ severity }: PullReport['diff']): string {
  return severity === 'none' ? NO_CHANGE : `Severity: ${severity}`;
}

interface Parts {
  readonly added: readonly Change[];
  readonly removed: readonly Change[];
  readonly properties: readonly Change[];
  readonly changed: readonly Change[];
  /** What changes no operation: names of types, schemes, servers. */
  readonly rest: readonly Change[];
}

const partOf: Readonly<Record<string, keyof Parts>> = {
  'operation-added': 'added',
  'operation-removed': 'removed',
  'request-property-added': 'properties',
  'request-property-required-added': 'properties',
  'response-property-added': 'properties',
  'export-added': 'rest',
};

function partition(changes: readonly Change[]): Parts {
  const parts = { added: [], removed: [], properties: [], changed: [], rest: [] } as Record<keyof Parts, Change[]>;
  for (const change of changes) {
    const part = partOf[change.rule] ?? (change.operations.length === 0 ? 'rest' : 'changed');
    parts[part].push(change);
  }
  return parts;
}

function operationsOf(changes: readonly Change[]): Set<OperationPlace> {
  return new Set(changes.flatMap(({ operations }) => operations));
}

/** Operations that came or went, a line each; of those that came, where their stub is. */
function lines(changes: readonly Change[], baseDir: string, { written }: PullReport): string[] {
  return changes.flatMap(({ operations }) =>
    operations.map((operation) => {
      const { method, path, name } = operation;
      const place = `${method} ${path}`;
      const stub = written.find(({ what }) => what === place);
      const title = name === undefined ? '' : ` (${code(operationTitle(operation))})`;
      return `${code(place)}${title}${stub === undefined ? '' : `: stub in ${code(shownAddress(stub.file, baseDir))}`}`;
    }),
  );
}

/** Changes by what they mean, the strictest first; what is said of several operations in the same words is one line. */
function changeLines(changes: readonly Change[]): string[] {
  return [...linesByGroup(changes).values()].flat().map(changeLine);
}

function changeLine({ change, sentence }: Line): string {
  const breaks = compareSeverity(change.severity, 'major') === 0 ? '**breaks callers**: ' : '';
  return `${breaks}${escapeMarkup(sentence)}`;
}

/** Stubs beside those of operations, which have a line already. */
function writtenLines({ written, additions }: PullReport, baseDir: string): string[] {
  const operations = new Set(additions.operations.map(({ method, path }) => `${method} ${path}`));
  return written
    .filter(({ what }) => !operations.has(what))
    .map(({ what, file }) => `${escapeMarkup(what)} in ${code(shownAddress(file, baseDir))}`);
}

function leftOut({ skipped }: PullReport): string[] {
  return skipped.map(({ what, why }) => `${escapeMarkup(what)}: ${escapeMarkup(why)}`);
}

function section(title: string, items: readonly string[], count: number = items.length): string[] {
  if (items.length === 0) return [];
  return [`### ${title} (${count})`, '', ...items.map((item) => `- ${item}`), ''];
}

function toDo({ written }: PullReport, decisions: number): string[] {
  return [
    ...(written.length > 0
      ? ['Describe what was written, and remove its `x-influxkit-review`: `influxkit generate` warns until then.']
      : []),
    ...(decisions > 0 ? ['What changed or is gone upstream is reported here and left to you.'] : []),
  ];
}

/** A code span that holds any text: its fence is longer than every run of backticks in it. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/** The lines as far as they fit, and how many do not. */
function cut(body: readonly string[], foot: readonly string[], maxLength: number): string {
  const whole = [...body, ...foot.flatMap((line) => [line, ''])].join('\n').trimEnd();
  if (whole.length < maxLength) return `${whole}\n`;
  const kept: string[] = [];
  let room = maxLength - foot.join('\n\n').length - 200;
  for (const line of body) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  const left = body.slice(kept.length).filter((line) => line.startsWith('- ')).length;
  const rest = `… and ${left} more lines: \`npx @influxkit/generator pull\` shows all of them.`;
  return `${[kept.join('\n').trimEnd(), '', rest, '', foot.join('\n\n')].join('\n').trimEnd()}\n`;
}
