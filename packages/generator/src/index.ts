import type { GeneratorConfig, ProductConfig } from './config/product-config.js';
import type { LoadedContract } from './contract/document/openapi.js';
import type { LoadOptions } from './contract/load/load-contract.js';
import type { OverlaidOptions, OverlayOptions } from './contract/overlay/apply-overlays.js';
import type { ApiModel } from './generate/model/build-model.js';
import type { ChangesetOptions, ChangesetReport } from './lifecycle/changeset/update-changesets.js';
import type { ContractDiff, ContractView, DiffOptions } from './lifecycle/diff/diff-contracts.js';
import type { PullOptions, PullReport } from './lifecycle/pull/pull.js';

export { CATALOGUE, type CatalogueEntry, type Code, diagnose } from './base/catalogue.js';
export {
  ContractError,
  type Diagnostic,
  formatDiagnostic,
  type Location,
  type Report,
  type Severity,
} from './base/diagnostics.js';
export type { Limits } from './base/limits.js';
export type { FilterOptions, OperationSelection } from './base/operation-selection.js';
export type { DiagnosticLevel, SeverityPolicy } from './base/severity-policy.js';
export { VERSION } from './base/version.js';
export { type ConfiguredEmitter, EMITTER_API_VERSION, type EmitterValue } from './config/emitter-entry.js';
export {
  type Codec,
  defineConfig,
  type ImportExtension,
  type Naming,
  type NamingOptions,
  type Pagination,
} from './config/product-config.js';
export type { OpenApiDocument, SourceFile } from './contract/document/openapi.js';
export type { OverlaidOptions, OverlayOptions } from './contract/overlay/apply-overlays.js';
export {
  defineEmitter,
  type EmitOptions,
  type EmittedFiles,
  type Emitter,
} from './generate/emit/emitter.js';
export { printType, type TypeText } from './generate/emit/schema/print-type.js';
export {
  type FileReport,
  type GenerateOptions,
  type GenerateReport,
  generate,
  type ProductReport,
  type Status,
  type Step,
} from './generate/generate.js';
export { buildModel } from './generate/model/build-model.js';
export { type ItemCodec, isItemCodec } from './generate/model/item-types.js';
export { accepts } from './generate/model/schemas/accepts.js';
export { hasDirections } from './generate/model/schemas/directions.js';
export { impliedTypes } from './generate/model/schemas/implied-types.js';
export { findProperty, heldSchemas } from './generate/model/schemas/properties.js';
export {
  type ArrayRules,
  type Direction,
  type Discriminator,
  type JsonType,
  type NamedSchema,
  type NumberRules,
  type ObjectRules,
  type PatternProperties,
  partsOf,
  type Schema,
  type SchemaNode,
  type StringRules,
} from './generate/model/schemas/schema-form.js';
export { quoteLiteral } from './generate/model/type-text.js';
export type {
  ChangesetOptions,
  ChangesetReport,
  ChangesetStatus,
  ProductChangeset,
} from './lifecycle/changeset/update-changesets.js';
export type {
  Change,
  ChangeGroup,
  ChangeSeverity,
  ContractDiff,
  ContractView,
  DiffOptions,
} from './lifecycle/diff/diff-contracts.js';
export { type DiffFormat, formatDiff } from './lifecycle/diff/report/format-diff.js';
export { type RuleId, type RuleText, rules } from './lifecycle/diff/rules.js';
export type { PullOptions, PullReport } from './lifecycle/pull/pull.js';
export type { ApiModel, GeneratorConfig, LoadedContract, LoadOptions, ProductConfig };

/**
 * Reads a contract with everything that it refers to, checks it, and bundles it into one document.
 * @param input path of a file, or a URL
 * @throws ContractError with all problems found, if one of them is an error
 */
export async function loadContract(input: string, options?: OverlaidOptions): Promise<LoadedContract> {
  return (await import('./contract/overlay/apply-overlays.js')).loadOverlaid(input, options);
}

/** The files of a generated client, by name, those of the emitters that `config` adds among them. The model has to be without errors. */
export async function emitClient(model: ApiModel, config: ProductConfig): Promise<Map<string, string>> {
  return (await import('./generate/emit/emit-client.js')).emitClient(model, config);
}

/**
 * Tells what a change of contract means for those who call its client: each change with rule, place, direction, severity
 * and a sentence for a changelog, and the severity of all. The TypeScript compiler is loaded for it, the first time.
 */
export async function diffContracts(
  old: ContractView,
  now: ContractView,
  options?: DiffOptions,
): Promise<ContractDiff> {
  return (await import('./lifecycle/diff/diff-contracts.js')).diffContracts(old, now, options);
}

/**
 * Writes or updates one changeset a product from how its bundled contract differs from the one that was released last.
 * @throws ContractError outside a git repository, or if what was released is not in this clone
 */
export async function updateChangesets(options: ChangesetOptions): Promise<ChangesetReport> {
  return (await import('./lifecycle/changeset/update-changesets.js')).updateChangesets(options);
}

/**
 * Applies documents of OpenAPI Overlay 1.0 or 1.1 to a bundled contract, in the order given, and checks it again. To mend
 * what loading refuses, give them to `loadContract`: there they are applied before anything is checked.
 * @param overlays paths or URLs
 * @throws ContractError with every problem of every overlay
 */
export async function applyOverlays(
  contract: LoadedContract,
  overlays: readonly string[],
  options?: OverlayOptions,
): Promise<LoadedContract> {
  return (await import('./contract/overlay/apply-overlays.js')).applyOverlays(contract, overlays, options);
}

/**
 * Brings an upstream document in: bundled, its overlays applied, compared with the contract and reported; with `apply`,
 * what is new gets stubs in the contract's files.
 * @throws ContractError if one of the documents cannot be read, or the contract cannot be written to
 */
export async function pull(options: PullOptions): Promise<PullReport> {
  return (await import('./lifecycle/pull/pull.js')).pull(options);
}
