import { ContractError, type Diagnostic } from '../base/diagnostics.js';
import { withCounts, withPolicy } from '../base/severity-policy.js';
import { GENERATOR } from '../base/version.js';
import { overwritesSources } from '../config/overlapping-paths.js';
import { readingOptions } from '../config/reading-options.js';
import type { ResolvedProduct } from '../config/resolve-product.js';
import type { LoadedContract } from '../contract/document/openapi.js';
import type { SourceStore } from '../contract/load/source-store.js';
import type { Counts } from './generate-report.js';
import { countsOf, inputsOf, manifestOf, outputsOf } from './outputs.js';
import { isOf, MANIFEST, type Manifest } from './write/manifest.js';
import { type Plan, planWrite } from './write/write-plan.js';

/** What is being done to a product. */
export type Step = 'load' | 'model' | 'emit' | 'write';

/** A product that was generated in memory and compared with what is on disk. */
export interface Prepared {
  /** Absent: the contract, from the network, turned out to be the one of the manifest. */
  readonly plan?: Plan;
  readonly counts: Counts;
  readonly warnings: readonly Diagnostic[];
  /** Files and addresses of the contract. */
  readonly inputs: readonly string[];
}

/**
 * Generates a product in memory. The stages are loaded as they are needed: the compiler takes longer to load than most
 * contracts take to read, and a contract with errors never gets to it.
 * @param manifest what was generated last; given, it is compared before the compiler is loaded
 * @throws ContractError with all errors that were found
 */
export async function prepare(
  product: ResolvedProduct,
  store: SourceStore,
  baseDir: string,
  manifest: Manifest | undefined,
  onStep: (step: Step) => void,
): Promise<Prepared> {
  const found: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): number => found.push(diagnostic);
  onStep('load');
  const { loadOverlaid } = await import('../contract/overlay/apply-overlays.js');
  const contract = await loadOverlaid(product.input, { ...readingOptions(product), baseDir, store, report });
  const reviews = (await import('../contract/pending-reviews.js')).pendingReviews(contract);
  found.push(...reviews.flatMap((review) => withPolicy(review, product) ?? []));
  const inputs = inputsOf(product, contract);
  const paths = contract.files.map(({ path }) => path);
  if (manifest && isOf(manifest, product, GENERATOR, inputs)) {
    return { counts: manifest, warnings: withCounts(found), inputs: paths };
  }

  const overwritten = overwritesSources(product, contract.files);
  if (overwritten) throw new ContractError([overwritten]);
  // Emitting may change the document, so the bundle is written down before.
  const bundle = `${JSON.stringify(contract.document, null, 2)}\n`;
  const outputs = outputsOf(product, bundle, await emit(contract, product, found, onStep));
  const warnings = withCounts(found.filter(({ severity }) => severity === 'warning'));
  const counts = countsOf(contract, warnings.length);
  const files = new Map([...outputs.files, [MANIFEST, manifestOf(product, inputs, counts, outputs)]]);
  const plan = planWrite(product.output, files, outputs.extras);
  if (plan.problems.length > 0) throw new ContractError([...plan.problems, ...warnings]);
  return { plan, counts, warnings, inputs: paths };
}

async function emit(
  contract: LoadedContract,
  product: ResolvedProduct,
  found: Diagnostic[],
  onStep: (step: Step) => void,
): Promise<Map<string, string>> {
  onStep('model');
  const { buildModel } = await import('./model/build-model.js');
  const model = buildModel(contract, product, (diagnostic) => found.push(diagnostic));
  if (found.some(({ severity }) => severity === 'error')) throw new ContractError(withCounts(found));
  onStep('emit');
  const { emitClient } = await import('./emit/emit-client.js');
  return emitClient(model, product);
}
