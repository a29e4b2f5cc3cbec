import type { ImportExtension, ProductConfig } from '../../config/product-config.js';
import type { LoadedContract } from '../../contract/document/openapi.js';
import type { ApiModel } from '../model/build-model.js';
import { emitClient as emitClientModule } from './client-module.js';
import { emitIndex } from './index-module.js';
import { emitModels } from './models-module.js';
import { emitDescriptors } from './operations-module.js';
import { emitOperationsPage } from './operations-page.js';
import { emitRegistry } from './registry-module.js';
import { emitSchema } from './schema/schema-module.js';

/** Name of the page of all operations among the emitted files. */
export const OPERATIONS_PAGE = 'OPERATIONS.md';

/**
 * The files of a generated client by name: `schema.ts`, `models.ts`, `operations.ts`, `registry.ts`, `client.ts`, `index.ts`
 * and `OPERATIONS.md`. The same contract and configuration give the same bytes everywhere.
 */
export async function emitClient(
  model: ApiModel,
  contract: LoadedContract,
  config: ProductConfig,
): Promise<Map<string, string>> {
  const runtimePackage = config.runtimePackage ?? '@influxkit/runtime';
  const modules = new Map([
    ['schema.ts', emitSchema(model)],
    ['models.ts', emitModels(model)],
    ['operations.ts', emitDescriptors(model, runtimePackage)],
    ['registry.ts', emitRegistry(model, runtimePackage)],
    ['client.ts', emitClientModule(model, runtimePackage)],
    ['index.ts', emitIndex(model)],
  ]);
  return new Map([
    ...withExtension(modules, config.importExtension ?? '.js'),
    [OPERATIONS_PAGE, emitOperationsPage(model)],
  ]);
}

/** The modules as the configuration has them called, in imports and on disk. Each imports the others by `./name.js`. */
function withExtension(modules: ReadonlyMap<string, string>, extension: ImportExtension): Map<string, string> {
  if (extension === '.js') return new Map(modules);
  const ending = extension.startsWith('.m') ? '.mts' : '.ts';
  return new Map(
    [...modules].map(([name, text]) => [
      name.replace(/\.ts$/, ending),
      // Only lines that begin with an import or an export and end in a specifier: a string of the contract never does both.
      text.replace(/^((?:import|export|\}) [^\n]*?from '\.\/[a-z]+)\.js';$/gm, `$1${extension}';`),
    ]),
  );
}
