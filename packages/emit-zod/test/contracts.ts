import { products } from '../../../scripts/products.mjs';
import { isWhole } from '../../../tests/tools/src/scope.js';

const root = new URL('../../../', import.meta.url).pathname;
/** Contracts by name, with their paths: those of all products and of every public example where the whole suite runs. */
export const CONTRACTS: readonly (readonly [name: string, path: string])[] = [
  ['shipping', `${root}packages/generator/test/fixtures/emitters/shipping.yaml`],
  ['petstore', `${root}packages/generator/test/fixtures/emitters/petstore.json`],
  ...['polymorphism', ...(isWhole ? ['discriminators', 'schema-types'] : [])].map((name): [string, string] => [
    name,
    `${root}packages/generator/test/fixtures/public/${name}.json`,
  ]),
  ...products
    .filter(({ name }) => isWhole || name === 'influxdb3-core')
    .map(({ name, bundle }): [string, string] => [name, `${root}${bundle}`]),
];
