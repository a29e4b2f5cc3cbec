import type { ApiModel, BoundModel } from '../../generate/model/build-model.js';
import { exportedNames } from '../../generate/model/exported-names.js';
import type { RuleId } from './rules.js';
import { code } from './structure/compared-node.js';
import type { OperationPair, Reached } from './structure/diff-structure.js';

/**
 * Names that one client exports and the other does not, of what both have: an operation, a resource, a schema, the client
 * itself. What is gone altogether is reported as such, with all that it exported.
 */
export function compareExports(old: ApiModel, now: ApiModel, pairs: readonly OperationPair[]): Reached[] {
  const found: Reached[] = [];
  const [before, after] = [exportedNames(old), exportedNames(now)];
  const [had, has] = [new Set(before.map(({ name }) => name)), new Set(after.map(({ name }) => name))];
  const pairOf = (side: 'old' | 'new'): Map<string, OperationPair> =>
    new Map(pairs.map((pair) => [`${pair[side]?.method} ${pair[side]?.path}`, pair]));
  const [oldPairs, newPairs] = [pairOf('old'), pairOf('new')];
  const names = (model: ApiModel): Map<string, string> =>
    new Map(model.operations.map(({ method, path, name }) => [`${method} ${path}`, name.join('.')]));
  const [oldNames, newNames] = [names(old), names(now)];
  const owners = (list: typeof before): Set<string> => new Set(list.map(({ of, owner }) => `${of} ${owner}`));
  const [oldOwners, newOwners] = [owners(before), owners(after)];
  const report = (rule: RuleId, name: string, pair: OperationPair | undefined, isGone: boolean): void => {
    const side = isGone ? 'old' : 'new';
    found.push({
      rule,
      direction: 'none',
      pointer: pair?.[side]?.pointer ?? '/info',
      pointerIn: side,
      message: isGone ? `${code(name)} can no longer be imported` : `${code(name)} can be imported now`,
      operations: pair ? [pair.place] : [],
    });
  };
  /** An operation that both have, under the name that it had: of another name all exports are others. */
  const keeps = (pair: OperationPair | undefined): boolean =>
    pair?.old !== undefined &&
    pair.new !== undefined &&
    oldNames.get(`${pair.old.method} ${pair.old.path}`) === newNames.get(`${pair.new.method} ${pair.new.path}`);
  for (const { name, of, owner } of before) {
    const pair = of === 'operation' ? oldPairs.get(owner) : undefined;
    const stays = of === 'operation' ? keeps(pair) : of === 'client' || newOwners.has(`${of} ${owner}`);
    if (stays && !has.has(name)) report('export-removed', name, pair, true);
  }
  for (const { name, of, owner } of after) {
    const pair = of === 'operation' ? newPairs.get(owner) : undefined;
    const stays = of === 'operation' ? keeps(pair) : of === 'client' || oldOwners.has(`${of} ${owner}`);
    if (stays && !had.has(name)) report('export-added', name, pair, false);
  }
  found.push(...compareBound(old, now));
  return found;
}

/** Options of the client that stand for parameters. */
function compareBound(old: ApiModel, now: ApiModel): Reached[] {
  const found: Reached[] = [];
  const report = (rule: RuleId, message: string): void => {
    found.push({ rule, direction: 'none', pointer: '/info', pointerIn: 'new', message, operations: [] });
  };
  const byOption = (list: readonly BoundModel[]): Map<string, BoundModel> =>
    new Map(list.map((each) => [each.option, each]));
  const [before, after] = [byOption(old.bound), byOption(now.bound)];
  for (const { option } of old.bound) {
    if (!after.has(option)) report('client-option-removed', `${code(now.clientName)} no longer takes ${code(option)}`);
  }
  for (const { option, required } of now.bound) {
    const was = before.get(option);
    if (required && !was?.required)
      report('client-option-required', `${code(now.clientName)} has to be given ${code(option)}`);
    else if (!was) report('client-option-added', `${code(now.clientName)} takes ${code(option)}`);
  }
  return found;
}
