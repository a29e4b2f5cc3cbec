import type { Codec } from '@influxkit/runtime';
import { diagnose } from '../../base/catalogue.js';
import { quote, type Report } from '../../base/diagnostics.js';
import { isObject, type JsonValue, own } from '../../base/json.js';
import type { ProductConfig } from '../../config/product-config.js';
import type { LoadedContract } from '../../contract/document/openapi.js';
import { pointer } from '../../contract/document/pointer.js';
import { type DocumentReader, isSequential, schemaOfMedia, text } from '../../contract/document/reader.js';
import type { BodyChoice, BodyModel, FormModel, TypeModel } from './api-model.js';
import { codecOf, codedType, type Direction, isAllowedCodec, isMediaType } from './codecs.js';
import { readForm } from './read-forms.js';
import { schemaType } from './schema-types.js';
import { typeText } from './type-text.js';

export interface BodyContext {
  readonly contract: LoadedContract;
  readonly config: ProductConfig;
  readonly reader: DocumentReader;
  readonly models: ReadonlyMap<string, string>;
  readonly writeModels: ReadonlyMap<string, string>;
  readonly report: Report;
}

/** A media type of a body or a response, its codec, and the type that goes with it. */
export interface Media {
  readonly mediaType: string;
  readonly codec: Codec;
  readonly type: TypeModel;
  readonly schema: JsonValue | undefined;
  /** The form that a body is, where the contract describes its properties. */
  readonly form: FormModel | undefined;
}

/** The media types of a `content` map, JSON first, the others in the contract's order. */
export function readMedia(
  content: JsonValue | undefined,
  at: TypeModel,
  place: { readonly operationId: string; readonly pointer: string; readonly direction: Direction },
  context: BodyContext,
): Media[] {
  if (!isObject(content)) return [];
  const { operationId, direction } = place;
  const { formatTypes } = context.config;
  const media: Media[] = [];
  for (const [mediaType, entry] of Object.entries(content)) {
    if (!isMediaType(mediaType)) {
      const message = `${quote(mediaType)} is not a media type that a ${direction === 'body' ? 'request can be sent with' : 'client can ask for'}; the client does without it.`;
      context.report(
        diagnose('feature-unsupported', message, context.contract.locate(place.pointer + pointer(mediaType))),
      );
      continue;
    }
    const described = context.reader.object(entry);
    const schema = configuredItem(operationId, mediaType, place, context) ?? schemaOfMedia(described, mediaType);
    const inSchema: TypeModel = { kind: 'member', of: at, key: mediaType, optional: false };
    const codec =
      configuredCodec(operationId, mediaType, direction, context) ??
      codecOf(mediaType, schema, direction, context.reader);
    const models = direction === 'body' ? context.writeModels : context.models;
    const json = schemaType(schema, inSchema, models, context.reader, formatTypes);
    const typeOf = (inner: JsonValue): TypeModel =>
      schemaType(inner, { kind: 'keyword', name: 'unknown' }, models, context.reader, formatTypes);
    const type = codedType(codec, json, direction, { mediaType, schema, items: { reader: context.reader, typeOf } });
    const form =
      direction === 'body' && (codec === 'form' || codec === 'multipart')
        ? readForm({ mediaType, codec, schema, described, at: json }, { reader: context.reader, models, formatTypes })
        : undefined;
    media.push({
      mediaType,
      codec,
      type: form ? { kind: 'union', of: [{ kind: 'form', codec: form.codec }, type] } : type,
      schema,
      form,
    });
  }
  return [...media.filter(({ codec }) => codec === 'json'), ...media.filter(({ codec }) => codec !== 'json')];
}

/** A reference to the schema that the configuration gives for the items of a response; reported where there is none. */
function configuredItem(
  operationId: string,
  mediaType: string,
  place: { readonly pointer: string; readonly direction: Direction },
  { config: { itemSchemas }, contract, reader, report }: BodyContext,
): JsonValue | undefined {
  const name = itemSchemas && Object.hasOwn(itemSchemas, operationId) ? itemSchemas[operationId] : undefined;
  if (name === undefined || place.direction !== 'response' || !isSequential(mediaType)) return undefined;
  if (reader.component('schemas', name) !== undefined) return { $ref: `#${pointer('components', 'schemas', name)}` };
  const message = `\`itemSchemas\` speaks of ${quote(name)} for ${quote(operationId)}, which is not a schema of the contract.`;
  const fix = 'Correct the name of the schema in the configuration, or remove the entry.';
  report(diagnose('config-unknown-operation', message, contract.locate(place.pointer), fix));
  return undefined;
}

function configuredCodec(
  operationId: string,
  mediaType: string,
  direction: Direction,
  { config }: BodyContext,
): Codec | undefined {
  const codecs = config.codecs;
  const entry = codecs && Object.hasOwn(codecs, operationId) ? codecs[operationId] : undefined;
  const codec = entry && Object.hasOwn(entry, mediaType) ? entry[mediaType] : undefined;
  return codec !== undefined && isAllowedCodec(codec, direction) ? codec : undefined;
}

/** Media types in groups that have the same type, in the order of their first. */
function groupByType(media: readonly Media[]): BodyChoice[] {
  const groups = new Map<string, { mediaTypes: string[]; type: TypeModel }>();
  for (const { mediaType, type } of media) {
    const key = typeText(type);
    const group = groups.get(key);
    if (group) group.mediaTypes.push(mediaType);
    else groups.set(key, { mediaTypes: [mediaType], type });
  }
  return [...groups.values()];
}

/** The request body of an operation; undefined where it takes none. */
export function readBody(
  operation: JsonValue,
  place: { readonly operationId: string; readonly pointer: string; readonly at: TypeModel },
  context: BodyContext,
): BodyModel | undefined {
  const body = context.reader.object(own(operation, 'requestBody'));
  if (!body) return undefined;
  const required = body['required'] === true;
  const content: TypeModel = {
    kind: 'member',
    of: { kind: 'member', of: place.at, key: 'requestBody', optional: !required },
    key: 'content',
    optional: false,
  };
  const contentPlace = {
    ...place,
    pointer: place.pointer + pointer('requestBody', 'content'),
    direction: 'body' as const,
  };
  const media = readMedia(own(body, 'content'), content, contentPlace, context);
  if (media.length === 0) return undefined;
  const description = text(body['description']);
  return {
    required,
    choices: groupByType(media),
    codecs: new Map(media.map(({ mediaType, codec }) => [mediaType, codec])),
    // One of a kind: their types have the names of the kinds.
    forms: media.flatMap(({ form }) => (form ? [form] : [])),
    ...(description !== undefined && { description }),
  };
}
