import { isNode } from './document.js';
import { authOf, boundValue, cookiesOf, queryOf, sampleOf } from './example.js';
import { json } from './literal.js';
import { methodName, type Operation, type Product } from './product.js';
import { exampleValue, propertiesOf } from './values.js';

/** The command that requests what the example of an operation does. */
export function curlOf(product: Product, operation: Operation): string {
  const { method } = operation;
  const lines = [`curl ${method === 'HEAD' ? '--head' : `--request ${method}`} ${quoted(urlOf(product, operation))}`];
  const header = (name: string, value: unknown): void => {
    lines.push(`--header ${quoted(`${name}: ${value}`)}`);
  };
  const auth = authOf(operation, product);
  if (auth?.name === 'tokenAuth') lines.push('--header "Authorization: Token $INFLUX_TOKEN"');
  if (auth?.name === 'bearerAuth') lines.push('--header "Authorization: Bearer $INFLUX_TOKEN"');
  if (auth?.name === 'basicAuth') lines.push('--user "ada:$INFLUX_PASSWORD"');
  for (const bound of product.model.bound)
    if (bound.in === 'header' && bound.required) header(bound.name, boundValue(product, bound));
  const { cookies } = cookiesOf(product, operation);
  for (const [name, value] of Object.entries(isNode(cookies) ? cookies : {}))
    lines.push(`--cookie ${quoted(`${name}=${value}`)}`);
  const [accepted = ''] = operation.responses.choices[0]?.mediaTypes ?? [];
  if (operation.responses.codecs.size > 1 && operation.format === undefined) header('Accept', accepted);
  if (operation.body !== undefined) lines.push(...bodyOf(product, operation));
  if (operation.responses.codecs.get(accepted) === 'bytes') lines.push('--output response.bin');
  return lines.join(' \\\n  ');
}

/** The parameter by which a server is told what to respond with, where it does not go by `Accept`. */
function formatOf({ format, responses }: Operation, place: 'query' | 'body'): Readonly<Record<string, string>> {
  const value = format?.values[responses.choices[0]?.mediaTypes[0] ?? ''];
  return format?.in === place && value !== undefined ? { [format.name]: value } : {};
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function urlOf(product: Product, operation: Operation): string {
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(String(sampleOf(product, operation, 'path', name))),
  );
  const pairs = Object.entries({ ...queryOf(product, operation), ...formatOf(operation, 'query') }).flatMap(
    ([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${name}=${encodeURIComponent(String(one))}`),
  );
  const base = product.baseUrl.replace(/\/$/, '') + (operation.server ?? '') + path;
  return pairs.length === 0 ? base : `${base}?${pairs.join('&')}`;
}

/** The body as the command gives it, by its default media type. */
function bodyOf(product: Product, operation: Operation): readonly string[] {
  const { document } = product;
  const body = document.resolve(document.resolve(document.at(operation.pointer))['requestBody']);
  const [mediaType = '', codec] = [...(operation.body?.codecs ?? [])][0] ?? [];
  const content = isNode(body['content']) ? document.resolve(body['content'][mediaType]) : {};
  if (codec === 'multipart') return partsOf(product, content['schema']);
  if (codec === 'form') return ["--data-urlencode 'q=SELECT * FROM total_co2'"];
  const type = `--header ${quoted(`Content-Type: ${mediaType}`)}`;
  if (codec === 'json') {
    const given = exampleValue(document, content['schema'], 'body');
    const value = isNode(given) ? { ...given, ...formatOf(operation, 'body') } : given;
    return [type, `--data ${quoted(json(value, '  ', 10))}`];
  }
  const name = methodName(operation);
  if (name === 'write' || name === 'v1.write') return [type, "--data-binary 'home,room=kitchen temp=21.5'"];
  if (mediaType === 'application/vnd.flux')
    return [type, `--data-binary ${quoted('from(bucket: "co2") |> range(start: -1h)')}`];
  const isBase64 = document.resolve(content['schema'])['format'] === 'byte';
  return [type, isBase64 ? '--data-binary "$(base64 --wrap=0 backup.gz)"' : '--data-binary @backup.gz'];
}

function partsOf({ document }: Product, schema: unknown): readonly string[] {
  const { properties, required } = propertiesOf(document, schema);
  return [...properties]
    .filter(([name]) => required.has(name))
    .map(([name, property]) => {
      const node = document.resolve(property);
      const isFile = node['format'] === 'binary' || 'contentMediaType' in node;
      return `--form ${quoted(isFile ? `${name}=@backup.gz` : `${name}=${exampleValue(document, property, name)}`)}`;
    });
}
