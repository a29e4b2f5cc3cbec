import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { random } from '../../../tests/tools/src/random.js';
import { isWhole } from '../../../tests/tools/src/scope.js';
import { type ApiModel, buildModel, type Direction, loadContract } from '../../generator/src/index.js';
import { CONTRACTS } from './contracts.js';
import { emitted, run, schemaIn } from './emitted.js';
import { schemasFor } from './json-schemas.js';
import { randomValue } from './random-value.js';

/** The named schemas of responses, and those that are others in requests. */
const schemasOf = ({ schemas }: ApiModel, direction: Direction): ApiModel['schemas'] =>
  direction === 'read' ? schemas : schemas.filter(({ writeTypeName }) => writeTypeName !== undefined);

/** What ajv says of values of the named schemas, with the formats that zod checks, too. */
function ajvOf(
  model: ApiModel,
  document: unknown,
  direction: Direction,
): (name: string) => (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, logger: false });
  (addFormats as unknown as typeof addFormats.default)(ajv, [
    'date',
    'date-time',
    'email',
    'ipv4',
    'ipv6',
    'uri',
    'uuid',
    'int32',
  ]);
  ajv.addSchema({ $id: 'contract', ...schemasFor(model, document, direction) }, undefined, undefined, false);
  // One schema of all, so that what many refer to is compiled once.
  const properties = schemasOf(model, direction).map(({ name }): [string, unknown] => {
    const key = encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
    return [name, { $ref: `contract#/components/schemas/${key}` }];
  });
  const validate = ajv.compile({ properties: Object.fromEntries(properties) });
  return (name) => (value) => validate({ [name]: value }) === true;
}

describe('every schema takes the random values that ajv takes, and no others', () => {
  it.each(CONTRACTS)('of %s', async (_, input) => {
    const contract = await loadContract(input);
    const model = buildModel(contract, { name: 'shop', input, output: 'x' }, () => {});
    const exports = run(await emitted(model))('./zod.js');
    const next = random(22);
    const differ: string[] = [];
    const counts = { taken: 0, refused: 0 };
    for (const direction of ['read', 'write'] as const) {
      const valid = ajvOf(model, contract.document, direction);
      for (const each of schemasOf(model, direction)) {
        const isValid = valid(each.name);
        const schema = schemaIn(exports, each, direction);
        for (let count = 0; count < (isWhole ? 8 : 16); count += 1) {
          const value = randomValue(each.schema.schema, next);
          const want = isValid(value);
          counts[want ? 'taken' : 'refused'] += 1;
          if (schema.safeParse(value).success !== want)
            differ.push(`${each.name} (${direction}) ${want ? 'takes' : 'refuses'} ${JSON.stringify(value)}`);
        }
      }
    }
    expect(differ.slice(0, 5)).toEqual([]);
    expect(Math.min(counts.taken, counts.refused) / (counts.taken + counts.refused)).toBeGreaterThan(0.05);
  });
});
