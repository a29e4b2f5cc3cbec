import { describeChoice, quote } from '@influxkit/internal/message';
import { method } from './caller.js';
import { createClient } from './client.js';
import { type ClientConfig, FORMAT, type ServerTemplate } from './client-config.js';
import type { ClientOptions } from './client-options.js';
import { core } from './core.js';
import { responseStreams } from './features/response-streams.js';
import { createHttp } from './http-client.js';
import { createResource, printAs } from './inspect.js';
import { findMediaType } from './media-types.js';
import type { OperationDescriptor } from './operation.js';
import { type PackedDescriptor, unpackRegistry } from './registry.js';

/** What a generated client takes beside what every client takes; its package says which of this is required there. */
export interface ApiOptions extends Omit<ClientOptions, 'baseUrl'> {
  /** Where the server is. @default the address that the contract gives, if it gives one */
  readonly baseUrl?: string | undefined;
  /** Values of variables in the contract's address, where `baseUrl` is not given. @default as the contract says */
  readonly serverVariables?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * A client with the resource tree that the operations' names spell, with `http` and `request()`.
 *
 * @param registry the descriptors of its operations, packed (see `packRegistry`) or not
 * @param config what the generated client knows of its contract as a whole
 * @throws TypeError for an option that cannot be meant, and for one that is missing though a parameter is bound to it
 */
export function createApi<Api>(
  options: ApiOptions,
  registry: readonly (PackedDescriptor | OperationDescriptor)[],
  config: ClientConfig = { format: FORMAT },
): Api {
  // The compiler has said so already, but where the code is not compiled.
  if (config.format !== FORMAT)
    throw new TypeError(
      `the client was generated in format ${config.format} and @influxkit/runtime takes ${FORMAT}: install the generator and the runtime of one release and generate again`,
    );
  const { bind, errorHeaders, securitySchemes, withoutPrefix } = config;
  // what operations of nearly every contract need, beside what those of this one do
  const features = { findMediaType, responseStreams, ...config.features };
  const operations = unpackRegistry(registry).map((operation) => withoutPathPrefix(operation, withoutPrefix));
  // A contract that has schemes and no default asks for none of them where it says nothing.
  const security = config.security ?? (securitySchemes && []);
  const boundHeaders = valuesOf(bind?.headers, options, (name) => bind?.required?.includes(name) ?? false);
  const client = createClient(
    {
      ...options,
      baseUrl: options.baseUrl ?? serverUrl(config.server, options.serverVariables),
      headers: { ...boundHeaders, ...options.headers } as Record<string, string>,
    },
    { bound: valuesOf(bind?.path, options, () => true), errorHeaders, security, securitySchemes, features },
  );
  let http: object | undefined;
  const api = Object.defineProperty(client, 'http', {
    // Made when it is asked for: openapi-fetch takes the platform's `Request`, with which Node loads all of its fetch.
    get: () => {
      http ??= createHttp(client[core], operations, withoutPrefix);
      return http;
    },
    enumerable: true,
    configurable: true,
  });
  printAs(api, `Client ${client[core].baseUrl}`);
  // By their whole names: looking along the prototypes of objects and methods, one would find `constructor` and `bind`.
  const nodes = new Map<string, object>([['', api]]);
  const place = (name: string, node: object): object => {
    const dot = name.lastIndexOf('.');
    const parent = name.slice(0, Math.max(0, dot));
    addMember(nodes.get(parent) ?? place(parent, createResource()), name.slice(dot + 1), node);
    nodes.set(name, node);
    return node;
  };
  for (const operation of operations) {
    // A resource may be a method as well, such as `ping` beside `ping.head`, and come before or after what is below it.
    const below = Object.entries(nodes.get(operation.name) ?? {});
    const node = place(operation.name, method(client, operation as never));
    for (const [name, member] of below) addMember(node, name, member);
  }
  return api as Api;
}

/**
 * The address of the contract's server with its variables.
 *
 * @throws TypeError where the contract has none, and for a variable that it does not know or a value that it does not take
 */
function serverUrl(server: ServerTemplate | undefined, given: ApiOptions['serverVariables'] = {}): string {
  if (!server) throw new TypeError('baseUrl must be given: the contract has no address of a server');
  const { url, variables = {} } = server;
  const names = Object.keys(variables);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new TypeError(
      `serverVariables: ${quote(unknown)} must be one of ${names.join(', ') || 'none: the server has no variables'}`,
    );
  return url.replace(/{(.*?)}/g, (whole, name: string) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const value = (Object.hasOwn(given, name) ? given[name] : undefined) ?? variable?.default ?? whole;
    if (variable?.enum && !variable.enum.includes(value))
      throw new TypeError(
        `serverVariables: ${name} must be one of ${variable.enum.join(', ')}; got ${describeChoice(value)}`,
      );
    return value;
  });
}

/** An operation as a server has it whose paths lack a prefix, and with it the parameters that are bound there. */
function withoutPathPrefix(operation: OperationDescriptor, prefix: string | undefined): OperationDescriptor {
  if (prefix === undefined || !operation.path.startsWith(prefix)) return operation;
  const path = operation.path.slice(prefix.length);
  return { ...operation, path, bound: (operation.bound ?? []).filter((name) => path.includes(`{${name}}`)) };
}

/** Adds a member, whatever its name is and whatever the object inherits by that name. */
const addMember = (node: object, name: string, member: unknown): object =>
  Object.defineProperty(node, name, { value: member, enumerable: true, configurable: true });

/** Values of the parameters that are bound, from the options that stand for them. */
function valuesOf(
  optionNames: Readonly<Record<string, string>> = {},
  options: object,
  isRequired: (parameter: string) => boolean,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [parameter, option] of Object.entries(optionNames)) {
    values[parameter] = (options as Record<string, unknown>)[option];
    if (values[parameter] === undefined && isRequired(parameter))
      throw new TypeError(`${option} must be given: operations of this client take it as ${parameter}`);
  }
  return values;
}
