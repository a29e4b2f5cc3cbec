import { cell, code, frontMatter, prose, table } from '../markdown.js';
import { curlOf } from './curl.js';
import { isNode, list, type Node, text } from './document.js';
import { exampleOf, pagesExample, programOf, schemesOf } from './example.js';
import { json } from './literal.js';
import { methodName, type Operation, type Product, pageName } from './product.js';
import { meaning, propertyHead, propertyRows, typeMarkdown } from './schema-text.js';
import { exampleValue, propertiesOf } from './values.js';

/** The page of one operation. `products` are all, for the way to the same operation of another. */
export function operationPage(product: Product, operation: Operation, products: readonly Product[]): string {
  const name = methodName(operation);
  const { summary, description } = operation;
  const sections = [
    example(product, operation),
    argumentsSection(product, operation),
    responseSection(product, operation),
    errorSection(product, operation),
    accessSection(product, operation),
    contractSection(product, operation),
  ];
  return [
    frontMatter({
      title: name,
      titleTemplate: product.title,
      description: `${summary ?? name}: ${operation.method} ${fullPath(operation)} of ${product.title}`,
      outline: 2,
      pageClass: 'operation',
    }),
    `# ${code(name)} {#${operation.name.join('-')}}`,
    `<p class="endpoint"><span class="method ${operation.method.toLowerCase()}">${operation.method}</span> <code v-pre>${fullPath(operation)}</code></p>`,
    ...(operation.deprecated
      ? ['::: warning Deprecated\nThe contract advises against this operation. It may go in a later version.\n:::']
      : []),
    `**${prose(summary ?? name)}.** ${prose(description ?? '')}`,
    ...otherProducts(product, operation, products),
    ...sections.filter((section) => section !== ''),
  ].join('\n\n');
}

/** The products that have an operation, this one among them: by its name, or by its request where it is called otherwise. */
function otherProducts(product: Product, operation: Operation, products: readonly Product[]): readonly string[] {
  const request = (one: Operation): string => `${one.method} ${fullPath(one).replace(/\{[^}]*\}/g, '{}')}`;
  const links = products.flatMap((other) => {
    if (other === product) return [`**${product.title}**`];
    const { operations } = other.model;
    const same =
      operations.find((one) => methodName(one) === methodName(operation)) ??
      operations.find((one) => request(one) === request(operation));
    return same === undefined ? [] : [`[${other.title}](../${other.name}/${pageName(same)}.md)`];
  });
  return links.length === 1 ? [] : [`${links.join(' ')} {.products}`];
}

/** The path with what the contract puts before it. */
export const fullPath = (operation: Operation): string => `${operation.server ?? ''}${operation.path}`;

const fence = (program: string): string => `\`\`\`ts\n${program}\n\`\`\``;

function example(product: Product, operation: Operation): string {
  const program = programOf(exampleOf(product, operation));
  const parts = [
    '## Example',
    `::: code-group\n\n\`\`\`ts [TypeScript]\n${program}\n\`\`\`\n\n\`\`\`sh [curl]\n${curlOf(product, operation)}\n\`\`\`\n\n:::`,
  ];
  const walk = pagesExample(product, operation);
  if (walk !== undefined) {
    parts.push(
      'It returns one page. To get every item, whatever the number of pages, use [pagination](/guide/pagination):',
      fence(walk),
    );
  }
  return parts.join('\n\n');
}

/** The parameters of an operation, those of its path among them, with references followed. */
function parametersOf({ document }: Product, operation: Operation): readonly Node[] {
  const item = document.resolve(document.at(operation.pointer.replace(/\/[^/]+$/, '')));
  const own = document.resolve(document.at(operation.pointer));
  const found = new Map<string, Node>();
  for (const parameter of [...list(item['parameters']), ...list(own['parameters'])].map((one) => document.resolve(one)))
    found.set(`${parameter['in']} ${parameter['name']}`, parameter);
  return [...found.values()];
}

function argumentsSection(product: Product, operation: Operation): string {
  const all = parametersOf(product, operation);
  const rows = (place: string, names?: ReadonlySet<string>): string[][] =>
    all
      .filter((parameter) => parameter['in'] === place && (names?.has(String(parameter['name'])) ?? true))
      .map((parameter) => parameterRow(product, parameter, place !== 'path'));
  const path = rows('path');
  const query = rows('query');
  const headers = rows('header', new Set(operation.headerParameters.map(({ name }) => name)));
  const parts = [`## Arguments\n\n${code(signature(operation))}`];
  if (path.length > 0) parts.push(`### Path\n\n${table(propertyHead, path)}`);
  if (operation.body !== undefined) parts.push(bodySection(product, operation));
  if (query.length > 0) {
    const where = operation.body === undefined ? 'One object.' : `In the options: ${code('{ query: { … } }')}.`;
    parts.push(`### Query\n\n${where}\n\n${table(propertyHead, query)}`);
  }
  if (headers.length > 0)
    parts.push(`### Headers\n\nIn the options: ${code('{ headers: { … } }')}.\n\n${table(propertyHead, headers)}`);
  const choices = [
    ...(operation.responses.codecs.size > 1 ? [code('accept')] : []),
    ...((operation.body?.codecs.size ?? 0) > 1 ? [code('contentType')] : []),
  ];
  const more = choices.length > 0 ? ` ${choices.join(' and ')} choose among media types.` : '';
  parts.push(
    `### Options\n\nLast comes an object with ${code('headers')}, ${code('signal')}, ${code('timeout')} and ${code('retry')}, all optional: see [errors](/guide/errors) and [retries and timeouts](/guide/retries-and-timeouts).${more}`,
  );
  return parts.join('\n\n');
}

/** How the method is called, in short. */
export function signature(operation: Operation): string {
  const [first] = operation.signature.overloads;
  const given = (first?.arguments ?? []).map(({ name, omittable }) => (omittable ? `${name}?` : name));
  return `api.${methodName(operation)}(${given.join(', ')})`;
}

function parameterRow(product: Product, parameter: Node, mayBeRequired: boolean): string[] {
  const schema = product.document.resolve(parameter['schema']);
  return [
    code(String(parameter['name'])),
    typeMarkdown(product, parameter['schema']),
    meaning(
      mayBeRequired && parameter['required'] === true ? ['Required'] : [],
      text(parameter['description']) ?? text(schema['description']),
      schema,
    ),
  ];
}

function bodySection(product: Product, operation: Operation): string {
  const { document } = product;
  const body = document.resolve(document.resolve(document.at(operation.pointer))['requestBody']);
  const parts = ['### Body'];
  const said = text(body['description']);
  const may = operation.body?.required ? '' : ' It may be left out.';
  if (said !== undefined || may) parts.push(`${prose(said ?? '')}${may}`.trim());
  parts.push(...contents(product, body['content'], operation.body?.codecs ?? new Map()));
  return parts.join('\n\n');
}

/** What each media type holds: its type, and of one that has no name its properties too. */
function contents(product: Product, content: unknown, codecs: ReadonlyMap<string, string>): string[] {
  if (!isNode(content)) return [];
  return Object.entries(content).flatMap(([mediaType, value]) => {
    const schema = product.document.resolve(value)['schema'];
    const codec = codecs.get(mediaType);
    const type =
      codec === 'json' || codec === undefined ? typeMarkdown(product, schema) : (typeOfBody[codec] ?? code('unknown'));
    const line = `${code(mediaType)}: ${type}`;
    const rows = codec === 'json' ? propertyRows(product, schema) : [];
    return rows.length > 0 ? [line, table(propertyHead, rows)] : [line];
  });
}

const bytes = ['string', 'Uint8Array', 'ReadableStream<Uint8Array>', 'Blob'].map(code).join(' \\| ');

/** What a body may be given as. */
const typeOfBody: Readonly<Record<string, string>> = {
  text: bytes,
  bytes,
  stream: bytes,
  form: `${code('URLSearchParams')} \\| ${code('string')}`,
  multipart: code('FormData'),
};

const typeOfCodec: Readonly<Record<string, string>> = {
  text: 'string',
  bytes: 'Uint8Array',
  stream: 'ReadableStream<Uint8Array>',
  form: 'string',
  multipart: 'FormData',
};

interface Response {
  readonly status: string;
  readonly node: Node;
}

function responsesOf({ document }: Product, operation: Operation): readonly Response[] {
  const responses = document.resolve(document.at(operation.pointer))['responses'];
  if (!isNode(responses)) return [];
  return Object.entries(responses).map(([status, value]) => ({ status, node: document.resolve(value) }));
}

const isSuccess = ({ status }: Response): boolean => status.startsWith('2');

/** Media types with their types, for a row of a table. */
function typesOf(product: Product, { node }: Response, codecs: ReadonlyMap<string, string>): string {
  if (!isNode(node['content'])) return '';
  const said = Object.entries(node['content']).map(([mediaType, value]) => {
    const codec = codecs.get(mediaType);
    const schema = product.document.resolve(value)['schema'];
    if (codec === undefined || codec === 'json') return schema === undefined ? '' : typeMarkdown(product, schema);
    return `${code(typeOfCodec[codec] ?? codec)} (${code(mediaType)})`;
  });
  return [...new Set(said.filter((part) => part !== ''))].join(' \\| ');
}

function responseSection(product: Product, operation: Operation): string {
  const { codecs } = operation.responses;
  const found = responsesOf(product, operation).filter(isSuccess);
  const rows = found.map((response) => [
    code(response.status),
    typesOf(product, response, codecs) || (operation.method === 'HEAD' ? 'no body' : '`undefined`'),
    cell(text(response.node['description']) ?? ''),
  ]);
  const parts = ['## Response', table(['status', 'data', 'meaning'], rows)];
  const schema = found.map((response) => jsonSchema(product, response)).find((one) => one !== undefined);
  if (schema !== undefined && propertiesOf(product.document, schema).properties.size > 0)
    parts.push(`Properties of ${typeMarkdown(product, schema)}:`, table(propertyHead, propertyRows(product, schema)));
  const example = responseExample(product, operation);
  if (example !== undefined) parts.push('For example:', `\`\`\`json\n${json(example)}\n\`\`\``);
  else if (methodName(operation) === 'query.run') parts.push('For example:', `\`\`\`txt\n${annotatedCsv}\n\`\`\``);
  const headers = headerRows(product, found);
  if (headers.length > 0)
    parts.push(`Headers, by ${code('.withResponse()')}:`, table(['header', 'type', 'meaning'], headers));
  return parts.join('\n\n');
}

/** What a query in Flux responds with; no schema says it. */
const annotatedCsv = [
  '#datatype,string,long,dateTime:RFC3339,double,string,string',
  '#group,false,false,false,false,true,true',
  '#default,_result,,,,,',
  ',result,table,_time,_value,_field,_measurement',
  ',,0,2026-01-01T00:00:00Z,421.5,value,total_co2',
].join('\n');

/** What a call gives when it succeeds with JSON; undefined where that is nothing that a reader would learn from. */
export function responseExample(product: Product, operation: Operation): unknown {
  if (operation.method === 'HEAD') return undefined;
  for (const response of responsesOf(product, operation).filter(isSuccess)) {
    const schema = jsonSchema(product, response);
    if (schema === undefined) continue;
    const value = exampleValue(product.document, schema, 'response', 0, 'response');
    // What has no value in it only repeats the table.
    if (typeof value === 'object' && value !== null && /["\w]/.test(JSON.stringify(value))) return value;
  }
  return undefined;
}

const jsonSchema = ({ document }: Product, { node }: Response): unknown => {
  const content = isNode(node['content']) ? node['content']['application/json'] : undefined;
  return content === undefined ? undefined : document.resolve(content)['schema'];
};

function headerRows({ document }: Product, responses: readonly Response[]): string[][] {
  const rows = new Map<string, string[]>();
  for (const { node } of responses) {
    for (const [name, value] of Object.entries(isNode(node['headers']) ? node['headers'] : {})) {
      const header = document.resolve(value);
      const schema = document.resolve(header['schema']);
      rows.set(name, [code(name), code(String(schema['type'] ?? 'string')), cell(text(header['description']) ?? '')]);
    }
  }
  return [...rows.values()];
}

function errorSection(product: Product, operation: Operation): string {
  const failures = responsesOf(product, operation).filter((response) => !isSuccess(response));
  if (failures.length === 0) return '';
  const rows = failures.map((response) => [
    response.status === 'default' ? 'any other' : code(response.status),
    typesOf(product, response, new Map()),
    cell(text(response.node['description']) ?? ''),
  ]);
  return [
    '## Errors',
    `Each is thrown as an [${code('ApiError')}](/guide/errors) with this ${code('status')} and ${code('body')}; ${code('.result()')} gives it as a value.`,
    table(['status', 'body', 'meaning'], rows),
  ].join('\n\n');
}

function accessSection(product: Product, operation: Operation): string {
  const alternatives = (operation.security ?? product.model.security).map(schemesOf);
  const schemes = product.document.at('/components/securitySchemes');
  const said = (name: string): string =>
    text(product.document.resolve(isNode(schemes) ? schemes[name] : {})['description']) ?? name;
  if (alternatives.length === 0 || alternatives.some((names) => names.length === 0))
    return '## Access\n\nNeeds no credentials, and none are sent.';
  const lines = alternatives.map(
    (names) => `- ${names.map((name) => `${helper(name)} ${prose(said(name))}`).join(' Together with ')}`,
  );
  const lead = alternatives.length > 1 ? 'One of these:' : 'Takes this:';
  return [
    '## Access',
    lead,
    lines.join('\n'),
    `What a token may do is decided by its permissions; without the right one the server responds with 401, 403 or 404. See [authentication](/guide/authentication).`,
  ].join('\n\n');
}

const helper = (scheme: string): string =>
  ({
    BearerAuthentication: '`bearerAuth`:',
    ManagementToken: '`bearerAuth`:',
    TokenAuthentication: '`tokenAuth`:',
    BasicAuthentication: '`basicAuth`:',
    QuerystringAuthentication: '`queryAuth`:',
  })[scheme] ?? `${code(scheme)}:`;

function contractSection(product: Product, operation: Operation): string {
  const safe = operation.idempotent ?? !['POST', 'PATCH'].includes(operation.method);
  const rows = [
    ['operation id', code(operation.id)],
    [
      'descriptor',
      `${code(operation.signature.names.constant)}, for ${code(`call(client, ${operation.signature.names.constant}, …)`)}`,
    ],
    ['sent again after a failure', safe ? 'yes, by default' : 'no: sending it twice is not sending it once'],
    ['pages by', operation.page === undefined ? '' : pagesBy(operation)],
    ['package', `[${code(product.package)}](/packages/${product.folder}/)`],
  ].filter(([, value]) => value);
  return `## In the contract\n\n${table(['', ''], rows as string[][])}`;
}

function pagesBy({ page }: Operation): string {
  const { offset, after, next } = page?.rule ?? {};
  const ways = [next && `the link ${code(next)}`, after && code(after), offset && code(offset)];
  return ways.filter((way) => way).join(', else ');
}
