import { sha256 } from '../../base/files.js';
import type { Change, ContractDiff, OperationPlace } from '../diff/change.js';
import { summarize } from '../diff/combine-views.js';

/**
 * Id of what one change means for one operation. It has no pointer in it: where something stands in the document moves
 * when another branch adds something before it.
 */
function factOf({ rule, message }: Change, operation: OperationPlace | undefined): string {
  return sha256(JSON.stringify([rule, message, operation ? `${operation.method} ${operation.path}` : ''])).slice(0, 12);
}

/** The facts of a diff, by which changesets are compared with it. */
export function factsOf({ changes }: ContractDiff): Set<string> {
  return new Set(
    changes.flatMap((change) =>
      change.operations.length === 0
        ? [factOf(change, undefined)]
        : change.operations.map((operation) => factOf(change, operation)),
    ),
  );
}

/** The part of a diff that some facts are about. */
export function partOfDiff(diff: ContractDiff, facts: ReadonlySet<string>): ContractDiff {
  const changes = diff.changes.flatMap((change) => {
    if (change.operations.length === 0) return facts.has(factOf(change, undefined)) ? [change] : [];
    const operations = change.operations.filter((operation) => facts.has(factOf(change, operation)));
    return operations.length === 0 ? [] : [{ ...change, operations }];
  });
  return { ...diff, changes, ...summarize(changes) };
}
