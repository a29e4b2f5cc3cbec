/** Version of the interface between the generator and emitters. It goes up with a change that an emitter would notice. */
export const EMITTER_API_VERSION = 1;

/** An emitter as a configuration has it: `defineEmitter` makes one, and says what `emit` takes and returns. */
export interface EmitterValue {
  readonly apiVersion: typeof EMITTER_API_VERSION;
  readonly name: string;
  readonly version: string;
  emit(model: never, options: never): unknown;
}

/** An emitter with what is set for it. */
export interface ConfiguredEmitter {
  readonly emitter: EmitterValue;
  readonly options?: unknown;
}

/** An entry of `emitters` as an emitter with its options. */
export function configured(entry: EmitterValue | ConfiguredEmitter): ConfiguredEmitter {
  return 'emitter' in entry ? entry : { emitter: entry };
}
