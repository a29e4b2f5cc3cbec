import type { OperationDescriptor } from './operation.js';

/** The arguments of a call by what they are. */
export interface CallArguments {
  /** Values of the path parameters that are not bound, in the path's order; as many as the path has, given or not. */
  readonly path: readonly unknown[];
  readonly body: unknown;
  readonly query: unknown;
  /** The last argument; an empty object where it is left out. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Splits the arguments of a method as its signature has them: path parameters in the path's order, then the body if the
 * operation takes one, otherwise the query if it takes one, then options; beside a body the query is one of these.
 */
export function splitArguments(descriptor: OperationDescriptor, args: readonly unknown[]): CallArguments {
  const { body, query } = descriptor;
  const count = descriptor.path.split('{').length - 1 - (descriptor.bound?.length ?? 0);
  const second = body || query ? args[count] : undefined;
  const options = (args[body || query ? count + 1 : count] ?? {}) as Readonly<Record<string, unknown>>;
  return {
    path: Array.from({ length: count }, (_, index) => args[index]),
    body: body && second,
    query: body ? options['query'] : second,
    options,
  };
}
