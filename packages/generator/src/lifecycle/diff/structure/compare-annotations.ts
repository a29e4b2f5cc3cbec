import { canonical, type JsonValue } from '../../../base/json.js';
import { code, type Node, showLabel } from './compared-node.js';
import type { Annotations } from './schema-shape.js';
import type { Report, ValueDirection } from './traversal.js';

const prose = ['title', 'description', 'summary', 'example', 'examples', 'externalDocs', '$comment', 'xml'] as const;

/** Compares what two schemas say of a value beside restricting it: words, default, deprecation, who may set it. */
export function compareAnnotations(
  report: Report,
  old: Annotations,
  now: Annotations,
  at: Node,
  direction: ValueDirection,
): void {
  const label = showLabel(at.label);
  compareProse(report, old, now, at, label, direction);
  compareDefault(report, old['default'], now['default'], at, label, direction);
  flag(old, now, 'deprecated', {
    set: () => report.find(`${direction}-deprecated`, direction, at, `${label} is deprecated`),
    cleared: () => report.find(`${direction}-undeprecated`, direction, at, `${label} is no longer deprecated`),
  });
  flag(old, now, 'readOnly', {
    set: () => report.find(`${direction}-read-only-added`, direction, at, `${label} is read-only now`),
    cleared: () => report.find(`${direction}-read-only-removed`, direction, at, `${label} is no longer read-only`),
  });
  flag(old, now, 'writeOnly', {
    set: () => report.find(`${direction}-write-only-added`, direction, at, `${label} is write-only now`),
    cleared: () => report.find(`${direction}-write-only-removed`, direction, at, `${label} is no longer write-only`),
  });
}

/** Reports that the words about something changed; once, whichever of them did. */
export function compareProse(
  report: Report,
  old: Annotations,
  now: Annotations,
  at: { readonly pointer: string },
  label: string,
  direction: ValueDirection | 'none',
): void {
  const changed = prose.filter((key) => canonical(old[key]) !== canonical(now[key]));
  if (changed.length === 0) return;
  const what = changed.includes('description') || changed.includes('summary') || changed.includes('title');
  report.find('prose-changed', direction, at, `${what ? 'description' : 'example'} of ${label}`);
}

function compareDefault(
  report: Report,
  old: JsonValue | undefined,
  now: JsonValue | undefined,
  at: Node,
  label: string,
  direction: ValueDirection,
): void {
  if (canonical(old) === canonical(now)) return;
  const [was, is] = [code(canonical(old)), code(canonical(now))];
  if (old === undefined) report.find(`${direction}-default-added`, direction, at, `default of ${label} is ${is}`);
  else if (now === undefined)
    report.find(`${direction}-default-removed`, direction, at, `${label} has no default any longer, it was ${was}`);
  else report.find(`${direction}-default-changed`, direction, at, `default of ${label} is ${is}, it was ${was}`);
}

function flag(old: Annotations, now: Annotations, key: string, on: { set: () => void; cleared: () => void }): void {
  const [was, is] = [old[key] === true, now[key] === true];
  if (!was && is) on.set();
  if (was && !is) on.cleared();
}
