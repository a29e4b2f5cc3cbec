import type { Change, ChangeGroup } from '../diff/change.js';
import { sentence } from '../diff/combine-views.js';
import { escapeMarkup } from '../diff/report/markdown-report.js';
import { type Line, linesByGroup } from '../diff/report/report-lines.js';

/** So many names of one line are written out. */
const shownNames = 4;

/**
 * The lines of a changelog by heading, in Markdown. What one change does to several places of the same operations is one
 * line: a response of another type is reported once, not once for each property that it no longer has.
 */
export function changelogLines(changes: readonly Change[]): Map<ChangeGroup, string[]> {
  return new Map([...linesByGroup(changes)].map(([group, lines]) => [group, foldPlaces(lines).map(escapeMarkup)]));
}

interface Fold {
  readonly line: Line;
  readonly before: string;
  readonly after: string;
  readonly names: string[];
}

function foldPlaces(lines: readonly Line[]): string[] {
  const folds = new Map<string, Fold>();
  for (const line of lines) {
    const { change, operations } = line;
    const [, before = '', name = '', after = ''] = /^([^`]*)(`[^`]*`)(.*)$/s.exec(change.message) ?? [];
    // What reaches no operation names types, which are folded already.
    const key =
      name === '' || operations.length === 0
        ? line.sentence
        : [change.rule, before, after, ...operations.map(({ method, path }) => `${method} ${path}`)].join('\n');
    const fold = folds.get(key) ?? { line, before, after, names: [] };
    folds.set(key, fold);
    if (!fold.names.includes(name)) fold.names.push(name);
  }
  return [...folds.values()].map(({ line, before, after, names }) =>
    names.length === 1 ? line.sentence : sentence(line.operations, `${plural(before)}${list(names)}${agreeing(after)}`),
  );
}

function list(names: readonly string[]): string {
  const shown = names.length > shownNames + 1 ? names.slice(0, shownNames) : names.slice(0, -1);
  const rest = names.length - shown.length;
  return `${shown.join(', ')} and ${rest === 1 ? names.at(-1) : `${rest} more`}`;
}

/** `new option ` of several is `new options `. */
function plural(before: string): string {
  return before.replace(/^(new (?:\w+ )*?)(option|property|header|cookie|status|type)( )$/, (_, start, noun, end) => {
    const many = { property: 'properties', status: 'statuses' }[noun as string] ?? `${noun}s`;
    return `${start}${many}${end}`;
  });
}

/** What is said of one thing, said of several. */
function agreeing(after: string): string {
  return after.replace(/^ (is|has|was)\b/, (_, verb: 'is' | 'has' | 'was') => {
    return ` ${{ is: 'are', has: 'have', was: 'were' }[verb]}`;
  });
}
