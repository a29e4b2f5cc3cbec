import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { diagnose } from '../../base/catalogue.js';
import { ContractError, quote } from '../../base/diagnostics.js';
import { sha256 } from '../../base/files.js';
import { type GeneratorConfig, productsOf } from '../../config/product-config.js';
import { type ResolvedProduct, resolveProduct } from '../../config/resolve-product.js';
import type { OpenApiDocument } from '../../contract/document/openapi.js';
import { hashConfig } from '../../generate/write/manifest.js';
import type { ContractDiff } from '../diff/change.js';
import { diffContracts } from '../diff/diff-contracts.js';
import { ChangesetStore } from './changeset-store.js';
import type { Bump } from './changeset-text.js';
import { type ContractRecord, formatRecord, parseRecord, RECORD, type RecordEntry } from './contract-record.js';
import { DiffCache } from './diff-cache.js';
import { Repository } from './git-repository.js';
import { readDescriptors } from './read-descriptors.js';
import { readIfThere } from './read-if-there.js';
import { reconcile } from './reconcile.js';
import { type Base, findBase } from './released-contract.js';
import { packageAbove, type WorkspacePackage, workspacePackages } from './workspace-packages.js';

export interface ChangesetOptions {
  /** Folder of the workspace: where `.changeset/` is, and what paths of the configuration are seen from. */
  readonly root: string;
  readonly config: GeneratorConfig;
  /**
   * A commit to count changes from, such as `origin/main`.
   *
   * @default the last release, by the record beside the changesets
   */
  readonly base?: string;
  /**
   * Writes nothing, and is not content where a contract changed and no changeset says so.
   *
   * @default false
   */
  readonly check?: boolean;
  /**
   * Names of products.
   *
   * @default all
   */
  readonly products?: readonly string[];
  /**
   * Whether to ask the compiler, too.
   *
   * @default true
   */
  readonly types?: boolean;
}

/**
 * `first`: the package was never released with a contract, so nobody has one that could have changed; `none`: no change
 * that a caller could see; `kept`: the changesets say what they have to say; `written` and `removed`: they do now;
 * `missing` and `outdated`: they do not, and `check` was asked for; `edited`: they do not, and a person has edited what
 * would have to be written anew.
 */
export type ChangesetStatus = 'first' | 'none' | 'kept' | 'written' | 'removed' | 'missing' | 'outdated' | 'edited';

export interface ProductChangeset {
  readonly product: string;
  readonly status: ChangesetStatus;
  /** The changesets that the status is about, relative to the root. */
  readonly files: readonly string[];
  /** What is bumped, and how. */
  readonly bumps: Readonly<Record<string, Bump>>;
  /** Absent: the contract is byte for byte what it was. */
  readonly diff?: ContractDiff;
}

export interface ChangesetReport {
  /** Whether all contracts are accounted for. */
  readonly ok: boolean;
  readonly products: readonly ProductChangeset[];
}

/**
 * Writes changesets from how each product's bundled contract differs from the one that was released last: what no
 * changeset describes yet goes into `.changeset/contract-<product>-<hash>.md`, one a branch, so that branches merge.
 * Run again, it changes nothing; a change that is taken back is taken out.
 *
 * What changes are counted from is kept in `.changeset/contracts.json`: commit it together with the changesets.
 * @throws ContractError outside a git repository, or if what was released is not in this clone
 */
export async function updateChangesets(options: ChangesetOptions): Promise<ChangesetReport> {
  const root = realpathSync(resolve(options.root));
  const repository = await Repository.open(root);
  const folder = join(root, '.changeset');
  const recordFile = join(folder, RECORD);
  const record = parseRecord(readIfThere(recordFile));
  const packages = await workspacePackages(root);
  const cache = new DiffCache(root);
  const store = new ChangesetStore(folder);
  const products: ProductChangeset[] = [];
  const entries: Record<string, RecordEntry | undefined> = {};
  for (const product of selected(options, root)) {
    const owner = ownerOf(product, root);
    const base = await findBase(repository, product, owner, record[product.name], options.base);
    const diff = base && (await difference(product, base, cache, options.types ?? true));
    const settled = await reconcile({
      product: product.name,
      owner,
      packages,
      diff,
      store,
      repository,
      baseBranch: baseBranchOf(folder),
      from: base?.contract.id ?? '',
      check: options.check ?? false,
      named: options.base !== undefined,
    });
    const status = settled.status === 'none' && base === undefined ? 'first' : settled.status;
    products.push({
      product: product.name,
      status,
      files: settled.names.map((name) => `.changeset/${name}.md`),
      bumps: Object.fromEntries(settled.bumps),
      ...(diff && { diff }),
    });
    entries[product.name] = base && {
      version: owner.version,
      contract: base.contract.id,
      ...(base.operations && { operations: base.operations.id }),
    };
  }
  if (options.check !== true && options.base === undefined) {
    store.sweep();
    keepRecord(recordFile, { ...record, ...entries });
  }
  return { ok: products.every(({ status }) => !failures.has(status)), products };
}

const failures: ReadonlySet<ChangesetStatus> = /* @__PURE__ */ new Set<ChangesetStatus>([
  'missing',
  'outdated',
  'edited',
]);

/** The branch that others' changesets are on, as changesets is configured. */
function baseBranchOf(folder: string): string {
  try {
    const config = JSON.parse(readIfThere(join(folder, 'config.json')) ?? '') as { baseBranch?: unknown };
    return typeof config.baseBranch === 'string' ? config.baseBranch : 'main';
  } catch {
    return 'main';
  }
}

type BundledProduct = ResolvedProduct & { readonly bundle: string };

function selected({ config, products: names }: ChangesetOptions, root: string): BundledProduct[] {
  const unknown = names?.find((name) => !config.products.some((product) => product.name === name));
  if (unknown !== undefined) {
    throw new ContractError([diagnose('changeset-product', `There is no product ${quote(unknown)}.`)]);
  }
  return productsOf(config)
    .filter(({ name }) => names === undefined || names.length === 0 || names.includes(name))
    .map((product) => {
      const resolved = resolveProduct(product, root);
      const { bundle } = resolved;
      if (bundle !== undefined && existsSync(bundle)) return { ...resolved, bundle };
      const message =
        bundle === undefined
          ? `Product ${quote(product.name)} has no \`bundle\`.`
          : `The bundled contract of product ${quote(product.name)} does not exist.`;
      throw new ContractError([diagnose('changeset-product', message)]);
    });
}

function ownerOf({ name, output }: ResolvedProduct, root: string): WorkspacePackage {
  const owner = packageAbove(output, root);
  if (owner !== undefined) return owner;
  throw new ContractError([diagnose('changeset-product', `The output of product ${quote(name)} is in no package.`)]);
}

/** How a product's contract and method names differ from the base; undefined if both are, byte for byte, what they were. */
async function difference(
  product: BundledProduct,
  base: Base,
  cache: DiffCache,
  types: boolean,
): Promise<ContractDiff | undefined> {
  const now = readIfThere(product.bundle) ?? '';
  const table = readIfThere(join(product.output, 'operations.ts'));
  if (now === base.contract.text && (base.operations === undefined || table === base.operations.text)) return undefined;
  const inputs = {
    product: product.name,
    parts: [
      base.contract.id,
      base.operations?.id,
      sha256(now),
      table && sha256(table),
      hashConfig(product),
      String(types),
    ],
  };
  const cached = cache.read(inputs);
  if (cached !== undefined) return cached;
  const [oldDescriptors, newDescriptors] = [
    base.operations && (await readDescriptors(base.operations.text)),
    table === undefined ? undefined : await readDescriptors(table),
  ];
  const diff = await diffContracts(
    {
      document: parse(base.contract.text, product),
      config: product,
      ...(oldDescriptors && { descriptors: oldDescriptors }),
    },
    { document: parse(now, product), config: product, ...(newDescriptors && { descriptors: newDescriptors }) },
    { types },
  );
  cache.write(inputs, diff);
  return diff;
}

function parse(text: string, { name }: ResolvedProduct): OpenApiDocument {
  try {
    return JSON.parse(text) as OpenApiDocument;
  } catch {
    throw new ContractError([diagnose('changeset-base', `A bundled contract of product ${quote(name)} is not JSON.`)]);
  }
}

function keepRecord(path: string, entries: Readonly<Record<string, RecordEntry | undefined>>): void {
  const record = Object.fromEntries(Object.entries(entries).filter(([, entry]) => entry !== undefined));
  const before = readIfThere(path);
  if (Object.keys(record).length === 0) {
    rmSync(path, { force: true });
    return;
  }
  const text = formatRecord(record as ContractRecord);
  if (before === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
