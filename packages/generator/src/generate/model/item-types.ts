import type { Codec } from '@influxkit/runtime';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import type { DocumentReader } from '../../contract/document/reader.js';
import type { TypeModel } from './api-model.js';
import { isJsonType } from './parameter-styles.js';
import { schemaProperties } from './schema-types.js';
import { valueKinds } from './value-kinds.js';

// Responses that come item by item: JSON lines, sequences of JSON, server-sent events. The schema of such a media type is
// that of an item; one of an array is that of all items together (OpenAPI 3.2). Of server-sent events it is the schema of
// the data, or of the whole event where it describes nothing but the fields of one.

/** What decodes a response item by item, as it comes. */
export type ItemCodec = Extract<Codec, 'jsonl' | `json-${string}` | `sse${string}`>;

/** What types of items are made from. */
export interface ItemTypes {
  readonly reader: DocumentReader;
  /** The type of a schema that has no place in `schema.ts`. */
  readonly typeOf: (schema: JsonValue) => TypeModel;
}

/** The codecs that give a response item by item. */
export const ITEM_CODECS: readonly ItemCodec[] = [
  'jsonl',
  'json-seq',
  'sse',
  'sse-text',
  'sse-event',
  'sse-event-json',
];

/**
 * Whether a response is given item by item, as it comes, in place of one value.
 *
 * @example
 * import { isItemCodec } from '@influxkit/generator';
 *
 * isItemCodec('jsonl'); // true
 * isItemCodec('json'); // false
 */
export const isItemCodec = (codec: Codec): codec is ItemCodec => (ITEM_CODECS as readonly Codec[]).includes(codec);

/** The codec of a sequence of items by its media type and the schema of an item. */
export function itemCodec(mediaType: string, schema: JsonValue | undefined, reader: DocumentReader): Codec {
  const item = itemSchema(schema, reader);
  if (mediaType === 'text/event-stream') {
    const events = schema === undefined ? undefined : eventSchemas(item, reader);
    if (events)
      return events.every(({ data }) => jsonData(data, reader) !== undefined) ? 'sse-event-json' : 'sse-event';
    if (schema === undefined) return 'sse-event';
    return isText(item, reader) ? 'sse-text' : 'sse';
  }
  // Of text nobody knows what a line holds: it is as the server sends it.
  if (schema === undefined || isText(item, reader)) return 'stream';
  return mediaType.endsWith('json-seq') ? 'json-seq' : 'jsonl';
}

/** The type of an item. */
export function itemType(
  codec: ItemCodec,
  json: TypeModel,
  { schema, items: { reader, typeOf } }: { readonly schema: JsonValue | undefined; readonly items: ItemTypes },
): TypeModel {
  const text: TypeModel = { kind: 'keyword', name: 'string' };
  if (codec === 'sse-text') return text;
  if (codec === 'sse-event' || codec === 'sse-event-json') {
    const events = (schema === undefined ? undefined : eventSchemas(itemSchema(schema, reader), reader)) ?? [{}];
    const types = events.map(({ data, event }): TypeModel => {
      const names = namesOf(event, reader);
      const content = codec === 'sse-event-json' ? jsonData(data, reader) : undefined;
      const type = codec === 'sse-event' ? text : typeOf(content ?? {});
      return { kind: 'event', data: type, ...(names && { names }) };
    });
    const [only] = types;
    return only && types.length === 1 ? only : { kind: 'union', of: types };
  }
  if (!isArray(schema, reader)) return json;
  return json.kind === 'array' ? json.of : { kind: 'member', of: json, key: 'elements', optional: false };
}

/** The schemas of what items hold as JSON; none where they are strings. */
export function itemDataSchemas(codec: ItemCodec, schema: JsonValue | undefined, reader: DocumentReader): JsonValue[] {
  const item = itemSchema(schema, reader);
  if (item === undefined || codec === 'sse-text' || codec === 'sse-event') return [];
  if (codec !== 'sse-event-json') return [item];
  return (eventSchemas(item, reader) ?? []).flatMap(({ data }) => jsonData(data, reader) ?? []);
}

const isArray = (schema: JsonValue | undefined, reader: DocumentReader): boolean => {
  const found = reader.object(schema);
  return found?.['type'] === 'array' && isObject(found['items']);
};

const itemSchema = (schema: JsonValue | undefined, reader: DocumentReader): JsonValue | undefined =>
  isArray(schema, reader) ? own(reader.object(schema), 'items') : schema;

function isText(schema: JsonValue | undefined, reader: DocumentReader): boolean {
  return reader.object(schema)?.['type'] === 'string';
}

const FIELDS: ReadonlySet<string> = /* @__PURE__ */ new Set(['data', 'event', 'id', 'retry']);

interface EventSchema {
  readonly data?: JsonValue | undefined;
  readonly event?: JsonValue | undefined;
}

/**
 * The schemas of the fields, where a schema describes nothing but fields of an event, among them its data as a string: one,
 * or one for each branch of a union. Undefined for the schema of data.
 */
function eventSchemas(schema: JsonValue | undefined, reader: DocumentReader, depth = 0): EventSchema[] | undefined {
  const found = reader.object(schema);
  if (!found || depth > 5) return undefined;
  const shared = schemaProperties(found, reader);
  const branches = found['oneOf'] ?? found['anyOf'];
  if (Array.isArray(branches) && branches.length > 0) {
    const events = branches.map((branch) => {
      const properties = new Map([...shared, ...schemaProperties(branch, reader)]);
      return eventOf(properties, reader);
    });
    return events.every((each) => each !== undefined) ? events : undefined;
  }
  const event = eventOf(shared, reader);
  return event && [event];
}

function eventOf(properties: ReadonlyMap<string, JsonValue>, reader: DocumentReader): EventSchema | undefined {
  const data = properties.get('data');
  if (data === undefined || ![...properties.keys()].every((name) => FIELDS.has(name))) return undefined;
  const kinds = valueKinds(data, reader);
  const isContent = jsonData(data, reader) !== undefined;
  // Data of an object is the schema of what the data holds: an event has no more than text.
  if (!isContent && !(kinds.size === 1 && kinds.has('scalar'))) return undefined;
  return { data, event: properties.get('event') };
}

/** The schema of what a string holds, where that is JSON. */
function jsonData(data: JsonValue | undefined, reader: DocumentReader): JsonValue | undefined {
  const found: JsonObject | undefined = reader.object(data);
  const content = own(found, 'contentSchema');
  const mediaType = own(found, 'contentMediaType');
  if (content !== undefined) return content;
  return typeof mediaType === 'string' && isJsonType(mediaType) ? {} : undefined;
}

/** The names of events that a schema allows, where it lists them. */
function namesOf(event: JsonValue | undefined, reader: DocumentReader): readonly string[] | undefined {
  const found = reader.object(event);
  const values = found?.['const'] === undefined ? found?.['enum'] : [found['const']];
  return Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'string')
    ? values
    : undefined;
}
