import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import type { DocumentReader } from '../../contract/document/reader.js';
import { isJsonType } from './parameter-styles.js';
import { isScalar } from './value-kinds.js';

/**
 * Headers that are not parameters: `Accept`, `Content-Type` and `Authorization` shall be ignored, says OpenAPI, for
 * media types and security say what they hold; the others are the transport's, and no page in a browser may set them.
 */
const NEGOTIATED_HEADERS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'accept',
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
]);

/** Parameters that the configuration binds. */
export interface BoundNames {
  readonly headers?: readonly string[];
  readonly path?: readonly string[];
}

/**
 * Whether a caller gives a parameter, to a method or to `api.http`: neither what HTTP negotiates nor what is given when
 * the client is created. The one place that knows; methods, `schema.ts` and the comparison of contracts ask here.
 */
export function isGivenByCaller(place: string, name: string, bind: BoundNames = {}): boolean {
  if (place === 'path') return !bind.path?.includes(name);
  if (place !== 'header') return true;
  const lower = name.toLowerCase();
  return !NEGOTIATED_HEADERS.has(lower) && !bind.headers?.some((header) => header.toLowerCase() === lower);
}

/**
 * The schema of a parameter's media type; undefined for one that the caller writes as a string, which is neither JSON nor
 * a scalar.
 */
export function contentSchema(parameter: JsonObject, reader: DocumentReader): JsonValue | undefined {
  const content = own(parameter, 'content');
  const [entry] = isObject(content) ? Object.entries(content) : [];
  if (!entry) return undefined;
  const [mediaType, media] = entry;
  const schema = own(reader.object(media), 'schema');
  if (isJsonType(mediaType)) return schema ?? {};
  return isScalar(schema, reader) ? schema : undefined;
}
