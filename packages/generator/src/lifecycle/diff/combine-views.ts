import type { Location } from '../../base/diagnostics.js';
import {
  type Change,
  type ChangeSeverity,
  type ContractDiff,
  compareSeverity,
  type Direction,
  type OperationPlace,
  operationTitle,
  strictest,
} from './change.js';
import { groupOf, type RuleId, severityOf } from './rules.js';
import type { Reached } from './structure/diff-structure.js';
import type { TypeResult } from './types/compare-types.js';

/** Where pointers of the two contracts stand in their sources. */
export interface Locators {
  readonly old?: ((pointer: string) => Location | undefined) | undefined;
  readonly new?: ((pointer: string) => Location | undefined) | undefined;
}

/** Puts the two views together: the stricter one stands, and where they disagree the change says so. */
export function combine(
  structure: readonly Reached[],
  types: readonly TypeResult[] | undefined,
  locators: Locators,
): ContractDiff {
  const views = types === undefined ? undefined : new Views(types);
  const changes = [
    ...structure.map((found) => change(found, views, locators)),
    ...(views === undefined ? [] : views.unexplained(structure).map((found) => change(found, undefined, locators))),
  ];
  const order = new Map(changes.map((item, index) => [item, index]));
  changes.sort((a, b) => compareSeverity(b.severity, a.severity) || (order.get(a) ?? 0) - (order.get(b) ?? 0));
  return {
    changes,
    ...summarize(changes),
    ...(types && { types: { operations: types.length, broken: types.filter(isBroken).length } }),
  };
}

/** The severity of some changes together, and how many there are of each severity. */
export function summarize(changes: readonly Change[]): Pick<ContractDiff, 'severity' | 'counts'> {
  const counts: Record<ChangeSeverity, number> = { major: 0, minor: 0, patch: 0 };
  for (const { severity } of changes) counts[severity] += 1;
  return { severity: strictest(changes.map(({ severity }) => severity)), counts };
}

function change(
  found: Reached & { readonly foundBy?: 'types'; readonly breaks?: readonly string[] },
  views: Views | undefined,
  locators: Locators,
): Change {
  const { rule, direction, pointer, pointerIn, message, operations } = found;
  const severity = severityOf(rule);
  const place = pointer.split('&', 1)[0] ?? pointer;
  const location = locators[pointerIn]?.(place);
  const views_ =
    found.foundBy === 'types'
      ? { ...typesOnly, ...(found.breaks && { breaks: found.breaks }) }
      : (views?.opinion(found) ?? { foundBy: 'structure' as const });
  return {
    rule,
    severity,
    direction,
    group: groupOf(rule),
    pointer: place,
    pointerIn,
    message,
    sentence: sentence(operations, message),
    operations,
    ...views_,
    ...(location && { location }),
  };
}

const typesOnly = {
  foundBy: 'types',
  disagreement: 'The structure shows no such change; the compiler is the stricter one and stands.',
} as const;

/** `` `buckets.list`: new option `name` ``; of many operations, the first three. */
export function sentence(operations: readonly OperationPlace[], message: string): string {
  const [first] = operations;
  if (first === undefined) return message;
  if (operations.length === 1 && message.includes(`\`${operationTitle(first)}\``)) return message;
  const shown = operations.slice(0, 3).map((place) => `\`${operationTitle(place)}\``);
  const rest = operations.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}: ${message}`;
}

/** Rules of what no type shows: whatever the compiler says of the operation, it does not say it because of these. */
const beyondTypes =
  /-(bounds|default|keyword|encoding)-|-(format|union)-(narrowed|widened|changed)$|^(security|scope|server|response-read-only)/;
/** Rules whose change is the absence of the old method itself. */
const ofTheMethod: ReadonlySet<RuleId> = /* @__PURE__ */ new Set<RuleId>([
  'operation-removed',
  'operation-moved',
  'operation-renamed',
  'path-parameter-renamed',
  'method-renamed',
  'component-removed',
  'export-removed',
  'export-moved',
  'client-option-removed',
  'client-option-required',
  'pagination-removed',
  'pagination-items-changed',
  'request-codec-changed',
  'response-codec-changed',
]);

/** What the compiler says of some operations together, by direction. */
type Together = Readonly<Record<'request' | 'response', { isBroken: boolean; refused: readonly string[] }>>;

class Views {
  readonly #results = new Map<OperationPlace, TypeResult>();
  /** By list of operations, for many changes have one list. */
  readonly #together = new Map<readonly OperationPlace[], Together | undefined>();

  constructor(types: readonly TypeResult[]) {
    for (const result of types) this.#results.set(result.pair.place, result);
  }

  /** Whether the compiler agrees that a change breaks a caller. */
  opinion({ rule, direction, operations }: Reached): Pick<Change, 'foundBy' | 'disagreement' | 'breaks'> {
    const severity = severityOf(rule);
    if (severity !== 'major' || ofTheMethod.has(rule)) return { foundBy: severity === 'major' ? 'both' : 'structure' };
    const compared = this.#of(operations);
    if (compared === undefined || direction === 'none') return { foundBy: 'structure' };
    if (!beyondTypes.test(rule) && compared[direction].isBroken) {
      return { foundBy: 'both', breaks: compared[direction].refused };
    }
    return {
      foundBy: 'structure',
      disagreement: 'The compiler accepts every caller; the structure is the stricter one and stands.',
    };
  }

  /** Undefined where none of the operations was compared. */
  #of(operations: readonly OperationPlace[]): Together | undefined {
    if (this.#together.has(operations)) return this.#together.get(operations);
    const results = operations.flatMap((place) => this.#results.get(place) ?? []);
    const of = (direction: 'request' | 'response'): Together['request'] => ({
      isBroken: results.some((result) => breaks(result, direction)),
      refused: refusedBy(results, direction),
    });
    const together = results.length === 0 ? undefined : { request: of('request'), response: of('response') };
    this.#together.set(operations, together);
    return together;
  }

  /** What the compiler found that no change of the structure accounts for; equal findings once. */
  unexplained(structure: readonly Reached[]): (Reached & { foundBy: 'types'; breaks?: readonly string[] })[] {
    const known = new Map<OperationPlace, Map<Direction, ChangeSeverity | 'none'>>();
    const noted = new Map<readonly OperationPlace[], Set<string>>();
    for (const { rule, direction, operations } of structure) {
      // Where an operation is renamed or its arguments move, both directions are accounted for.
      const directions: Direction[] = direction === 'none' ? ['request', 'response'] : [direction];
      const severity = beyondTypes.test(rule) ? 'minor' : severityOf(rule);
      const before = noted.get(operations) ?? new Set();
      noted.set(operations, before);
      if (before.has(`${direction} ${severity}`)) continue;
      before.add(`${direction} ${severity}`);
      for (const place of operations) {
        const entry = known.get(place) ?? new Map<Direction, ChangeSeverity | 'none'>();
        known.set(place, entry);
        for (const way of directions) entry.set(way, strictest([entry.get(way) ?? 'none', severity]));
      }
    }
    const found = new Map<string, Reached & { foundBy: 'types'; operations: OperationPlace[]; breaks?: string[] }>();
    const report = (result: TypeResult, rule: RuleId, direction: Direction, message: string): void => {
      const key = `${rule} ${direction} ${message}`;
      const pointer = result.pair.new?.pointer ?? '';
      const entry = found.get(key) ?? {
        rule,
        direction,
        pointer,
        pointerIn: 'new',
        message,
        operations: [],
        foundBy: 'types',
      };
      found.set(key, entry);
      entry.operations.push(result.pair.place);
      if (severityOf(rule) === 'major' && direction !== 'none') {
        entry.breaks ??= [];
        entry.breaks.push(...refusedBy([result], direction));
      }
    };
    for (const result of this.#results.values()) {
      const { args, responses, switches, argsDiffer, responsesDiffer } = result;
      const level = (way: Direction): number =>
        compareSeverity(known.get(result.pair.place)?.get(way) ?? 'none', 'minor');
      if (level('request') <= 0)
        for (const why of args) report(result, 'types-argument-refused', 'request', refused(why));
      if (level('response') <= 0) {
        for (const why of responses) report(result, 'types-response-unreadable', 'response', unreadable(why));
        for (const why of switches) report(result, 'types-switch-broken', 'response', why);
      }
      const quiet = args.length === 0 && responses.length === 0 && switches.length === 0;
      if (quiet && argsDiffer && level('request') < 0) {
        report(result, 'types-changed', 'request', 'the types of what can be passed changed');
      }
      if (quiet && responsesDiffer && level('response') < 0) {
        report(result, 'types-changed', 'response', 'the types of what can be read changed');
      }
    }
    return [...found.values()];
  }
}

function refused(why: string): string {
  return `the compiler refuses arguments that it took: ${why}`;
}

function unreadable(why: string): string {
  return `the compiler refuses to read the response as before: ${why}`;
}

function refusedBy(results: readonly TypeResult[], direction: 'request' | 'response'): string[] {
  return [...new Set(results.flatMap(({ refused }) => refused[direction]))];
}

function breaks({ args, responses, switches }: TypeResult, direction: Direction): boolean {
  return direction === 'request' ? args.length > 0 : responses.length > 0 || switches.length > 0;
}

function isBroken({ args, responses, switches }: TypeResult): boolean {
  return args.length > 0 || responses.length > 0 || switches.length > 0;
}
