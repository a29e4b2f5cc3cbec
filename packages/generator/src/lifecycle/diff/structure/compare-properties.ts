import { type Node, showLabel } from './compared-node.js';
import type { Shape } from './schema-shape.js';
import type { Report, ValueDirection } from './traversal.js';

/** Compares the properties of two objects. */
export function compareProperties(report: Report, before: Shape, after: Shape, direction: ValueDirection): void {
  for (const [name, old] of before.properties) {
    const now = after.properties.get(name);
    if (now === undefined) {
      const label = showLabel(old.label);
      const message =
        direction === 'request' ? `${label} is no longer accepted` : `${label} is no longer in the response`;
      report.find(`${direction}-property-removed`, direction, { pointer: old.pointer, gone: true }, message);
      continue;
    }
    compareRequired(report, before.required.has(name), after.required.has(name), now, direction);
    report.descend('schema', old, now, direction);
  }
  for (const [name, now] of after.properties) {
    if (before.properties.has(name)) continue;
    const label = showLabel(now.label);
    if (direction === 'request' && after.required.has(name)) {
      report.find('request-property-required-added', direction, now, `new required property ${label}`);
    } else report.find(`${direction}-property-added`, direction, now, `new property ${label}`);
  }
  compareNamesWithoutSchema(report, before, after, direction);
  compareAdditional(report, before, after, direction);
}

function compareRequired(report: Report, was: boolean, is: boolean, at: Node, direction: ValueDirection): void {
  if (was === is) return;
  const label = showLabel(at.label);
  if (is) {
    const message = direction === 'request' ? `${label} is now required` : `${label} is now always there`;
    report.find(`${direction}-property-became-required`, direction, at, message);
  } else {
    const message = direction === 'request' ? `${label} may be left out` : `${label} may be missing`;
    report.find(`${direction}-property-became-optional`, direction, at, message);
  }
}

/** `required` may name a property that no schema describes. */
function compareNamesWithoutSchema(report: Report, before: Shape, after: Shape, direction: ValueDirection): void {
  for (const name of new Set([...before.required, ...after.required])) {
    if (before.properties.has(name) || after.properties.has(name)) continue;
    const label = { ...after.node.label, name: `${after.node.label.name}.${name}` };
    compareRequired(report, before.required.has(name), after.required.has(name), { ...after.node, label }, direction);
  }
}

function compareAdditional(
  report: Report,
  { additional: old }: Shape,
  { additional: now, node }: Shape,
  direction: ValueDirection,
): void {
  if (typeof old === 'object' && typeof now === 'object') {
    report.descend('schema', old, now, direction);
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
  const move = narrows(kind(old), kind(now), direction) ? 'narrowed' : 'widened';
  report.find(`${direction}-additional-properties-${move}`, direction, node, is);
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
function narrows(old: Kind, now: Kind, direction: ValueDirection): boolean {
  if (now === 'none') return direction === 'request' || old !== 'unsaid';
  if (old === 'none') return false;
  if (now === 'unsaid') return true;
  if (old === 'unsaid') return direction === 'request' && now === 'schema';
  return direction === 'request' ? now === 'schema' : now === 'any';
}
