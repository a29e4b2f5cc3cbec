import type { Codec } from '@influxkit/runtime';
import { isObject, type JsonValue } from '../../base/json.js';
import type { DocumentReader } from '../../contract/document/reader.js';
import type { Keyword, TypeModel } from './api-model.js';

// How a body of a media type is turned into bytes or back. The rules, the first that fits wins:
// - the configuration's `codecs`;
// - JSON and `+json` → json; JSON lines, JSON sequences and server-sent events come bit by bit → stream (sent: text);
// - CSV may be long → stream (sent: text);
// - URL-encoded forms → form (in a response: text); multipart → multipart (in a response, or sent but not as form data: stream, bytes);
// - a schema of `format: binary` → bytes;
// - `text/*`, XML, YAML, TOML, Flux, GraphQL, SQL, JavaScript, Jsonnet → text;
// - a range such as `*/*` as its schema says: objects, lists, numbers and booleans → json, strings → text;
// - anything else → bytes.

export type Direction = 'body' | 'response';

const MEDIA_TYPE = /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+(\s*;\s*[\w!#$&^.+*-]+=("[^"\\]*"|[\w!#$&^.+*-]+))*$/;
const TEXTUAL = /(^text\/)|[/+.](x-)?(xml|ya?ml|toml|flux|graphql|sql|javascript|ecmascript|jsonnet|x-sh)$/;
const ALLOWED: Readonly<Record<Direction, readonly Codec[]>> = {
  body: ['json', 'text', 'bytes', 'stream', 'form', 'multipart'],
  response: ['json', 'text', 'bytes', 'stream', 'any'],
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
  if (/^text\/event-stream$|[/+](x-)?(ndjson|jsonl|jsonlines|json-seq|stream\+json)$/.test(type))
    return sent ? 'text' : 'stream';
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

const BODY_TYPES: Readonly<Record<Exclude<Codec, 'json'>, Keyword>> = {
  text: 'TextBody',
  bytes: 'BinaryBody',
  stream: 'BinaryBody',
  form: 'FormBody',
  multipart: 'MultipartBody',
  any: 'BinaryBody',
};

const RESPONSE_TYPES: Readonly<Record<Exclude<Codec, 'json'>, Keyword>> = {
  text: 'string',
  bytes: 'Uint8Array',
  stream: 'ReadableStream<Uint8Array>',
  form: 'string',
  multipart: 'ReadableStream<Uint8Array>',
  any: 'unknown',
};

/** The type that a body is given as, or that a response is decoded to. */
export function codedType(codec: Codec, json: TypeModel, direction: Direction): TypeModel {
  if (codec === 'json') return json;
  return { kind: 'keyword', name: (direction === 'body' ? BODY_TYPES : RESPONSE_TYPES)[codec] };
}
