import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { diagnose } from '../catalogue.js';
import { type GeneratorConfig, productsOf } from '../config/product.js';
import { type ResolvedProduct, resolveProduct } from '../config/resolve.js';
import { ContractError, quote } from '../diagnostics.js';
import type { ContractDiff } from '../diff/change.js';
import { diffContracts } from '../diff/index.js';
import { sha256 } from '../files.js';
import type { OpenApiDocument } from '../load/contract.js';
import { hashConfig } from '../write/manifest.js';
import { type Base, findBase } from './base.js';
import { DiffCache } from './cache.js';
import { Repository } from './git.js';
import { packageAbove, type WorkspacePackage, workspacePackages } from './packages.js';
import { type ContractRecord, formatRecord, parseRecord, RECORD, type RecordEntry } from './record.js';
import { readRows } from './rows.js';
import { type Bump, changesetOf } from './text.js';

export interface ChangesetOptions {
  /** Folder of the workspace: where `.changeset/` is, and what paths of the configuration are seen from. */
  readonly root: string;
  readonly config: GeneratorConfig;
  /** A commit to count changes from, such as `origin/main`. Default: the last release, by the record beside the changesets. */
  readonly base?: string;
  /** Writes nothing, and is not content where a contract changed and no changeset says so. Default: false. */
  readonly check?: boolean;
  /** Names of products. Default: all. */
  readonly products?: readonly string[];
  /** Whether to ask the compiler, too. Default: true. */
  readonly types?: boolean;
}

/**
 * `first`: there was no contract before, so nothing changed; `none`: no change that a caller could see;
 * `kept`: the changeset says what it has to say; `written` and `removed`: it does now;
 * `missing` and `outdated`: it does not, and `check` was asked for.
 */
export type ChangesetStatus = 'first' | 'none' | 'kept' | 'written' | 'removed' | 'missing' | 'outdated';

export interface ProductChangeset {
  readonly product: string;
  readonly status: ChangesetStatus;
  /** The changeset, relative to the root. */
  readonly file: string;
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
 * Writes or updates one changeset a product, `.changeset/contract-<product>.md`, from how its bundled contract differs from
 * the one that was released last. Run again, it changes nothing; once the difference is gone, so is the changeset.
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
  const packages = workspacePackages(root);
  const cache = new DiffCache(root);
  const products: ProductChangeset[] = [];
  const entries: Record<string, RecordEntry> = {};
  for (const product of selected(options, root)) {
    const owner = ownerOf(product, root);
    const base = await findBase(repository, product, owner, record[product.name], options.base);
    products.push(await settle(product, owner, packages, base, folder, cache, options));
    if (base !== undefined) {
      const { contract, operations } = base;
      entries[product.name] = {
        version: owner.version,
        contract: contract.id,
        ...(operations && { operations: operations.id }),
      };
    }
  }
  if (options.check !== true && options.base === undefined) keepRecord(recordFile, { ...record, ...entries });
  return { ok: products.every(({ status }) => status !== 'missing' && status !== 'outdated'), products };
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

async function settle(
  product: BundledProduct,
  owner: WorkspacePackage,
  packages: readonly WorkspacePackage[],
  base: Base | undefined,
  folder: string,
  cache: DiffCache,
  { check = false, types = true, base: named }: ChangesetOptions,
): Promise<ProductChangeset> {
  const name = `contract-${product.name}.md`;
  const path = join(folder, name);
  const before = readIfThere(path);
  const result = (status: ChangesetStatus, more: Partial<ProductChangeset> = {}): ProductChangeset => ({
    product: product.name,
    status,
    file: `.changeset/${name}`,
    bumps: {},
    ...more,
  });
  const diff = base && (await difference(product, base, cache, types));
  const changeset = diff && changesetOf(product.name, owner, packages, diff);
  if (changeset === undefined) {
    if (before === undefined) return result(base === undefined ? 'first' : 'none', diff && { diff });
    if (check) return result('outdated', diff && { diff });
    rmSync(path);
    return result('removed', diff && { diff });
  }
  const more = { bumps: Object.fromEntries(changeset.bumps), ...(diff && { diff }) };
  if (before === changeset.text) return result('kept', more);
  // From another commit than the last release, the changeset cannot be expected to say the same.
  if (check && named !== undefined && before !== undefined) return result('kept', more);
  if (check) return result(before === undefined ? 'missing' : 'outdated', more);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, changeset.text);
  return result('written', more);
}

/** How a product's contract and method names differ from the base; undefined if both are, byte for byte, what they were. */
async function difference(
  product: BundledProduct,
  base: Base,
  cache: DiffCache,
  types: boolean,
): Promise<ContractDiff | undefined> {
  const now = readFileSync(product.bundle, 'utf8');
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
  const [oldRows, newRows] = [
    base.operations && (await readRows(base.operations.text)),
    table === undefined ? undefined : await readRows(table),
  ];
  const diff = await diffContracts(
    { document: parse(base.contract.text, product), config: product, ...(oldRows && { rows: oldRows }) },
    { document: parse(now, product), config: product, ...(newRows && { rows: newRows }) },
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

function keepRecord(path: string, record: ContractRecord): void {
  if (Object.keys(record).length === 0) return;
  const text = formatRecord(record);
  if (readIfThere(path) === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
