import { isGivenByCaller } from '../../src/generate/model/given-parameters.js';
import type { Loose } from './contracts.js';
import type { Mutation, Site } from './mutations.js';

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'];
const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** All places of a contract that a mutation can be tried at, with the directions in which their values travel. */
export function sitesOf(document: Loose): Record<Mutation['at'], Site[]> {
  return new Collector(document).collect();
}

type Way = 'request' | 'response';

/** Written apart from the code under test: it walks the contract in its own way. */
class Collector {
  readonly #document: Loose;
  readonly #sites: Record<Mutation['at'], Site[]> = { operation: [], parameter: [], response: [], schema: [] };
  readonly #responses = new Set<Loose>();
  readonly #schemas = new Map<Loose, { pointer: string; ways: Set<Way> }>();

  constructor(document: Loose) {
    this.#document = document;
  }

  collect(): Record<Mutation['at'], Site[]> {
    for (const [path, item] of Object.entries<Loose>(this.#document.paths)) {
      for (const method of methods) {
        const operation = item[method];
        if (operation === undefined) continue;
        const pointer = `/paths/${escapeKey(path)}/${method}`;
        this.#sites.operation.push({ pointer, value: operation, ways: new Set(), item, path });
        this.#parameters(operation.parameters, `${pointer}/parameters`, operation, item);
        this.#parameters(item.parameters, `/paths/${escapeKey(path)}/parameters`, undefined, item);
        this.#body(operation.requestBody, `${pointer}/requestBody`);
        for (const [status, response] of Object.entries<Loose>(operation.responses)) {
          this.#response(response, `${pointer}/responses/${status}`);
        }
      }
    }
    for (const [schema, { pointer, ways }] of this.#schemas) this.#sites.schema.push({ pointer, value: schema, ways });
    return this.#sites;
  }

  #parameters(list: Loose[] | undefined, pointer: string, operation: Loose, item: Loose): void {
    for (const [index, entry] of (list ?? []).entries()) {
      const parameter = this.#resolve(entry, `${pointer}/${index}`);
      // What HTTP negotiates is not a parameter to a caller, and no change of it is one.
      if (!isGivenByCaller(parameter.value.in, parameter.value.name)) continue;
      if (entry === parameter.value && operation !== undefined) {
        this.#sites.parameter.push({ ...parameter, ways: new Set(['request']), operation, item });
      }
      this.#schema(parameter.value.schema, `${parameter.pointer}/schema`, 'request');
    }
  }

  #body(entry: Loose, pointer: string): void {
    if (entry === undefined) return;
    const body = this.#resolve(entry, pointer);
    this.#content(body.value.content, `${body.pointer}/content`, 'request');
  }

  #response(entry: Loose, pointer: string): void {
    const response = this.#resolve(entry, pointer);
    if (!this.#responses.has(response.value)) this.#sites.response.push({ ...response, ways: new Set(['response']) });
    this.#responses.add(response.value);
    this.#content(response.value.content, `${response.pointer}/content`, 'response');
    for (const [name, header] of Object.entries<Loose>(response.value.headers ?? {})) {
      this.#schema(header.schema, `${response.pointer}/headers/${escapeKey(name)}/schema`, 'response');
    }
  }

  #content(content: Loose, pointer: string, way: Way): void {
    for (const [type, media] of Object.entries<Loose>(content ?? {})) {
      this.#schema(media.schema, `${pointer}/${escapeKey(type)}/schema`, way);
    }
  }

  #schema(entry: Loose, pointer: string, way: Way): void {
    if (entry === undefined) return;
    if (entry.$ref !== undefined) {
      const target = this.#resolve(entry, pointer);
      this.#schema(target.value, target.pointer, way);
      return;
    }
    const known = this.#schemas.get(entry);
    if (known?.ways.has(way)) return;
    if (known === undefined) this.#schemas.set(entry, { pointer, ways: new Set([way]) });
    else known.ways.add(way);
    for (const [name, property] of Object.entries<Loose>(entry.properties ?? {})) {
      this.#schema(property, `${pointer}/properties/${escapeKey(name)}`, way);
    }
    for (const key of ['items', 'additionalProperties']) {
      if (typeof entry[key] === 'object') this.#schema(entry[key], `${pointer}/${key}`, way);
    }
    for (const key of ['allOf', 'oneOf', 'anyOf']) {
      for (const [index, part] of (entry[key] ?? []).entries()) this.#schema(part, `${pointer}/${key}/${index}`, way);
    }
  }

  #resolve(entry: Loose, pointer: string): { value: Loose; pointer: string } {
    if (typeof entry.$ref !== 'string') return { value: entry, pointer };
    const keys = (entry.$ref as string)
      .slice(2)
      .split('/')
      .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
    return { value: keys.reduce((value, key) => value[key], this.#document), pointer: (entry.$ref as string).slice(1) };
  }
}
