import { type Change, type ChangeGroup, compareSeverity, type OperationPlace } from '../change.js';
import { sentence } from '../combine-views.js';

/** A line of a report: a change, or the two halves of one that goes both ways. */
export interface Line {
  readonly change: Change;
  readonly operations: readonly OperationPlace[];
  readonly sentence: string;
}

/** Headings in the order of a changelog. */
const groups: readonly ChangeGroup[] = ['Breaking', 'Added', 'Changed', 'Deprecated', 'Fixed'];

/**
 * The lines of a report by heading. A change of a schema that is sent and received stands once, under the heading of the
 * stricter direction; types that came or went share one line.
 */
export function linesByGroup(changes: readonly Change[]): Map<ChangeGroup, Line[]> {
  const byGroup = new Map<ChangeGroup, Line[]>();
  for (const line of [...foldTypes(mergeEqual(mergeDirections(changes)))]) {
    const list = byGroup.get(line.change.group) ?? [];
    byGroup.set(line.change.group, list);
    list.push(line);
  }
  return new Map(groups.flatMap((group) => (byGroup.has(group) ? [[group, byGroup.get(group) ?? []]] : [])));
}

function mergeDirections(changes: readonly Change[]): Line[] {
  const lines = new Map<string, Line>();
  const union = unionOf();
  for (const change of changes) {
    const key = `${family(change)} ${change.pointerIn} ${change.pointer} ${subject(change)}`;
    const before = lines.get(key);
    const operations = before === undefined ? change.operations : union(before.operations, change.operations);
    const stricter =
      before !== undefined && compareSeverity(before.change.severity, change.severity) >= 0 ? before.change : change;
    lines.set(key, { change: stricter, operations, sentence: sentence(operations, stricter.message) });
  }
  return [...lines.values()];
}

function family({ rule }: Change): string {
  return rule.replace(/^(request|response)-/, '').replace('property-required-added', 'property-added');
}

/** The names in a message: two changes at one place, such as two members of a list, stay two lines. */
function subject({ message }: Change): string {
  return [...message.matchAll(/`([^`]*)`/g)]
    .map(([, name]) => name)
    .filter((name) => name !== 'switch' && name !== 'case')
    .join();
}

/** Operations of two lists, each once. Lists are shared by many changes, so pairs of them come again. */
function unionOf(): (a: readonly OperationPlace[], b: readonly OperationPlace[]) => readonly OperationPlace[] {
  const known = new Map<readonly OperationPlace[], Map<readonly OperationPlace[], readonly OperationPlace[]>>();
  return (a, b) => {
    if (a === b) return a;
    const unions = known.get(a) ?? new Map<readonly OperationPlace[], readonly OperationPlace[]>();
    known.set(a, unions);
    const union = unions.get(b) ?? [...new Set([...a, ...b])];
    unions.set(b, union);
    return union;
  };
}

/** What is said of several operations in the same words stands once. */
function mergeEqual(lines: readonly Line[]): Line[] {
  const found = new Map<string, { readonly line: Line; readonly lists: Set<readonly OperationPlace[]> }>();
  for (const line of lines) {
    const { rule, message, disagreement = '' } = line.change;
    const key = line.operations.length === 0 ? line.sentence : `${rule} ${message} ${disagreement}`;
    const entry = found.get(key);
    if (entry === undefined) found.set(key, { line, lists: new Set([line.operations]) });
    else entry.lists.add(line.operations);
  }
  return [...found.values()].map(({ line, lists }) => {
    if (lists.size === 1) return line;
    const operations = [...new Set([...lists].flat())];
    return { change: line.change, operations, sentence: sentence(operations, line.change.message) };
  });
}

function foldTypes(lines: readonly Line[]): Line[] {
  const kept = lines.filter(({ change }) => !/^component-/.test(change.rule));
  for (const rule of ['component-removed', 'component-added'] as const) {
    const types = lines.filter(({ change }) => change.rule === rule);
    const [first] = types;
    if (first === undefined) continue;
    if (types.length === 1) {
      kept.push(first);
      continue;
    }
    const names = types.map(({ change }) => /`([^`]*)`/.exec(change.message)?.[0] ?? '').join(', ');
    const text = `${types.length} ${rule === 'component-added' ? 'new types' : 'types are gone'}: ${names}`;
    kept.push({ change: first.change, operations: [], sentence: text });
  }
  return kept;
}
