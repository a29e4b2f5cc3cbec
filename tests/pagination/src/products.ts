import { type CloudServerless, createCloudServerless } from '@influxkit/cloud-serverless';
import { type CloudV2, createCloudV2 } from '@influxkit/cloud-v2';
import { createOssV2, type OssV2 } from '@influxkit/oss-v2';
import type { PagedMethod } from '@influxkit/pagination';
import type { ClientOptions } from '@influxkit/runtime';

/** The clients of all products by name. */
export interface Products {
  readonly 'oss-v2': OssV2;
  readonly 'cloud-v2': CloudV2;
  readonly 'cloud-serverless': CloudServerless;
}

export const CREATE: { readonly [Name in keyof Products]: (options: ClientOptions) => Products[Name] } = {
  'oss-v2': createOssV2,
  'cloud-v2': createCloudV2,
  'cloud-serverless': createCloudServerless,
};

export type Product = keyof Products;

export const PRODUCTS: readonly Product[] = ['oss-v2', 'cloud-v2', 'cloud-serverless'];

/** Every method of a client that pages, by its name, found by walking the resource tree as a person would. */
export function pagedMethods(api: object): Map<string, PagedMethod> {
  const found = new Map<string, PagedMethod>();
  const visit = (node: object): void => {
    for (const [name, value] of Object.entries(node)) {
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null) continue;
      // What reaches any path is no resource.
      if (node === api && name === 'http') continue;
      if ('operation' in value && Object(value.operation).page !== undefined) {
        const method = value as PagedMethod;
        found.set(method.operation.name, method);
      }
      visit(value);
    }
  };
  visit(api);
  return found;
}
