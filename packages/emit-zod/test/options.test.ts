import { expect, it } from 'vitest';
import { documentOf, modelOf } from '../../generator/test/model/contract.js';
import type { ZodOptions } from '../src/index.js';
import { emitted, run, schemaIn } from './emitted.js';

const object = (name: string, type = 'string') => ({
  type: 'object',
  required: [name],
  properties: { [name]: { type } },
});

const schemas = {
  Either: { oneOf: [object('a'), object('b')] },
  Nested: { type: 'array', items: { oneOf: [object('a'), object('b'), object('a', 'integer')] } },
  When: { type: 'string', format: 'date-time' },
  Where: { type: 'string', format: 'uri' },
  Id: { type: 'string', format: 'uuid', minLength: 3 },
  Small: { type: 'integer', format: 'int32' },
  Mail: { type: ['string', 'null'], format: 'email' },
};

/** Whether a schema takes a value, with some options. */
async function taking(options?: ZodOptions): Promise<(name: keyof typeof schemas, value: unknown) => boolean> {
  const { model } = modelOf(documentOf({}, { components: { schemas } }));
  const exports = run(await emitted(model, options))('./zod.js');
  return (name, value) => {
    const schema = model.schemas.find((each) => each.name === name);
    if (!schema) throw new Error(`no schema ${name}`);
    return schemaIn(exports, schema, 'read').safeParse(value).success;
  };
}

it("oneOf: exactly one member has to hold, or with 'any' at least one", async () => {
  for (const options of [undefined, {}, { oneOf: 'one' }, { oneOf: 'any' }] as const) {
    const takes = await taking(options);
    const isAny = options?.oneOf === 'any';
    expect(takes('Either', { a: 'x', b: 'y' })).toBe(isAny);
    expect(takes('Nested', [{ a: 'x' }, { a: 1, b: 'y' }])).toBe(isAny);
    for (const value of [{ a: 'x' }, { b: 'y' }, { a: 1, b: 'y' }]) expect(takes('Either', value)).toBe(true);
    for (const value of [{}, { a: 1 }, null, 'a']) expect(takes('Either', value)).toBe(false);
  }
});

it('formats: checked, or with false only the types and bounds beside them', async () => {
  const wrong = [
    ['When', 'soon'],
    ['Where', '/a/path'],
    ['Id', 'not-a-uuid'],
    ['Small', 2 ** 40],
    ['Mail', 'nobody'],
  ] as const;
  const right = [
    ['When', '2026-01-01T00:00:00Z'],
    ['Where', 'https://example.com/a'],
    ['Id', '0b1f7a6e-3c55-4f0e-9d54-1f3a6f2b8c11'],
    ['Small', -7],
    ['Mail', 'ada@example.com'],
    ['Mail', null],
  ] as const;
  const never = [
    ['When', 1],
    ['Id', 'ab'],
    ['Small', 1.5],
    ['Small', '7'],
    ['Mail', 0],
  ] as const;
  for (const options of [undefined, { formats: true }, { formats: false }]) {
    const takes = await taking(options);
    for (const [name, value] of wrong) expect([name, takes(name, value)]).toEqual([name, options?.formats === false]);
    for (const [name, value] of right) expect([name, takes(name, value)]).toEqual([name, true]);
    for (const [name, value] of never) expect([name, takes(name, value)]).toEqual([name, false]);
  }
});
