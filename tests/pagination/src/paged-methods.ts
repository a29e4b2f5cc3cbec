import type { PagedMethod } from '@influxkit/pagination';

/** Every method of a client that pages, by its name, found by visiting the resource tree as a person would. */
export function pagedMethods(api: object): Map<string, PagedMethod> {
  const found = new Map<string, PagedMethod>();
  const visit = (node: object): void => {
    for (const [name, value] of Object.entries(node)) {
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null) continue;
      // What reaches any path is not a resource.
      if (node === api && name === 'http') continue;
      if ('operation' in value && Object(value.operation).page !== undefined) {
        const method = value as PagedMethod;
        found.set(method.operation.name, method);
      }
      visit(value);
    }
  };
  visit(api);
  return found;
}
