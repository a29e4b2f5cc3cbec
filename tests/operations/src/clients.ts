import type { ClientOptions, OperationDescriptor } from '@influxkit/runtime';
import type { ContractOperation, Product } from '@influxkit/test-tools';
import { importClients, type ProductClient } from '@influxkit/test-tools/clients';
import { key, type Method, methodsOf } from './methods.js';

const withAuthorization =
  (value: string): ClientOptions['auth'] =>
  (request, next) =>
    next({ ...request, headers: { ...request.headers, authorization: value } });
const tokenAuth = (t: string) => withAuthorization(`Token ${t}`);
const basicAuth = (u: string, p: string) => withAuthorization(`Basic ${Buffer.from(`${u}:${p}`).toString('base64')}`);

const all = new Map((await importClients<ClientOptions>()).map((client) => [client.product, client]));

/** The client of a product, as its entry exports it. */
export function clientOf(product: Product): ProductClient<ClientOptions> {
  const client = all.get(product);
  if (client === undefined) throw new Error(`influxkit.config.ts: has no product ${product}`);
  return client;
}

/** Finds the method of an operation, on a client that signs in as the operation wants it. */
export function createMethods(
  product: Product,
  baseUrl: string,
  headers: Readonly<Record<string, string>> = {},
): (operation: ContractOperation) => Method {
  // A machine that is busy takes its time: the test runner says when a call is stuck.
  const client = (auth: ClientOptions['auth']) =>
    methodsOf(clientOf(product).create({ baseUrl, auth, headers, retry: false, timeout: 0 }));
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
  ...methodsOf(clientOf(product).create({ baseUrl: 'http://127.0.0.1' })).keys(),
];

/** The descriptor of an operation in a client's table. */
export function descriptorOf(product: Product, operation: ContractOperation): OperationDescriptor {
  return createMethods(product, 'http://127.0.0.1')(operation).operation;
}
