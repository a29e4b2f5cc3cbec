import type { FormatTypeNames } from '../../config/product-config.js';
import type { OperationModel } from './api-model.js';
import { isItemCodec } from './item-types.js';
import { isJsonType } from './parameter-styles.js';
import type { ComponentForms, EventForm, PathForm, ResponseForm } from './schemas/contract-forms.js';
import type { NamedSchema, Schema } from './schemas/schema-form.js';
import { ValueFormats } from './schemas/value-formats.js';

/** What stands around the schemas of a contract. */
interface Forms {
  readonly components: ComponentForms;
  readonly paths: readonly PathForm[];
  /** What servers send. */
  readonly sent: readonly EventForm[];
}

/** Finds out which values of a contract are read as something else than JSON has. */
export function readFormats(
  types: FormatTypeNames,
  named: readonly NamedSchema[],
  operations: readonly OperationModel[],
  { components, paths, sent }: Forms,
): ValueFormats {
  const formats = new ValueFormats(types, named);
  const add = (schemas: Iterable<Schema>): void => {
    for (const schema of schemas) formats.add(schema);
  };
  const plain = (schema: Schema): void => {
    formats.add(schema);
    formats.makePlain(schema);
  };
  const addResponse = ({ headers, content }: ResponseForm): void => {
    add(content.values());
    // Headers are strings, whatever the contract says of them.
    for (const header of headers.values()) plain(header.value.schema);
  };
  for (const { schema } of components.parameters.values()) formats.add(schema);
  for (const { content } of components.requestBodies.values()) add(content.values());
  for (const { schema } of components.headers.values()) plain(schema);
  for (const response of components.responses.values()) addResponse(response);
  for (const { content } of sent) add(content.values());
  for (const { form } of paths.flatMap((path) => path.operations)) {
    add(form.parameters.map(({ value }) => value.schema));
    add(form.requestBody?.value.content.values() ?? []);
    for (const { value } of form.responses.values()) addResponse(value);
  }
  for (const operation of operations) readOperation(operation, formats);
  return formats;
}

function readOperation(operation: OperationModel, formats: ValueFormats): void {
  const { items = [], responses, form } = operation;
  for (const response of form.responses.values()) {
    const [first, ...more] = jsonSchemas(operation, response.value);
    for (const each of more) formats.unite(first as Schema, each);
    for (const [mediaType, schema] of response.value.content)
      if (!isJsonOf(operation, mediaType)) formats.makePlain(schema);
  }
  const [item, ...others] = items;
  if (item === undefined) return;
  formats.add(item);
  for (const each of others) formats.unite(item, each);
  for (const [mediaType, codec] of responses.codecs) {
    // Of these the data is what the contract says that a string holds, and has no type of its own where it is a scalar.
    if (codec === 'sse-event-json') formats.makePlain(item);
    else
      for (const { value } of form.responses.values()) {
        const schema = itemOf(value.content.get(mediaType));
        if (schema !== undefined && JSON_ITEM_CODECS.has(codec)) formats.unite(item, schema);
      }
  }
}

/** Of these codecs an item is JSON by itself; of the others the data, or a whole event. */
const JSON_ITEM_CODECS: ReadonlySet<string> = new Set(['jsonl', 'json-seq', 'sse']);

/** The schema of an item; of an array it is that of all items together. */
function itemOf(schema: Schema | undefined): Schema | undefined {
  const target = typeof schema === 'object' && schema.reference ? schema.reference.schema : schema;
  return typeof target === 'object' && target.types?.includes('array') ? target.array?.items : schema;
}

/** Whether a response of a media type is read as JSON. */
const isJsonOf = ({ responses }: OperationModel, mediaType: string): boolean => {
  const codec = responses.codecs.get(mediaType);
  return codec === undefined ? isJsonType(mediaType) : codec === 'json' || isItemCodec(codec);
};

/** The schemas of a response that is read as JSON, and as a whole. */
export function jsonSchemas({ responses }: OperationModel, { content }: ResponseForm): Schema[] {
  return [...content]
    .filter(([mediaType]) => (responses.codecs.get(mediaType) ?? (isJsonType(mediaType) ? 'json' : 'bytes')) === 'json')
    .map(([, schema]) => schema);
}
