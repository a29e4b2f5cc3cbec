import type { HttpMethod } from '@influxkit/runtime';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import { METHODS, type OpenApiDocument, OTHER_METHODS, type Reference } from './openapi.js';
import { escapeToken, formatPointer, parsePointer } from './pointer.js';

// The one place that knows how a bundled document is read: references, components, operations and their parameters.
// Loading checks by it, the model and `schema.ts` are made by it, and contracts are compared by it.

/** A value of the document and where it stands (RFC 6901). */
export interface Part {
  readonly value: JsonValue;
  readonly pointer: string;
}

/** An operation of the document, with the path item that it stands in. */
export interface DocumentOperation {
  readonly method: HttpMethod;
  readonly path: string;
  readonly pathItem: JsonObject;
  readonly operation: JsonObject;
  readonly pointer: string;
  /** Where it stands in its path item: `['get']`. */
  readonly tokens: readonly string[];
}

/** A parameter of an operation, references followed. */
export interface DocumentParameter {
  readonly name: string;
  /** `query`, `header`, `path` or `cookie`. */
  readonly in: string;
  readonly value: JsonObject;
  /** As it is listed: perhaps a reference. */
  readonly listed: JsonValue;
  /** Where it is listed. */
  readonly pointer: string;
  /** Where its definition stands: elsewhere, if it is listed by reference. */
  readonly definedAt: string;
}

/** Tokens of a reference inside the document (`#/components/schemas/A`), decoded; undefined for any other. */
export function referenceTokens(ref: string): string[] | undefined {
  return ref.startsWith('#') ? parsePointer(decode(ref.slice(1))) : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: the loader let it through because a key is spelt exactly so.
    return text;
  }
}

export function isReference(value: unknown): value is JsonObject & Reference {
  return isObject(value) && typeof own(value, '$ref') === 'string';
}

/** The `$ref` of a value, if it is a reference. */
export function refOf(value: JsonValue | undefined): string | undefined {
  return isReference(value) ? value.$ref : undefined;
}

/** Kind and name of the component that a reference leads to, where it leads to a whole one. */
export function componentOf(ref: string): { readonly kind: string; readonly name: string } | undefined {
  const [components, kind, name, ...rest] = referenceTokens(ref) ?? [];
  if (components !== 'components' || kind === undefined || name === undefined || rest.length > 0) return undefined;
  return { kind, name };
}

/** A string that is not empty. */
export function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What tells two parameters apart: place and name. Names of headers do not depend on case. */
export function parameterKey(place: string, name: string): string {
  return `${place} ${place === 'header' ? name.toLowerCase() : name}`;
}

/** Names in the braces of a path, each once. */
export function pathParameterNames(path: string): string[] {
  return [...new Set([...sentPath(path).matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name))];
}

/** What of a path is sent: a fragment tells operations apart in some contracts, and never leaves the client. */
export function sentPath(path: string): string {
  return path.split('#', 1)[0] || '/';
}

/** Media types that are a sequence of items, one after another. */
const SEQUENTIAL = /^text\/event-stream$|^multipart\/mixed$|[/+](x-)?(ndjson|jsonl|jsonlines|json-seq|stream\+json)$/;

/**
 * The schema of a media type. Where only its items have one (OpenAPI 3.2) it is theirs if they come one after another, and
 * otherwise that of an array of them.
 */
export function schemaOfMedia(media: JsonValue | undefined, mediaType: string): JsonValue | undefined {
  const [schema, items] = [own(media, 'schema'), own(media, 'itemSchema')];
  if (schema !== undefined || items === undefined) return schema;
  return isSequential(mediaType) ? items : { type: 'array', items };
}

/** Whether a media type is a sequence of items, one after another. */
export function isSequential(mediaType: string): boolean {
  return SEQUENTIAL.test((mediaType.split(';')[0] ?? '').trim().toLowerCase());
}

/** A path without the names of its parameters, which do not tell two paths apart: `/a/{id}` → `/a/{}`. */
export function pathTemplate(path: string): string {
  return path.replaceAll(/\{[^{}]*\}/g, '{}');
}

/** Looks things up in one bundled document. */
export class DocumentReader {
  readonly document: OpenApiDocument;
  /** Where references end, so that a chain of them is followed once, not once for each link. */
  readonly #ends = new Map<string, Part | undefined>();

  constructor(document: OpenApiDocument) {
    this.document = document;
  }

  /** Whether the document is one of OpenAPI 3.0, whose schemas are read otherwise than those of JSON Schema. */
  get isOpenApi30(): boolean {
    return /^3\.0/.test(this.document.openapi);
  }

  /** Whether `allowReserved` speaks of paths too: before OpenAPI 3.2 it is for the query alone. */
  get reservesInPaths(): boolean {
    return !/^3\.[01]\b/.test(this.document.openapi);
  }

  get #root(): JsonObject {
    return this.document as unknown as JsonObject;
  }

  /** What a reference leads to, itself perhaps a reference; undefined where there is nothing. */
  target(ref: string): JsonValue | undefined {
    const tokens = referenceTokens(ref);
    let value: JsonValue | undefined = tokens && this.#root;
    for (const token of tokens ?? []) value = own(value, token);
    return value;
  }

  /** A part with all references followed; the part itself where they lead nowhere or in a cycle. */
  follow(part: Part): Part {
    const passed = new Set<string>();
    let end: Part | undefined = part;
    for (let ref = refOf(part.value); ref !== undefined; ref = refOf(end?.value)) {
      if (this.#ends.has(ref)) {
        end = this.#ends.get(ref);
        break;
      }
      const value: JsonValue | undefined = passed.has(ref) ? undefined : this.target(ref);
      passed.add(ref);
      end = value === undefined ? undefined : { value, pointer: formatPointer(referenceTokens(ref) ?? []) };
    }
    for (const ref of passed) this.#ends.set(ref, end);
    return end ?? part;
  }

  /** A value with all references followed; undefined where they lead nowhere or in a cycle. */
  resolve(value: JsonValue | undefined): JsonValue | undefined {
    if (!isReference(value)) return value;
    const end = this.follow({ value, pointer: '' }).value;
    return isReference(end) ? undefined : end;
  }

  /** Like `resolve`, for what has to be an object. */
  object(value: JsonValue | undefined): JsonObject | undefined {
    const resolved = this.resolve(value);
    return isObject(resolved) ? resolved : undefined;
  }

  /** Entries of a map in the document, such as `components.schemas`; none where it is absent. */
  components(kind: string): [string, JsonValue][] {
    const map = own(own(this.#root, 'components'), kind);
    return isObject(map) ? Object.entries(map) : [];
  }

  component(kind: string, name: string): JsonValue | undefined {
    return own(own(own(this.#root, 'components'), kind), name);
  }

  /** Name of the component that a reference leads to, where it is a whole one of this kind and is there. */
  componentName(kind: string, ref: string): string | undefined {
    const component = componentOf(ref);
    return component?.kind === kind && this.component(kind, component.name) !== undefined ? component.name : undefined;
  }

  /** The path items by their paths, references followed. */
  pathItems(): [path: string, item: JsonObject][] {
    const paths = own(this.#root, 'paths');
    return Object.entries(isObject(paths) ? paths : {}).flatMap(([path, entry]): [string, JsonObject][] => {
      const item = path.startsWith('x-') ? undefined : this.object(entry);
      return item ? [[path, item]] : [];
    });
  }

  /** All operations, in the document's order. */
  operations(): DocumentOperation[] {
    return this.pathItems().flatMap(([path, pathItem]) => this.operationsIn(path, pathItem));
  }

  /** The operations of a path item, in its order. */
  operationsIn(path: string, pathItem: JsonObject): DocumentOperation[] {
    return operationsOf(pathItem).map(({ method, operation, tokens }) => ({
      method,
      path,
      pathItem,
      operation,
      pointer: formatPointer(['paths', path, ...tokens]),
      tokens,
    }));
  }

  /**
   * The parameters of an operation by `parameterKey`: those of its path item and its own, which come instead of the path
   * item's of the same name and place. A query that is described as a whole is the parameters that it is made of.
   */
  parameters({
    pathItem,
    operation,
    pointer,
    path,
  }: Pick<DocumentOperation, 'pathItem' | 'operation' | 'pointer' | 'path'>): Map<string, DocumentParameter> {
    const found = new Map<string, DocumentParameter>();
    const shared = formatPointer(['paths', path]);
    for (const [of, at] of [
      [pathItem, shared],
      [operation, pointer],
    ] as const) {
      const list = own(of, 'parameters');
      for (const [index, listed] of (Array.isArray(list) ? list : []).entries()) {
        const place = `${at}/parameters/${index}`;
        const { value, pointer: definedAt } = this.follow({ value: listed, pointer: place });
        const [name, where] = [text(own(value, 'name')), text(own(value, 'in'))];
        if (!isObject(value) || name === undefined || where === undefined) continue;
        const parts = where === 'querystring' ? this.#queryParts(value) : [];
        for (const part of parts) {
          const key = parameterKey('query', String(part['name']));
          found.set(key, {
            name: String(part['name']),
            in: 'query',
            value: part,
            listed: part,
            pointer: place,
            definedAt,
          });
        }
        if (parts.length > 0) continue;
        found.set(parameterKey(where, name), { name, in: where, value, listed, pointer: place, definedAt });
      }
    }
    return found;
  }

  /**
   * The query parameters that a form as the whole query (`in: querystring`) is made of; none where it is not such a
   * form.
   */
  #queryParts(parameter: JsonObject): JsonObject[] {
    const form = own(this.object(own(own(parameter, 'content'), 'application/x-www-form-urlencoded')), 'schema');
    const schema = this.object(form);
    const [properties, required] = [own(schema, 'properties'), own(schema, 'required')];
    return Object.entries(isObject(properties) ? properties : {}).map(([name, part]) => ({
      name,
      in: 'query',
      ...(Array.isArray(required) && required.includes(name) && { required: true }),
      schema: part,
    }));
  }
}

/** An operation of a path item, its method as it is sent. */
export type ItemOperation = Pick<DocumentOperation, 'method' | 'operation' | 'tokens'>;

/** The operations of a path item, in its order; those of other methods (OpenAPI 3.2) where they stand. */
export function operationsOf(pathItem: JsonObject): ItemOperation[] {
  return Object.entries(pathItem).flatMap(([key, value]): ItemOperation[] => {
    if (!isObject(value)) return [];
    if (key === OTHER_METHODS) {
      return Object.entries(value).flatMap(([method, operation]): ItemOperation[] =>
        isObject(operation) ? [{ method: method as HttpMethod, operation, tokens: [key, method] }] : [],
      );
    }
    if (!(METHODS as readonly string[]).includes(key)) return [];
    return [{ method: key.toUpperCase() as HttpMethod, operation: value, tokens: [key] }];
  });
}

/** The pointer of what stands in a part under a key. */
export function below(part: { readonly pointer: string }, key: string): string {
  return `${part.pointer}/${escapeToken(key)}`;
}
