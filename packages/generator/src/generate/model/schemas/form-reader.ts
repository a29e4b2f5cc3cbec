import { isObject, type JsonObject, type JsonValue, own } from '../../../base/json.js';
import {
  type DocumentOperation,
  type DocumentReader,
  isReference,
  pathParameterNames,
  schemaOfMedia,
  text,
} from '../../../contract/document/reader.js';
import { isStatusCode } from '../../../contract/document/status-codes.js';
import { type BoundNames, contentSchema, isGivenByCaller } from '../given-parameters.js';
import type {
  ComponentForms,
  EventForm,
  HeaderForm,
  OperationForm,
  ParameterForm,
  PathForm,
  Referable,
  RequestBodyForm,
  ResponseForm,
  Texts,
} from './contract-forms.js';
import type { SchemaReader } from './read-schemas.js';
import type { Schema } from './schema-form.js';

const METHODS_OF_31: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
]);

/** Reads what stands around the schemas of a document: operations, webhooks, and the components that they share. */
export class FormReader {
  readonly #reader: DocumentReader;
  readonly #schemas: SchemaReader;
  readonly #keys: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly #bind: BoundNames;
  /** Components that were read before, by kind and name: many operations refer to each. */
  readonly #known = new Map<string, unknown>();

  constructor(
    reader: DocumentReader,
    schemas: SchemaReader,
    keys: ReadonlyMap<string, ReadonlyMap<string, string>>,
    bind: BoundNames,
  ) {
    this.#reader = reader;
    this.#schemas = schemas;
    this.#keys = keys;
    this.#bind = bind;
  }

  paths(): PathForm[] {
    return this.#reader.pathItems().map(([path, item]) => ({
      path,
      operations: this.#reader.operationsIn(path, item).map((found) => {
        const [field = ''] = found.tokens;
        return {
          pointer: found.pointer,
          form: this.#operation(found),
          ...(METHODS_OF_31.has(field) && { field }),
        };
      }),
    }));
  }

  components(): ComponentForms {
    const all = <T>(kind: string, read: (value: JsonValue) => T): Map<string, T> =>
      new Map(
        this.#reader
          .components(kind)
          .map(([name, value]): [string, T] => [
            this.#keys.get(kind)?.get(name) ?? name,
            this.#component(kind, name, () => read(value)),
          ]),
      );
    return {
      responses: all('responses', (value) => this.#response(value)),
      parameters: all('parameters', (value) => this.#parameter(value)),
      requestBodies: all('requestBodies', (value) => this.#requestBody(value)),
      headers: all('headers', (value) => this.#header(value)),
    };
  }

  /** The requests that servers send: webhooks first, then callbacks, in the contract's order. */
  events(): EventForm[] {
    const root = this.#reader.document as unknown as JsonObject;
    const webhooks = entries(own(root, 'webhooks')).flatMap(([name, item]) => this.#events(name, item));
    const callbacks = this.#reader.operations().flatMap(({ operation, method, path }) =>
      entries(own(operation, 'callbacks')).flatMap(([name, callback]) => {
        const id = text(operation['operationId']) ?? `${method} ${path}`;
        return entries(this.#reader.object(callback)).flatMap(([expression, item]) =>
          expression.startsWith('x-') ? [] : this.#events(name, item, id),
        );
      }),
    );
    return [...webhooks, ...callbacks];
  }

  #events(name: string, item: JsonValue, operation?: string): EventForm[] {
    const found = this.#reader.operationsIn(name, this.#reader.object(item) ?? {});
    return found.map((each) => {
      const body = this.#reader.object(own(each.operation, 'requestBody'));
      return {
        name: found.length > 1 ? `${name} ${each.method.toLowerCase()}` : name,
        method: each.method,
        texts: textsOf(each.operation),
        content: this.#content(own(body, 'content')),
        ...(operation !== undefined && { operation }),
      };
    });
  }

  #operation(found: DocumentOperation): OperationForm {
    const { operation } = found;
    const body = own(operation, 'requestBody');
    const responses = entries(own(operation, 'responses')).filter(([code]) => isStatusCode(code));
    return {
      ...textsOf(operation),
      parameters: this.#parameters(found),
      responses: new Map(
        responses.map(([code, response]) => [
          code,
          this.#referable('responses', response, (each) => this.#response(each)),
        ]),
      ),
      ...(body !== undefined && {
        requestBody: this.#referable('requestBodies', body, (each) => this.#requestBody(each)),
      }),
    };
  }

  /** The path's parameters and the operation's, those of the operation in place of the path's; and what the path names. */
  #parameters(operation: DocumentOperation): Referable<ParameterForm>[] {
    const { path } = operation;
    const parameters = new Map<string, Referable<ParameterForm>>();
    for (const [key, { name, in: place, listed }] of this.#reader.parameters(operation)) {
      // A path knows no parameter that it does not name.
      if (place === 'path' && !path.includes(`{${name}}`)) continue;
      if (!isGivenByCaller(place, name, this.#bind)) continue;
      parameters.set(
        key,
        this.#referable('parameters', listed, (each) => this.#parameter(each)),
      );
    }
    for (const name of pathParameterNames(path)) {
      const key = `path ${name}`;
      if (parameters.has(key) || !isGivenByCaller('path', name, this.#bind)) continue;
      parameters.set(key, { value: { name, in: 'path', required: true, schema: { types: ['string'] } } });
    }
    return [...parameters.values()];
  }

  #parameter(value: JsonValue): ParameterForm {
    const parameter = this.#reader.object(value) ?? {};
    const place = (['query', 'header', 'path', 'cookie'] as const).find((each) => each === parameter['in']) ?? 'query';
    const schema = own(parameter, 'schema') ?? contentSchema(parameter, this.#reader);
    return {
      ...textsOf(parameter),
      name: text(parameter['name']) ?? '',
      in: place,
      // A platform may have cookies of its own.
      required: (parameter['required'] === true && place !== 'cookie') || place === 'path',
      schema: schema === undefined ? { types: ['string'] } : this.#schemas.read(schema),
    };
  }

  #requestBody(value: JsonValue): RequestBodyForm {
    const body = this.#reader.object(value) ?? {};
    return { ...textsOf(body), required: body['required'] === true, content: this.#content(own(body, 'content')) };
  }

  #response(value: JsonValue): ResponseForm {
    const response = this.#reader.object(value) ?? {};
    const headers = entries(own(response, 'headers')).map(([name, header]): [string, Referable<HeaderForm>] => [
      name,
      this.#referable('headers', header, (each) => this.#header(each)),
    ]);
    return { ...textsOf(response), headers: new Map(headers), content: this.#content(own(response, 'content')) };
  }

  #header(value: JsonValue): HeaderForm {
    const header = this.#reader.object(value) ?? {};
    const schema = own(header, 'schema');
    return {
      ...textsOf(header),
      required: header['required'] === true,
      schema: schema === undefined ? { types: ['string'] } : this.#schemas.read(schema),
    };
  }

  #content(value: JsonValue | undefined): Map<string, Schema> {
    return new Map(
      entries(value).map(([mediaType, media]): [string, Schema] => [
        mediaType,
        this.#schemas.read(schemaOfMedia(this.#reader.object(media), mediaType)),
      ]),
    );
  }

  /** A reference to a whole component stays one; any other is replaced by what it leads to. */
  #referable<T>(kind: keyof ComponentForms, value: JsonValue, read: (value: JsonValue) => T): Referable<T> {
    if (isReference(value)) {
      const name = this.#reader.componentName(kind, value.$ref);
      const component = name === undefined ? undefined : this.#keys.get(kind)?.get(name);
      // Only where the chain of references ends in something: a cycle has no type.
      if (name !== undefined && component !== undefined && this.#reader.object(value)) {
        return { component, value: this.#component(kind, name, () => read(value)) };
      }
    }
    return { value: read(value) };
  }

  #component<T>(kind: string, name: string, read: () => T): T {
    const key = `${kind} ${name}`;
    if (!this.#known.has(key)) this.#known.set(key, read());
    return this.#known.get(key) as T;
  }
}

function textsOf(value: JsonObject): Texts {
  const { summary, description, deprecated } = value;
  const [preset, example] = [own(value, 'default'), own(value, 'example')];
  return {
    ...(text(summary) !== undefined && { summary: text(summary) as string }),
    ...(text(description) !== undefined && { description: text(description) as string }),
    ...(deprecated === true && { deprecated }),
    ...(preset !== undefined && { default: preset }),
    ...(example !== undefined && { example }),
  };
}

function entries(value: JsonValue | undefined): [string, JsonValue][] {
  return isObject(value) ? Object.entries(value) : [];
}
