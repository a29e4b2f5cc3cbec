import { code, showLabel } from './compared-node.js';
import type { Shape } from './schema-shape.js';
import type { Report, ValueDirection } from './traversal.js';

/** Compares types, `null`, members and formats. False if the types have so little in common that nothing else is worth saying. */
export function compareValues(report: Report, before: Shape, after: Shape, direction: ValueDirection): boolean {
  const goOn = compareTypes(report, before, after, direction);
  if (goOn && before.types !== undefined && after.types !== undefined) compareNull(report, before, after, direction);
  if (!goOn) return false;
  compareMembers(report, before, after, direction);
  compareFormats(report, before, after, direction);
  return true;
}

function compareTypes(
  report: Report,
  { types: old }: Shape,
  { types: now, node }: Shape,
  direction: ValueDirection,
): boolean {
  if (old === undefined && now === undefined) return true;
  const label = showLabel(node.label);
  if (old === undefined)
    report.find(`${direction}-type-narrowed`, direction, node, `${label} is ${show(now)}, it was anything`);
  else if (now === undefined)
    report.find(`${direction}-type-widened`, direction, node, `${label} is anything, it was ${show(old)}`);
  else {
    const [wider, narrower] = [covers(now, old), covers(old, now)];
    if (wider && narrower) return true;
    const move = wider ? 'widened' : narrower ? 'narrowed' : 'changed';
    report.find(`${direction}-type-${move}`, direction, node, `${label} is ${show(now)}, it was ${show(old)}`);
    return wider || narrower;
  }
  return false;
}

function covers(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...b].every((type) => a.has(type) || (type === 'integer' && a.has('number')));
}

function show(types: ReadonlySet<string> | undefined): string {
  const names = [...(types ?? [])];
  return names.length === 0 ? 'impossible' : names.map(code).join(' or ');
}

export function compareNull(report: Report, before: Shape, after: Shape, direction: ValueDirection): void {
  if (before.nullable === after.nullable) return;
  const label = showLabel(after.node.label);
  if (after.nullable) report.find(`${direction}-null-allowed`, direction, after.node, `${label} may be \`null\``);
  else report.find(`${direction}-null-refused`, direction, after.node, `${label} may no longer be \`null\``);
}

function compareMembers(
  report: Report,
  { values: old }: Shape,
  { values: now, node }: Shape,
  direction: ValueDirection,
): void {
  const label = showLabel(node.label);
  if (old === undefined && now !== undefined) {
    const list = [...now.keys()].map(code).join(', ');
    report.find(
      `${direction}-enum-introduced`,
      direction,
      node,
      `${label} is one of ${list}, it was any value of its type`,
    );
  } else if (old !== undefined && now === undefined) {
    report.find(
      `${direction}-enum-dropped`,
      direction,
      node,
      `${label} is any value of its type, it was one of a list`,
    );
  } else if (old !== undefined && now !== undefined) {
    for (const member of old.keys()) {
      if (now.has(member)) continue;
      const why = direction === 'request' ? '' : ', so a `case` of it no longer compiles';
      report.find(
        `${direction}-enum-member-removed`,
        direction,
        node,
        `${label} may no longer be ${code(member)}${why}`,
      );
    }
    for (const member of now.keys()) {
      if (old.has(member)) continue;
      const why = direction === 'request' ? '' : ', which breaks an exhaustive `switch`';
      report.find(`${direction}-enum-member-added`, direction, node, `${label} may be ${code(member)}${why}`);
    }
  }
}

/** Formats of which the first is a part of the second. */
const parts: ReadonlySet<string> = /* @__PURE__ */ new Set(['int32 int64', 'float double']);

function compareFormats(
  report: Report,
  { format: old }: Shape,
  { format: now, node }: Shape,
  direction: ValueDirection,
): void {
  if (old === now) return;
  const label = showLabel(node.label);
  const was = old === undefined ? 'it had none' : `it was ${code(old)}`;
  const is = now === undefined ? `${label} has no format any longer` : `format of ${label} is ${code(now)}`;
  report.find(`${direction}-format-${formatMove(old, now)}`, direction, node, `${is}, ${was}`);
}

function formatMove(old: string | undefined, now: string | undefined): 'narrowed' | 'widened' | 'changed' {
  if (old === 'binary' || now === 'binary') return 'changed';
  if (old === undefined || parts.has(`${now} ${old}`)) return 'narrowed';
  return now === undefined || parts.has(`${old} ${now}`) ? 'widened' : 'changed';
}
