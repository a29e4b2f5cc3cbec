import { diagnose } from '../base/catalogue.js';
import { ContractError, quote } from '../base/diagnostics.js';
import { similar } from '../base/similar.js';
import { overlappingPaths } from '../config/overlapping-paths.js';
import { type GeneratorConfig, productsOf } from '../config/product-config.js';
import { type ResolvedProduct, resolveProduct } from '../config/resolve-product.js';
import { validateConfig } from '../config/validate-config.js';

/**
 * The products to generate, with absolute paths.
 * @param wanted their names; without them, all
 * @throws ContractError if the configuration is wrong, or has no product of one of the names
 */
export function selectProducts(
  config: GeneratorConfig,
  baseDir: string,
  wanted: readonly string[] | undefined,
): ResolvedProduct[] {
  refuse(validateConfig(config));
  const products = productsOf(config).map((product) => resolveProduct(product, baseDir));
  const names = products.map(({ name }) => name);
  const unknown = (wanted ?? []).filter((name) => !names.includes(name));
  refuse([...overlappingPaths(products), ...unknown.map((name) => unknownProduct(name, names))]);
  return wanted ? products.filter(({ name }) => wanted.includes(name)) : products;
}

function unknownProduct(name: string, names: readonly string[]): ReturnType<typeof diagnose> {
  const near = similar(name, names);
  const list = names.map((one) => quote(one)).join(', ');
  const fix = near === undefined ? `Name one of ${list}.` : `Did you mean ${quote(near)}? There are ${list}.`;
  return diagnose('config-product-unknown', `There is no product ${quote(name)}`, undefined, fix);
}

function refuse(problems: ConstructorParameters<typeof ContractError>[0]): void {
  if (problems.length > 0) throw new ContractError(problems);
}
