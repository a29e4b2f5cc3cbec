import { describe, expect, it } from 'vitest';
import { type ApiModel, buildModel, emitClient, loadContract } from '../../generator/src/index.js';
import { documentOf, modelOf } from '../../generator/test/model/contract.js';
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

/** Objects whose types say that they have other members, too. */
const OPEN = {
  Open: {
    type: 'object',
    required: ['help'],
    properties: { help: { type: 'string' }, more: { type: 'number' } },
    additionalProperties: true,
  },
  Extended: {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'number' } },
    patternProperties: { '^x-': { type: 'string' } },
  },
  Holder: {
    type: 'object',
    required: ['all', 'one'],
    properties: {
      all: { type: 'array', items: { $ref: '#/components/schemas/Open' } },
      one: { $ref: '#/components/schemas/Extended' },
    },
  },
};

/** The files of a client that gives dates and 64-bit integers. */
async function withFormats(): Promise<Map<string, string>> {
  const [, input = ''] = CONTRACTS.find(([name]) => name === 'shipping') ?? [];
  const formatTypes = { 'date-time': 'Date', int64: 'bigint' } as const;
  const config = { name: 'shop', input, output: 'x', emitters: [zod], formatTypes };
  const model = buildModel(await loadContract(input), config, () => {});
  return await emitClient(model, config);
}

/** Schemas of other libraries have the type that the middleware takes. */
const LIBRARIES = `import * as v from 'valibot';
import { type } from 'arktype';
import * as z from 'zod';
import { validate } from './validation.js';
const json = (schema: Parameters<typeof validate>[1]): unknown => validate('both', schema);
json({ 'customers.get': { response: { '200': { 'application/json': z.object({ name: z.string() }) } } } });
json({ 'customers.get': { response: { '200': { 'application/json': v.object({ name: v.string() }) } } } });
json({ 'customers.get': { response: { '200': { 'application/json': v.objectAsync({ name: v.string() }) } } } });
json({ 'customers.get': { response: { '200': { 'application/json': type({ name: 'string' }) } } } });
// @ts-expect-error: no schema
json({ 'customers.get': { response: { '200': { 'application/json': { name: 'string' } } } } });
`;

describe('what is emitted', () => {
  it('compiles under the strictest settings, and infers the types of the models', async () => {
    // Large ones say no more, and take the compiler long.
    const files = await filesOf(CONTRACTS.filter(([name]) => !/^oss|^cloud|^influxdb3-(?!core)/.test(name)));
    // A schema that takes another type than the model says does not compile.
    const wrong = files.get('shipping/zod.ts')?.replace('line1: z.string()', 'line1: z.number()') ?? '';
    files.set('wrong/zod.ts', wrong);
    for (const file of ['models.ts', 'schema.ts', 'validation.ts', 'zod-helpers.ts'])
      files.set(`wrong/${file}`, files.get(`shipping/${file}`) ?? '');
    files.set('shipping/libraries.ts', LIBRARIES);
    for (const [file, text] of await withFormats()) files.set(`formats/${file}`, text);
    const model = modelOf(documentOf({}, { components: { schemas: OPEN } })).model;
    for (const [file, text] of await emitClient(model, { name: 'shop', input: '', output: 'x', emitters: [zod] }))
      files.set(`open/${file}`, text);
    files.set('open/agreement.ts', agreementModule(model));
    // All in one program: the types of the libraries are read once.
    const errors = typeErrors(files);
    expect(errors.filter((error) => !error.startsWith('wrong/zod.ts'))).toEqual([]);
    expect(errors).not.toEqual([]);
  });

  it('is as JSON has it where the client gives dates and 64-bit integers', async () => {
    const files = await withFormats();
    expect(files.get('zod.ts')).toContain('export const ShipmentInputSchema: z.ZodType = z.looseObject({');
    expect(files.get('zod.ts')).toContain('export const AddressSchema: ObjectSchema<models.Address> = ');
  });
});
