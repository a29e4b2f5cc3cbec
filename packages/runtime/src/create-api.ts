import { createClient, method } from './client.js';
import { type ClientConfig, FORMAT } from './client-config.js';
import type { ClientOptions } from './client-options.js';
import { core } from './core.js';
import { createHttp } from './http-client.js';
import { createResource, printAs } from './inspect.js';
import type { OperationDescriptor } from './operation.js';
import { type PackedDescriptor, unpackRegistry } from './registry.js';

/**
 * A client with the resource tree that the operations' names spell, with `http` and `request()`.
 *
 * @param registry the descriptors of its operations, packed (see `packRegistry`) or not
 * @param config what the generated client knows of its contract as a whole
 * @throws TypeError for an option that cannot be meant, and for one that is missing though a parameter is bound to it
 */
export function createApi<Api>(
  options: ClientOptions,
  registry: readonly (PackedDescriptor | OperationDescriptor)[],
  config: ClientConfig = { format: FORMAT },
): Api {
  // The compiler has said so already, but where the code is not compiled.
  if (config.format !== FORMAT)
    throw new TypeError(
      `the client was generated in format ${config.format} and @influxkit/runtime takes ${FORMAT}: install the generator and the runtime of one release and generate again`,
    );
  const operations = unpackRegistry(registry);
  const client = createClient(options, config);
  const api = Object.defineProperty(client, 'http', {
    value: createHttp(client[core], operations),
    enumerable: true,
    configurable: true,
  });
  printAs(api, `Client ${client[core].baseUrl}`);
  // By their whole names: looking along the prototypes of objects and methods, one would find `constructor` and `bind`.
  const nodes = new Map<string, object>([['', api]]);
  const place = (name: string, node: object): object => {
    const dot = name.lastIndexOf('.');
    const parent = name.slice(0, Math.max(0, dot));
    Object.defineProperty(nodes.get(parent) ?? place(parent, createResource()), name.slice(dot + 1), {
      value: node,
      enumerable: true,
      configurable: true,
    });
    nodes.set(name, node);
    return node;
  };
  for (const operation of operations) {
    // A resource may be a method as well, such as `ping` beside `ping.head`, and come before or after what is below it.
    const below = Object.getOwnPropertyDescriptors(nodes.get(operation.name) ?? {});
    place(operation.name, Object.defineProperties(method(client, operation as never), below));
  }
  return api as Api;
}
