import { isNode } from './document.js';
import { methodName, type Operation, type Product } from './product.js';
import { exampleValue, propertiesOf } from './values.js';

/** A part of a multipart body that the contract requires: a file, or a value. */
export type SamplePart = { readonly name: string } & ({ readonly isFile: true } | { readonly value: string });

/** What an example sends, before it is written in a language. */
export type SampleBody = { readonly mediaType: string } & (
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'multipart'; readonly parts: readonly SamplePart[] }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly isBase64: boolean }
);

/** The body of an operation in an example, by its default media type. */
export function sampleBodyOf(product: Product, operation: Operation): SampleBody {
  const { document } = product;
  const body = document.resolve(document.resolve(document.at(operation.pointer))['requestBody']);
  const [mediaType = '', codec] = [...(operation.body?.codecs ?? [])][0] ?? [];
  const { schema } = isNode(body['content']) ? document.resolve(body['content'][mediaType]) : {};
  if (codec === 'json') return { mediaType, kind: 'json', value: exampleValue(document, schema, 'body') };
  if (codec === 'multipart') return { mediaType, kind: 'multipart', parts: partsOf(product, schema) };
  if (codec === 'form') return { mediaType, kind: 'form', fields: { q: 'SELECT * FROM total_co2' } };
  const name = methodName(operation);
  if (name === 'write' || name === 'v1.write') return { mediaType, kind: 'text', text: 'home,room=kitchen temp=21.5' };
  if (mediaType === 'application/vnd.flux')
    return { mediaType, kind: 'text', text: 'from(bucket: "co2") |> range(start: -1h)' };
  return { mediaType, kind: 'file', isBase64: document.resolve(schema)['format'] === 'byte' };
}

function partsOf({ document }: Product, schema: unknown): readonly SamplePart[] {
  const { properties, required } = propertiesOf(document, schema);
  return [...properties]
    .filter(([name]) => required.has(name))
    .map(([name, property]) => {
      const node = document.resolve(property);
      if (node['format'] === 'binary' || 'contentMediaType' in node) return { name, isFile: true };
      return { name, value: String(exampleValue(document, property, name)) };
    });
}
