import { type ContractDiff, compareSeverity } from '../diff/change.js';
import { linesByGroup } from '../diff/report/lines.js';
import { escapeMarkup } from '../diff/report/markdown.js';
import { dependentsOf, type WorkspacePackage } from './packages.js';

export type Bump = 'major' | 'minor' | 'patch';

/** What a changeset says of which packages. */
export interface Changeset {
  readonly bumps: ReadonlyMap<string, Bump>;
  readonly text: string;
}

/** The changeset of a product: undefined where nothing changed that a caller could see. */
export function changesetOf(
  product: string,
  owner: WorkspacePackage,
  packages: readonly WorkspacePackage[],
  diff: ContractDiff,
): Changeset | undefined {
  if (diff.verdict === 'none') return undefined;
  const bumps = new Map<string, Bump>([[owner.name, bumpFor(diff.verdict, owner.version)]]);
  const forced: string[] = [];
  if (diff.verdict === 'major') {
    for (const item of dependentsOf(owner.name, packages)) {
      if (item.private) continue;
      bumps.set(item.name, bumpFor('major', item.version));
      forced.push(`\`${item.name}\` hands these changes on to its users.`);
    }
    const broken = brokenOperations(diff);
    for (const item of packages) {
      const called = item.operations.filter((operation) => broken.has(operation));
      if (item.private || bumps.has(item.name) || called.length === 0) continue;
      bumps.set(item.name, 'patch');
      forced.push(`\`${item.name}\` calls ${called.map((operation) => `\`${operation}\``).join(', ')} and follows.`);
    }
  }
  const out = ['---', ...[...bumps].map(([name, bump]) => `'${name}': ${bump}`), '---', ''];
  out.push(headline(product, owner, diff), '');
  for (const [group, lines] of linesByGroup(diff.changes)) {
    out.push(`#### ${group}`, '', ...lines.map(({ sentence }) => `- ${escapeMarkup(sentence)}`), '');
  }
  if (forced.length > 0) out.push(...forced.flatMap((line) => [line, '']));
  return { bumps, text: `${out.join('\n').trimEnd()}\n` };
}

/** Before 1.0 the minor version is the one that tells of breaking changes. */
function bumpFor(verdict: Bump, version: string): Bump {
  return verdict === 'major' && version.startsWith('0.') ? 'minor' : verdict;
}

function headline(product: string, { version }: WorkspacePackage, { verdict }: ContractDiff): string {
  const contract = `The contract of ${product} changed`;
  if (verdict === 'patch') return `${contract} in its words alone.`;
  if (verdict === 'minor') return `${contract}; every caller still compiles.`;
  const before = version.startsWith('0.') ? ' Before 1.0 this bumps the minor version.' : '';
  return `${contract} in ways that **break callers**.${before}`;
}

function brokenOperations({ changes }: ContractDiff): Set<string> {
  const broken = changes.filter(({ severity }) => compareSeverity(severity, 'major') === 0);
  return new Set(broken.flatMap(({ operations }) => operations.map(({ method, path }) => `${method} ${path}`)));
}
