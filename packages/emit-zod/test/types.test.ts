import { describe, expect, it } from 'vitest';
import { type ApiModel, buildModel, emitClient, loadContract } from '../../generator/src/index.js';
import { typeErrors } from '../../generator/test/typecheck/program.js';
import { zod } from '../src/index.js';
import { CONTRACTS } from './contracts.js';

/** Functions that compile where what a schema infers and the type of the same name are one. */
function agreementModule({ schemas }: ApiModel): string {
  const names = schemas.flatMap(({ typeName, writeTypeName }) => [typeName, ...(writeTypeName ? [writeTypeName] : [])]);
  const lines = names.flatMap((name) => [
    `export const from${name} = (value: z.infer<typeof schemas.${name}Schema>): models.${name} => value;`,
    `export const to${name} = (value: models.${name}): z.infer<typeof schemas.${name}Schema> => value;`,
  ]);
  return [
    "import type * as z from 'zod';",
    "import type * as models from './models.js';",
    "import type * as schemas from './zod.js';",
    ...lines,
    '',
  ].join('\n');
}

/** The files of the clients of contracts, each in a folder of its own, with the types held against each other. */
async function filesOf(contracts: typeof CONTRACTS): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [name, input] of contracts) {
    const config = { name: 'shop', input, output: 'x', emitters: [zod] };
    const model = buildModel(await loadContract(input), config, () => {});
    for (const [file, text] of await emitClient(model, config)) files.set(`${name}/${file}`, text);
    files.set(`${name}/agreement.ts`, agreementModule(model));
  }
  return files;
}

describe('what is emitted', () => {
  it('compiles under the strictest settings, and infers the types of the models', async () => {
    // Large ones say no more, and take the compiler long.
    const files = await filesOf(CONTRACTS.filter(([name]) => !/^oss|^cloud|^influxdb3-(?!core)/.test(name)));
    // A schema that takes another type than the model says does not compile.
    const wrong = files.get('shipping/zod.ts')?.replace('line1: z.string()', 'line1: z.number()') ?? '';
    files.set('wrong/zod.ts', wrong);
    for (const file of ['models.ts', 'schema.ts', 'validation.ts', 'zod-helpers.ts'])
      files.set(`wrong/${file}`, files.get(`shipping/${file}`) ?? '');
    const errors = typeErrors(files);
    expect(errors.filter((error) => !error.startsWith('wrong/zod.ts'))).toEqual([]);
    expect(errors).not.toEqual([]);
  });

  it('compiles where the client gives dates and 64-bit integers, of which the schemas are as JSON has them', async () => {
    const [, input = ''] = CONTRACTS.find(([name]) => name === 'shipping') ?? [];
    const formatTypes = { 'date-time': 'Date', int64: 'bigint' } as const;
    const config = { name: 'shop', input, output: 'x', emitters: [zod], formatTypes };
    const files = await emitClient(
      buildModel(await loadContract(input), config, () => {}),
      config,
    );
    expect(files.get('zod.ts')).toContain('export const ShipmentInputSchema: z.ZodType = z.looseObject({');
    expect(files.get('zod.ts')).toContain('export const AddressSchema: ObjectSchema<models.Address> = ');
    expect(typeErrors(files)).toEqual([]);
  });
});
