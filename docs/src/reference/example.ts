import type { Node } from './document.js';
import { columns, literal } from './literal.js';
import { methodName, type Operation, type Product } from './product.js';
import { sampleBodyOf } from './sample-body.js';
import { exampleValue } from './values.js';

/** A whole program that calls an operation. */
export interface Example {
  readonly imports: readonly string[];
  /** Lines that create the client. */
  readonly client: readonly string[];
  /** Lines that call the operation and use what it gives. */
  readonly call: readonly string[];
}

/** The program as text. */
export const programOf = ({ imports, client, call }: Example): string =>
  [...imports, '', ...client, '', ...call].join('\n');

/**
 * An example of a call, from the contract: what is required, and for lists a limit.
 *
 * @param others what else it imports of our packages
 */
export function exampleOf(product: Product, operation: Operation, others: readonly string[] = []): Example {
  const { arguments: given, imports, before } = argumentsOf(product, operation);
  const call = callOf(operation, given);
  const auth = authOf(operation, product);
  const head = clientImports(product, auth === undefined ? others : [auth.name, ...others]);
  const client = [
    `const api = ${product.model.clientName}({`,
    `  baseUrl: '${product.baseUrl}',`,
    ...product.model.bound
      .filter(({ required }) => required)
      .map((bound) => `  ${bound.option}: ${literal(boundValue(product, bound))},`),
    ...(auth === undefined ? [] : [`  auth: ${auth.text},`]),
    '});',
  ];
  const more = new Set(imports);
  const used = useOf(operation, call, more);
  return { imports: [...[...more].sort(), ...head], client, call: [...before, ...used] };
}

/** Lines that import the client and what goes with it: of the facade, which is all to install where it has the product. */
function clientImports({ model: { clientName }, entry, package: name }: Product, others: readonly string[]): string[] {
  if (entry !== undefined) return [`import { ${[...others, clientName].sort().join(', ')} } from '${entry}';`];
  const install = `// npm install @influxkit/influxdb ${name.split('/', 2).join('/')}`;
  const more = others.length === 0 ? [] : [`import { ${[...others].sort().join(', ')} } from '@influxkit/influxdb';`];
  return [install, ...more, `import { ${clientName} } from '${name}';`];
}

/** A value for a parameter that is an option of the client: by the first operation that has it. */
export function boundValue(product: Product, { in: place, name }: Product['model']['bound'][number]): unknown {
  for (const operation of product.model.operations) {
    const found = parameterOf(product, operation, place, name);
    if (found !== undefined) return exampleValue(product.document, found['schema'], name);
  }
  return exampleValue(product.document, undefined, name);
}

/** An example of walking all pages of a list. */
export function pagesExample(product: Product, operation: Operation): string | undefined {
  if (operation.page === undefined || operation.body !== undefined) return undefined;
  const required = operation.queryParameters.filter((parameter) => parameter.required);
  const path = operation.pathParameters.map((parameter) =>
    literal(sampleOf(product, operation, 'path', parameter.name)),
  );
  const query = Object.fromEntries(
    required.map(({ name }) => [name, sampleOf(product, operation, 'query', name)] as const),
  );
  const given = [...path, ...(required.length > 0 ? [literal(query)] : [])];
  const { imports, client } = exampleOf(product, operation, ['paginate']);
  const item = singular(operation);
  return [
    ...imports.filter((line) => !line.includes('node:')),
    '',
    ...client,
    '',
    `for await (const ${item} of paginate(${[`api.${methodName(operation)}`, ...given].join(', ')})) {`,
    `  console.log(${item});`,
    '}',
  ].join('\n');
}

const singular = (operation: Operation): string => {
  const type = operation.page?.item;
  return type?.kind === 'model' ? variable(type.typeName) : 'item';
};

/** An argument as text, for a first line of so many columns. */
type Argument = (room: number) => string;

interface Arguments {
  readonly arguments: readonly Argument[];
  readonly imports: readonly string[];
  /** Lines that make what the arguments name. */
  readonly before: readonly string[];
}

/** The call on one line, or with its last argument on several. */
function callOf(operation: Operation, given: readonly Argument[]): string {
  const head = `await api.${methodName(operation)}(`;
  const line = `${head}${given.map((argument) => argument(Number.POSITIVE_INFINITY)).join(', ')})`;
  // What the response is assigned to stands before it.
  if (line.length <= columns - 16) return line;
  const texts = given.map((argument, index) => argument(index === given.length - 1 ? 0 : Number.POSITIVE_INFINITY));
  return `${head}${texts.join(', ')})`;
}

/** Path values in their order, then the body or else the query, then options. */
function argumentsOf(product: Product, operation: Operation): Arguments {
  const imports: string[] = [];
  const before: string[] = [];
  const given: Argument[] = [];
  const add = (value: unknown): void => {
    given.push((room) => literal(value, '', room));
  };
  for (const { name } of operation.pathParameters) add(sampleOf(product, operation, 'path', name));
  const query = queryOf(product, operation);
  const hasQuery = Object.keys(query).length > 0;
  if (operation.body === undefined) {
    if (hasQuery) add(query);
    return { arguments: given, imports, before };
  }
  given.push(bodyOf(product, operation, imports, before));
  const options = { ...(hasQuery && { query }), ...cookiesOf(product, operation) };
  if (Object.keys(options).length > 0) add(options);
  return { arguments: given, imports, before };
}

/** Cookies that the contract requires: a browser has them, elsewhere the caller gives them. */
export function cookiesOf(product: Product, operation: Operation): Node {
  const wanted = operation.cookieParameters.filter(
    ({ name }) => parameterOf(product, operation, 'cookie', name)?.['required'] === true,
  );
  return wanted.length === 0 ? {} : { cookies: Object.fromEntries(wanted.map(({ name }) => [name, 'a-session'])) };
}

/** The query of an example: what is required, and what servers want in any case. */
export function queryOf(product: Product, operation: Operation): Node {
  const { queryParameters, page } = operation;
  const wanted = queryParameters.filter(
    ({ name, required }) => required || name === page?.rule.limit || isTarget(operation, name),
  );
  return Object.fromEntries(wanted.map(({ name }) => [name, sampleOf(product, operation, 'query', name)]));
}

/** Servers want to know where points go or come from, though the contract leaves open by which parameter. */
const isTarget = (operation: Operation, name: string): boolean => {
  const method = methodName(operation);
  if (name === 'org') return ['write', 'query.run', 'delete'].includes(method);
  if (name === 'bucket') return method === 'delete';
  return name === 'db' && method.startsWith('v1.query');
};

/** The value of a parameter in an example. */
export function sampleOf(product: Product, operation: Operation, place: string, name: string): unknown {
  return exampleValue(product.document, parameterOf(product, operation, place, name)?.['schema'], name);
}

/** A parameter as the contract has it. */
function parameterOf({ document }: Product, operation: Operation, place: string, name: string): Node | undefined {
  const item = document.resolve(document.at(operation.pointer.replace(/\/[^/]+$/, '')));
  const own = document.resolve(document.at(operation.pointer));
  const all = [own['parameters'], item['parameters']].flatMap((parameters) =>
    Array.isArray(parameters) ? parameters.map((parameter) => document.resolve(parameter)) : [],
  );
  return all.find((parameter) => parameter['name'] === name && parameter['in'] === place);
}

/** How the body is written, by its default media type. */
function bodyOf(product: Product, operation: Operation, imports: string[], before: string[]): Argument {
  const body = sampleBodyOf(product, operation);
  const readsFile = (): void => {
    imports.push("import { readFile } from 'node:fs/promises';");
  };
  switch (body.kind) {
    case 'json':
      return (room) => literal(body.value, '', room);
    case 'text':
      return (room) => literal(body.text, '', room);
    case 'form':
      return () => `new URLSearchParams(${literal(body.fields, '', 80)})`;
    case 'multipart':
      before.push('const form = new FormData();');
      for (const part of body.parts) {
        if ('isFile' in part) readsFile();
        const value = 'isFile' in part ? "new Blob([await readFile('backup.gz')])" : literal(part.value);
        before.push(`form.set(${literal(part.name)}, ${value});`);
      }
      return () => 'form';
    case 'file':
      readsFile();
      return () => (body.isBase64 ? "(await readFile('backup.gz')).toString('base64')" : "await readFile('backup.gz')");
  }
}

/** What to do with what comes back. */
function useOf(operation: Operation, call: string, imports: Set<string>): readonly string[] {
  const [choice] = operation.responses.choices;
  const [mediaType] = choice?.mediaTypes ?? [];
  if (mediaType === undefined) return [`${call};`];
  const codec = operation.responses.codecs.get(mediaType);
  if (codec === 'stream') {
    return [`const stream = ${call};`, 'for await (const chunk of stream) process.stdout.write(chunk);'];
  }
  if (codec === 'bytes') {
    imports.add("import { writeFile } from 'node:fs/promises';");
    return [`const bytes = ${call};`, "await writeFile('response.bin', bytes);"];
  }
  const items = operation.page?.rule.items;
  if (items !== undefined && /^[a-z]\w*$/i.test(items))
    return [`const { ${items} = [] } = ${call};`, `console.log(${items});`];
  const type = choice?.successes.find(({ type }) => type.kind === 'model')?.type;
  const name = codec === 'text' ? 'text' : type?.kind === 'model' ? variable(type.typeName) : 'response';
  return [`const ${name} = ${call};`, `console.log(${name});`];
}

/** A name for a value of a type: `DBRPs` → `dbrps`, `BucketMetadata` → `bucketMetadata`. */
const variable = (typeName: string): string => {
  const name = typeName.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+(?=s$|$)|^[A-Z]/, (start) => start.toLowerCase());
  return ['error', 'function', 'delete', 'package', 'import', 'default'].includes(name) ? 'response' : name;
};

interface Auth {
  readonly name: 'bearerAuth' | 'tokenAuth' | 'basicAuth';
  readonly text: string;
}

/** How the example signs in: as the operation wants it, with a token where it can. */
export function authOf(operation: Operation, product: Product): Auth | undefined {
  const alternatives = (operation.security ?? product.model.security).map(schemesOf);
  if (alternatives.length === 0 || alternatives.some((schemes) => schemes.length === 0)) return undefined;
  const { securitySchemes } = product.model;
  const isBearer = (name: string): boolean => {
    const scheme = securitySchemes[name];
    return scheme?.type === 'http' && scheme.scheme.toLowerCase() === 'bearer';
  };
  if (alternatives.some((schemes) => schemes.every(isBearer))) {
    return { name: 'bearerAuth', text: "bearerAuth(process.env.INFLUX_TOKEN ?? '')" };
  }
  if (alternatives.some((schemes) => schemes.every((scheme) => scheme.startsWith('Token')))) {
    return { name: 'tokenAuth', text: "tokenAuth(process.env.INFLUX_TOKEN ?? '')" };
  }
  return {
    name: 'basicAuth',
    text: "basicAuth({ username: 'ada', password: process.env.INFLUX_PASSWORD ?? '' })",
  };
}

/** The names of an alternative of security. */
export const schemesOf = (requirement: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(requirement);
