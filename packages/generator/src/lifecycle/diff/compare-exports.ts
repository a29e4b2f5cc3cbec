import type { ServerTemplate } from '@influxkit/runtime';
import type { ApiModel, BoundModel } from '../../generate/model/build-model.js';
import { exportedNames } from '../../generate/model/exported-names.js';
import type { PreparedView } from './contract-view.js';
import type { RuleId } from './rules.js';
import { code } from './structure/compared-node.js';
import type { OperationPair, Reached } from './structure/diff-structure.js';

type ExportRule = Extract<RuleId, `export-${string}`>;

/**
 * Names that one client exports and the other does not, of what both have: an operation, a resource, a schema, the client
 * itself; and what the client is created with. What is gone altogether is reported as such, with all that it exported, and
 * so is an operation whose method has another name.
 */
export function compareExports(
  { model: old }: PreparedView,
  { model: now, isConfigured }: PreparedView,
  pairs: readonly OperationPair[],
): Reached[] {
  const found: Reached[] = [];
  const [before, after] = [exportedNames(old), exportedNames(now)];
  const ownerOf = (list: typeof before): Map<string, string> =>
    new Map(list.map(({ name, of, owner }) => [name, `${of} ${owner}`]));
  const [had, has] = [ownerOf(before), ownerOf(after)];
  const pairOf = (side: 'old' | 'new'): Map<string, OperationPair> =>
    new Map(pairs.map((pair) => [`${pair[side]?.method} ${pair[side]?.path}`, pair]));
  const [oldPairs, newPairs] = [pairOf('old'), pairOf('new')];
  const names = (model: ApiModel): Map<string, string> =>
    new Map(model.operations.map(({ method, path, name }) => [`${method} ${path}`, name.join('.')]));
  const [oldNames, newNames] = [names(old), names(now)];
  const owners = (list: typeof before): Set<string> => new Set(list.map(({ of, owner }) => `${of} ${owner}`));
  const [oldOwners, newOwners] = [owners(before), owners(after)];
  const report = (rule: ExportRule, name: string, pair: OperationPair | undefined, said: string): void => {
    const side = rule === 'export-removed' ? 'old' : 'new';
    found.push({
      rule,
      direction: 'none',
      pointer: pair?.[side]?.pointer ?? '/info',
      pointerIn: side,
      message: `${code(name)} ${said}`,
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
    if (!stays) continue;
    const owned = has.get(name);
    if (owned === undefined) report('export-removed', name, pair, 'can no longer be imported');
    else if (owned !== `${of} ${owner}`) {
      const said = `is exported for ${describeOwner(owned)} now, it was for ${describeOwner(`${of} ${owner}`)}`;
      report('export-moved', name, pair, said);
    }
  }
  for (const { name, of, owner } of after) {
    const pair = of === 'operation' ? newPairs.get(owner) : undefined;
    const stays = of === 'operation' ? keeps(pair) : of === 'client' || oldOwners.has(`${of} ${owner}`);
    if (stays && !had.has(name)) report('export-added', name, pair, 'can be imported now');
  }
  for (const { old: before, new: after, place } of pairs) {
    const was = before && oldNames.get(`${before.method} ${before.path}`);
    const is = after && newNames.get(`${after.method} ${after.path}`);
    if (was === undefined || is === undefined || was === is) continue;
    found.push({
      rule: 'method-renamed',
      direction: 'none',
      pointer: after?.pointer ?? '',
      pointerIn: 'new',
      message: `${code(was)} is called ${code(is)} now`,
      operations: [place],
    });
  }
  // Without a configuration nobody knows what the client is called.
  found.push(...compareClientOptions(old, now, isConfigured ? code(now.clientName) : 'the client'));
  return found;
}

/** `schema a.b` → ``the schema `a.b` ``; of an operation, its method and path say what it is. */
function describeOwner(owner: string): string {
  const [of = '', ...rest] = owner.split(' ');
  return of === 'operation' ? code(rest.join(' ')) : `the ${of} ${code(rest.join(' '))}`;
}

/** What the client is created with: options that stand for parameters, and those for the contract's server. */
function compareClientOptions(old: ApiModel, now: ApiModel, client: string): Reached[] {
  const found: Reached[] = [];
  const report = (rule: RuleId, message: string): void => {
    found.push({ rule, direction: 'none', pointer: '/info', pointerIn: 'new', message, operations: [] });
  };
  const byOption = (list: readonly BoundModel[]): Map<string, BoundModel> =>
    new Map(list.map((each) => [each.option, each]));
  const [before, after] = [byOption(old.bound), byOption(now.bound)];
  for (const { option } of old.bound) {
    if (!after.has(option)) report('client-option-removed', `${client} no longer takes ${code(option)}`);
  }
  for (const { option, required } of now.bound) {
    const was = before.get(option);
    if (required && !was?.required) report('client-option-required', `${client} has to be given ${code(option)}`);
    else if (!was) report('client-option-added', `${client} takes ${code(option)}`);
    else if (was.required && !required)
      report('client-option-became-optional', `${client} need not be given ${code(option)}`);
  }
  compareServerOptions(old.server, now.server, (rule, what) => report(rule, `${client} ${what}`));
  return found;
}

/** `baseUrl` may be left out where the contract has an address; its variables are options then. */
function compareServerOptions(
  old: ServerTemplate | undefined,
  now: ServerTemplate | undefined,
  report: (rule: RuleId, what: string) => void,
): void {
  if (old && !now) report('client-option-required', `has to be given ${code('baseUrl')}`);
  if (!old && now) report('client-option-became-optional', `need not be given ${code('baseUrl')}`);
  const [before, after] = [
    new Map(Object.entries(old?.variables ?? {})),
    new Map(Object.entries(now?.variables ?? {})),
  ];
  const option = (name: string): string => code(`serverVariables.${name}`);
  for (const [name, was] of before) {
    const is = after.get(name);
    if (!is) report('client-option-removed', `no longer takes ${option(name)}`);
    else if (is.enum) {
      const refused = was.enum?.filter((value) => !is.enum?.includes(value));
      if (!refused) report('client-option-removed', `takes only some values as ${option(name)}`);
      else if (refused.length > 0)
        report('client-option-removed', `no longer takes ${refused.map(code).join(', ')} as ${option(name)}`);
    }
    if (!is) continue;
    const accepted = is.enum?.filter((value) => !was.enum?.includes(value)) ?? [];
    if (was.enum && !is.enum) report('client-option-added', `takes any value as ${option(name)}`);
    else if (was.enum && accepted.length > 0)
      report('client-option-added', `takes ${accepted.map(code).join(', ')} as ${option(name)}`);
  }
  for (const name of after.keys()) if (!before.has(name)) report('client-option-added', `takes ${option(name)}`);
}
