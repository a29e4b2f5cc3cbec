import type {
  CloudServerlessOptions,
  InfluxDB3Options,
  InfluxDBOptions,
  InfluxDBV1Options,
  Product,
} from './client-options.js';
import { InfluxDB as CloudClient } from './cloud.js';
import { InfluxDB as CloudServerlessClient } from './cloud-serverless.js';
import { InfluxDB as CloudV2Client } from './cloud-v2.js';
import { InfluxDB as ClusteredClient } from './clustered.js';
import { InfluxDB as CoreClient } from './core.js';
import { InfluxDB as DedicatedClient } from './dedicated.js';
import { InfluxDB as EnterpriseClient } from './enterprise.js';
import type { Environment } from './environment.js';
import { InfluxDB as OssV2Client } from './oss-v2.js';
import { type Databases, InfluxDB as V1Client } from './v1.js';

export type {
  CloudServerlessOptions,
  InfluxDB3Options,
  InfluxDBV1Options,
  Product,
  QueryTransportOptions,
} from './client-options.js';
export type { Writer3Settings } from './client3.js';
export * from './shared.js';
export * from './sql-values.js';
export type { Databases };

/** The client of each product. */
export interface Clients {
  'oss-v2': OssV2Client;
  'cloud-v2': CloudV2Client;
  'cloud-serverless': CloudServerlessClient;
  core: CoreClient;
  enterprise: EnterpriseClient;
  cloud: CloudClient;
  dedicated: DedicatedClient;
  clustered: ClusteredClient;
  v1: V1Client;
}

/** What the client of each product is made of. */
export interface OptionsOf {
  'oss-v2': InfluxDBOptions;
  'cloud-v2': InfluxDBOptions;
  'cloud-serverless': CloudServerlessOptions;
  core: InfluxDB3Options;
  enterprise: InfluxDB3Options;
  cloud: InfluxDB3Options;
  dedicated: InfluxDB3Options;
  clustered: InfluxDB3Options;
  v1: InfluxDBV1Options;
}

/** Options that say which product it is. */
export type ProductOptions<Name extends Product> = OptionsOf[Name] & { readonly product: Name };

/** A client of the product that the options name; with all of them in the bundle. */
export type InfluxDB<Name extends Product = Product> = Clients[Name];

interface InfluxDBConstructor {
  /** @throws TypeError for an option that is missing, unknown or contradicts another */
  new <Name extends Product>(options: ProductOptions<Name>): InfluxDB<Name>;
  /**
   * A client from the environment, by the variables that the `fromEnv()` of its product reads.
   * The product is `oss-v2` unless the options name another.
   *
   * @throws TypeError where no address is set
   */
  fromEnv<Name extends Product = 'oss-v2'>(
    options?: Partial<OptionsOf[Name]> & { readonly product?: Name },
    env?: Environment,
  ): InfluxDB<Name>;
}

interface ProductClient<Name extends Product> {
  new (options: OptionsOf[Name]): Clients[Name];
  fromEnv(options?: Partial<OptionsOf[Name]>, env?: Environment): Clients[Name];
}

const clients: { readonly [Name in Product]: ProductClient<Name> } = {
  'oss-v2': OssV2Client,
  'cloud-v2': CloudV2Client,
  'cloud-serverless': CloudServerlessClient,
  core: CoreClient,
  enterprise: EnterpriseClient,
  cloud: CloudClient,
  dedicated: DedicatedClient,
  clustered: ClusteredClient,
  v1: V1Client,
};

function clientOf<Name extends Product>(product: Name): ProductClient<Name> {
  if (Object.hasOwn(clients, product)) return clients[product];
  throw new TypeError(`InfluxDB: \`product\` must be one of ${Object.keys(clients).join(', ')}`);
}

/**
 * InfluxDB in one import: `new InfluxDB({ url, token, org, product: 'oss-v2' })`.
 * To bundle one product alone, import `InfluxDB` from its own entry, such as `@influxkit/influxdb/core`.
 */
export const InfluxDB: InfluxDBConstructor = /* @__PURE__ */ Object.assign(
  // A function, not an arrow: it is called with `new`, which then yields what it returns.
  function InfluxDB<Name extends Product>(given: ProductOptions<Name>): InfluxDB<Name> {
    const { product, ...options } = given ?? ({} as ProductOptions<Name>);
    return new (clientOf(product))(options as unknown as OptionsOf[Name]);
  },
  {
    fromEnv: ({ product = 'oss-v2', ...options }: Partial<ProductOptions<Product>> = {}, env?: Environment): InfluxDB =>
      clientOf(product as Product).fromEnv(options as object, env),
  },
) as unknown as InfluxDBConstructor;
