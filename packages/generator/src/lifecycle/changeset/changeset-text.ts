import { type ContractDiff, compareSeverity } from '../diff/change.js';
import { changelogLines } from './changelog-lines.js';
import { dependentsOf, isUnreleased, type WorkspacePackage } from './workspace-packages.js';

export type Bump = 'major' | 'minor' | 'patch';

/** A file of changesets: what it bumps, and its text. */
export interface Changeset {
  readonly bumps: ReadonlyMap<string, Bump>;
  readonly text: string;
}

/** The changesets of a change of contract. */
export interface Changesets {
  /** For those who use the product itself. */
  readonly own: Changeset;
  /** For packages that follow: a file of its own, for a changelog repeats the whole text of each changeset that names its package. */
  readonly dependents?: Changeset;
}

/** The changesets of a product: undefined where nothing changed that a caller could see. */
export function changesetsOf(
  product: string,
  owner: WorkspacePackage,
  packages: readonly WorkspacePackage[],
  diff: ContractDiff,
): Changesets | undefined {
  if (diff.severity === 'none') return undefined;
  const out = [headline(product, owner, diff), ''];
  for (const [group, lines] of changelogLines(diff.changes)) {
    out.push(`#### ${group}`, '', ...lines.map((line) => `- ${line}`), '');
  }
  const own = fileOf(new Map([[owner.name, bumpFor(diff.severity, owner.version)]]), out);
  const bumps = dependentBumps(owner, packages, diff);
  if (bumps.size === 0) return { own };
  const follows = `The contract of ${product} changed in ways that **break callers**: the changelog of \`${owner.name}\` says how.`;
  return { own, dependents: fileOf(bumps, [follows]) };
}

function fileOf(bumps: ReadonlyMap<string, Bump>, lines: readonly string[]): Changeset {
  const head = ['---', ...[...bumps].map(([name, bump]) => `'${name}': ${bump}`), '---', ''];
  return { bumps, text: `${[...head, ...lines].join('\n').trimEnd()}\n` };
}

/** Packages that hand a breaking change on to their users, and those that call what it breaks. */
function dependentBumps(
  owner: WorkspacePackage,
  packages: readonly WorkspacePackage[],
  diff: ContractDiff,
): Map<string, Bump> {
  const bumps = new Map<string, Bump>();
  if (diff.severity !== 'major') return bumps;
  // Nobody has a first release yet that could break.
  const released = packages.filter((item) => !item.private && !isUnreleased(item));
  const dependents = new Set(dependentsOf(owner.name, packages));
  const broken = brokenOperations(diff);
  for (const item of released) {
    if (item.name === owner.name) continue;
    if (dependents.has(item)) bumps.set(item.name, bumpFor('major', item.version));
    else if (item.operations.some((operation) => broken.has(operation))) bumps.set(item.name, 'patch');
  }
  return bumps;
}

/** Before 1.0 the minor version is the one that stands for breaking changes. */
function bumpFor(severity: Bump, version: string): Bump {
  return severity === 'major' && version.startsWith('0.') ? 'minor' : severity;
}

function headline(product: string, { version }: WorkspacePackage, { severity }: ContractDiff): string {
  const contract = `The contract of ${product} changed`;
  if (severity === 'patch') return `${contract} in its words alone.`;
  if (severity === 'minor') return `${contract}; every caller still compiles.`;
  const before = version.startsWith('0.') ? ' Before 1.0 this bumps the minor version.' : '';
  return `${contract} in ways that **break callers**.${before}`;
}

function brokenOperations({ changes }: ContractDiff): Set<string> {
  const broken = changes.filter(({ severity }) => compareSeverity(severity, 'major') === 0);
  return new Set(broken.flatMap(({ operations }) => operations.map(({ method, path }) => `${method} ${path}`)));
}
