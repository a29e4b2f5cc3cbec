import { resolve } from 'node:path';
import { isUrl } from '../base/urls.js';
import type { ProductConfig } from './product-config.js';

/** A product with absolute paths. URLs stay as they are. */
export interface ResolvedProduct extends ProductConfig {
  readonly output: string;
}

const atPath = (baseDir: string, path: string): string => (isUrl(path) ? path : resolve(baseDir, path));

/** Makes the paths of a product absolute, seen from the folder of the configuration. */
export function resolveProduct(product: ProductConfig, baseDir: string): ResolvedProduct {
  const { bundle, docs, refRoot, overlays, upstream, upstreamOverlays } = product;
  return {
    ...product,
    input: atPath(baseDir, product.input),
    output: resolve(baseDir, product.output),
    ...(bundle !== undefined && { bundle: resolve(baseDir, bundle) }),
    ...(docs !== undefined && { docs: resolve(baseDir, docs) }),
    ...(refRoot !== undefined && { refRoot: resolve(baseDir, refRoot) }),
    ...(upstream !== undefined && { upstream: atPath(baseDir, upstream) }),
    ...(upstreamOverlays !== undefined && {
      upstreamOverlays: upstreamOverlays.map((path) => atPath(baseDir, path)),
    }),
    ...(overlays !== undefined && { overlays: overlays.map((path) => atPath(baseDir, path)) }),
  };
}
