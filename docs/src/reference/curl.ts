import { isNode } from './document.js';
import { authOf, boundValue, cookiesOf, queryOf, sampleOf } from './example.js';
import { json } from './literal.js';
import type { Operation, Product } from './product.js';
import { sampleBodyOf } from './sample-body.js';

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
  const body = sampleBodyOf(product, operation);
  if (body.kind === 'multipart') {
    return body.parts.map((part) => `--form ${quoted(`${part.name}=${'isFile' in part ? '@backup.gz' : part.value}`)}`);
  }
  if (body.kind === 'form')
    return Object.entries(body.fields).map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`);
  const type = `--header ${quoted(`Content-Type: ${body.mediaType}`)}`;
  if (body.kind === 'json') {
    const value = isNode(body.value) ? { ...body.value, ...formatOf(operation, 'body') } : body.value;
    return [type, `--data ${quoted(json(value, '  ', 10))}`];
  }
  if (body.kind === 'text') return [type, `--data-binary ${quoted(body.text)}`];
  return [type, body.isBase64 ? '--data-binary "$(base64 --wrap=0 backup.gz)"' : '--data-binary @backup.gz'];
}
