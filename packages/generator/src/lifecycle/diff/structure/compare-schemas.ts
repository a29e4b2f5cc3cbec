import { isObject } from '../../../base/json.js';
import { refOf } from '../../../contract/document/reader.js';
import { compareAnnotations } from './compare-annotations.js';
import { compareBounds } from './compare-bounds.js';
import { compareProperties } from './compare-properties.js';
import { compareUnions, pureUnion } from './compare-unions.js';
import { compareValues } from './compare-values.js';
import { labelOfTarget, type Node, showLabel } from './compared-node.js';
import { annotationsOf, onlyAnnotates, type Shape, shapeOf } from './schema-shape.js';
import type { Report, ValueDirection } from './traversal.js';

/** Compares two schemas as values that travel one way. */
export function compareSchemas(report: Report, old: Node, now: Node, direction: ValueDirection): void {
  if (followReferences(report, old, now, direction)) return;
  const before = shapeOf(report.old, atTarget(report.old, old));
  const after = shapeOf(report.new, atTarget(report.new, now));
  compareAnnotations(report, before.annotations, after.annotations, after.node, direction);
  compareShapes(report, before, after, direction);
}

/** The facets of two shapes, without what is merely said about them. */
function compareShapes(report: Report, before: Shape, after: Shape, direction: ValueDirection): void {
  if (pureUnion(before) !== undefined || pureUnion(after) !== undefined) {
    compareUnions(report, before, after, direction);
    return;
  }
  if (!compareValues(report, before, after, direction)) return;
  compareBounds(report, before, after, direction);
  compareProperties(report, before, after, direction);
  compareItems(report, before, after, direction);
  compareUnions(report, before, after, direction);
  compareOthers(report, before, after, direction);
}

/**
 * Where both sides refer to a schema, what stands beside the references is compared here and the schemas themselves once,
 * at their own place. True if that was done.
 */
function followReferences(report: Report, old: Node, now: Node, direction: ValueDirection): boolean {
  const [oldPart, newPart] = [single(old), single(now)];
  if (oldPart === undefined || newPart === undefined) return false;
  if (refOf(oldPart.value) === undefined || refOf(newPart.value) === undefined) return false;
  if (!isObject(oldPart.value) || !onlyAnnotates(oldPart.value)) return false;
  if (!isObject(newPart.value) || !onlyAnnotates(newPart.value)) return false;
  const oldTarget = report.old.follow(oldPart);
  const newTarget = report.new.follow(newPart);
  if (oldTarget.pointer === oldPart.pointer || newTarget.pointer === newPart.pointer) return false;
  compareAnnotations(report, annotationsOf(oldPart.value), annotationsOf(newPart.value), now, direction);
  report.descend(
    'schema',
    { parts: [oldTarget], pointer: oldTarget.pointer, label: labelOfTarget(oldTarget.pointer, old.label) },
    { parts: [newTarget], pointer: newTarget.pointer, label: labelOfTarget(newTarget.pointer, now.label) },
    direction,
  );
  return true;
}

function single(node: Node): Node['parts'][number] | undefined {
  return node.parts.length === 1 ? node.parts[0] : undefined;
}

/** A node that is nothing but a reference, as the schema that it leads to. */
function atTarget(side: Report['old'], from: Node): Node {
  const part = single(from);
  if (part === undefined || !isObject(part.value) || Object.keys(part.value).length !== 1) return from;
  const target = side.follow(part);
  return { ...from, parts: [target], pointer: target.pointer, label: labelOfTarget(target.pointer, from.label) };
}

function compareItems(report: Report, before: Shape, after: Shape, direction: ValueDirection): void {
  const label = showLabel(after.node.label);
  if (before.items !== undefined && after.items !== undefined)
    report.descend('schema', before.items, after.items, direction);
  else if (before.items !== undefined) {
    report.find(`${direction}-type-widened`, direction, after.node, `items of ${label} may be anything`);
  } else if (after.items !== undefined && before.types?.has('array') === true) {
    report.find(
      `${direction}-type-narrowed`,
      direction,
      after.node,
      `items of ${label}, which could be anything, have a type now`,
    );
  }
}

function compareOthers(report: Report, before: Shape, after: Shape, direction: ValueDirection): void {
  const label = showLabel(after.node.label);
  for (const [key, value] of before.others) {
    const now = after.others.get(key);
    if (now === undefined)
      report.find(`${direction}-keyword-removed`, direction, after.node, `\`${key}\` of ${label} is gone`);
    else if (now !== value)
      report.find(`${direction}-keyword-changed`, direction, after.node, `\`${key}\` of ${label} changed`);
  }
  for (const key of after.others.keys()) {
    if (!before.others.has(key))
      report.find(`${direction}-keyword-added`, direction, after.node, `${label} has \`${key}\` now`);
  }
}
