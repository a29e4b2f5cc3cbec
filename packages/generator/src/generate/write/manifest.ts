import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hashFile, sha256 } from '../../base/files.js';
import { canonical, isObject } from '../../base/json.js';
import { relativePath } from '../../base/paths.js';
import { isUrl, shownUrl } from '../../base/urls.js';
import type { ResolvedProduct } from '../../config/resolve-product.js';

export const MANIFEST = 'manifest.json';

/**
 * What generated files were made from. It is committed beside them, so it holds nothing of a machine: paths are
 * relative to its folder, and there is no time in it.
 */
export interface Manifest {
  /** The generator and its version. */
  readonly generator: string;
  /** Name of the product, which a contract that changes its title does not change. */
  readonly name?: string;
  /** Hash of the product's configuration. */
  readonly config: string;
  readonly operations: number;
  readonly schemas: number;
  readonly warnings: number;
  /** SHA-256 of every file of the contract, by path. */
  readonly inputs: Readonly<Record<string, string>>;
  /** SHA-256 of every file that was written, by path. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * The manifest in an output folder; undefined if there is none that can be read.
 * @param builtAt when the generator was built, in milliseconds of the epoch: an older manifest may be that of another
 *   generator of the same version, and is not relied on
 */
export function readManifest(folder: string, builtAt: number = 0): Manifest | undefined {
  try {
    const path = join(folder, MANIFEST);
    if (statSync(path).mtimeMs < builtAt) return undefined;
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isManifest(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

export function isManifest(value: unknown): value is Manifest {
  if (!isObject(value)) return false;
  const { generator, name, config, inputs, outputs, operations, schemas, warnings } = value;
  return (
    typeof generator === 'string' &&
    generator.startsWith('influxkit ') &&
    typeof config === 'string' &&
    (name === undefined || typeof name === 'string') &&
    [inputs, outputs].every(
      (files) => isObject(files) && Object.values(files).every((hash) => typeof hash === 'string'),
    ) &&
    [operations, schemas, warnings].every((count) => typeof count === 'number')
  );
}

/** How a file is named in the manifest of a folder. */
export function manifestPath(folder: string, path: string): string {
  return isUrl(path) ? shownUrl(path) : relativePath(folder, path);
}

/** Hash of everything in a product's configuration that has a say in what is generated. */
export function hashConfig(product: ResolvedProduct): string {
  // Where `pull` looks has no say in what is generated.
  const { output, input, bundle, docs, refRoot, overlays, upstream: _, upstreamOverlays: __, ...rest } = product;
  const here = (path: string | undefined): string | undefined => path && manifestPath(output, path);
  const paths = { input: here(input), bundle: here(bundle), docs: here(docs), refRoot: here(refRoot) };
  return sha256(canonical({ ...rest, ...paths, overlays: overlays?.map((path) => manifestPath(output, path)) }));
}

/** Whether the files of a manifest are as they were when it was written. Reads and hashes them, and parses none. */
export function isUnchanged(manifest: Manifest, product: ResolvedProduct, generator: string): boolean {
  const here = Object.keys(manifest.inputs).map((path): [string, string | undefined] => [
    path,
    isUrl(path) ? undefined : hashFile(resolve(product.output, path)),
  ]);
  return isOf(manifest, product, generator, Object.fromEntries(here));
}

/** Whether a manifest is of this contract, configuration and generator, and of the files that are there. */
export function isOf(
  manifest: Manifest,
  product: ResolvedProduct,
  generator: string,
  inputs: Readonly<Record<string, string | undefined>>,
): boolean {
  if (manifest.generator !== generator || manifest.config !== hashConfig(product)) return false;
  const known = Object.entries(manifest.inputs);
  return (
    known.length === Object.keys(inputs).length &&
    known.every(([path, hash]) => inputs[path] === hash) &&
    Object.entries(manifest.outputs).every(([path, hash]) => hashFile(resolve(product.output, path)) === hash)
  );
}
