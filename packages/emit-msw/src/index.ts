import { type ApiModel, defineEmitter, type EmitOptions, type Emitter } from '@influxkit/generator';
import { dataModule, moduleNames } from './data-module.js';
import { handlersModule, mocksModule } from './mocks-module.js';
import { Planner } from './planner.js';

/** What the configuration may set for the emitter. */
export interface MswOptions {
  /**
   * Whether `handlers.ts` is written, which imports `msw`. Without it there are the data and the routes of a fake server.
   *
   * @default true
   */
  readonly handlers?: boolean;
}

/**
 * Emits `data.ts` (data by seed for each named schema), `mocks.ts` (what operations respond with: `routes`, `route`,
 * `sample`) and `handlers.ts` (the same as handlers of MSW 2: `handlers`, `handler`).
 *
 * @example
 * ```ts
 * import { msw } from '@influxkit/emit-msw';
 * import { defineConfig } from '@influxkit/generator';
 *
 * export default defineConfig({
 *   products: [{ name: 'pets', input: 'pets.yaml', output: 'src/pets', emitters: [msw] }],
 * });
 * ```
 */
export const msw: Emitter<MswOptions | undefined> = defineEmitter({
  name: 'msw',
  version: '1',
  emit(model: ApiModel, { options }: EmitOptions<MswOptions | undefined>) {
    const names = moduleNames(model);
    const planner = new Planner(model);
    return {
      'data.ts': dataModule(model, planner, names),
      'mocks.ts': mocksModule(model, planner, names),
      ...(options?.handlers !== false && { 'handlers.ts': handlersModule(model) }),
    };
  },
});
