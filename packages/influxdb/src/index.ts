import type { InfluxDBOptions, Product } from './client-options.js';
import { InfluxDB as CloudServerlessClient } from './cloud-serverless.js';
import { InfluxDB as CloudV2Client } from './cloud-v2.js';
import { type Environment, optionsFromEnv } from './environment.js';
import { InfluxDB as OssV2Client } from './oss-v2.js';

export * from './shared.js';

/** The client of each product. */
export interface Clients {
  'oss-v2': OssV2Client;
  'cloud-v2': CloudV2Client;
  'cloud-serverless': CloudServerlessClient;
}

/** Options that say which product it is. */
export type ProductOptions<Name extends Product> = InfluxDBOptions & { readonly product: Name };

/** A client of the product that the options name; with all three of them in the bundle. */
export type InfluxDB<Name extends Product = Product> = Clients[Name];

interface InfluxDBConstructor {
  /** @throws TypeError for an option that is missing, unknown or contradicts another */
  new <Name extends Product>(options: ProductOptions<Name>): InfluxDB<Name>;
  /**
   * A client from `INFLUX_HOST` (or `INFLUX_URL`), `INFLUX_TOKEN`, `INFLUX_ORG` and `INFLUX_BUCKET_NAME`.
   * The product is `oss-v2` unless the options name another.
   *
   * @throws TypeError where no address is set
   */
  fromEnv<Name extends Product = 'oss-v2'>(options?: Partial<ProductOptions<Name>>, env?: Environment): InfluxDB<Name>;
}

const clients: { readonly [Name in Product]: new (options: InfluxDBOptions) => Clients[Name] } = {
  'oss-v2': OssV2Client,
  'cloud-v2': CloudV2Client,
  'cloud-serverless': CloudServerlessClient,
};

function create(options: ProductOptions<Product>): InfluxDB {
  const { product, ...rest } = options;
  if (!Object.hasOwn(clients, product)) {
    throw new TypeError(`InfluxDB: \`product\` must be one of ${Object.keys(clients).join(', ')}`);
  }
  return new clients[product](rest);
}

/**
 * InfluxDB in one import: `new InfluxDB({ url, token, org, product: 'oss-v2' })`.
 * To bundle one product alone, import `InfluxDB` from `@influxkit/influxdb/oss-v2` (or `/cloud-v2`, `/cloud-serverless`).
 */
export const InfluxDB: InfluxDBConstructor = /* @__PURE__ */ Object.assign(
  // A function, not an arrow: it is called with `new`, which then yields what it returns.
  function InfluxDB(options: ProductOptions<Product>): InfluxDB {
    return create(options);
  },
  {
    fromEnv: (options: Partial<ProductOptions<Product>> = {}, env?: Environment): InfluxDB =>
      create(optionsFromEnv({ product: 'oss-v2' as Product, ...options }, env)),
  },
) as unknown as InfluxDBConstructor;
