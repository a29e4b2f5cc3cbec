import { entries } from '../../../scripts/entries.mjs';
import { listedProduct, type Product, products } from './contract/document.js';

/** What the entry of a product exports, as tests that go through all products use it. */
export interface ProductClient<Options, Client extends object = object> {
  readonly product: Product;
  /** How it is imported, such as `@influxkit/oss-v2`. */
  readonly specifier: string;
  /** Name of the client's type, such as `OssV2`. */
  readonly typeName: string;
  /** The operation descriptors, packed. */
  readonly registry: readonly unknown[];
  readonly create: (options: Options) => Client;
}

/** The value of each path parameter that is an option of a client. */
export const boundValue = '11111111-1111-4111-8111-111111111111';

/** Imports the source of a product's client. */
export async function importClient<Options, Client extends object = object>(
  product: Product,
): Promise<ProductClient<Options, Client>> {
  const { specifier, clientName, bound } = listedProduct(product);
  const entry = entries().find(({ name }) => name === specifier);
  if (entry === undefined) throw new Error(`${specifier}: no package.json exports it, and ${product} is a product`);
  const exported = (await import(new URL(`../../../${entry.source}`, import.meta.url).href)) as Record<string, unknown>;
  const typeName = product.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  const factory = exported[clientName ?? `create${typeName}`] as ((options: object) => Client) | undefined;
  if (factory === undefined) throw new Error(`${specifier}: does not export ${clientName ?? `create${typeName}`}`);
  const boundValues = Object.fromEntries(bound.map((name) => [name, boundValue]));
  return {
    product,
    specifier,
    typeName,
    registry: exported['registry'] as readonly unknown[],
    create: (options) => factory({ ...boundValues, ...options }),
  };
}

/** The clients of all products. */
export const importClients = <Options, Client extends object = object>(): Promise<ProductClient<Options, Client>[]> =>
  Promise.all(products.map((product) => importClient<Options, Client>(product)));
