import { type ChangeGroup, type ContractDiff, operationTitle } from '../change.js';
import { type Line, linesByGroup } from './report-lines.js';

export interface TextOptions {
  /** Columns of the terminal; lines are broken at it. Default: 100. */
  readonly width?: number;
  /** Whether to colour the headings. Default: false. */
  readonly color?: boolean;
  /** Whether to list every change of words as well; otherwise the first ten and a count. Default: false. */
  readonly all?: boolean;
}

const colors = { Breaking: 31, Added: 32, Changed: 33, Deprecated: 35, Fixed: 36 } as const;
const wordsShown = 10;

export const NO_CHANGE = 'No change that a caller could see.';

/** The diff for a terminal: the severity first, then the changes by heading, those of one operation together. */
export function textReport(diff: ContractDiff, { width = 100, color = false, all = false }: TextOptions = {}): string {
  const columns = Math.max(40, Math.min(width, 120));
  const paint = (code: number, text: string): string => (color ? `\u001b[1;${code}m${text}\u001b[0m` : text);
  const groups = linesByGroup(diff.changes);
  const out = [paint(1, headline(diff, groups)), ''];
  for (const [group, lines] of groups) {
    out.push(paint(colors[group], `${group} (${lines.length})`), '');
    const shown = group === 'Fixed' && !all ? lines.slice(0, wordsShown) : lines;
    for (const [title, list] of byOperations(shown)) {
      if (title !== '') out.push(...wrap(title, columns, '  ', '    '));
      for (const { change, text } of list) {
        out.push(
          ...wrap(
            `${text}  [${change.rule}]`,
            columns,
            title === '' ? '  - ' : '    - ',
            title === '' ? '    ' : '      ',
          ),
        );
        if (change.breaks !== undefined && change.breaks.length > 0) {
          out.push(...wrap(`no longer compile: callers of ${listed(change.breaks)}`, columns, '      ', '      '));
        }
        if (change.disagreement !== undefined) {
          out.push(...wrap(`the views differ: ${lowerFirst(change.disagreement)}`, columns, '      ', '      '));
        }
      }
    }
    const hidden = lines.length - shown.length;
    if (hidden > 0) out.push(`  … and ${hidden} more ${hidden === 1 ? 'change' : 'changes'} of words`);
    out.push('');
  }
  out.push(...footer(diff));
  return `${out.join('\n').trimEnd()}\n`;
}

/**
 * The severity and how much stands under each heading of a report. It counts lines, as the headings do: a change that goes
 * both ways is two in `ContractDiff.counts`, and one line.
 */
export function headline({ severity }: ContractDiff, groups: ReadonlyMap<ChangeGroup, readonly Line[]>): string {
  if (severity === 'none') return NO_CHANGE;
  const counts = [...groups].map(([group, lines]) => `${lines.length} ${group.toLowerCase()}`);
  return `Severity: ${severity} (${counts.join(', ')})`;
}

function footer({ types, typesProblem, changes }: ContractDiff): string[] {
  if (types === undefined) return [`Types were not compared${typesProblem === undefined ? '' : `: ${typesProblem}`}.`];
  const differ = changes.filter((change) => change.disagreement !== undefined).length;
  const views =
    differ === 0
      ? ''
      : ` The two views differ on ${differ} ${differ === 1 ? 'change' : 'changes'}; the stricter one stands.`;
  return [`Types: ${types.operations} operations compared, ${types.broken} of them break a caller.${views}`];
}

interface Entry {
  readonly change: Line['change'];
  readonly text: string;
}

/** Lines of the same operations under one title, in the order in which they first come. */
function byOperations(lines: readonly Line[]): Map<string, Entry[]> {
  const found = new Map<string, Entry[]>();
  for (const { change, operations, sentence } of lines) {
    const title = titleOf(change, operations);
    const list = found.get(title) ?? [];
    found.set(title, list);
    list.push({ change, text: plain(title === '' ? sentence : change.message) });
  }
  return found;
}

function titleOf({ rule }: Line['change'], operations: Line['operations']): string {
  if (namesItself.has(rule)) return '';
  const shown = operations
    .slice(0, 4)
    .map((place) =>
      place.name === undefined ? operationTitle(place) : `${place.name} (${place.method} ${place.path})`,
    );
  const rest = operations.length - shown.length;
  return shown.length === 0 ? '' : `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Rules whose message names method and path: a title would say it twice. */
const namesItself: ReadonlySet<string> = /* @__PURE__ */ new Set(['operation-added', 'operation-removed']);

/** The first few of many callables. */
function listed(names: readonly string[]): string {
  const rest = names.length - 4;
  return `${names.slice(0, 4).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Breaks a string at spaces so that no line is wider than the columns, unless a word is. */
function wrap(text: string, columns: number, first: string, next: string): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = next + word;
    } else line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
