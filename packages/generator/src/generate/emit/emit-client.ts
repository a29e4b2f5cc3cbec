import { diagnose } from '../../base/catalogue.js';
import { ContractError, quote } from '../../base/diagnostics.js';
import { marked } from '../../base/generated-mark.js';
import { type ConfiguredEmitter, configured } from '../../config/emitter-entry.js';
import type { ImportExtension, ProductConfig } from '../../config/product-config.js';
import type { ApiModel } from '../model/build-model.js';
import { BUILT_IN_EMITTERS } from './built-in-emitters.js';
import type { EmitOptions, EmittedFiles, Emitter } from './emitter.js';

/**
 * The files of a generated client by name: `schema.ts`, `models.ts`, `operations.ts`, `registry.ts`, `client.ts`, `index.ts`,
 * `webhooks.ts` where there are any, `OPERATIONS.md`, and those of the emitters that the configuration adds. The same
 * contract and configuration give the same bytes everywhere.
 * @throws ContractError if an emitter fails, or writes a file that another one has written
 */
export async function emitClient(model: ApiModel, config: ProductConfig): Promise<Map<string, string>> {
  const { runtimePackage = '@influxkit/runtime', importExtension = '.js' } = config;
  const files = new Map<string, string>();
  const writers = new Map<string, string>();
  const added = (config.emitters ?? []).map(configured);
  for (const each of [...BUILT_IN_EMITTERS.map((emitter): ConfiguredEmitter => ({ emitter })), ...added]) {
    const { emitter, options } = each;
    const isAdded = added.includes(each);
    const emitted = await emittedBy(each, model, { runtimePackage, importExtension, options });
    for (const [file, text] of Object.entries(emitted)) {
      const name = nameOnDisk(file, importExtension);
      const other = writers.get(name.toLowerCase());
      if (other !== undefined) {
        const message = `The emitter ${quote(emitter.name)} writes ${quote(name)}, which the emitter ${quote(other)} has written.`;
        throw new ContractError([diagnose('emitter-file', message)]);
      }
      writers.set(name.toLowerCase(), emitter.name);
      const code = /\.ts$/.test(file) ? withExtension(text, importExtension) : text;
      files.set(name, isAdded ? marked(name, code, emitter.name) : code);
    }
  }
  return files;
}

async function emittedBy({ emitter }: ConfiguredEmitter, model: ApiModel, options: EmitOptions): Promise<EmittedFiles> {
  let files: EmittedFiles;
  try {
    files = await (emitter as Emitter).emit(model, options);
  } catch (error) {
    if (error instanceof ContractError) throw error;
    const message = `The emitter ${quote(emitter.name)} failed: ${error instanceof Error ? error.message : String(error)}`;
    throw new ContractError([diagnose('emitter-failed', message)]);
  }
  const wrong = Object.entries(files ?? {}).find(([, text]) => typeof text !== 'string');
  if (typeof files === 'object' && files !== null && !wrong) return files;
  const got = wrong ? `${quote(wrong[0])} is not a string` : 'it returned something else';
  const message = `The emitter ${quote(emitter.name)} has to return an object of strings by file name; ${got}.`;
  throw new ContractError([diagnose('emitter-failed', message)]);
}

/** A module as the configuration has it called. */
function nameOnDisk(name: string, extension: ImportExtension): string {
  return extension.startsWith('.m') ? name.replace(/\.ts$/, '.mts') : name;
}

/** A module that imports others as the configuration has them called. Each imports them by `./name.js`. */
function withExtension(text: string, extension: ImportExtension): string {
  if (extension === '.js') return text;
  // Only lines that begin with an import or an export and end in a specifier: a string of the contract never does both.
  return text.replace(/^((?:import|export|\}) [^\n]*?from '\.\/[\w-]+)\.js';$/gm, `$1${extension}';`);
}
