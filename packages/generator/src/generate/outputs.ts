import { sha256 } from '../base/files.js';
import { GIT_ATTRIBUTES, GIT_ATTRIBUTES_TEXT, isGenerated } from '../base/generated-mark.js';
import type { JsonObject } from '../base/json.js';
import { GENERATOR } from '../base/version.js';
import type { ResolvedProduct } from '../config/resolve-product.js';
import type { LoadedContract } from '../contract/document/openapi.js';
import { operationsOf } from '../contract/document/reader.js';
import type { Counts } from './generate-report.js';
import { hashConfig, type Manifest, manifestPath } from './write/manifest.js';
import { type ExtraFile, isBundle } from './write/write-plan.js';

/** What the emitter calls the page of all operations; where it goes is the configuration's choice. */
const OPERATIONS_PAGE = 'OPERATIONS.md';

/** The files of a product: those of the output folder by name, and those that the configuration puts elsewhere. */
export interface Outputs {
  readonly files: Map<string, string>;
  readonly extras: readonly ExtraFile[];
}

export function outputsOf(product: ResolvedProduct, bundle: string, emitted: ReadonlyMap<string, string>): Outputs {
  const files = new Map(emitted);
  const page = files.get(OPERATIONS_PAGE);
  files.delete(OPERATIONS_PAGE);
  files.set(GIT_ATTRIBUTES, GIT_ATTRIBUTES_TEXT);
  const extras: ExtraFile[] = [];
  if (product.bundle !== undefined) extras.push({ path: product.bundle, text: bundle, replaces: isBundle });
  if (product.docs !== undefined && page !== undefined) {
    extras.push({ path: product.docs, text: page, replaces: isGenerated });
  }
  return { files, extras };
}

/** The manifest of a product, as text. */
export function manifestOf(
  product: ResolvedProduct,
  inputs: Readonly<Record<string, string>>,
  counts: Counts,
  { files, extras }: Outputs,
): string {
  const { output } = product;
  const manifest: Manifest = {
    generator: GENERATOR,
    name: product.name,
    config: hashConfig(product),
    operations: counts.operations,
    schemas: counts.schemas,
    warnings: counts.warnings,
    inputs,
    outputs: Object.fromEntries([
      ...[...files].map(([name, text]) => [name, sha256(text)]),
      ...extras.map(({ path, text }) => [manifestPath(output, path), sha256(text)]),
    ]),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Hashes of the files of a contract, as the manifest has them. */
export function inputsOf({ output }: ResolvedProduct, { files }: LoadedContract): Record<string, string> {
  return Object.fromEntries(files.map(({ path, sha256: hash }) => [manifestPath(output, path), hash]));
}

export function countsOf({ document }: LoadedContract, warnings: number): Counts {
  const operations = Object.values(document.paths).flatMap((item) =>
    operationsOf(item as unknown as JsonObject),
  ).length;
  return { operations, schemas: Object.keys(document.components?.schemas ?? {}).length, warnings };
}
