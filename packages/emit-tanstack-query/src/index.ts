import { type ApiModel, defineEmitter, type EmitOptions, type Emitter } from '@influxkit/generator';
import { queriesModule } from './queries-module.js';

/** What the configuration may set for the emitter. */
export interface TanstackQueryOptions {
  /**
   * Package that types are imported from: that of your framework, such as `@tanstack/react-query`, or the core.
   *
   * @default '@tanstack/query-core'
   */
  readonly package?: string;
}

/**
 * Emits `queries.ts`: for each operation that reads the options of a query, for each that pages those of an infinite query,
 * for each other those of a mutation; and `keyOf`, the keys of resources. They are plain objects, of no framework.
 *
 * @example
 * ```ts
 * import { tanstackQuery } from '@influxkit/emit-tanstack-query';
 * import { defineConfig } from '@influxkit/generator';
 *
 * export default defineConfig({
 *   products: [{ name: 'pets', input: 'pets.yaml', output: 'src/pets', emitters: [tanstackQuery] }],
 * });
 * ```
 */
export const tanstackQuery: Emitter<TanstackQueryOptions | undefined> = defineEmitter({
  name: 'tanstack-query',
  version: '1',
  emit: (model: ApiModel, { runtimePackage, options }: EmitOptions<TanstackQueryOptions | undefined>) => ({
    'queries.ts': queriesModule(model, runtimePackage, options?.package ?? '@tanstack/query-core'),
  }),
});
