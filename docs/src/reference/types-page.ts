import { code, frontMatter, prose, table } from '../markdown.js';
import { isNode, list, type Node, text } from './document.js';
import type { Product } from './product.js';
import { boundsText, propertyHead, propertyRows, typeMarkdown } from './schema-text.js';
import { propertiesOf, typeOf } from './values.js';

/** All named types of a product on one page. */
export function typesPage(product: Product): string {
  const sections = product.model.schemas
    .toSorted((a, b) => (a.typeName.toLowerCase() < b.typeName.toLowerCase() ? -1 : 1))
    .map(({ name, typeName }) => section(product, name, typeName));
  return [
    frontMatter({ title: `Types of ${product.title}`, outline: false, pageClass: 'types' }),
    `# Types of ${product.title}`,
    `The ${product.model.schemas.length} named types of the contract. A type is had by its name:`,
    `\`\`\`ts\n${importOf(product)}\n\`\`\``,
    ...sections,
  ].join('\n\n');
}

/** How a type is imported: from the facade, which has the types of a product's contract in a namespace. */
function importOf(product: Product): string {
  const { entry, package: name } = product;
  if (entry === undefined)
    return `// npm install ${name.split('/', 2).join('/')}\nimport type { ${sample(product)} } from '${name}';`;
  return `import type { models } from '${entry}';\n\ntype ${sample(product)} = models.${sample(product)};`;
}

const sample = (product: Product): string =>
  product.model.schemas.find(({ typeName }) => typeName === 'Bucket')?.typeName ??
  product.model.schemas[0]?.typeName ??
  product.model.clientType;

function section(product: Product, name: string, typeName: string): string {
  const { document } = product;
  const schema = product.document.schemas[name];
  const node = document.resolve(schema);
  const parts = [`## ${typeName} {#${typeName}}`];
  const description = text(node['description']);
  if (description !== undefined) parts.push(prose(description));
  if (propertiesOf(document, schema).properties.size > 0)
    parts.push(table(propertyHead, propertyRows(product, schema)));
  else parts.push(`Is ${typeMarkdown(product, schema)}.${bounds(node)}`);
  const union = list(node['oneOf'] ?? node['anyOf']);
  if (union.length > 0 && propertiesOf(document, schema).properties.size > 0)
    parts.push(`And one of ${union.map((member) => typeMarkdown(product, member)).join(', ')}.`);
  const { discriminator } = node;
  if (isNode(discriminator)) parts.push(`${code(String(discriminator['propertyName']))} tells which of them it is.`);
  if (typeOf(node) === 'object' && isNode(node['additionalProperties']) && 'properties' in node)
    parts.push(`Other properties: ${typeMarkdown(product, node['additionalProperties'])}.`);
  return parts.join('\n\n');
}

const bounds = (node: Node): string => {
  const said = boundsText(node);
  return said === '' ? '' : ` ${said}`;
};
