import type { Code } from '../../base/catalogue.js';
import { quote } from '../../base/diagnostics.js';
import { isObject, type JsonObject } from '../../base/json.js';
import { similar } from '../../base/similar.js';
import { findCycles } from '../document/cycles.js';
import { METHODS, type OpenApiDocument, type OperationObject, type PathItem } from '../document/openapi.js';
import { formatPointer, parsePointer, type Tokens } from '../document/pointer.js';
import { componentOf, DocumentReader, isReference, parameterKey, pathTemplate } from '../document/reader.js';

/** Takes a problem at a place of the bundled document. */
export type ReportAt = (code: Code, message: string, pointer: Tokens, fix?: string) => void;

/** Checks what no single object shows: that parts of the document agree with each other. */
export function checkDocument(document: OpenApiDocument, report: ReportAt): void {
  new Check(document, report).run();
}

class Check {
  readonly #document: OpenApiDocument;
  readonly #reader: DocumentReader;
  readonly #report: ReportAt;
  readonly #operationIds = new Map<string, string>();
  readonly #schemes: ReadonlySet<string>;

  constructor(document: OpenApiDocument, report: ReportAt) {
    this.#document = document;
    this.#reader = new DocumentReader(document);
    this.#report = report;
    this.#schemes = new Set(Object.keys(document.components?.securitySchemes ?? {}));
  }

  run(): void {
    this.#cycles();
    if (Object.hasOwn(this.#document, 'webhooks')) {
      this.#report('unsupported-webhooks', 'The contract has webhooks, for which no method is made', ['webhooks']);
    }
    this.#security(this.#document.security, ['security']);
    const shapes = new Map<string, string>();
    for (const [path, item] of Object.entries(this.#document.paths)) {
      if (path.startsWith('x-')) continue;
      this.#path(path, item, shapes);
    }
  }

  /**
   * Finds components that are nothing but themselves: `A` is a `$ref` to `B` and `B` one to `A`, or a schema that is
   * `allOf` itself. A schema that has itself as a property or an item is fine.
   */
  #cycles(): void {
    for (const [kind, section] of Object.entries(this.#document.components ?? {})) {
      if (!isObject(section)) continue;
      const links = new Map(Object.entries(section).map(([name, value]) => [name, linksOf(kind, value)]));
      // One message a component, however many ways lead back to it.
      const cycles = new Map<string, readonly string[]>();
      findCycles(links, (cycle) => cycles.set(cycle[0], cycle));
      for (const [name, cycle] of cycles) {
        const message = `${cycle.map((step) => quote(step)).join(' is ')} is ${quote(name)} again: they define nothing`;
        this.#report('ref-circular', message, ['components', kind, name]);
      }
    }
  }

  #path(path: string, item: PathItem, shapes: Map<string, string>): void {
    const place = ['paths', path];
    const names = this.#template(path, place);
    if (!names) return;
    const shape = pathTemplate(path);
    const twin = shapes.get(shape);
    if (twin !== undefined) {
      this.#report(
        'path-duplicate',
        `${quote(path)} differs from ${quote(twin)} in the names of its parameters only`,
        place,
      );
    }
    shapes.set(shape, path);
    this.#parameters(item.parameters, [...place, 'parameters']);
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) this.#operation(operation, item, names, [...place, method]);
    }
  }

  /** Names in the braces of a path. */
  #template(path: string, place: Tokens): readonly string[] | undefined {
    const fail = (why: string): undefined => {
      this.#report('path-invalid', `The path ${quote(path)} ${why}`, place);
      return undefined;
    };
    if (!path.startsWith('/')) return fail('does not begin with "/"');
    if (/[?#]/.test(path)) return fail('has a "?" or "#"; a query is described by parameters');
    if (!/^(?:[^{}]|\{[^{}]+\})*$/.test(path)) return fail('has braces that do not match or are empty');
    const names = Array.from(path.matchAll(/\{([^{}]+)\}/g), ([, name]) => name ?? '');
    if (new Set(names).size < names.length) return fail('has the same parameter twice');
    return names;
  }

  #operation(operation: OperationObject, item: PathItem, names: readonly string[], place: Tokens): void {
    this.#operationId(operation.operationId, place);
    this.#security(operation.security, [...place, 'security']);
    this.#parameters(operation.parameters, [...place, 'parameters']);
    this.#pathParameters(operation, item, names, place);
    this.#statuses(operation, place);
    if (Object.hasOwn(operation, 'callbacks')) {
      const message = `The operation ${quote(this.#nameOf(operation, place))} has callbacks, for which no method is made`;
      this.#report('unsupported-callbacks', message, [...place, 'callbacks']);
    }
  }

  #nameOf(operation: OperationObject, place: Tokens): string {
    return operation.operationId ?? `${place.at(-1)?.toUpperCase()} ${place.at(-2)}`;
  }

  #operationId(id: string | undefined, place: Tokens): void {
    if (id === undefined) return;
    const name = `${place.at(-1)?.toUpperCase()} ${place.at(-2)}`;
    const twin = this.#operationIds.get(id);
    if (twin !== undefined) {
      const message = `The operationId ${quote(id)} is that of ${quote(twin)} already`;
      this.#report('operation-duplicate-id', message, [...place, 'operationId']);
    } else this.#operationIds.set(id, name);
  }

  #statuses(operation: OperationObject, place: Tokens): void {
    for (const status of Object.keys(operation.responses ?? {})) {
      if (/^([1-5]\d\d|[1-5]XX|default)$/.test(status) || status.startsWith('x-')) continue;
      this.#report('structure-value', `${quote(status)} is no status`, [...place, 'responses', status], STATUS_FIX);
    }
  }

  #parameters(parameters: PathItem['parameters'], place: Tokens): void {
    const seen = new Set<string>();
    for (const [index, parameter] of (parameters ?? []).entries()) {
      const { name, in: where } = this.#reader.object(parameter as unknown as JsonObject) ?? {};
      if (typeof name !== 'string' || typeof where !== 'string') continue;
      const key = parameterKey(where, name);
      if (seen.has(key)) {
        const message = `The ${where} parameter ${quote(name)} is there twice`;
        this.#report('parameter-duplicate', message, [...place, String(index)]);
      }
      seen.add(key);
    }
  }

  #pathParameters(operation: OperationObject, item: PathItem, names: readonly string[], place: Tokens): void {
    const pointer = formatPointer(place);
    const declared = new Map<string, Tokens>();
    const all = this.#reader.parameters({
      pathItem: item as unknown as JsonObject,
      operation: operation as unknown as JsonObject,
      pointer,
    });
    for (const parameter of all.values()) {
      if (parameter.in === 'path') declared.set(parameter.name, parsePointer(parameter.pointer) ?? place);
    }
    const path = quote(place.at(-2) ?? '');
    for (const name of names) {
      if (declared.has(name)) continue;
      const near = similar(name, declared.keys());
      this.#report(
        'path-parameter',
        `${quote(name)} in the path ${path} is no parameter of ${quote(this.#nameOf(operation, place))}`,
        place,
        near === undefined ? undefined : `Did you mean ${quote(near)}? Name and braces have to be equal.`,
      );
    }
    for (const [name, at] of declared) {
      if (names.includes(name)) continue;
      this.#report('path-parameter', `The path ${path} has no place for the path parameter ${quote(name)}`, at);
    }
  }

  #security(requirements: OperationObject['security'], place: Tokens): void {
    for (const [index, requirement] of (requirements ?? []).entries()) {
      for (const name of Object.keys(requirement)) {
        if (this.#schemes.has(name)) continue;
        const near = similar(name, this.#schemes);
        this.#report(
          'security-unknown',
          `The contract defines no security scheme ${quote(name)}`,
          [...place, String(index), name],
          near === undefined ? undefined : `Did you mean ${quote(near)}?`,
        );
      }
    }
  }
}

const STATUS_FIX = 'Use three digits, a class such as `4XX`, or `default`.';

/** Components that a component *is*, wholly or in part, as opposed to those it holds. */
function linksOf(kind: string, value: unknown): readonly string[] {
  const names: string[] = [];
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const one = pending.pop();
    if (!isObject(one)) continue;
    const component = isReference(one) ? componentOf(one.$ref) : undefined;
    if (component?.kind === kind) names.push(component.name);
    const { allOf } = one;
    if (kind === 'schemas' && Array.isArray(allOf)) pending.push(...allOf);
  }
  return names;
}
