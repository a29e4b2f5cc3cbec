import { canonical } from '../../../base/json.js';
import { componentOf, refOf } from '../../../contract/document/reader.js';
import { compareNull } from './compare-values.js';
import { type ComparedDocument, code, labelOfTarget, type Node, showLabel } from './compared-node.js';
import { allowsNull } from './nullability.js';
import { type Discriminator, type Shape, shapeOf, type Union } from './schema-shape.js';
import type { Report, ValueDirection } from './traversal.js';

/** The union that a schema is and nothing else, if it is that. */
export function pureUnion(shape: Shape): Union | undefined {
  const [union, ...more] = shape.unions;
  const plain =
    more.length === 0 &&
    shape.properties.size === 0 &&
    shape.values === undefined &&
    shape.items === undefined &&
    shape.bounds.size === 0;
  return plain ? union : undefined;
}

/** Compares `oneOf` and `anyOf`, where at least one side is or has one; a schema without one is a union of itself alone. */
export function compareUnions(report: Report, before: Shape, after: Shape, direction: ValueDirection): void {
  compareDiscriminators(report, before.discriminator, after.discriminator, after.node, direction);
  const [old, now] = [pureUnion(before), pureUnion(after)];
  if (old !== undefined || now !== undefined) {
    // A bare "anything" is not a member of a union: it is wider than each.
    if (!hasShape(before) || !hasShape(after)) {
      const move = hasShape(before) ? 'widened' : 'narrowed';
      const label = showLabel(after.node.label);
      const message =
        move === 'widened' ? `${label} is anything` : `${label} is one of a list of kinds, it was anything`;
      report.find(`${direction}-type-${move}`, direction, after.node, message);
      return;
    }
    compareNull(report, before, after, direction);
    if (old !== undefined && now !== undefined) compareKinds(report, old, now, after.node, direction);
    matchBranches(report, branchesOf(report.old, before), branchesOf(report.new, after), after.node, direction);
    return;
  }
  const count = Math.max(before.unions.length, after.unions.length);
  for (let index = 0; index < count; index += 1) {
    const [was, is] = [before.unions[index], after.unions[index]];
    const label = showLabel(after.node.label);
    if (was === undefined)
      report.find(`${direction}-union-narrowed`, direction, after.node, `${label} must fit one of a list of kinds`);
    else if (is === undefined) {
      report.find(`${direction}-type-widened`, direction, after.node, `${label} no longer fits one of a list of kinds`);
    } else {
      compareKinds(report, was, is, after.node, direction);
      matchBranches(report, was.branches, is.branches, after.node, direction);
    }
  }
}

/** The members of a union; of a schema that is none, its types or itself. Of `null` is spoken where the whole is compared. */
function branchesOf(side: ComparedDocument, shape: Shape): readonly Node[] {
  return kindsOf(shape).map((branch) =>
    nameOf(branch) === undefined && allowsNull(side, branch.parts) === true
      ? { ...branch, pointer: `${branch.pointer}&value`, isWithoutNull: true }
      : branch,
  );
}

function kindsOf(shape: Shape): readonly Node[] {
  const union = pureUnion(shape);
  if (union !== undefined) return union.branches;
  const { node, types } = shape;
  const bare = shape.properties.size + shape.bounds.size + shape.others.size === 0;
  if (types === undefined || types.size < 2 || !bare || shape.items !== undefined || shape.values !== undefined)
    return [node];
  return [...types].map((type) => {
    const pointer = `${node.pointer}&${type}`;
    return { parts: [{ value: { type }, pointer }], pointer, label: node.label };
  });
}

function hasShape({ types, unions, values }: Shape): boolean {
  return types !== undefined || unions.length > 0 || values !== undefined;
}

function compareKinds(report: Report, old: Union, now: Union, at: Node, direction: ValueDirection): void {
  if (old.kind === now.kind || (old.branches.length < 2 && now.branches.length < 2)) return;
  const move = now.kind === 'anyOf' ? 'widened' : 'narrowed';
  const label = showLabel(at.label);
  report.find(
    `${direction}-union-${move}`,
    direction,
    at,
    `${label} fits \`${now.kind}\` of its kinds, it was \`${old.kind}\``,
  );
}

/** Finds which member became which: by name, by being equal, and then by likeness; compares these, and reports the rest. */
function matchBranches(
  report: Report,
  old: readonly Node[],
  now: readonly Node[],
  at: Node,
  direction: ValueDirection,
): void {
  const added = new Set(now);
  const removed = new Set(old);
  const pair = (was: Node, is: Node): void => {
    removed.delete(was);
    added.delete(is);
    report.descend('schema', labelled(report.old, was), labelled(report.new, is), direction);
  };
  for (const key of [nameOf, textOf]) {
    for (const was of [...removed]) {
      const wanted = key(was);
      const is = wanted === undefined ? undefined : [...added].find((branch) => key(branch) === wanted);
      if (is !== undefined) pair(was, is);
    }
  }
  for (const was of [...removed]) {
    const best = [...added]
      .map((is) => ({ is, likeness: likeness(report, was, is) }))
      .reduce<{ is: Node; likeness: number } | undefined>((a, b) => (a && a.likeness >= b.likeness ? a : b), undefined);
    const alone = removed.size === 1 && added.size === 1;
    if (best !== undefined && (best.likeness > 0.5 || (alone && best.likeness > 0))) pair(was, best.is);
  }
  const whole = showLabel(at.label);
  for (const was of removed) {
    const message =
      direction === 'request'
        ? `${whole} may no longer be ${kindName(report.old, was)}`
        : `${whole} is never ${kindName(report.old, was)} any longer`;
    report.find(`${direction}-union-member-removed`, direction, { pointer: was.pointer, gone: true }, message);
  }
  for (const is of added) {
    report.find(`${direction}-union-member-added`, direction, is, `${whole} may also be ${kindName(report.new, is)}`);
  }
}

function labelled(side: ComparedDocument, branch: Node): Node {
  const [part, ...more] = branch.parts;
  if (part === undefined || more.length > 0) return branch;
  return { ...branch, label: labelOfTarget(side.follow(part).pointer, branch.label) };
}

function nameOf({ parts: [part] }: Node): string | undefined {
  return refOf(part?.value);
}

function textOf({ parts }: Node): string | undefined {
  return parts.map((part) => canonical(part.value)).join('&');
}

/** From 0, nothing in common, to 1. Objects are alike by their property names, and unlike where a constant tells them apart. */
function likeness(report: Report, old: Node, now: Node): number {
  const [a, b] = [shapeOf(report.old, old), shapeOf(report.new, now)];
  if (a.types === undefined || b.types === undefined) return 0.1;
  if (![...a.types].some((type) => b.types?.has(type) === true)) return 0;
  if (a.properties.size === 0 && b.properties.size === 0) return 0.6;
  let common = 0;
  for (const [name, property] of a.properties) {
    const other = b.properties.get(name);
    if (other === undefined) continue;
    common += 1;
    const [x, y] = [shapeOf(report.old, property).values, shapeOf(report.new, other).values];
    if (x?.size === 1 && y?.size === 1 && [...x.keys()][0] !== [...y.keys()][0]) return 0;
  }
  return common / (a.properties.size + b.properties.size - common);
}

function kindName(side: ComparedDocument, branch: Node): string {
  const [part] = branch.parts;
  const ref = refOf(part?.value);
  if (ref !== undefined) return code(componentOf(ref)?.name ?? ref);
  const { types, values, properties } = shapeOf(side, branch);
  if (values !== undefined) return [...values.keys()].map(code).join(' or ');
  if (properties.size > 0) return `an object with ${[...properties.keys()].slice(0, 3).map(code).join(', ')}`;
  return types === undefined ? 'anything' : [...types].map(code).join(' or ');
}

function compareDiscriminators(
  report: Report,
  old: Discriminator | undefined,
  now: Discriminator | undefined,
  at: Node,
  direction: ValueDirection,
): void {
  if (old === undefined && now === undefined) return;
  const label = showLabel(at.label);
  if (old === undefined || now === undefined) {
    const [move, property] =
      now === undefined ? (['removed', old?.property] as const) : (['added', now.property] as const);
    const message = `${code(property ?? '')} ${move === 'added' ? 'tells' : 'no longer tells'} the kinds of ${label} apart`;
    report.find(`${direction}-discriminator-${move}`, direction, at, message);
    return;
  }
  if (old.property !== now.property) {
    const message = `${code(now.property)} tells the kinds of ${label} apart, it was ${code(old.property)}`;
    report.find(`${direction}-discriminator-changed`, direction, now, message);
    return;
  }
  if (old.otherwise !== now.otherwise) {
    const message = `What ${code(now.property)} of ${label} means with any other value is another kind`;
    report.find(`${direction}-discriminator-changed`, direction, now, message);
  }
  for (const [value, to] of old.mapping) {
    const is = now.mapping.get(value);
    if (is === to) continue;
    const where = `${code(old.property)} of ${label}`;
    if (is === undefined)
      report.find(`${direction}-union-member-removed`, direction, now, `${where} may no longer be ${code(value)}`);
    else
      report.find(`${direction}-discriminator-changed`, direction, now, `${where} ${code(value)} means another kind`);
  }
  for (const value of now.mapping.keys()) {
    if (old.mapping.has(value)) continue;
    report.find(
      `${direction}-union-member-added`,
      direction,
      now,
      `${code(old.property)} of ${label} may be ${code(value)}`,
    );
  }
}
