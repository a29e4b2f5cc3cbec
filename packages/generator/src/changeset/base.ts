import { relative } from 'node:path';
import { diagnose } from '../catalogue.js';
import type { ResolvedProduct } from '../config/resolve.js';
import { ContractError } from '../diagnostics.js';
import type { Blob, Repository } from './git.js';
import type { WorkspacePackage } from './packages.js';
import type { RecordEntry } from './record.js';

/** What the changes of a product are counted from. */
export interface Base {
  readonly contract: Blob;
  /** The operation table of that time, if there was one. */
  readonly operations?: Blob;
}

/**
 * Finds the contract that was released last, or, before the first release, the one that changes were first counted from.
 *
 * 1. a commit that was named;
 * 2. what the record says, as long as the package has the version that the record has;
 * 3. if the version is another: the contract of the commit that gave the package its version;
 * 4. the contract of `HEAD`.
 * Undefined: there was no contract before.
 */
export async function findBase(
  repository: Repository,
  product: ResolvedProduct & { readonly bundle: string },
  owner: WorkspacePackage,
  record: RecordEntry | undefined,
  named: string | undefined,
): Promise<Base | undefined> {
  if (named !== undefined) {
    const commit = await repository.commit(named);
    if (commit === undefined) throw missing(`There is no commit \`${named}\` in this clone.`);
    return atCommit(repository, product, commit);
  }
  if (record !== undefined && record.version === owner.version) {
    const base = await recorded(repository, record);
    if (base !== undefined) return base;
  }
  if (record !== undefined && (await repository.isShallow())) {
    throw missing(`The contract that the changes of ${product.name} are counted from is not in this shallow clone.`);
  }
  if (record !== undefined && record.version !== owner.version) {
    const path = relative(repository.root, `${owner.folder}/package.json`);
    const release = await repository.lastChangeOf(`"version": "${owner.version}"`, path);
    const base = release === undefined ? undefined : await atCommit(repository, product, release);
    if (base !== undefined) return base;
  }
  return atCommit(repository, product, 'HEAD');
}

async function recorded(repository: Repository, record: RecordEntry): Promise<Base | undefined> {
  const contract = await repository.blob(record.contract);
  if (contract === undefined) return undefined;
  const operations = record.operations === undefined ? undefined : await repository.blob(record.operations);
  return { contract, ...(operations && { operations }) };
}

async function atCommit(
  repository: Repository,
  { bundle, output }: ResolvedProduct & { readonly bundle: string },
  commit: string,
): Promise<Base | undefined> {
  const contract = await repository.fileAt(commit, relative(repository.root, bundle));
  if (contract === undefined) return undefined;
  const operations = await repository.fileAt(commit, relative(repository.root, `${output}/operations.ts`));
  return { contract, ...(operations && { operations }) };
}

function missing(message: string): ContractError {
  return new ContractError([diagnose('changeset-base', message)]);
}
