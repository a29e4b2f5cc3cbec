import { type Node, showLabel } from './compared-node.js';
import type { Shape } from './schema-shape.js';
import type { Report, Way } from './traversal.js';

/** Compares the properties of two objects. */
export function compareProperties(report: Report, before: Shape, after: Shape, way: Way): void {
  for (const [name, old] of before.properties) {
    const now = after.properties.get(name);
    if (now === undefined) {
      const label = showLabel(old.label);
      const message = way === 'request' ? `${label} is no longer accepted` : `${label} is no longer in the answer`;
      report.find(`${way}-property-removed`, way, { pointer: old.pointer, gone: true }, message);
      continue;
    }
    compareRequired(report, before.required.has(name), after.required.has(name), now, way);
    report.descend('schema', old, now, way);
  }
  for (const [name, now] of after.properties) {
    if (before.properties.has(name)) continue;
    const label = showLabel(now.label);
    if (way === 'request' && after.required.has(name)) {
      report.find('request-property-required-added', way, now, `new required property ${label}`);
    } else report.find(`${way}-property-added`, way, now, `new property ${label}`);
  }
  compareNamesWithoutSchema(report, before, after, way);
  compareAdditional(report, before, after, way);
}

function compareRequired(report: Report, was: boolean, is: boolean, at: Node, way: Way): void {
  if (was === is) return;
  const label = showLabel(at.label);
  if (is) {
    const message = way === 'request' ? `${label} is now required` : `${label} is now always there`;
    report.find(`${way}-property-became-required`, way, at, message);
  } else {
    const message = way === 'request' ? `${label} may be left out` : `${label} may be missing`;
    report.find(`${way}-property-became-optional`, way, at, message);
  }
}

/** `required` may name a property that no schema describes. */
function compareNamesWithoutSchema(report: Report, before: Shape, after: Shape, way: Way): void {
  for (const name of new Set([...before.required, ...after.required])) {
    if (before.properties.has(name) || after.properties.has(name)) continue;
    const label = { ...after.node.label, name: `${after.node.label.name}.${name}` };
    compareRequired(report, before.required.has(name), after.required.has(name), { ...after.node, label }, way);
  }
}

function compareAdditional(
  report: Report,
  { additional: old }: Shape,
  { additional: now, node }: Shape,
  way: Way,
): void {
  if (typeof old === 'object' && typeof now === 'object') {
    report.descend('schema', old, now, way);
    return;
  }
  if (old === now) return;
  const label = showLabel(node.label);
  const is = {
    none: `${label} has no properties of other names`,
    unsaid: `nothing is said of properties of other names in ${label} any longer`,
    any: `${label} may have properties of any name`,
    schema: `${label} may have properties of any name, of one type`,
  }[kind(now)];
  const move = narrows(kind(old), kind(now), way) ? 'narrowed' : 'widened';
  report.find(`${way}-additional-properties-${move}`, way, node, is);
}

type Kind = 'none' | 'unsaid' | 'any' | 'schema';

function kind(value: Shape['additional']): Kind {
  return typeof value === 'object' ? 'schema' : value;
}

/**
 * Whether fewer names are allowed than before. What is not said is not in the type, so to say it widens and to stop
 * saying it narrows, except that a request whose other properties were unrestricted is narrowed by a schema.
 * A read that found any type and finds one type now is served better: it widens only where it was of one type.
 */
function narrows(old: Kind, now: Kind, way: Way): boolean {
  if (now === 'none') return way === 'request' || old !== 'unsaid';
  if (old === 'none') return false;
  if (now === 'unsaid') return true;
  if (old === 'unsaid') return way === 'request' && now === 'schema';
  return way === 'request' ? now === 'schema' : now === 'any';
}
