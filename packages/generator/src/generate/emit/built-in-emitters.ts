import { VERSION } from '../../base/version.js';
import type { ApiModel } from '../model/build-model.js';
import { emitClient } from './client-module.js';
import { defineEmitter, type EmitOptions, type EmittedFiles, type Emitter } from './emitter.js';
import { emitIndex } from './index-module.js';
import { emitModels } from './models-module.js';
import { emitDescriptors, packageName } from './operations-module.js';
import { emitOperationsPage } from './operations-page.js';
import { emitRegistry } from './registry-module.js';
import { emitSchema } from './schema/schema-module.js';
import { shapesOf } from './values-module.js';
import { emitWebhooks } from './webhooks-module.js';

/** Name of the page of all operations among the emitted files. */
const OPERATIONS_PAGE = 'OPERATIONS.md';

/** What every client is made of, in the order of the files. */
export const BUILT_IN_EMITTERS: readonly Emitter[] = /* @__PURE__ */ [
  builtIn('schema', (model) => ({ 'schema.ts': emitSchema(model) })),
  builtIn('models', (model) => ({ 'models.ts': emitModels(model) })),
  builtIn('values', (model, { runtimePackage }): EmittedFiles => {
    const shapes = shapesOf(model);
    return shapes ? { 'values.ts': shapes.module(packageName(runtimePackage)) } : {};
  }),
  builtIn('operations', (model, { runtimePackage }) => ({ 'operations.ts': emitDescriptors(model, runtimePackage) })),
  builtIn('registry', (model, { runtimePackage }) => ({ 'registry.ts': emitRegistry(model, runtimePackage) })),
  builtIn('client', (model, { runtimePackage }) => ({ 'client.ts': emitClient(model, runtimePackage) })),
  builtIn('index', (model) => ({ 'index.ts': emitIndex(model) })),
  builtIn('webhooks', (model): EmittedFiles => {
    const text = emitWebhooks(model);
    return text === undefined ? {} : { 'webhooks.ts': text };
  }),
  builtIn('operations-page', (model) => ({ [OPERATIONS_PAGE]: emitOperationsPage(model) })),
];

function builtIn(name: string, emit: (model: ApiModel, options: EmitOptions) => EmittedFiles): Emitter {
  return defineEmitter({ name, version: VERSION, emit });
}
