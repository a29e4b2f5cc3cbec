import { canonical, type JsonValue } from '../../../base/json.js';
import { code, type Node, showLabel } from './compared-node.js';
import type { Annotations } from './schema-shape.js';
import type { Report, Way } from './traversal.js';

const prose = ['title', 'description', 'summary', 'example', 'examples', 'externalDocs', '$comment', 'xml'] as const;

/** Compares what two schemas say of a value beside restricting it: words, default, deprecation, who may set it. */
export function compareAnnotations(report: Report, old: Annotations, now: Annotations, at: Node, way: Way): void {
  const label = showLabel(at.label);
  compareProse(report, old, now, at, label, way);
  compareDefault(report, old['default'], now['default'], at, label, way);
  flag(old, now, 'deprecated', {
    set: () => report.find(`${way}-deprecated`, way, at, `${label} is deprecated`),
    cleared: () => report.find(`${way}-undeprecated`, way, at, `${label} is no longer deprecated`),
  });
  flag(old, now, 'readOnly', {
    set: () => report.find(`${way}-read-only-added`, way, at, `${label} is read-only now`),
    cleared: () => report.find(`${way}-read-only-removed`, way, at, `${label} is no longer read-only`),
  });
  flag(old, now, 'writeOnly', {
    set: () => report.find(`${way}-write-only-added`, way, at, `${label} is write-only now`),
    cleared: () => report.find(`${way}-write-only-removed`, way, at, `${label} is no longer write-only`),
  });
}

/** Reports that the words about something changed; once, whichever of them did. */
export function compareProse(
  report: Report,
  old: Annotations,
  now: Annotations,
  at: { readonly pointer: string },
  label: string,
  direction: Way | 'none',
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
  way: Way,
): void {
  if (canonical(old) === canonical(now)) return;
  const [was, is] = [code(canonical(old)), code(canonical(now))];
  if (old === undefined) report.find(`${way}-default-added`, way, at, `default of ${label} is ${is}`);
  else if (now === undefined)
    report.find(`${way}-default-removed`, way, at, `${label} has no default any longer, it was ${was}`);
  else report.find(`${way}-default-changed`, way, at, `default of ${label} is ${is}, it was ${was}`);
}

function flag(old: Annotations, now: Annotations, key: string, on: { set: () => void; cleared: () => void }): void {
  const [was, is] = [old[key] === true, now[key] === true];
  if (!was && is) on.set();
  if (was && !is) on.cleared();
}
