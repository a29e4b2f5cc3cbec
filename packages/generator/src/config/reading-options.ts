import type { Limits } from '../base/limits.js';
import type { FilterOptions } from '../base/operation-selection.js';
import type { SeverityPolicy } from '../base/severity-policy.js';
import type { ProductConfig } from './product-config.js';

/** How the contract of a product is read. */
export interface ReadingOptions extends SeverityPolicy, FilterOptions {
  readonly overlays?: readonly string[];
  readonly refRoot?: string;
  readonly allowRemoteRefs?: boolean;
  readonly limits?: Partial<Limits>;
}

/** How a product's configuration says that its contract is read: the same for `generate`, `diff` and `pull`. */
export function readingOptions(product: ProductConfig): ReadingOptions {
  const { overlays, refRoot, allowRemoteRefs, limits, include, exclude, strict, diagnostics } = product;
  const options = { overlays, refRoot, allowRemoteRefs, limits, include, exclude, strict, diagnostics };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The same for a document that is only compared with the contract: what is wrong with it is reported, never fatal. */
export function lenientReadingOptions(product: ProductConfig): ReadingOptions {
  const { strict: _, diagnostics: __, overlays: ___, refRoot: ____, ...options } = readingOptions(product);
  return options;
}
