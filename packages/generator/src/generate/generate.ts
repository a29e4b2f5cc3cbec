import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ContractError, type Diagnostic, formatDiagnostic } from '../base/diagnostics.js';
import { DEFAULT_LIMITS } from '../base/limits.js';
import { shownPath } from '../base/paths.js';
import { isUrl } from '../base/urls.js';
import { GENERATOR } from '../base/version.js';
import type { GeneratorConfig } from '../config/product-config.js';
import type { ResolvedProduct } from '../config/resolve-product.js';
import type { SourceStore } from '../contract/load/source-store.js';
import type { Counts, FileReport, GenerateReport, ProductReport, Status } from './generate-report.js';
import { type Prepared, prepare, type Step } from './prepare-product.js';
import { selectProducts } from './select-products.js';
import { applyPlan } from './write/apply-plan.js';
import { isUnchanged, MANIFEST, type Manifest, readManifest } from './write/manifest.js';

export type { FileReport, GenerateReport, ProductReport, Status } from './generate-report.js';
export type { Step } from './prepare-product.js';

export interface GenerateOptions {
  /**
   * Folder that paths of the configuration are seen from.
   *
   * @default the working folder
   */
  readonly baseDir?: string;
  /**
   * Names of the products to generate.
   *
   * @default all
   */
  readonly products?: readonly string[];
  /**
   * Compares only: everything is generated, nothing is written.
   *
   * @default false
   */
  readonly check?: boolean;
  /**
   * Generates even where contract, configuration and files are as the manifest says.
   *
   * @default false
   */
  readonly force?: boolean;
  /**
   * When the generator was built, in milliseconds of the epoch: an older manifest is not relied on.
   *
   * @default never
   */
  readonly builtAt?: number;
  /**
   * Is called with each step.
   *
   * @default none
   */
  readonly onProgress?: (product: string, step: Step) => void;
}

/**
 * Generates the clients of a configuration: reads the contracts, makes the models, emits the modules, and writes the
 * files that changed. If one product has errors, nothing is written for any.
 * @throws ContractError with the errors of all products
 */
export async function generate(config: GeneratorConfig, options: GenerateOptions = {}): Promise<GenerateReport> {
  const report = await runGeneration(config, options);
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new ContractError(errors);
  return report;
}

/** As `generate`, with errors in the report instead of thrown. */
export async function runGeneration(config: GeneratorConfig, options: GenerateOptions = {}): Promise<GenerateReport> {
  return new Run(options).all(config);
}

const NOTHING: Counts = { operations: 0, schemas: 0, warnings: 0 };

/** A product that waits for the others: nothing is written before all are known to be well. */
interface Waiting {
  readonly product: ResolvedProduct;
  readonly prepared: Prepared | undefined;
  readonly milliseconds: number;
}

class Run {
  readonly #options: GenerateOptions;
  readonly #baseDir: string;
  /** Contracts share files, and a problem in one of them is reported once. */
  readonly #diagnostics = new Map<string, Diagnostic>();
  readonly #inputs = new Set<string>();
  #store: SourceStore | undefined;

  constructor(options: GenerateOptions) {
    this.#options = options;
    this.#baseDir = options.baseDir ?? process.cwd();
  }

  async all(config: GeneratorConfig): Promise<GenerateReport> {
    const start = performance.now();
    const steps: (Waiting | ProductReport)[] = [];
    const selected = await this.#attempt(() => selectProducts(config, this.#baseDir, this.#options.products));
    for (const product of selected ?? []) steps.push(this.#recognise(product) ?? (await this.#prepare(product)));
    const products: ProductReport[] = [];
    for (const step of steps) products.push('status' in step ? step : await this.#finish(step));
    return {
      ok: !this.#failed && products.every(({ status }) => status !== 'differs'),
      products,
      diagnostics: [...this.#diagnostics.values()],
      inputs: [...this.#inputs],
      milliseconds: performance.now() - start,
    };
  }

  get #failed(): boolean {
    return [...this.#diagnostics.values()].some(({ severity }) => severity === 'error');
  }

  #report(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.#diagnostics.set(formatDiagnostic(diagnostic), diagnostic);
  }

  /** Errors in what was given are reported; any other is a defect and passes through. */
  async #attempt<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      this.#report(error.diagnostics);
      return undefined;
    }
  }

  #manifest({ output }: ResolvedProduct): Manifest | undefined {
    const { check = false, force = false, builtAt } = this.#options;
    return check || force ? undefined : readManifest(output, builtAt);
  }

  /** A product of which nothing changed since its manifest was written. */
  #recognise(product: ResolvedProduct): ProductReport | undefined {
    const start = performance.now();
    const manifest = this.#manifest(product);
    if (!manifest || !isUnchanged(manifest, product, GENERATOR)) return undefined;
    for (const path of Object.keys(manifest.inputs)) this.#inputs.add(isUrl(path) ? path : join(product.output, path));
    return this.#unchanged(product, manifest, performance.now() - start);
  }

  #unchanged({ name, output }: ResolvedProduct, counts: Counts, milliseconds: number): ProductReport {
    const paths = Object.keys(readManifest(output)?.outputs ?? {});
    const files = paths.map((path) => this.#file(join(output, path), 'keep'));
    return productReport(name, 'unchanged', counts, files, milliseconds);
  }

  async #prepare(product: ResolvedProduct): Promise<Waiting> {
    const start = performance.now();
    const { onProgress } = this.#options;
    const prepared = await this.#attempt(async () => {
      const { SourceStore: Store } = await import('../contract/load/source-store.js');
      this.#store ??= new Store(DEFAULT_LIMITS);
      // Limits are of a store: a product with limits of its own reads for itself.
      const store = product.limits ? new Store({ ...DEFAULT_LIMITS, ...product.limits }) : this.#store;
      const onStep = (step: Step): void => onProgress?.(product.name, step);
      return prepare(product, store, this.#baseDir, this.#manifest(product), onStep);
    });
    this.#report(prepared?.warnings ?? []);
    for (const path of prepared?.inputs ?? []) this.#inputs.add(path);
    return { product, prepared, milliseconds: performance.now() - start };
  }

  async #finish({ product, prepared, milliseconds }: Waiting): Promise<ProductReport> {
    const start = performance.now();
    const report = (status: Status, files: readonly FileReport[] = []): ProductReport =>
      productReport(product.name, status, prepared?.counts ?? NOTHING, files, milliseconds + performance.now() - start);
    if (!prepared) return report('failed');
    const { plan } = prepared;
    if (!plan) return this.#unchanged(product, prepared.counts, milliseconds);
    const files = plan.changes.map(({ path, action }) => this.#file(path, action));
    const isSame = plan.changes.every(({ action }) => action === 'keep');
    if (this.#options.check) return report(isSame ? 'same' : 'differs', files);
    if (this.#failed) return report('skipped');
    if (isSame) {
      touch(join(product.output, MANIFEST));
      return report('same', files);
    }
    this.#options.onProgress?.(product.name, 'write');
    const written = await this.#attempt(() => applyPlan(plan));
    return written ? report('written', files) : report('failed');
  }

  #file(path: string, action: FileReport['action']): FileReport {
    return { path: shownPath(this.#baseDir, path), action };
  }
}

/** Lets a manifest that was found to be true count as newer than the generator that found it so. */
function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // On a disk that cannot be written, the next run generates and compares again; that is all.
  }
}

function productReport(
  name: string,
  status: Status,
  { operations, schemas, warnings }: Counts,
  files: readonly FileReport[],
  milliseconds: number,
): ProductReport {
  return { name, status, operations, schemas, warnings, files, milliseconds };
}
