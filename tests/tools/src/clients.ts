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

/** Imports the source of a product's client. */
export async function importClient<Options, Client extends object = object>(
  product: Product,
): Promise<ProductClient<Options, Client>> {
  const { specifier } = listedProduct(product);
  const entry = entries().find(({ name }) => name === specifier);
  if (entry === undefined) throw new Error(`${specifier}: no package.json exports it, and ${product} is a product`);
  const exported = (await import(new URL(`../../../${entry.source}`, import.meta.url).href)) as Record<string, unknown>;
  const factories = Object.keys(exported).filter((name) => name.startsWith('create'));
  const [factory] = factories;
  if (factory === undefined || factories.length > 1)
    throw new Error(`${specifier}: must export one factory, createName; exports ${factories.join(', ') || 'none'}`);
  return {
    product,
    specifier,
    typeName: factory.slice('create'.length),
    registry: exported['registry'] as readonly unknown[],
    create: exported[factory] as (options: Options) => Client,
  };
}

/** The clients of all products. */
export const importClients = <Options, Client extends object = object>(): Promise<ProductClient<Options, Client>[]> =>
  Promise.all(products.map((product) => importClient<Options, Client>(product)));
