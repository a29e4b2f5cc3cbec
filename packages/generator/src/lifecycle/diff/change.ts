import type { HttpMethod } from '@influxkit/runtime';
import type { Location } from '../../base/diagnostics.js';
import type { RuleId } from './rule-ids.js';

/** What a change asks of the version: `major` breaks a caller, `minor` gives one something new, `patch` changes words alone. */
export type ChangeSeverity = 'major' | 'minor' | 'patch';

/** Which way the changed value travels: to the server, from it, or (a name, a server, a scheme) neither. */
export type Direction = 'request' | 'response' | 'none';

/** Heading of a changelog that a change belongs under. */
export type ChangeGroup = 'Breaking' | 'Added' | 'Changed' | 'Deprecated' | 'Fixed';

/** An operation that a change reaches. */
export interface OperationPlace {
  readonly method: HttpMethod;
  /** The path template, such as `/api/v2/buckets/{bucketID}`: of the new contract, or of the old one if it is gone. */
  readonly path: string;
  /** Name of the generated method, such as `buckets.list`, where the names are known. */
  readonly name?: string;
}

/** Which of the two views found a change. */
export type FoundBy = 'structure' | 'types' | 'both';

/** One difference between two contracts, as a caller of the client meets it. */
export interface Change {
  readonly rule: RuleId;
  readonly severity: ChangeSeverity;
  readonly direction: Direction;
  readonly group: ChangeGroup;
  /** RFC 6901 pointer of the changed thing: into the new contract, or into the old one where the thing is gone. */
  readonly pointer: string;
  readonly pointerIn: 'old' | 'new';
  /** Where that stands in the source files, if the contract was loaded from files. */
  readonly location?: Location;
  /** What changed, without the operations: ``new option `name` ``. */
  readonly message: string;
  /** The whole line of a changelog: `` `buckets.list`: new option `name` ``. */
  readonly sentence: string;
  /** The operations that it reaches, in the contract's order. Empty: it concerns a name, a scheme or a string of the whole contract. */
  readonly operations: readonly OperationPlace[];
  readonly foundBy: FoundBy;
  /** The callables whose callers the compiler refuses: `api.things.list`, `api.http.GET('/things')`. */
  readonly breaks?: readonly string[];
  /** Where the two views disagree: what the view that is less strict holds, and why the stricter one stands. */
  readonly disagreement?: string;
}

/** What comparing two contracts gave. */
export interface ContractDiff {
  /** The strictest severity of all changes; `none` if there is no change that a caller could see. */
  readonly severity: ChangeSeverity | 'none';
  /** All changes: the strictest first, then in the contract's order. */
  readonly changes: readonly Change[];
  readonly counts: Readonly<Record<ChangeSeverity, number>>;
  /** What the compiler did. Absent: the types were not compared. */
  readonly types?: TypesSummary;
  /** Why the types could not be compared. Absent: they were, or nobody asked for it. */
  readonly typesProblem?: string;
}

export interface TypesSummary {
  /** Operations of both contracts whose structure changed, so that their types were compared. */
  readonly operations: number;
  /** Of these, those whose arguments or responses the compiler found to break a caller. */
  readonly broken: number;
}

const ranks: Readonly<Record<ChangeSeverity | 'none', number>> = { none: 0, patch: 1, minor: 2, major: 3 };

/** Orders severities: positive if `a` is stricter than `b`. */
export function compareSeverity(a: ChangeSeverity | 'none', b: ChangeSeverity | 'none'): number {
  return ranks[a] - ranks[b];
}

/** The strictest of some severities; `none` of none. */
export function strictest(severities: Iterable<ChangeSeverity | 'none'>): ChangeSeverity | 'none' {
  let worst: ChangeSeverity | 'none' = 'none';
  for (const severity of severities) if (compareSeverity(severity, worst) > 0) worst = severity;
  return worst;
}

/** The name that a user knows an operation by: the method's name, otherwise `GET /path`. */
export function operationTitle({ name, method, path }: OperationPlace): string {
  return name ?? `${method} ${path}`;
}
