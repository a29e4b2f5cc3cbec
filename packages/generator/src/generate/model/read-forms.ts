import type { ParameterStyle, PropertyEncoding } from '@influxkit/runtime';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import type { FormatTypeNames } from '../../config/product-config.js';
import { type DocumentReader, text } from '../../contract/document/reader.js';
import type { FormModel, FormObject, ParameterModel, TypeModel } from './api-model.js';
import { isMediaType } from './codecs.js';
import { isJsonType, queryStyle } from './parameter-styles.js';
import { schemaBounds, schemaProperties, schemaType, withAllOf } from './schema-types.js';
import { isFlat } from './value-kinds.js';

// Forms by their schema: URL-encoded, or as parts (multipart/form-data). A property that is a file takes one; one whose
// encoding declares headers takes them beside its value.

export interface FormContext {
  readonly reader: DocumentReader;
  readonly models: ReadonlyMap<string, string>;
  readonly formatTypes: FormatTypeNames | undefined;
}

/** Branches of a union that are written out; a form that is one of more is any object. */
const MOST_ALTERNATIVES = 20;

/** A form; undefined where its schema is not one of an object, and so nothing is known of its properties. */
export function readForm(
  media: {
    readonly mediaType: string;
    readonly codec: 'form' | 'multipart';
    readonly schema: JsonValue | undefined;
    readonly described: JsonObject | undefined;
    /** The type of the whole object. */
    readonly at: TypeModel;
  },
  context: FormContext,
): FormModel | undefined {
  const { mediaType, codec, schema, described, at } = media;
  const { reader } = context;
  const found = reader.object(schema);
  if (found && found['type'] !== undefined && found['type'] !== 'object') return undefined;
  const encodings = own(described, 'encoding');
  const encodingOf = (name: string): JsonObject | undefined => reader.object(own(encodings, name));
  const alternatives = branchesOf(schema, reader).map((branches): FormObject => {
    const isWhole = branches.length === 1;
    const properties = new Map(branches.flatMap((branch) => [...schemaProperties(branch, reader)]));
    const required = new Set(branches.flatMap((branch) => requiredOf(branch, reader)));
    const isOpen =
      properties.size === 0 ||
      branches.some((branch) => {
        const rest = own(reader.object(branch), 'additionalProperties');
        return rest === true || isObject(rest);
      });
    return {
      isOpen,
      properties: [...properties].flatMap(([name, value]): ParameterModel[] => {
        if (reader.object(value)?.['readOnly'] === true) return [];
        const isRequired = required.has(name);
        // A property of one of several objects cannot be looked up in all of them.
        const place: TypeModel = isWhole
          ? { kind: 'member', of: at, key: name, optional: !isRequired }
          : { kind: 'keyword', name: 'unknown' };
        return [formProperty({ name, value, isRequired, place, codec, encoding: encodingOf(name) }, context)];
      }),
    };
  });
  const names = new Set(alternatives.flatMap(({ properties }) => properties.map(({ name }) => name)));
  const values = new Map(
    branchesOf(schema, reader).flatMap((branches) =>
      branches.flatMap((branch) => [...schemaProperties(branch, reader)]),
    ),
  );
  const encoding = new Map(
    [...names].flatMap((name): [string, PropertyEncoding][] => {
      const said = propertyEncoding(values.get(name), encodingOf(name), codec, reader);
      return Object.keys(said).length > 0 ? [[name, said]] : [];
    }),
  );
  return { mediaType, codec, alternatives, encoding };
}

/** The objects that a schema allows, each by the schemas that describe it together. */
function branchesOf(schema: JsonValue | undefined, reader: DocumentReader): (readonly (JsonValue | undefined)[])[] {
  const found = reader.object(schema);
  const union = found?.['oneOf'] ?? found?.['anyOf'];
  if (!Array.isArray(union) || union.length === 0 || union.length > MOST_ALTERNATIVES) return [[schema]];
  return union.map((branch) => [schema, branch]);
}

/** Names that a schema requires, with those of its `allOf` parts. */
function requiredOf(schema: JsonValue | undefined, reader: DocumentReader): string[] {
  return [...withAllOf(schema, reader)].flatMap(({ required }) =>
    Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [],
  );
}

function formProperty(
  {
    name,
    value,
    isRequired,
    place,
    codec,
    encoding,
  }: {
    readonly name: string;
    readonly value: JsonValue;
    readonly isRequired: boolean;
    readonly place: TypeModel;
    readonly codec: 'form' | 'multipart';
    readonly encoding: JsonObject | undefined;
  },
  { reader, models, formatTypes }: FormContext,
): ParameterModel {
  const plain =
    writtenType(value, codec, encoding, reader) ??
    (place.kind === 'keyword' ? formattedType(value, reader, formatTypes) : undefined) ??
    schemaType(value, place, models, reader, formatTypes);
  const type = codec === 'multipart' ? partType(value, plain, encoding, reader) : plain;
  const found = reader.object(value);
  const description = text(found?.['description']);
  const bounds = schemaBounds(value, reader);
  return {
    name,
    required: isRequired,
    deprecated: found?.['deprecated'] === true,
    type,
    ...(description !== undefined && { description }),
    ...(bounds !== undefined && { bounds }),
  };
}

/**
 * The type of a property that nothing here can write, such as an object as XML: the text, which the caller writes. Undefined
 * for one that its media types can hold.
 */
function writtenType(
  value: JsonValue,
  codec: 'form' | 'multipart',
  encoding: JsonObject | undefined,
  reader: DocumentReader,
): TypeModel | undefined {
  const types = text(encoding?.['contentType'])?.split(',') ?? [];
  const isHeld = types.length === 0 || types.some((type) => isJsonType(type.trim()) || isJsonRange(type.trim()));
  if (isHeld || isFlat(value, reader) || styleOf(encoding, codec, reader)) return undefined;
  const { type } = reader.object(value) ?? {};
  return type === 'array' ? { kind: 'array', of: TEXT } : TEXT;
}

const TEXT: TypeModel = { kind: 'keyword', name: 'string' };

/** The type of a scalar by its format, where the configuration has another one for it than JSON. */
function formattedType(
  value: JsonValue,
  reader: DocumentReader,
  formatTypes: FormatTypeNames = {},
): TypeModel | undefined {
  const { type, format } = reader.object(value) ?? {};
  if (type === 'string' && format === 'date-time' && formatTypes['date-time']) return { kind: 'keyword', name: 'Date' };
  if (type === 'integer' && format === 'int64' && formatTypes.int64) return { kind: 'keyword', name: 'bigint' };
  return undefined;
}

const FILE: TypeModel = { kind: 'keyword', name: 'FormFile' };

/** The type of a part, or of several parts of one name. */
function partType(
  value: JsonValue,
  plain: TypeModel,
  encoding: JsonObject | undefined,
  reader: DocumentReader,
): TypeModel {
  const headers = partHeaders(encoding, reader);
  const part = (type: TypeModel): TypeModel => (headers.length > 0 ? { kind: 'part', of: type, headers } : type);
  const found = reader.object(value);
  if (isFile(found, encoding)) return part(isNullable(found) ? { kind: 'union', of: [FILE, NULL] } : FILE);
  if (found?.['type'] !== 'array' || !isObject(found['items'])) return part(plain);
  const items = reader.object(found['items']);
  if (isFile(items, encoding)) return { kind: 'array', of: part(FILE) };
  if (headers.length === 0) return plain;
  const element: TypeModel =
    plain.kind === 'array' ? plain.of : { kind: 'member', of: plain, key: 'elements', optional: false };
  return { kind: 'array', of: part(element) };
}

const NULL: TypeModel = { kind: 'keyword', name: 'null' };

const isNullable = (schema: JsonObject | undefined): boolean =>
  schema?.['nullable'] === true || (Array.isArray(schema?.['type']) && schema['type'].includes('null'));

/**
 * Whether a schema is one of bytes: of the format `binary` (OpenAPI 3.0), or with the media type of what is not text and
 * no encoding (3.1). A schema that says nothing is one where the encoding names such a media type.
 */
function isFile(schema: JsonObject | undefined, encoding: JsonObject | undefined): boolean {
  if (!schema) return false;
  if (schema['format'] === 'binary') return true;
  if (schema['contentEncoding'] !== undefined) return false;
  const mediaType = text(schema['contentMediaType']);
  if (mediaType !== undefined) return !isTextual(mediaType);
  const isOpen = ['type', 'enum', 'const', 'properties', 'items', 'allOf', 'anyOf', 'oneOf', '$ref'].every(
    (key) => schema[key] === undefined,
  );
  const declared = text(encoding?.['contentType']);
  return isOpen && declared !== undefined && !isTextual(declared);
}

const isTextual = (mediaType: string): boolean => /^text\/|[/+](json|xml|ya?ml)\b/i.test(mediaType);

/** The headers that an encoding declares for a part. `Content-Type` is not one of them (OpenAPI, Encoding Object). */
function partHeaders(encoding: JsonObject | undefined, reader: DocumentReader): ParameterModel[] {
  const declared = own(encoding, 'headers');
  return Object.entries(isObject(declared) ? declared : {}).flatMap(([name, value]): ParameterModel[] => {
    const header = reader.object(value);
    if (!header || name.toLowerCase() === 'content-type' || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return [];
    const required = header['required'] === true;
    const type = schemaType(own(header, 'schema'), { kind: 'keyword', name: 'string' }, new Map(), reader);
    const isPlain = type.kind === 'keyword' || type.kind === 'literals';
    return [{ name, required, deprecated: false, type: isPlain ? type : { kind: 'keyword', name: 'string' } }];
  });
}

/** How a property is written, as far as its value does not say it. */
function propertyEncoding(
  value: JsonValue | undefined,
  encoding: JsonObject | undefined,
  codec: 'form' | 'multipart',
  reader: DocumentReader,
): PropertyEncoding {
  const headers = codec === 'multipart' && partHeaders(encoding, reader).length > 0;
  const style = styleOf(encoding, codec, reader);
  if (style) return { style, ...(encoding?.['allowReserved'] === true && { allowReserved: true }) };
  const schema = reader.object(value);
  const items = reader.object(own(schema, 'items'));
  const said =
    text(encoding?.['contentType']) ??
    (codec === 'multipart' ? (text(schema?.['contentMediaType']) ?? text(items?.['contentMediaType'])) : undefined);
  const named = said?.split(',').map((mediaType) => mediaType.trim()) ?? [];
  const contentType = named.every(isMediaType) ? (codec === 'form' ? pairType(named) : said) : undefined;
  return { ...(contentType !== undefined && { contentType }), ...(headers && { headers: true }) };
}

/**
 * By which of the media types that an encoding names a pair is written, for its type is not sent: undefined where objects
 * are JSON and scalars are text, as of one that names none.
 */
function pairType([first = '', ...others]: readonly string[]): string | undefined {
  const isJson = (type: string): boolean => isJsonType(type) || isJsonRange(type);
  if (others.length === 0 && !first.includes('*')) return first || undefined;
  if (isJsonType(first) || first.startsWith('application/*')) return 'application/json';
  return [first, ...others].some(isJson) ? undefined : 'text/plain';
}

/** Whether JSON is of a range of media types. */
const isJsonRange = (type: string): boolean => /^(\*|application)\/\*/.test(type);

/** The style of a property, where its encoding has one. In OpenAPI 3.0 only URL-encoded forms know styles. */
function styleOf(
  encoding: JsonObject | undefined,
  codec: 'form' | 'multipart',
  { isOpenApi30 }: DocumentReader,
): ParameterStyle | undefined {
  const isStyled = ['style', 'explode', 'allowReserved'].some((key) => encoding?.[key] !== undefined);
  if (!encoding || !isStyled) return undefined;
  if (codec === 'multipart' && isOpenApi30) return undefined;
  return queryStyle(encoding);
}
