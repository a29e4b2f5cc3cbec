import type { Code } from '../../base/catalogue.js';
import { quote } from '../../base/diagnostics.js';
import { isObject, type JsonObject, type JsonValue, own, put } from '../../base/json.js';
import { similar } from '../../base/similar.js';
import { findCycles } from '../document/cycles.js';
import { METHODS, type OpenApiDocument, OTHER_METHODS } from '../document/openapi.js';
import { parsePointer, type Tokens } from '../document/pointer.js';
import {
  componentOf,
  type DocumentOperation,
  DocumentReader,
  isReference,
  operationsOf,
  parameterKey,
  pathParameterNames,
  pathTemplate,
} from '../document/reader.js';
import { canonicalStatusCode, isStatusCode } from '../document/status-codes.js';

/** Takes a problem at a place of the bundled document. */
export type ReportAt = (code: Code, message: string, pointer: Tokens, fix?: string) => void;

export interface MendOptions {
  readonly report: ReportAt;
  /** Is called with what stands at another place of the document now. */
  readonly onMove?: (from: Tokens, to: Tokens) => void;
  /** Whether path items without operations are left out. */
  readonly dropsEmptyPaths?: boolean;
}

/**
 * Checks what no single object shows: that parts of the document agree with each other. Each is reported, and what
 * could not be sent or named is mended in the document, so that every later stage finds the same.
 */
export function mendDocument(document: OpenApiDocument, options: MendOptions): void {
  new Mend(document, options).run();
}

class Mend {
  readonly #document: OpenApiDocument;
  readonly #reader: DocumentReader;
  readonly #report: ReportAt;
  readonly #options: MendOptions;
  readonly #operationIds = new Map<string, string>();
  readonly #schemes: ReadonlySet<string>;

  constructor(document: OpenApiDocument, options: MendOptions) {
    this.#document = document;
    this.#reader = new DocumentReader(document);
    this.#report = options.report;
    this.#options = options;
    this.#schemes = new Set(Object.keys(document.components?.securitySchemes ?? {}));
  }

  run(): void {
    this.#cycles();
    this.#unfollowed();
    this.#security(this.#document.security, ['security']);
    this.#paths();
    for (const operation of this.#reader.operations()) this.#operation(operation);
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

  /** Parts of OpenAPI 3.2 that say nothing to a client, or that it does not follow. */
  #unfollowed(): void {
    const document = this.#document as unknown as JsonObject;
    if (own(document, '$self') !== undefined) {
      this.#report('unsupported-feature', '"$self" is not followed: references are resolved by file and pointer', [
        '$self',
      ]);
    }
    for (const [index, tag] of (this.#document.tags ?? []).entries()) {
      const parent = own(tag as unknown as JsonObject, 'parent');
      if (typeof parent !== 'string') continue;
      const message = `The tag ${quote(tag.name)} has the parent ${quote(parent)}; tags make no hierarchy in a client`;
      this.#report('unsupported-feature', message, ['tags', String(index), 'parent']);
    }
    for (const [name, scheme] of this.#reader.components('securitySchemes')) {
      const flows = own(this.#reader.object(scheme), 'flows');
      if (own(flows, 'deviceAuthorization') === undefined) continue;
      const message = `The security scheme ${quote(name)} has the device flow, which no strategy follows; give a token that you got by it`;
      this.#report('unsupported-feature', message, [
        'components',
        'securitySchemes',
        name,
        'flows',
        'deviceAuthorization',
      ]);
    }
  }

  // ---------------------------------------------------------------- paths

  #paths(): void {
    const paths: [string, JsonValue][] = [];
    const shapes = new Map<string, [string, JsonObject]>();
    for (const [written, entry] of Object.entries(this.#document.paths as unknown as JsonObject)) {
      if (written.startsWith('x-') || !isObject(entry)) {
        paths.push([written, entry]);
        continue;
      }
      const path = this.#path(written);
      if (path === undefined) continue;
      const item = entry;
      this.#otherMethods(item, ['paths', written]);
      if (this.#options.dropsEmptyPaths && operationsOf(item).length === 0) continue;
      if (path !== written) this.#options.onMove?.(['paths', written], ['paths', path]);
      const twin = shapes.get(pathTemplate(path));
      if (twin) this.#merge(twin, [path, item], ['paths', written]);
      else {
        shapes.set(pathTemplate(path), [path, item]);
        paths.push([path, item]);
      }
    }
    const mended: JsonObject = {};
    for (const [path, item] of paths) put(mended, path, item);
    this.#document.paths = mended as unknown as OpenApiDocument['paths'];
  }

  /** A path as it can be sent; undefined where it cannot. */
  #path(path: string): string | undefined {
    const report = (why: string): void =>
      this.#report('path-invalid', `The path ${quote(path)} ${why}`, ['paths', path]);
    if (!/^(?:[^{}]|\{[^{}]+\})*$/.test(path)) {
      report('has braces that do not match or are empty; it is left out');
      return undefined;
    }
    if (path.includes('#')) report('has a "#": what follows it tells operations apart, and is never sent');
    else if (path.includes('?'))
      report('has a "?": its query is sent as it is written; a query is described by parameters');
    const names = Array.from(path.matchAll(/\{([^{}]+)\}/g), ([, name]) => name ?? '');
    if (new Set(names).size < names.length) report('has the same parameter twice; one value is sent for both');
    if (path.startsWith('/')) return path;
    report(`does not begin with "/"; it is taken as ${quote(`/${path}`)}`);
    return `/${path}`;
  }

  /** Operations of other methods that are fields of a path item by themselves, or are not methods. */
  #otherMethods(item: JsonObject, place: Tokens): void {
    const others = own(item, OTHER_METHODS);
    if (!isObject(others)) return;
    for (const method of Object.keys(others)) {
      const at = [...place, OTHER_METHODS, method];
      const known = METHODS.find((each) => each === method.toLowerCase());
      if (known === undefined && /^[!#$%&'*+.^_`|~\w-]+$/.test(method)) continue;
      if (known !== undefined && !Object.hasOwn(item, known)) {
        this.#report(
          'structure-value',
          `${quote(method)} has a field of its own; it is taken as that`,
          at,
          `Call it "${known}".`,
        );
        item[known] = others[method] ?? {};
        this.#options.onMove?.(at, [...place, known]);
      } else this.#report('structure-value', `${quote(method)} is not another method; it is left out`, at);
      delete others[method];
    }
    if (Object.keys(others).length === 0) delete item[OTHER_METHODS];
  }

  /**
   * Puts the operations of a path under another one of the same shape, with the names that its parameters have there. Of
   * two of one method the first stays.
   */
  #merge([path, item]: [string, JsonObject], [twinPath, twin]: [string, JsonObject], place: Tokens): void {
    const differ = `${quote(twinPath)} differs from ${quote(path)} in the names of its parameters only`;
    const names = pathParameterNames(path);
    const renamed = new Map(pathParameterNames(twinPath).map((name, index) => [name, names[index] ?? name]));
    this.#report('path-duplicate', `${differ}; they are merged`, place);
    for (const found of this.#reader.operationsIn(twinPath, twin)) {
      const { method, operation, tokens } = found;
      const at = [...place, ...tokens];
      if (this.#reader.operationsIn(path, item).some((each) => each.method === method)) {
        this.#report('path-duplicate', `${differ}, and both have ${method}: the later one is left out`, at);
        continue;
      }
      this.#ownParameters(path, item);
      const parameters = [...this.#reader.parameters(found).values()].map(({ in: where, name, listed, value }) =>
        where === 'path' && renamed.has(name) ? { ...value, name: renamed.get(name) ?? name } : listed,
      );
      const servers = own(operation, 'servers') ?? own(twin, 'servers');
      const moved: JsonObject = {
        ...operation,
        ...(parameters.length > 0 && { parameters }),
        ...(servers !== undefined && { servers }),
      };
      if (tokens.length > 1) {
        const others = own(item, OTHER_METHODS);
        item[OTHER_METHODS] = { ...(isObject(others) ? others : {}), [method]: moved };
      } else put(item, tokens[0] ?? '', moved);
      this.#options.onMove?.(at, ['paths', path, ...tokens]);
    }
  }

  /** Lets every operation of a path item list the parameters that they share: one that comes has others. */
  #ownParameters(path: string, item: JsonObject): void {
    if (!Object.hasOwn(item, 'parameters')) return;
    for (const found of this.#reader.operationsIn(path, item)) {
      found.operation['parameters'] = [...this.#reader.parameters(found).values()].map(({ listed }) => listed);
    }
    delete item['parameters'];
  }

  // ---------------------------------------------------------------- operations

  #operation(found: DocumentOperation): void {
    const { operation, pathItem, pointer } = found;
    const place = parsePointer(pointer) ?? [];
    this.#operationId(found, place);
    this.#security(own(operation, 'security'), [...place, 'security']);
    this.#duplicates(own(pathItem, 'parameters'), ['paths', found.path, 'parameters']);
    this.#duplicates(own(operation, 'parameters'), [...place, 'parameters']);
    this.#pathParameters(found, place);
    this.#querystring(found);
    this.#body(found, place);
    this.#statuses(operation, place);
  }

  #operationId({ operation, method, path }: DocumentOperation, place: Tokens): void {
    const id = own(operation, 'operationId');
    if (typeof id !== 'string') return;
    const twin = this.#operationIds.get(id);
    if (twin === undefined) {
      this.#operationIds.set(id, `${method} ${path}`);
      return;
    }
    const message = `The operationId ${quote(id)} is that of ${quote(twin)} already; ${quote(`${method} ${path}`)} gets one from its method and path`;
    this.#report('operation-duplicate-id', message, [...place, 'operationId']);
    delete operation['operationId'];
  }

  #statuses(operation: JsonObject, place: Tokens): void {
    const responses = own(operation, 'responses');
    if (!isObject(responses)) return;
    const known = (status: string): boolean => isStatusCode(status) && canonicalStatusCode(status) === status;
    const mended = Object.entries(responses).flatMap(([status, response]): [string, JsonValue][] => {
      if (known(status) || status.startsWith('x-')) return [[status, response]];
      const at = [...place, 'responses', status];
      const meant = canonicalStatusCode(status);
      if (known(meant) && !Object.hasOwn(responses, meant)) {
        this.#report(
          'structure-value',
          `${quote(status)} is not a status; it is taken as ${quote(meant)}`,
          at,
          STATUS_FIX,
        );
        this.#options.onMove?.(at, [...place, 'responses', meant]);
        return [[meant, response]];
      }
      this.#report('structure-value', `${quote(status)} is not a status; it is left out`, at, STATUS_FIX);
      return [];
    });
    operation['responses'] = Object.fromEntries(mended);
  }

  #body(found: DocumentOperation, place: Tokens): void {
    const { operation, method } = found;
    if (!BODILESS.has(method) || !Object.hasOwn(operation, 'requestBody')) return;
    const message = `${quote(nameOf(found))} is a ${method} with a request body, which cannot be sent; it is left out`;
    this.#report('body-unsendable', message, [...place, 'requestBody']);
    delete operation['requestBody'];
  }

  #duplicates(parameters: JsonValue | undefined, place: Tokens): void {
    const seen = new Set<string>();
    for (const [index, parameter] of (Array.isArray(parameters) ? parameters : []).entries()) {
      const { name, in: where } = this.#reader.object(parameter) ?? {};
      if (typeof name !== 'string' || typeof where !== 'string') continue;
      const key = parameterKey(where, name);
      if (seen.has(key)) {
        const message = `The ${where} parameter ${quote(name)} is there twice; the later one holds`;
        this.#report('parameter-duplicate', message, [...place, String(index)]);
      }
      seen.add(key);
    }
  }

  #pathParameters(found: DocumentOperation, place: Tokens): void {
    const names = pathParameterNames(found.path);
    const declared = new Map<string, Tokens>();
    for (const parameter of this.#reader.parameters(found).values()) {
      if (parameter.in === 'path') declared.set(parameter.name, parsePointer(parameter.pointer) ?? place);
    }
    const path = quote(found.path);
    for (const name of names) {
      if (declared.has(name)) continue;
      const near = similar(name, declared.keys());
      this.#report(
        'path-parameter',
        `${quote(name)} in the path ${path} is not a parameter of ${quote(nameOf(found))}; it is a string`,
        place,
        near === undefined ? undefined : `Did you mean ${quote(near)}? Name and braces have to be equal.`,
      );
    }
    for (const [name, at] of declared) {
      if (names.includes(name)) continue;
      const message = `The path ${path} has no place for the path parameter ${quote(name)}; it is left out`;
      this.#report('path-parameter', message, at);
    }
  }

  /** A whole query that is not a form: no method has an argument for it. */
  #querystring(found: DocumentOperation): void {
    for (const parameter of this.#reader.parameters(found).values()) {
      if (parameter.in !== 'querystring') continue;
      const message = `The query of ${quote(nameOf(found))} is described by ${quote(parameter.name)}, which is not a form with properties; it is left out`;
      this.#report('unsupported-feature', message, parsePointer(parameter.pointer) ?? []);
    }
  }

  #security(requirements: JsonValue | OpenApiDocument['security'] | undefined, place: Tokens): void {
    for (const [index, requirement] of (Array.isArray(requirements) ? requirements : []).entries()) {
      if (!isObject(requirement)) continue;
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

/** Methods whose requests no client of HTTP sends a body with. */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'TRACE']);

const STATUS_FIX = 'Use three digits, a class such as `4XX`, or `default`.';

function nameOf({ operation, method, path }: DocumentOperation): string {
  const id = own(operation, 'operationId');
  return typeof id === 'string' ? id : `${method} ${path}`;
}

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
