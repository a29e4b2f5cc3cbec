import { EMITTER_API_VERSION, type EmitterValue } from '../../config/emitter-entry.js';
import type { ImportExtension } from '../../config/product-config.js';
import type { ApiModel } from '../model/build-model.js';

/** What every emitter is told beside the model. */
export interface EmitOptions<Options = unknown> {
  /** Package that generated modules import. */
  readonly runtimePackage: string;
  /** How modules name each other on disk. Emitters write `./name.js`, whichever it is. */
  readonly importExtension: ImportExtension;
  /** What the configuration sets for this emitter. */
  readonly options: Options;
}

/** Files by name. They go into the output folder; the generator puts its mark on their first line. */
export type EmittedFiles = Readonly<Record<string, string>>;

/** Makes files of a model. The same model and options have to give the same bytes, on every machine. */
export interface Emitter<Options = unknown> extends EmitterValue {
  readonly apiVersion: typeof EMITTER_API_VERSION;
  /** Lower-case letters, digits and hyphens, such as `mocks`. */
  readonly name: string;
  /** Version of what it writes: where it changes, everything is generated again. */
  readonly version: string;
  emit(model: ApiModel, options: EmitOptions<Options>): EmittedFiles | Promise<EmittedFiles>;
}

/**
 * Makes an emitter, for `emitters` of a product.
 * @example
 * ```ts
 * import { defineEmitter } from '@influxkit/generator';
 *
 * export const names = defineEmitter({
 *   name: 'names',
 *   version: '1',
 *   emit: ({ operations }) => ({ 'names.ts': `export const names = ${JSON.stringify(operations.map(({ name }) => name.join('.')))};\n` }),
 * });
 * ```
 */
export function defineEmitter<Options = unknown>(emitter: Omit<Emitter<Options>, 'apiVersion'>): Emitter<Options> {
  return Object.freeze({
    apiVersion: EMITTER_API_VERSION,
    name: emitter.name,
    version: emitter.version,
    emit: (model: ApiModel, options: EmitOptions<Options>) => emitter.emit(model, options),
  });
}
