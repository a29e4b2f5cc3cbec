import { type ApiModel, defineEmitter, type EmitOptions, type Emitter } from '@influxkit/generator';
import { helpersModule } from './helpers-module.js';
import { schemasModule } from './schemas-module.js';
import { validationModule } from './validation-module.js';
import type { ZodOptions } from './zod-expression.js';

export type { ZodOptions };

/**
 * Emits `zod.ts` (a schema of zod 4 for each named schema, one more for what requests take where that differs, and
 * `validators`, those of all operations), `validation.ts` (the middleware `validate('request' | 'response' | 'both')`, which
 * takes any Standard Schema) and, where something of it is used, `zod-helpers.ts`: what zod has no schema for.
 *
 * @example
 * ```ts
 * import { zod } from '@influxkit/emit-zod';
 * import { defineConfig } from '@influxkit/generator';
 *
 * export default defineConfig({
 *   products: [{ name: 'pets', input: 'pets.yaml', output: 'src/pets', emitters: [zod] }],
 * });
 * ```
 */
export const zod: Emitter<ZodOptions | undefined> = defineEmitter<ZodOptions | undefined>({
  name: 'zod',
  version: '1',
  emit: (model: ApiModel, { runtimePackage, options = {} }: EmitOptions<ZodOptions | undefined>) => {
    const { text, helpers } = schemasModule(model, options);
    return {
      'zod.ts': text,
      'validation.ts': validationModule(runtimePackage),
      ...(helpers.size > 0 && { 'zod-helpers.ts': helpersModule(helpers) }),
    };
  },
});
