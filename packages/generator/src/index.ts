import type { ChangesetOptions, ChangesetReport } from './changeset/index.js';
import type { GeneratorConfig, ProductConfig } from './config/product.js';
import type { ContractDiff, ContractSide, DiffOptions } from './diff/index.js';
import type { LoadedContract } from './load/contract.js';
import type { LoadOptions } from './load/index.js';
import type { ApiModel } from './model/index.js';
import type { OverlayOptions } from './overlay/index.js';
import type { PullOptions, PullReport } from './pull/index.js';

export { CATALOGUE, type CatalogueEntry, type Code, diagnose } from './catalogue.js';
export type { ChangesetOptions, ChangesetReport, ChangesetStatus, ProductChangeset } from './changeset/index.js';
export { type Codec, defineConfig, type Pagination } from './config/product.js';
export {
  ContractError,
  type Diagnostic,
  formatDiagnostic,
  type Location,
  type Report,
  type Severity,
} from './diagnostics.js';
export type { Change, ChangeGroup, ChangeSeverity, ContractDiff, ContractSide, DiffOptions } from './diff/index.js';
export { type DiffFormat, formatDiff } from './diff/report/index.js';
export { type RuleId, type RuleText, rules } from './diff/rules.js';
export {
  type FileReport,
  type GenerateOptions,
  type GenerateReport,
  generate,
  type ProductReport,
  type Status,
  type Step,
} from './generate.js';
export type { OpenApiDocument, SourceFile } from './load/contract.js';
export type { Limits } from './load/limits.js';
export { buildModel } from './model/index.js';
export type { OverlayOptions } from './overlay/index.js';
export type { PullOptions, PullReport } from './pull/index.js';
export { VERSION } from './version.js';
export type { ApiModel, GeneratorConfig, LoadedContract, LoadOptions, ProductConfig };

/**
 * Reads a contract with everything that it refers to, checks it, and bundles it into one document.
 * @param input path of a file, or a URL
 * @throws ContractError with all problems found, if one of them is an error
 */
export async function loadContract(input: string, options?: LoadOptions): Promise<LoadedContract> {
  return (await import('./load/index.js')).loadContract(input, options);
}

/**
 * The files of a generated client, by name. The model has to be of this contract and without errors.
 * The TypeScript compiler is loaded for it, the first time.
 */
export async function emitClient(
  model: ApiModel,
  contract: LoadedContract,
  config: ProductConfig,
): Promise<Map<string, string>> {
  return (await import('./emit/index.js')).emitClient(model, contract, config);
}

/**
 * Tells what a change of contract means for those who call its client: each change with rule, place, direction, severity
 * and a sentence for a changelog, and the verdict of all. The TypeScript compiler is loaded for it, the first time.
 */
export async function diffContracts(
  old: ContractSide,
  now: ContractSide,
  options?: DiffOptions,
): Promise<ContractDiff> {
  return (await import('./diff/index.js')).diffContracts(old, now, options);
}

/**
 * Writes or updates one changeset a product from how its bundled contract differs from the one that was released last.
 * @throws ContractError outside a git repository, or if what was released is not in this clone
 */
export async function updateChangesets(options: ChangesetOptions): Promise<ChangesetReport> {
  return (await import('./changeset/index.js')).updateChangesets(options);
}

/**
 * Applies documents of OpenAPI Overlay 1.0 to a bundled contract, in the order given. An action that matches nothing is
 * an error.
 * @param overlays paths or URLs
 * @throws ContractError with every problem of every overlay
 */
export async function applyOverlays(
  contract: LoadedContract,
  overlays: readonly string[],
  options?: OverlayOptions,
): Promise<LoadedContract> {
  return (await import('./overlay/index.js')).applyOverlays(contract, overlays, options);
}

/**
 * Brings an upstream document in: bundled, its overlays applied, compared with the contract and reported; with `apply`,
 * what is new gets skeletons in the contract's files.
 * @throws ContractError if one of the documents cannot be read, or the contract cannot be written to
 */
export async function pull(options: PullOptions): Promise<PullReport> {
  return (await import('./pull/index.js')).pull(options);
}
