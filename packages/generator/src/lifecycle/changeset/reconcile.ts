import type { ContractDiff } from '../diff/change.js';
import { factsOf, partOfDiff } from './change-facts.js';
import { type ChangesetStore, covers, type StoredChangesets } from './changeset-store.js';
import { type Bump, type Changesets, changesetsOf } from './changeset-text.js';
import type { Repository } from './git-repository.js';
import type { WorkspacePackage } from './workspace-packages.js';

export interface Task {
  readonly product: string;
  readonly owner: WorkspacePackage;
  readonly packages: readonly WorkspacePackage[];
  /** What changed since the last release; undefined: nothing. */
  readonly diff: ContractDiff | undefined;
  readonly store: ChangesetStore;
  readonly repository: Repository;
  readonly baseBranch: string;
  /** Id of the contract that changes are counted from. */
  readonly from: string;
  /** Writes nothing. */
  readonly check: boolean;
  /** Whether changes are counted from a commit that was named: changesets may describe more, then. */
  readonly named: boolean;
}

export interface Reconciled {
  readonly status: 'none' | 'kept' | 'written' | 'removed' | 'missing' | 'outdated' | 'edited';
  /** Names of the changesets that it is about. */
  readonly names: readonly string[];
  readonly bumps: ReadonlyMap<string, Bump>;
}

/** What has to become of a changeset that is there: it says too much, too little, or bumps too little. */
interface Rewrite {
  readonly name: string;
  readonly facts: ReadonlySet<string>;
  readonly isEdited: boolean;
}

/**
 * Makes the changesets of a product say what changed since the last release: each fact in at least one, and none that
 * is not a fact any longer. A string that a person edited stays as it is, as long as it has to say what it said.
 */
export async function reconcile(task: Task): Promise<Reconciled> {
  const { product, diff, store, check, named } = task;
  const needed = diff === undefined ? new Set<string>() : factsOf(diff);
  const pending = store.pending(product);
  const bumps = new Map<string, Bump>();
  for (const { own, dependents } of textsOf(task, needed)) {
    for (const [name, bump] of [...own.bumps, ...(dependents?.bumps ?? [])]) bumps.set(name, bump);
  }
  const rewrites = new Map(
    pending.flatMap((stored) => rewriteOf(task, stored, needed).map((item) => [item.name, item])),
  );
  const described = new Set(pending.flatMap(({ facts }) => [...facts]));
  const missing = [...needed].filter((fact) => !described.has(fact));
  if (missing.length > 0 && !(check && named && pending.length > 0)) {
    const name = (await ownChangesets(task, pending)) ?? store.freeName(product, [task.from, ...missing.sort()].join());
    const facts = rewrites.get(name)?.facts ?? pending.find((item) => item.name === name)?.facts ?? new Set();
    rewrites.set(name, { name, facts: new Set([...facts, ...missing]), isEdited: false });
  }
  const names = pending.map(({ name }) => name);
  if (rewrites.size === 0) return { status: needed.size === 0 ? 'none' : 'kept', names, bumps };
  const edited = [...rewrites.values()].filter(({ isEdited }) => isEdited);
  if (edited.length > 0) return { status: 'edited', names: edited.map(({ name }) => name), bumps };
  const changed = [...rewrites.keys()];
  if (check) return { status: pending.length === 0 ? 'missing' : 'outdated', names: changed, bumps };
  for (const { name, facts } of rewrites.values()) {
    const [texts] = textsOf(task, facts);
    if (texts === undefined) store.remove(name);
    else store.write(product, name, facts, texts);
  }
  return { status: needed.size === 0 ? 'removed' : 'written', names: changed, bumps };
}

function rewriteOf(task: Task, stored: StoredChangesets, needed: ReadonlySet<string>): Rewrite[] {
  const { name, isEdited } = stored;
  // Counted from another commit, what is described may have changed before it.
  const facts = task.named ? stored.facts : new Set([...stored.facts].filter((fact) => needed.has(fact)));
  if (facts.size < stored.facts.size) return [{ name, facts, isEdited }];
  const [texts] = textsOf(task, facts);
  if (texts === undefined) return [];
  const bumps = new Map([...texts.own.bumps, ...(texts.dependents?.bumps ?? [])]);
  return covers(stored.bumps, bumps) ? [] : [{ name, facts, isEdited }];
}

/** The strings for some facts; nothing for none. */
function textsOf({ product, owner, packages, diff }: Task, facts: ReadonlySet<string>): Changesets[] {
  const texts = diff && changesetsOf(product, owner, packages, partOfDiff(diff, facts));
  return texts === undefined ? [] : [texts];
}

/**
 * The changesets of this branch, which take in what it changes next: those that the base branch does not have. Others'
 * stay as they are, so that branches merge without conflict.
 */
async function ownChangesets(
  { repository, baseBranch, store }: Task,
  pending: readonly StoredChangesets[],
): Promise<string | undefined> {
  const candidates = pending.filter(({ isEdited }) => !isEdited);
  if (candidates.length === 0) return undefined;
  const base = (await repository.mergeBase(baseBranch)) ?? 'HEAD';
  for (const { name } of candidates) {
    if ((await repository.fileAt(base, store.path(name))) === undefined) return name;
  }
  return undefined;
}
