import { expect, test } from 'vitest';
import { products } from '../../../scripts/products.mjs';
import { isWhole } from '../../../tests/tools/src/scope.js';
import { emitted, imported } from './emitted.js';
import { validators } from './validators.js';

/** Our own contracts, and what a stranger's emitter is tried with first. */
const CONTRACTS: readonly (readonly [name: string, path: string])[] = [
  ['a shipping API', 'packages/generator/test/fixtures/emitters/shipping.yaml'],
  ['the Petstore', 'packages/generator/test/fixtures/emitters/petstore.json'],
  // Those of InfluxDB 2 have hundreds of schemas each, many of them the same.
  ...products
    .filter(({ name }) => isWhole || name === 'influxdb3-core')
    .map(({ name, bundle }) => [name, bundle] as const),
];

const SEEDS = isWhole ? 30 : 6;
/** Of a schema that was tried already, as that of errors is by nearly every operation. */
const SEEDS_AGAIN = 2;

test.each(CONTRACTS)('of %s every body is valid for ajv, and is the same for the same seed', async (_, path) => {
  const { contract, model, files } = await emitted(path);
  const { sample } = await imported(files);
  const validatorOf = validators(contract);
  const wrong: string[] = [];
  const tried = new Set<string>();
  let count = 0;
  for (const { name, pointer, form } of model.operations) {
    for (const [status, { value, component }] of form.responses) {
      const mediaType = [...value.content.keys()].find((each) => /[/+]json\b/.test(each));
      if (mediaType === undefined || !/^([2-5]\d\d|default)$/.test(status)) continue;
      const at = component === undefined ? `${pointer}/responses/${status}` : undefined;
      const escaped = mediaType.replaceAll('/', '~1');
      const schema = `${at ?? componentOf(contract.document, pointer, status)}/content/${escaped}/schema`;
      const validate = validatorOf(schema);
      const seeds = tried.has(schema) ? SEEDS_AGAIN : SEEDS;
      tried.add(schema);
      const own = status === 'default' ? 599 : Number(status);
      for (let seed = 0; seed < seeds; seed++) {
        const body = sample(name.join('.'), own, seed);
        const problems = validate(body);
        if (problems.length > 0) wrong.push(`${name.join('.')} ${status}: ${problems[0]} in ${JSON.stringify(body)}`);
        if (seed < SEEDS_AGAIN) expect(sample(name.join('.'), own, seed)).toEqual(body);
        count += 1;
      }
    }
  }
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(count).toBeGreaterThan(SEEDS);
});

/** Where the component of a response stands. */
function componentOf(document: unknown, pointer: string, status: string): string {
  const parts = [...pointer.split('/').slice(1), 'responses', status];
  const found = parts.reduce<unknown>(
    (at, key) => (at as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')],
    document,
  ) as { $ref: string };
  return found.$ref.slice(1);
}
