import { diagnose } from '../base/catalogue.js';
import { type Diagnostic, quote } from '../base/diagnostics.js';
import { isInside } from '../base/paths.js';
import { isUrl } from '../base/urls.js';
import type { ResolvedProduct } from './resolve-product.js';

/** Finds products that would write into each other, or over a contract. All paths are absolute. */
export function overlappingPaths(products: readonly ResolvedProduct[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const taken = new Map<string, string>();
  const take = (path: string, what: string): void => {
    for (const [other, whose] of taken) {
      if (isInside(other, path) || isInside(path, other)) found.push(overlap(`${what} and ${whose} overlap`));
    }
    taken.set(path, what);
  };
  for (const { name, input, output, bundle, docs, overlays = [] } of products) {
    take(output, `The output folder of ${quote(name)}`);
    if (bundle !== undefined) take(bundle, `The bundle of ${quote(name)}`);
    if (docs !== undefined) take(docs, `The table of ${quote(name)}`);
    for (const path of [input, ...overlays]) {
      for (const target of [bundle, docs]) {
        if (!isUrl(path) && path === target) found.push(overlap(`${quote(name)} would overwrite what it is read from`));
      }
    }
  }
  return found;
}

/** Whether a product would write over one of the files that its contract was read from. */
export function overwritesSources(
  { name, bundle, docs }: ResolvedProduct,
  files: readonly { path: string }[],
): Diagnostic | undefined {
  const isTarget = files.some(({ path }) => path === bundle || path === docs);
  return isTarget ? overlap(`${quote(name)} would overwrite a file of its contract`) : undefined;
}

function overlap(message: string): Diagnostic {
  return diagnose('config-paths-overlap', message);
}
