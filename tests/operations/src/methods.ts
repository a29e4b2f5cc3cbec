import type { Call, OperationDescriptor } from '@influxkit/runtime';

/** A method of a client, without its types: it is called with what the contract says, whatever it is named. */
export interface Method {
  (...args: unknown[]): Call<unknown>;
  readonly operation: OperationDescriptor;
}

const isMethod = (value: unknown): value is Method => typeof value === 'function' && 'operation' in value;

/** What a method and an operation of a contract are known by. */
export const key = (method: string, server: string, path: string): string => `${method} ${server}${path}`;

/** Every method of a client by its operation, found by walking the resource tree as a person would: `api.buckets.list`. */
export function methodsOf(api: object): Map<string, Method> {
  const found = new Map<string, Method>();
  const walk = (node: object, path: string): void => {
    for (const [name, value] of Object.entries(node)) {
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null) continue;
      // Not resources: the path-typed client, and what a method says of itself.
      if (name === 'operation' || (path === '' && name === 'http')) continue;
      const place = path === '' ? name : `${path}.${name}`;
      if (isMethod(value)) {
        const { method, server = '', path: template, name: own } = value.operation;
        if (own !== place) throw new Error(`The method at ${place} says that its name is ${own}.`);
        const operation = key(method, server, template);
        if (found.has(operation))
          throw new Error(`${operation} has two methods: ${found.get(operation)?.operation.name}, ${own}.`);
        found.set(operation, value);
      }
      walk(value, place);
    }
  };
  walk(api, '');
  return found;
}
