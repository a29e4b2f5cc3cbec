import { createCloudServerless } from '@influxkit/cloud-serverless';
import { createCloudV2 } from '@influxkit/cloud-v2';
import { createOssV2 } from '@influxkit/oss-v2';
import type { ClientOptions, OperationDescriptor } from '@influxkit/runtime';
import type { ContractOperation, Product } from '@influxkit/test-tools';
import { key, type Method, methodsOf } from './methods.js';

const withAuthorization =
  (value: string): ClientOptions['auth'] =>
  (request, next) =>
    next({ ...request, headers: { ...request.headers, authorization: value } });
const tokenAuth = (t: string) => withAuthorization(`Token ${t}`);
const basicAuth = (u: string, p: string) => withAuthorization(`Basic ${Buffer.from(`${u}:${p}`).toString('base64')}`);

const create: Readonly<Record<Product, (options: ClientOptions) => object>> = {
  'oss-v2': createOssV2,
  'cloud-v2': createCloudV2,
  'cloud-serverless': createCloudServerless,
};

/** Finds the method of an operation, on a client that signs in as the operation wants it. */
export function createMethods(product: Product, baseUrl: string): (operation: ContractOperation) => Method {
  const client = (auth: ClientOptions['auth']) => methodsOf(create[product]({ baseUrl, auth, retry: false }));
  const byToken = client(tokenAuth('a-token'));
  const byPassword = client(basicAuth('user', 'pässword'));
  return ({ method, server, path, security }) => {
    const methods = security.flat().some((scheme) => scheme.startsWith('Basic')) ? byPassword : byToken;
    const found = methods.get(key(method, server, path));
    if (found === undefined) throw new Error(`The client has no method for ${method} ${server}${path}.`);
    return found;
  };
}

/** The operations that a client has methods for. */
export const operationsOf = (product: Product): string[] => [
  ...methodsOf(create[product]({ baseUrl: 'http://127.0.0.1' })).keys(),
];

/** The row of an operation in a client's table. */
export function rowOf(product: Product, operation: ContractOperation): OperationDescriptor {
  return createMethods(product, 'http://127.0.0.1')(operation).operation;
}
