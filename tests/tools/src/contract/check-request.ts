import type { IncomingHttpHeaders } from 'node:http';
import { type ContractOperation, type ContractParameter, isNode, type Node } from './document.js';
import type { Found } from './find-operation.js';
import type { Schemas } from './schemas.js';

/** A request as the server read it. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** What a request came to, by the contract: its values, or why it is refused. */
export interface Checked {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** A decoded JSON body or form, the string of a body of text, otherwise the bytes; undefined for none. */
  readonly body: unknown;
  readonly mediaType: string | undefined;
  readonly problems: readonly string[];
  /** The status to refuse it with; 0 where nothing is wrong. */
  readonly status: number;
}

/** OpenAPI says to leave these to media types and security schemes, even where a contract lists them. */
const leftToOthers = new Set(['accept', 'content-type', 'authorization']);

/** Holds a request against its operation. Stricter than most servers: what the contract does not know is refused too. */
export function checkRequest(found: Found, received: Received, schemas: Schemas): Checked {
  const { operation } = found;
  const problems: string[] = [];
  const credentials = credentialProblem(operation, received);
  if (credentials !== undefined) problems.push(credentials);

  const path: Record<string, unknown> = {};
  const query: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const parameter of operation.parameters) {
    if (parameter.in === 'query') known.add(parameter.name);
    if (parameter.in === 'header' && leftToOthers.has(parameter.name.toLowerCase())) continue;
    const strings = given(parameter, found, received);
    if (strings.length === 0) {
      if (parameter.required) problems.push(`${parameter.in} parameter ${parameter.name} is missing`);
      continue;
    }
    const value = read(parameter, strings, schemas);
    if (parameter.in === 'path') path[parameter.name] = value;
    if (parameter.in === 'query') query[parameter.name] = value;
    for (const problem of schemas.problems(parameter.schema, value, 'request')) {
      problems.push(`${parameter.in} parameter ${parameter.name}: ${problem}`);
    }
  }
  for (const name of received.query.keys()) {
    if (!known.has(name)) problems.push(`query parameter ${name}: the contract does not know it`);
  }

  const body = checkBody(operation, received, schemas);
  problems.push(...body.problems);
  const status = problems.length === 0 ? 0 : credentials !== undefined ? 401 : body.status || 400;
  return { path, query, body: body.value, mediaType: body.mediaType, problems, status };
}

function credentialProblem(operation: ContractOperation, { headers, query }: Received): string | undefined {
  const { security, parameters } = operation;
  const authorization = headers.authorization;
  if (security.length === 0) {
    return authorization === undefined ? undefined : 'credentials were sent to an operation that needs none';
  }
  // The v1 endpoints take a user name and a password as query parameters in place of a header.
  const inQuery =
    query.has('u') && query.has('p') && parameters.some(({ in: place, name }) => place === 'query' && name === 'u');
  const inHeader = security.flat().some((scheme) => {
    if (scheme.startsWith('Basic')) return /^Basic [\w+/]+=*$/.test(authorization ?? '');
    return (scheme.startsWith('Token') ? /^Token \S+$/ : /^Bearer \S+$/).test(authorization ?? '');
  });
  return inQuery || inHeader ? undefined : `credentials are missing; it takes ${security.flat().join(' or ')}`;
}

/** The strings that a request gives for a parameter; none where it is left out. */
function given({ in: place, name }: ContractParameter, { values }: Found, { headers, query }: Received): string[] {
  switch (place) {
    case 'path':
      return [values[name] ?? ''];
    case 'query':
      return query.getAll(name);
    case 'header': {
      const value = headers[name.toLowerCase()];
      return value === undefined ? [] : [String(value)];
    }
    default: {
      const pairs = (headers.cookie ?? '').split(/;\s*/).map((pair) => pair.split('='));
      const found = pairs.find(([key]) => key === name);
      return found === undefined ? [] : [found.slice(1).join('=')];
    }
  }
}

/** Reads the string of a parameter as its schema says; what cannot be read stays a string, for the schema to refuse. */
function read({ name, schema, isJson }: ContractParameter, strings: readonly string[], schemas: Schemas): unknown {
  if (isJson) return JSON.parse(strings.join());
  if (schema.node['type'] === 'array') return strings;
  if (strings.length > 1) return strings;
  const [text = ''] = strings;
  if (name.toLowerCase() !== 'accept-encoding') return scalar(schema.node, text);
  // HTTP has a list there, of which the server takes one: a fetch of the platform offers all that it can decode.
  const offered = text.split(',').map((coding) => coding.split(';')[0]?.trim());
  return offered.find((coding) => schemas.problems(schema, coding, 'request').length === 0) ?? text;
}

function scalar(schema: Node, text: string): unknown {
  switch (schema['type']) {
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}

interface CheckedBody {
  readonly value: unknown;
  readonly mediaType: string | undefined;
  readonly problems: readonly string[];
  readonly status: number;
}

function checkBody({ body }: ContractOperation, { headers, body: bytes }: Received, schemas: Schemas): CheckedBody {
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const none = { value: undefined, mediaType: undefined, problems: [], status: 0 };
  if (body === undefined) {
    return bytes.length === 0
      ? none
      : { ...none, problems: ['there is a body, and the operation takes none'], status: 400 };
  }
  if (bytes.length === 0) {
    return body.required ? { ...none, problems: ['the body is missing'], status: 400 } : none;
  }
  const known = [...body.content].find(([name]) => name.split(';')[0] === mediaType);
  if (mediaType === undefined || known === undefined) {
    const problem = `the body is ${mediaType ?? 'of no media type'}; the operation takes ${[...body.content.keys()].join(', ')}`;
    return { ...none, mediaType, problems: [problem], status: 415 };
  }
  const [, schema] = known;
  const value = decode(String(headers['content-type']), mediaType, bytes, schema?.node ?? {});
  if (value instanceof Error) {
    return { ...none, mediaType, problems: [`the body: ${value.message}`], status: 400 };
  }
  const problems = schema === undefined || Buffer.isBuffer(value) ? [] : schemas.problems(schema, value, 'request');
  return {
    value,
    mediaType,
    problems: problems.map((problem) => `body: ${problem}`),
    status: problems.length ? 422 : 0,
  };
}

/** Names and strings of a multipart form. */
function parts(contentType: string, text: string): [string, string][] {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1] ?? '';
  return text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = '', ...content] = part.split('\r\n\r\n');
      return [/ name="([^"]*)"/.exec(head)?.[1] ?? '', content.join('\r\n\r\n').slice(0, -2)];
    });
}

/** A form whose strings are read as the properties of its schema say; an object is JSON there. */
function formValue(pairs: readonly (readonly [string, string])[], { properties }: Node): Node {
  const schemaOf = (name: string): Node => {
    const property = isNode(properties) ? properties[name] : undefined;
    return isNode(property) ? property : {};
  };
  const read = (schema: Node, text: string): unknown =>
    '$ref' in schema || schema['type'] === 'object' ? JSON.parse(text) : scalar(schema, text);
  return Object.fromEntries(pairs.map(([name, text]) => [name, read(schemaOf(name), text)]));
}

/** A body by its media type. A YAML or Jsonnet document whose schema is not a string is read as JSON, which both include. */
function decode(contentType: string, mediaType: string, bytes: Buffer, schema: Node): unknown {
  try {
    if (mediaType === 'application/x-www-form-urlencoded')
      return formValue([...new URLSearchParams(bytes.toString('utf8'))], schema);
    if (mediaType === 'multipart/form-data') return formValue(parts(contentType, bytes.toString('utf8')), schema);
    const json = mediaType === 'application/json' || mediaType.endsWith('+json');
    if (json || schema['type'] !== 'string') return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
  if (mediaType.startsWith('text/') || mediaType.startsWith('application/vnd.')) {
    const text = bytes.toString('utf8');
    // Bytes that are not UTF-8 are not text, whatever the contract calls them.
    return Buffer.from(text).equals(bytes) ? text : bytes;
  }
  return bytes;
}
