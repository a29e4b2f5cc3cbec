import { readFileSync } from 'node:fs';
import { type ListedProduct, products as listed } from '../../../../scripts/products.mjs';

/** The names of all products, as `influxkit.config.ts` lists them. */
export const products: readonly string[] = listed.map(({ name }) => name);
/** The name of a product, such as `oss-v2`. */
export type Product = string;

/** What the configuration says of a product. */
export function listedProduct(name: Product): ListedProduct {
  const found = listed.find((product) => product.name === name);
  if (found === undefined)
    throw new Error(`influxkit.config.ts: has no product ${name}; it lists ${products.join(', ')}`);
  return found;
}

/** A JSON object of a contract. What it holds is found out by whoever reads it. */
export type Node = Readonly<Record<string, unknown>>;

/** A place in a contract: its JSON pointer and what stands there, references followed. */
export interface Place {
  readonly pointer: string;
  readonly node: Node;
}

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie';

export interface ContractParameter {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly schema: Place;
  /** Whether its value is JSON: the contract gives it a media type. */
  readonly isJson: boolean;
}

/** Media types, each with its schema where it has one. */
export type Content = ReadonlyMap<string, Place | undefined>;

export interface ContractResponse {
  readonly status: number;
  readonly content: Content;
}

export interface ContractOperation {
  readonly id: string;
  readonly method: string;
  /** The template, without the path of the server. */
  readonly path: string;
  /** The path that a server of the path or of the operation puts before `path`; empty for none. */
  readonly server: string;
  readonly parameters: readonly ContractParameter[];
  readonly body: { readonly required: boolean; readonly content: Content } | undefined;
  /** The responses of success, by status. */
  readonly success: readonly ContractResponse[];
  /** Alternatives of security schemes; empty where none is needed. */
  readonly security: readonly (readonly string[])[];
}

/** A contract: one bundled OpenAPI 3.x document. */
export interface Contract {
  readonly root: Node;
  readonly operations: readonly ContractOperation[];
  /** Follows references from a place in the document to what it stands for. */
  place(pointer: string): Place;
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace'];

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const node = (value: unknown): Node => (isNode(value) ? value : {});

/** Writes a name as one step of a JSON pointer. */
export const step = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The file with the bundled contract of a product. */
export const contractFile = (product: Product): URL =>
  new URL(`../../../../${listedProduct(product).bundle}`, import.meta.url);

/** Reads a product's bundled contract. */
export function loadContract(product: Product): Contract {
  return readContract(JSON.parse(readFileSync(contractFile(product), 'utf8')) as Node);
}

/** Lists the operations of a bundled OpenAPI document. */
export function readContract(root: Node): Contract {
  const place = (pointer: string): Place => follow(root, pointer);
  const operations: ContractOperation[] = [];
  for (const path of Object.keys(node(root['paths']))) {
    const item = place(`/paths${step(path)}`);
    for (const method of methods) {
      if (isNode(item.node[method])) operations.push(operation(root, path, method, item, place));
    }
  }
  return { root, operations, place };
}

function operation(
  root: Node,
  path: string,
  method: string,
  item: Place,
  place: (pointer: string) => Place,
): ContractOperation {
  const { pointer, node: own } = place(`${item.pointer}/${method}`);
  const shared = list(item.node['parameters']).map((_, index) => place(`${item.pointer}/parameters/${index}`));
  const listed = list(own['parameters']).map((_, index) => place(`${pointer}/parameters/${index}`));
  // A parameter of the operation replaces the path's of the same name and place.
  const parameters = new Map<string, ContractParameter>();
  for (const { pointer: at, node: parameter } of [...shared, ...listed]) {
    const name = String(parameter['name']);
    const where = parameter['in'] as ParameterPlace;
    parameters.set(`${where} ${name}`, {
      name,
      in: where,
      required: parameter['required'] === true,
      isJson: 'content' in parameter,
      schema: place('content' in parameter ? `${at}/content/application~1json/schema` : `${at}/schema`),
    });
  }
  const body = isNode(own['requestBody']) ? place(`${pointer}/requestBody`) : undefined;
  const servers = list(own['servers'] ?? item.node['servers']);
  return {
    id: String(own['operationId']),
    method: method.toUpperCase(),
    path,
    server: servers.length > 0 ? String(node(servers[0])['url']).replace(/\/$/, '') : '',
    parameters: [...parameters.values()],
    body: body && { required: body.node['required'] === true, content: content(body, place) },
    success: Object.keys(node(own['responses']))
      .filter((status) => /^2\d\d$/.test(status))
      .sort()
      .map((status) => ({
        status: Number(status),
        content: method === 'head' ? new Map() : content(place(`${pointer}/responses/${status}`), place),
      })),
    security: list(own['security'] ?? root['security']).map((alternative) => Object.keys(node(alternative))),
  };
}

function content(parent: Place, place: (pointer: string) => Place): Content {
  const found = new Map<string, Place | undefined>();
  for (const [mediaType, value] of Object.entries(node(parent.node['content']))) {
    const at = `${parent.pointer}/content${step(mediaType)}/schema`;
    found.set(mediaType, isNode(value) && 'schema' in value ? place(at) : undefined);
  }
  return found;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function follow(root: Node, pointer: string, seen: readonly string[] = []): Place {
  if (seen.includes(pointer)) throw new Error(`${pointer}: a reference that comes back to itself.`);
  let value: unknown = root;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    value = (value as Record<string, unknown> | undefined)?.[name];
  }
  if (typeof value === 'boolean') return { pointer, node: value ? {} : { not: {} } };
  if (!isNode(value)) throw new Error(`${pointer}: nothing that is an object stands there.`);
  const reference = value['$ref'];
  if (typeof reference !== 'string') return { pointer, node: value };
  if (!reference.startsWith('#/'))
    throw new Error(`${pointer}: the contract is not bundled, it refers to ${reference}.`);
  return follow(root, decodeURIComponent(reference.slice(1)), [...seen, pointer]);
}
