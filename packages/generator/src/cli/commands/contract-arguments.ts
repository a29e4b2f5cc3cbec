import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ContractError, quote } from '../../base/diagnostics.js';
import { isUrl } from '../../base/urls.js';
import { productsOf as configuredProducts } from '../../config/product-config.js';
import { lenientReadingOptions } from '../../config/reading-options.js';
import { type ResolvedProduct, resolveProduct } from '../../config/resolve-product.js';
import { loadOverlaid } from '../../contract/overlay/apply-overlays.js';
import type { ContractView } from '../../lifecycle/diff/contract-view.js';
import { type Call, UsageError } from '../command.js';

/** A contract that a command line names, and the product of the configuration that it belongs to. */
export interface Named {
  readonly input: string;
  readonly product?: ResolvedProduct;
}

/** The products of the configuration: of `--config`, or of this folder's configuration if there is one. */
export async function productsOf(call: Call): Promise<readonly ResolvedProduct[]> {
  const file = call.text('config');
  const { loadConfig } = await import('../../config/load-config.js');
  try {
    const { config, baseDir } = await loadConfig(file, call.io.cwd);
    return configuredProducts(config).map((product) => resolveProduct(product, baseDir));
  } catch (error) {
    const none = error instanceof ContractError && error.diagnostics.some(({ code }) => code === 'config-missing');
    if (file === undefined && none) return [];
    throw error;
  }
}

/** What an argument means: a product's name, or a file or an address, which may be a product's own. */
export function named(argument: string, products: readonly ResolvedProduct[], cwd: string): Named {
  const input = isUrl(argument) ? argument : resolve(cwd, argument);
  const product =
    products.find((item) => item.input === input || item.bundle === input) ??
    (existsSync(input) ? undefined : products.find(({ name }) => name === argument));
  if (product === undefined) return { input };
  return { input: product.name === argument ? product.input : input, product };
}

/** The product that `--product` names. */
export function chosenProduct(call: Call, products: readonly ResolvedProduct[]): ResolvedProduct | undefined {
  const name = call.text('product');
  if (name === undefined) return undefined;
  const product = products.find((item) => item.name === name);
  if (product !== undefined) return product;
  const names = products.map((item) => item.name).join(', ');
  throw new UsageError(
    `There is no product ${quote(name)} in the configuration.${names === '' ? '' : ` There is: ${names}.`}`,
  );
}

/** Reads a contract to compare; `product` gives its methods their names. */
export async function readContractView(
  call: Call,
  from: Named,
  product: ResolvedProduct | undefined,
): Promise<ContractView> {
  const refRoot = call.text('ref-root') ?? from.product?.refRoot;
  const isItself = from.product?.input === from.input;
  const contract = await loadOverlaid(from.input, {
    ...(product && lenientReadingOptions(product)),
    baseDir: call.io.cwd,
    ...(isItself && { overlays: from.product?.overlays ?? [] }),
    ...(refRoot !== undefined && { refRoot: resolve(call.io.cwd, refRoot) }),
    ...((call.flag('allow-remote-refs') || from.product?.allowRemoteRefs === true) && { allowRemoteRefs: true }),
  });
  return {
    document: contract.document,
    locate: (pointer) => contract.locate(pointer),
    ...(product && { config: product }),
  };
}
