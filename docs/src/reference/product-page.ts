import { cell, code, frontMatter, prose, table } from '../markdown.js';
import { exampleOf } from './example.js';
import { fullPath, signature } from './operation-page.js';
import { methodName, type Operation, type Product, pageName } from './product.js';

/** Operations by the first part of their name, in the contract's order. */
export function byResource(product: Product): ReadonlyMap<string, readonly Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const operation of product.model.operations) {
    const [first = ''] = operation.name;
    const group = groups.get(first) ?? [];
    group.push(operation);
    groups.set(first, group);
  }
  return groups;
}

/** The page that leads to all operations of a product. */
export function productPage(product: Product): string {
  const { model } = product;
  const list = model.operations.find((operation) => methodName(operation) === 'buckets.list') ?? model.operations[0];
  if (list === undefined) throw new Error(`${product.name} has no operations`);
  const { imports, client } = exampleOf(product, list);
  const sections = [...byResource(product)].map(([resource, operations]) => {
    const rows = operations.map((operation) => [
      `[${code(methodName(operation))}](./${pageName(operation)}.md)`,
      `${code(`${operation.method} ${fullPath(operation)}`)}`,
      cell(`${operation.summary ?? ''}${operation.deprecated ? ' (deprecated)' : ''}`),
    ]);
    const said = model.root.children.find(({ name }) => name[0] === resource)?.description;
    return [
      `## ${resource} {#${resource}}`,
      ...(said === undefined || operations.length < 2 ? [] : [prose(said)]),
      table(['method', 'request', 'what it does'], rows),
    ].join('\n\n');
  });
  return [
    frontMatter({ title: product.title, outline: false }),
    `# ${product.title}`,
    `${prose(model.description ?? '')}`,
    `All ${model.operations.length} operations, version ${model.version} of the contract. [The named types](./types.md) are on a page of their own.`,
    `\`\`\`ts\n${[...imports, '', ...client].join('\n')}\n\`\`\``,
    `Arguments are the parameters of the path in its order, then the body if there is one, otherwise the query; options come last: ${code(signature(list))}.`,
    ...sections,
  ].join('\n\n');
}
