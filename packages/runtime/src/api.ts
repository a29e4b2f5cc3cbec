import { type ApiClient, core, createClient, method } from './client.js';
import { createHttp } from './http.js';
import type { OperationRow } from './operation.js';
import type { ClientOptions } from './options.js';
import { type PackedRow, unpackRows } from './table.js';

/**
 * A client with the resource tree that the rows' names spell, with `http` and `request()`.
 *
 * @param table the operation table, packed (see `packRows`) or not
 */
export function createApi<Api>(options: ClientOptions, table: readonly (PackedRow | OperationRow)[]): Api {
  const rows = unpackRows(table);
  const client = createClient(options);
  const api: ApiClient = { ...client, http: createHttp(client[core], rows) } as ApiClient;
  for (const row of rows) {
    const names = row.name.split('.');
    const last = names.pop() as string;
    let node: object = api;
    for (const name of names) node = own(node, name) ?? set(node, name, {});
    // A resource may be a method as well, such as `ping` beside `ping.head`, and come before or after what is below it.
    const below = own(node, last);
    Object.defineProperties(set(node, last, method(api, row as never)), Object.getOwnPropertyDescriptors(below ?? {}));
  }
  return api as Api;
}

// Neither looks nor writes along the prototype chain: names like `constructor` and `__proto__` are names like any other.
const own = (node: object, name: string): object | undefined => {
  const value: unknown = Object.getOwnPropertyDescriptor(node, name)?.value;
  // A function's own `name` and `length` are no resources.
  return Object(value) === value ? (value as object) : undefined;
};
const set = <T extends object>(node: object, name: string, value: T): T => {
  Object.defineProperty(node, name, { value, enumerable: true, configurable: true });
  return value;
};
