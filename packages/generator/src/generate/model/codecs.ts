import type { Codec } from '@influxkit/runtime';
import { isObject, type JsonValue } from '../../base/json.js';
import { type DocumentReader, isSequential } from '../../contract/document/reader.js';
import type { Keyword, TypeModel } from './api-model.js';
import { ITEM_CODECS, type ItemTypes, isItemCodec, itemCodec, itemType } from './item-types.js';

// How a body of a media type is turned into bytes or back. The rules, the first that fits wins:
// - the configuration's `codecs`;
// - JSON lines, JSON sequences and server-sent events come item by item where the contract says what an item is, JSON lines
//   and sequences otherwise as a stream (sent: text);
// - a range of media types that is sent, such as `*/*` → any: by the value;
// - JSON and `+json` → json;
// - CSV may be long → stream (sent: text);
// - URL-encoded forms → form (in a response: text); multipart → multipart (in a response, or sent but not as form data: stream, bytes);
// - a schema of `format: binary` → bytes;
// - `text/*`, XML, YAML, TOML, Flux, GraphQL, SQL, JavaScript, Jsonnet → text;
// - a range that comes back as its schema says: objects, lists, numbers and booleans → json, strings → text;
// - anything else → bytes.

export type Direction = 'body' | 'response';

const MEDIA_TYPE = /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+(\s*;\s*[\w!#$&^.+*-]+=("[^"\\]*"|[\w!#$&^.+*-]+))*$/;
const TEXTUAL = /(^text\/)|[/+.](x-)?(xml|ya?ml|toml|flux|graphql|sql|javascript|ecmascript|jsonnet|x-sh)$/;
const ALLOWED: Readonly<Record<Direction, readonly Codec[]>> = {
  body: ['json', 'text', 'bytes', 'stream', 'form', 'multipart', 'any'],
  response: ['json', 'text', 'bytes', 'stream', 'any', ...ITEM_CODECS],
};

/** Whether a string is a media type (or a range of them) that can stand in a header. */
export function isMediaType(text: string): boolean {
  return text.length < 256 && MEDIA_TYPE.test(text);
}

export function isAllowedCodec(codec: Codec, direction: Direction): boolean {
  return ALLOWED[direction].includes(codec);
}

/** The codec of a media type by the rules above. */
export function codecOf(
  mediaType: string,
  schema: JsonValue | undefined,
  direction: Direction,
  reader: DocumentReader,
): Codec {
  const type = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  const sent = direction === 'body';
  if (isSequential(type) && !type.startsWith('multipart/')) return sent ? 'text' : itemCodec(type, schema, reader);
  if (sent && type.includes('*')) return 'any';
  if (/[/+]json$/.test(type)) return 'json';
  if (/\/(x-)?csv$/.test(type)) return sent ? 'text' : 'stream';
  if (type === 'application/x-www-form-urlencoded') return sent ? 'form' : 'text';
  if (type === 'multipart/form-data') return sent ? 'multipart' : 'stream';
  if (type.startsWith('multipart/')) return sent ? 'bytes' : 'stream';
  const found = reader.object(schema);
  if (found?.['format'] === 'binary') return 'bytes';
  if (TEXTUAL.test(type)) return 'text';
  if (type.includes('*') && isObject(found)) return found['type'] === 'string' ? 'text' : 'json';
  return 'bytes';
}

const BODY_TYPES: Readonly<Record<'text' | 'bytes' | 'stream' | 'form' | 'multipart' | 'any', Keyword>> = {
  text: 'TextBody',
  bytes: 'BinaryBody',
  stream: 'BinaryBody',
  form: 'FormBody',
  multipart: 'MultipartBody',
  any: 'AnyBody',
};

const RESPONSE_TYPES: Readonly<Record<keyof typeof BODY_TYPES, Keyword>> = {
  text: 'string',
  bytes: 'Uint8Array',
  stream: 'ReadableStream<Uint8Array>',
  form: 'string',
  multipart: 'ReadableStream<Uint8Array>',
  any: 'unknown',
};

/**
 * The type that a body is given as, or that a response is decoded to.
 *
 * @param json the type of what JSON holds
 */
export function codedType(
  codec: Codec,
  json: TypeModel,
  direction: Direction,
  place: { readonly mediaType: string; readonly schema: JsonValue | undefined; readonly items: ItemTypes },
): TypeModel {
  if (codec === 'json') return json;
  if (isItemCodec(codec)) return { kind: 'items', of: itemType(codec, json, place) };
  const keyword: TypeModel = { kind: 'keyword', name: (direction === 'body' ? BODY_TYPES : RESPONSE_TYPES)[codec] };
  if (direction === 'body' && codec === 'any') return anyBodyType(json, keyword, place);
  return keyword;
}

/** What a body whose media type is open takes: whatever JSON holds by its schema, where the range has JSON in it, too. */
function anyBodyType(
  json: TypeModel,
  any: TypeModel,
  { mediaType, schema }: { readonly mediaType: string; readonly schema: JsonValue | undefined },
): TypeModel {
  const range = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  if (range === 'text/*') return { kind: 'keyword', name: 'TextBody' };
  if (range === 'multipart/*') return any;
  if (range !== '*/*' && !range.startsWith('application/')) return { kind: 'keyword', name: 'BinaryBody' };
  if (schema === undefined) return { kind: 'keyword', name: 'unknown' };
  const isText = json.kind === 'keyword' && json.name === 'string';
  return isText ? any : { kind: 'union', of: [json, any] };
}
