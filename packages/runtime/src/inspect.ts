/** How Node, Deno and Bun ask an object for what `console.log` shows of it. */
const inspectSymbol: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.util.inspect.custom');

/** Methods that belong together. It prints as a short tree of their names. */
class Resource {
  [inspectSymbol](): string {
    return `Resource ${treeOf(this)}`;
  }
}

/** A resource without methods yet. */
export const createResource = (): object => new Resource();

/** The names of what is in a client or a resource, each with what is below it: `labels: { list, add, remove }`. */
const entriesOf = (node: object): readonly string[] =>
  Object.entries(node).map(([name, value]) => {
    const hasMore = value instanceof Resource || (typeof value === 'function' && Object.keys(value).length > 0);
    return hasMore ? `${name}: ${treeOf(value)}` : name;
  });

const treeOf = (node: object): string => `{ ${entriesOf(node).join(', ')} }`;

/** Has a client print as a head and, line by line, what is in it. */
export function printAs(client: object, head: string): void {
  const print = (): string =>
    `${head} {\n${entriesOf(client)
      .map((entry) => `  ${entry}\n`)
      .join('')}}`;
  Object.defineProperty(client, inspectSymbol, { value: print });
}
