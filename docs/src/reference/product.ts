import { readFileSync } from 'node:fs';
import { type ApiModel, buildModel, type Diagnostic, loadContract } from '@influxkit/generator';
import configuration from '../../../influxkit.config.js';
import { productsOf } from '../../../packages/generator/src/config/product-config.js';
import { products as listed } from '../../../scripts/products.mjs';
import { entries, root } from '../paths.js';
import { ContractDocument, isNode, list, type Node } from './document.js';

export type Operation = ApiModel['operations'][number];

/** A product as its reference shows it. */
export interface Product {
  /** Such as `oss-v2`. */
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  /** How its client is imported, such as `@influxkit/oss-v2`. */
  readonly package: string;
  /** The entry of the facade that exports the same client, such as `@influxkit/influxdb/oss-v2`; not all products have one. */
  readonly entry: string | undefined;
  /** The folder of `packages` that it is in; several products may share one. */
  readonly folder: string;
  /** Its table of operations, from the root of the repository. */
  readonly table: string | undefined;
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
      const place = listed.find(({ name }) => name === config.name);
      if (place === undefined) throw new Error(`scripts/products.mjs: does not list ${config.name}`);
      const contract = await loadContract(`${root}/${place.bundle}`);
      const problems: Diagnostic[] = [];
      const model = buildModel(contract, config, (problem) => problems.push(problem));
      const errors = problems.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
      const document = new ContractDocument(contract.document as unknown as Node);
      return {
        name: config.name,
        title: model.title.replace(/ API$/, ''),
        package: place.specifier,
        entry: entryOf(place.specifier, model.clientName),
        folder: place.folder,
        table: config.docs,
        baseUrl: addressOf(document),
        model,
        document,
        typeNames: new Map(model.schemas.map(({ name, typeName }) => [name, typeName])),
      };
    }),
  );
}

/** The first entry of the facade that exports a product's client. */
const entryOf = (specifier: string, clientName: string): string | undefined =>
  entries().find(
    (entry) =>
      entry.package === 'influxdb' &&
      new RegExp(`^export \\{[^}]*\\b${clientName}\\b[^}]*\\} from '${specifier}';`, 'm').test(
        readFileSync(`${root}/${entry.source}`, 'utf8'),
      ),
  )?.name;

/** The server's address as the contract has it, with the defaults of its variables; where that names no host, the usual one. */
function addressOf(document: ContractDocument): string {
  const [server] = list(document.root['servers']).filter(isNode);
  const variables = isNode(server?.['variables']) ? server['variables'] : {};
  const url = String(server?.['url'] ?? '').replace(/\{([^}]+)\}/g, (_, name: string) => {
    const variable = variables[name];
    return isNode(variable) ? String(variable['default']) : name;
  });
  return /^https?:/.test(url) ? url : 'http://localhost:8086';
}

/** Name of a method from the client's root, such as `buckets.list`. */
export const methodName = (operation: Operation): string => operation.name.join('.');

/** Name of an operation's page, without an ending. Names of methods have no hyphen, so no two pages meet. */
export const pageName = (operation: Operation): string => operation.name.join('-');
