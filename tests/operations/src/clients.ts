import type { ClientOptions, Middleware, OperationDescriptor } from '@influxkit/runtime';
import type { ContractOperation, Product } from '@influxkit/test-tools';
import { importClients, type ProductClient } from '@influxkit/test-tools/clients';
import { key, type Method, methodsOf } from './methods.js';

const withAuthorization =
  (value: string): ClientOptions['auth'] =>
  (request, next) =>
    next({ ...request, headers: { ...request.headers, authorization: value } });
const tokenAuth = (t: string) => withAuthorization(`Token ${t}`);
const bearerAuth = (t: string) => withAuthorization(`Bearer ${t}`);
const basicAuth = (u: string, p: string) => withAuthorization(`Basic ${Buffer.from(`${u}:${p}`).toString('base64')}`);

/**
 * Servers that know a contract go by `Accept`. A real one that gets the media type in a parameter does not: of that
 * parameter the header is made here.
 */
const acceptByFormat: Middleware = ({ ...request }, next) => {
  const { format, response = {} } = request.operation;
  if (format === undefined) return next(request);
  const given =
    format.in === 'query'
      ? new URL(request.url).searchParams.get(format.name)
      : (JSON.parse(String(request.body)) as Record<string, unknown>)[format.name];
  const accept = Object.keys(response).find((mediaType) => format.values[mediaType] === given);
  if (request.headers['accept'] !== '*/*' || accept === undefined)
    throw new Error(`${request.operation.name}: sends ${format.name}=${given}, Accept: ${request.headers['accept']}`);
  return next({ ...request, headers: { ...request.headers, accept } });
};

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
    methodsOf(
      clientOf(product).create({ baseUrl, auth, headers, retry: false, timeout: 0, middleware: [acceptByFormat] }),
    );
  const byToken = client(tokenAuth('a-token'));
  const byBearer = client(bearerAuth('a-token'));
  const byPassword = client(basicAuth('user', 'pässword'));
  return ({ method, server, path, security }) => {
    const takes = (prefix: string): boolean => security.flat().some((scheme) => scheme.startsWith(prefix));
    const methods = takes('Basic') ? byPassword : takes('Token') || security.length === 0 ? byToken : byBearer;
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
