/** How Node, Deno and Bun ask an object for what `console.log` shows of it. */
const inspectSymbol: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.util.inspect.custom');

/** A resource without methods yet: methods that belong together. It prints as a short tree of their names. */
export function createResource(): object {
  const resource = {};
  return printWith(resource, () => `Resource ${treeOf(resource)}`);
}

/** The names of what is in a client or a resource, each with what is below it: `labels: { list, add, remove }`. */
const entriesOf = (node: object): readonly string[] =>
  Object.entries(node).map(([name, value]) => {
    const hasMore = inspectSymbol in value || (typeof value === 'function' && Object.keys(value).length > 0);
    return hasMore ? `${name}: ${treeOf(value)}` : name;
  });

const treeOf = (node: object): string => `{ ${entriesOf(node).join(', ')} }`;

/** Has a client print as a head and, line by line, what is in it. */
export function printAs(client: object, head: string): void {
  printWith(client, () => {
    const lines = entriesOf(client).map((entry) => `  ${entry}\n`);
    return `${head} {\n${lines.join('')}}`;
  });
}

/** Not enumerable, for it is not a method of the API. */
const printWith = (node: object, print: () => string): object =>
  Object.defineProperty(node, inspectSymbol, { value: print });
