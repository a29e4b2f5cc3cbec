import type { ApiModel } from '../model/build-model.js';
import { MODULE_HEADER } from './module-text.js';

/** `index.ts`: all that a generated package exports. */
export function emitIndex(model: ApiModel): string {
  const schemas = model.schemas.length > 0 ? `export type * from './models.js';\n` : '';
  const webhooks = model.events.length > 0 ? `export type * from './webhooks.js';\n` : '';
  const shapes = model.schemaForms.formats ? `export * as shapes from './values.js';\n` : '';
  return `${MODULE_HEADER}
export * from './client.js';
${schemas}export * from './operations.js';
export type { components, operations, paths } from './schema.js';
export { registry } from './registry.js';
${shapes}${webhooks}`;
}
