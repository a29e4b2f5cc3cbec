import { type ApiModel, buildModel, type Diagnostic, loadContract } from '@influxkit/generator';
import configuration from '../../../influxkit.config.js';
import { productsOf } from '../../../packages/generator/src/config/product-config.js';
import { root } from '../paths.js';
import { ContractDocument, type Node } from './document.js';

export type Operation = ApiModel['operations'][number];

/** A product as its reference shows it. */
export interface Product {
  /** Such as `oss-v2`. */
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  readonly package: string;
  /** An address such as its users have. */
  readonly baseUrl: string;
  readonly model: ApiModel;
  readonly document: ContractDocument;
  /** The type of each schema, by the contract's name. */
  readonly typeNames: ReadonlyMap<string, string>;
}

/** All products, from their bundled contracts, with the names that the generated clients have: by the same configuration. */
export async function loadProducts(): Promise<readonly Product[]> {
  return await Promise.all(
    productsOf(configuration).map(async (config) => {
      const contract = await loadContract(`${root}/packages/${config.name}/openapi.json`);
      const problems: Diagnostic[] = [];
      const model = buildModel(contract, config, (problem) => problems.push(problem));
      const errors = problems.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
      return {
        name: config.name,
        title: model.title.replace(/ API$/, ''),
        package: `@influxkit/${config.name}`,
        baseUrl: config.name.startsWith('cloud')
          ? 'https://us-east-1-1.aws.cloud2.influxdata.com'
          : 'http://localhost:8086',
        model,
        document: new ContractDocument(contract.document as unknown as Node),
        typeNames: new Map(model.schemas.map(({ name, typeName }) => [name, typeName])),
      };
    }),
  );
}

/** Name of a method from the client's root, such as `buckets.list`. */
export const methodName = (operation: Operation): string => operation.name.join('.');

/** Name of an operation's page, without an ending. Names of methods have no hyphen, so no two pages meet. */
export const pageName = (operation: Operation): string => operation.name.join('-');
