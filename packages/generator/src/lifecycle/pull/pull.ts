import { diagnose } from '../../base/catalogue.js';
import { ContractError, quote } from '../../base/diagnostics.js';
import { DEFAULT_LIMITS } from '../../base/limits.js';
import { type GeneratorConfig, productsOf } from '../../config/product-config.js';
import { lenientReadingOptions, readingOptions } from '../../config/reading-options.js';
import { type ResolvedProduct, resolveProduct } from '../../config/resolve-product.js';
import type { LoadedContract } from '../../contract/document/openapi.js';
import { formatPointer } from '../../contract/document/pointer.js';
import { DownloadCache } from '../../contract/load/download-cache.js';
import { SourceStore } from '../../contract/load/source-store.js';
import { loadOverlaid } from '../../contract/overlay/apply-overlays.js';
import type { Change, ContractDiff } from '../diff/change.js';
import { summarize } from '../diff/combine-views.js';
import { diffContracts } from '../diff/diff-contracts.js';
import { type Additions, findAdditions } from './additions.js';
import { applyAdditions, type Written } from './apply-additions.js';

export interface PullOptions {
  readonly config: GeneratorConfig;
  /** Folder that paths are seen from. */
  readonly baseDir: string;
  readonly product: string;
  /**
   * Path or URL of the upstream document.
   *
   * @default `upstream` of the product
   */
  readonly source?: string;
  /**
   * Writes stubs of what is new into the contract.
   *
   * @default false
   */
  readonly apply?: boolean;
  /**
   * Whether to ask the compiler, too.
   *
   * @default true
   */
  readonly types?: boolean;
}

export interface PullReport {
  readonly product: string;
  /** What was pulled. */
  readonly source: string;
  /** How upstream, with its overlays, differs from the contract; what only concerns prose is left out, for it is ours. */
  readonly diff: ContractDiff;
  readonly additions: Additions;
  /** Stubs that were written. */
  readonly written: readonly Written[];
  readonly skipped: readonly { readonly what: string; readonly why: string }[];
}

/**
 * Brings an upstream document in: bundles it, applies the product's upstream overlays, compares it with the contract, and
 * reports what is new, changed or gone. Prose of the contract is never touched. With `apply`, operations, parameters,
 * statuses and schemas that are new get stubs where they belong, marked for review.
 * @throws ContractError if one of the documents cannot be read, or the contract cannot be written to
 */
export async function pull(options: PullOptions): Promise<PullReport> {
  const { baseDir, config } = options;
  const products = productsOf(config).map((product) => resolveProduct(product, baseDir));
  const product = products.find(({ name }) => name === options.product);
  if (product === undefined) {
    throw new ContractError([
      diagnose('config-invalid', `There is no product ${quote(options.product)} in the configuration`),
    ]);
  }
  const source = options.source ?? product.upstream;
  if (source === undefined) {
    throw new ContractError([
      diagnose('pull-source', `Product ${quote(product.name)} has no \`upstream\`, and no SOURCE was given`),
    ]);
  }
  const ours = await read(product, baseDir);
  const upstream = await loadOverlaid(source, {
    ...lenientReadingOptions(product),
    baseDir,
    store: new SourceStore({ ...DEFAULT_LIMITS, ...product.limits }, new DownloadCache(baseDir)),
    overlays: product.upstreamOverlays ?? [],
    ...(product.upstream !== undefined && { aliases: [product.upstream] }),
  });
  const diff = await diffContracts(
    { document: ours.document, config: product, locate: (pointer) => ours.locate(pointer) },
    { document: upstream.document, config: product, locate: (pointer) => upstream.locate(pointer) },
    options.types === undefined ? {} : { types: options.types },
  );
  const additions = findAdditions(ours.document, upstream.document);
  const report = { product: product.name, source, diff: withoutProse(diff), additions };
  if (options.apply !== true) return { ...report, written: [], skipped: [] };
  const others = await Promise.all(products.filter((other) => other !== product).map((other) => read(other, baseDir)));
  const { files, written, skipped } = applyAdditions(additions, {
    input: product.input,
    contract: ours,
    upstream,
    prefixes: [product.stripPrefix ?? []].flat(),
    isShared: (path) =>
      others.some((other) => fileOf(other, path) !== undefined && fileOf(other, path) === fileOf(ours, path)),
  });
  files.save();
  return { ...report, written, skipped };
}

function read(product: ResolvedProduct, baseDir: string): Promise<LoadedContract> {
  return loadOverlaid(product.input, { ...readingOptions({ ...product, strict: false }), baseDir });
}

/** The file that a path item is read from. */
function fileOf({ document, locate }: LoadedContract, path: string): string | undefined {
  return Object.hasOwn(document.paths, path) ? locate(formatPointer(['paths', path]))?.file : undefined;
}

/** Words are the contract's own; what only they differ in is not an addition. */
const ofWords: ReadonlySet<Change['rule']> = /* @__PURE__ */ new Set<Change['rule']>([
  'prose-changed',
  'tags-changed',
  'info-changed',
  'server-described',
]);

function withoutProse(diff: ContractDiff): ContractDiff {
  const changes = diff.changes.filter(({ rule }) => !ofWords.has(rule));
  return { ...diff, ...summarize(changes), changes };
}
