import type { ContractDiff } from './change.js';
import { combine } from './combine-views.js';
import { compareExports } from './compare-exports.js';
import { type ContractView, prepareView } from './contract-view.js';
import { severityOf } from './rules.js';
import { diffStructure, type OperationPair, pairOperations, type Reached } from './structure/diff-structure.js';
import { compareTypes, TypesUnavailable } from './types/compare-types.js';

export type {
  Change,
  ChangeGroup,
  ChangeSeverity,
  ContractDiff,
  Direction,
  FoundBy,
  OperationPlace,
  TypesSummary,
} from './change.js';
export type { ContractView } from './contract-view.js';
export { type DiffFormat, formatDiff } from './report/format-diff.js';
export type { TextOptions } from './report/text-report.js';
export { type RuleId, type RuleText, rules } from './rules.js';

export interface DiffOptions {
  /**
   * Whether to ask the compiler, too. It takes seconds where the structure takes a fraction of one.
   *
   * @default true
   */
  readonly types?: boolean;
}

/**
 * Tells what a change of contract means for those who call its client.
 *
 * Two views, one severity. The structural view compares the resolved operations; the types' view generates the types of
 * both contracts and lets the compiler decide whether every caller still compiles. The stricter one stands, and a change
 * that they disagree on says so. Where a contract yields no types that compile, the structural view stands alone and
 * `typesProblem` says why.
 */
export async function diffContracts(
  old: ContractView,
  now: ContractView,
  options: DiffOptions = {},
): Promise<ContractDiff> {
  const locators = { old: old.locate?.bind(old), new: now.locate?.bind(now) };
  const [before, after] = [await prepareView(old), await prepareView(now)];
  const pairs = pairOperations(before, after);
  const structure = [...diffStructure(before, after, pairs)];
  // Names that the rules give are not those that a configuration gives.
  if (before.isConfigured === after.isConfigured) {
    const exported = compareExports(before, after, pairs);
    // Descriptors of both sides say of each operation what its method is called.
    structure.push(
      ...(before.descriptors && after.descriptors
        ? exported.filter(({ rule }) => rule !== 'method-renamed')
        : exported),
    );
  }
  if (options.types === false) return combine(structure, undefined, locators);
  try {
    return combine(structure, await compareTypes(before, after, changedPairs(pairs, structure)), locators);
  } catch (error) {
    if (error instanceof TypesUnavailable) {
      return { ...combine(structure, undefined, locators), typesProblem: error.message };
    }
    throw error;
  }
}

/** The compiler takes its time: it is asked of operations whose structure changed, in more than words. */
function changedPairs(pairs: readonly OperationPair[], structure: readonly Reached[]): OperationPair[] {
  const lists = new Set(
    structure.filter(({ rule }) => severityOf(rule) !== 'patch').map(({ operations }) => operations),
  );
  const changed = new Set([...lists].flat());
  return pairs.filter(({ place }) => changed.has(place));
}
