import type { OperationRow } from './operation.js';
import type { ClientOptions } from './options.js';

/** A client with the resource tree that the rows' names spell, with `http` and `request()`. */
export function createApi<Api>(options: ClientOptions, operations: readonly OperationRow[]): Api {
  throw new TypeError(`${options.baseUrl} ${operations.length}`);
}
