import { join } from 'node:path';
import { diagnose } from '../../base/catalogue.js';
import { ContractError } from '../../base/diagnostics.js';
import type { ResolvedProduct } from '../../config/resolve-product.js';
import type { RecordEntry } from './contract-record.js';
import { type Blob, blobOnDisk, type Repository } from './git-repository.js';
import { isUnreleased, type WorkspacePackage } from './workspace-packages.js';

/** What the changes of a product are counted from. */
export interface Base {
  readonly contract: Blob;
  /** The registry of that time, if there was one. */
  readonly operations?: Blob;
}

/**
 * Finds the contract that was released last.
 *
 * 1. a commit that was named;
 * 2. of a package that was never released, none: there is nobody whom a change could break;
 * 3. what the record says, as long as the package has the version that the record has;
 * 4. otherwise, that of the commit that gave the package its version;
 * 5. where no commit has done so yet, that of `HEAD`.
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
  if (isUnreleased(owner)) return undefined;
  if (record !== undefined && record.version === owner.version) {
    const base = await recorded(repository, product, record);
    if (base !== undefined) return base;
  }
  if (await repository.isShallow()) {
    throw missing(`The contract that the changes of ${product.name} are counted from is not in this shallow clone.`);
  }
  const release = await repository.lastChangeOf(`"version": "${owner.version}"`, join(owner.folder, 'package.json'));
  return atCommit(repository, product, release ?? 'HEAD');
}

async function recorded(
  repository: Repository,
  { bundle, output }: ResolvedProduct & { readonly bundle: string },
  record: RecordEntry,
): Promise<Base | undefined> {
  // Most products are as they were released. Asking git for each takes a process each time, which adds up.
  const blob = (path: string, id: string): Blob | Promise<Blob | undefined> =>
    blobOnDisk(path, id) ?? repository.blob(id);
  const contract = await blob(bundle, record.contract);
  if (contract === undefined) return undefined;
  const { operations: id } = record;
  const operations = id === undefined ? undefined : await blob(join(output, 'operations.ts'), id);
  return { contract, ...(operations && { operations }) };
}

async function atCommit(
  repository: Repository,
  { bundle, output }: ResolvedProduct & { readonly bundle: string },
  commit: string,
): Promise<Base | undefined> {
  const contract = await repository.fileAt(commit, bundle);
  if (contract === undefined) return undefined;
  const operations = await repository.fileAt(commit, join(output, 'operations.ts'));
  return { contract, ...(operations && { operations }) };
}

function missing(message: string): ContractError {
  return new ContractError([diagnose('changeset-base', message)]);
}
