import { type ApiClient, core, createClient, method } from './client.js';
import type { ClientConfig } from './config.js';
import { createHttp } from './http.js';
import type { OperationRow } from './operation.js';
import type { ClientOptions } from './options.js';
import { type PackedRow, unpackRows } from './table.js';

/**
 * A client with the resource tree that the rows' names spell, with `http` and `request()`.
 *
 * @param table the operation table, packed (see `packRows`) or not
 */
export function createApi<Api>(
  options: ClientOptions,
  table: readonly (PackedRow | OperationRow)[],
  config?: ClientConfig,
): Api {
  const rows = unpackRows(table);
  const client = createClient(options, config);
  const api: ApiClient = { ...client, http: createHttp(client[core], rows) } as ApiClient;
  // By their whole names: looking along the prototypes of objects and methods, one would find `constructor` and `bind`.
  const nodes = new Map<string, object>([['', api]]);
  const place = (name: string, node: object): object => {
    const cut = name.lastIndexOf('.');
    const parent = name.slice(0, Math.max(0, cut));
    Object.defineProperty(nodes.get(parent) ?? place(parent, {}), name.slice(cut + 1), {
      value: node,
      enumerable: true,
      configurable: true,
    });
    nodes.set(name, node);
    return node;
  };
  for (const row of rows) {
    // A resource may be a method as well, such as `ping` beside `ping.head`, and come before or after what is below it.
    const below = Object.getOwnPropertyDescriptors(nodes.get(row.name) ?? {});
    place(row.name, Object.defineProperties(method(api, row as never), below));
  }
  return api as Api;
}
