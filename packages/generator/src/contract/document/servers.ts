import { isObject, type JsonValue, own } from '../../base/json.js';
import { text } from './reader.js';

// The first server of a list is the one that requests go to, where nobody says otherwise.

/** The first server of a contract, a path or an operation. */
export const firstServer = (servers: unknown): JsonValue | undefined =>
  Array.isArray(servers) ? (servers[0] as JsonValue | undefined) : undefined;

/** The address of a server as it is written; undefined where it has none. */
export const serverAddress = (server: JsonValue | undefined): string | undefined => text(own(server, 'url'));

/** The address of a server, with the defaults of its variables in their places. */
export function defaultAddress(server: JsonValue | undefined): string | undefined {
  const variables = own(server, 'variables');
  return serverAddress(server)?.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => {
    const variable = own(variables, name);
    return text(isObject(variable) ? own(variable, 'default') : undefined) ?? whole;
  });
}
