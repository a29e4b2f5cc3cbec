import type { ApiModel, EventModel } from '../model/build-model.js';
import { referenceOnly } from '../model/schemas/reference-cycles.js';
import type { Schema } from '../model/schemas/schema-form.js';
import { quoteLiteral } from '../model/type-text.js';
import { commentCode, commentLines, docComment } from './comments.js';
import { importTypes, MODULE_HEADER } from './module-text.js';
import { atom, type Printed, unionOf } from './schema/printed-types.js';
import { SchemaPrinter } from './schema/schema-printer.js';
import { WITH_REQUIRED } from './schema/with-required.js';

/**
 * `webhooks.ts`: the payloads of the requests that the server sends, and a union of all; undefined where it sends none.
 * What a server sends is what responses hold: properties that are `readOnly` are there.
 */
export function emitWebhooks(model: ApiModel): string | undefined {
  if (model.events.length === 0) return undefined;
  const printer = new SchemaPrinter(model.schemaForms, new Map());
  const models = new Map(model.schemas.map(({ schema, typeName }) => [schema, typeName]));
  const imported = new Set<string>();
  const type = (schema: Schema): Printed => {
    const reference = referenceOnly(schema);
    const name = reference && models.get(reference);
    if (name === undefined) return printer.print(schema, { direction: 'read', indent: '' });
    imported.add(name);
    return atom(name);
  };
  const payloads = model.events.map((event) => {
    const types = unionOf([...event.form.content.values()].map(type));
    return `${eventComment(event)}export type ${event.typeName} = ${event.form.content.size > 0 ? types.text : 'undefined'};\n`;
  });
  const unions = (['webhook', 'callback'] as const).flatMap((kind) => {
    const events = model.events.filter((event) => event.kind === kind);
    return events.length > 0 ? [unionText(kind, events, model)] : [];
  });
  const code = [...payloads, ...unions].join('\n');
  const components = code.includes('components[') ? ['components'] : [];
  const helper = printer.usesWithRequired ? `\n${WITH_REQUIRED}` : '';
  return `${MODULE_HEADER}\n${importTypes(imported, './models.js')}${importTypes(components, './schema.js')}${
    imported.size + components.length > 0 ? '\n' : ''
  }${code}${helper}`;
}

function eventComment({ name, kind, form: { texts } }: EventModel): string {
  return docComment([
    `What the ${kind} ${commentCode(name)} sends.`,
    ...[texts.summary, texts.description].flatMap((text) => (text === undefined ? [] : [commentLines(text)])),
    ...(texts.deprecated ? ['@deprecated'] : []),
  ]);
}

function unionText(kind: EventModel['kind'], events: readonly EventModel[], { eventUnions }: ApiModel): string {
  const { map, union } = eventUnions[kind];
  const names = new Map(events.map(({ name, typeName }) => [name, typeName]));
  const members = [...names].map(([name, typeName]) => `  ${quoteLiteral(name)}: ${typeName};\n`);
  return `/** Payloads by the names of ${kind}s. */
export interface ${map} {
${members.join('')}}

/** What any of the ${kind}s sends. */
export type ${union} = ${map}[keyof ${map}];
`;
}
