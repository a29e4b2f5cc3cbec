import { canonical, type JsonValue } from '../../../base/json.js';
import { code, showLabel } from './compared-node.js';
import type { Shape } from './schema-shape.js';
import type { Report, ValueDirection } from './traversal.js';

type Move = 'tightened' | 'loosened' | 'changed';

/** Compares lengths, limits, patterns and the like. */
export function compareBounds(report: Report, before: Shape, after: Shape, direction: ValueDirection): void {
  const label = showLabel(after.node.label);
  for (const key of new Set([...before.bounds.keys(), ...after.bounds.keys()])) {
    const [old, now] = [before.bounds.get(key), after.bounds.get(key)];
    if (canonical(old) === canonical(now)) continue;
    const was = old === undefined ? 'there was none' : `it was ${code(canonical(old))}`;
    const message =
      now === undefined
        ? `\`${key}\` of ${label} is gone, ${was}`
        : `\`${key}\` of ${label} is ${code(canonical(now))}, ${was}`;
    report.find(`${direction}-bounds-${move(key, old, now)}`, direction, after.node, message);
  }
}

function move(key: string, old: JsonValue | undefined, now: JsonValue | undefined): Move {
  if (old === undefined) return 'tightened';
  if (now === undefined) return 'loosened';
  if (typeof old !== 'number' || typeof now !== 'number') return 'changed';
  if (key === 'multipleOf') return multiple(now, old) ? 'tightened' : multiple(old, now) ? 'loosened' : 'changed';
  const upper = key.startsWith('max') || key === 'exclusiveMaximum';
  return now < old === upper ? 'tightened' : 'loosened';
}

function multiple(of: number, base: number): boolean {
  return base !== 0 && Number.isInteger(of / base);
}
