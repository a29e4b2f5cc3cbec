import { expect, test } from 'vitest';
import { generate } from '../generate.js';

const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const kind = (value: string): object => ({ type: 'object', properties: { kind: { type: 'string', enum: [value] } } });

const schemas = {
  Dog: kind('dog'),
  Cat: kind('cat'),
  Animal: {
    oneOf: [reference('Dog'), reference('Cat')],
    discriminator: {
      propertyName: 'kind',
      mapping: { dog: '#/components/schemas/Dog', cat: '#/components/schemas/Cat' },
    },
  },
  NewAnimal: { allOf: [reference('Animal')] },
  TaggedAnimal: { allOf: [reference('NewAnimal'), { type: 'object', properties: { tag: { type: 'string' } } }] },
  Shape: { type: 'object', properties: { form: { type: 'string' } }, discriminator: { propertyName: 'form' } },
  Circle: { allOf: [reference('Shape'), { type: 'object', properties: { radius: { type: 'number' } } }] },
};

/** The text of one schema in `schema.ts`. */
async function typeOf(name: string, given: object = schemas, openapi = '3.1.0'): Promise<string> {
  const files = await generate({
    openapi,
    info: { title: 'Animals', version: '1' },
    paths: {},
    components: { schemas: given },
  });
  const text = files.get('schema.ts') ?? '';
  return new RegExp(`\\n {8}${name}: ([^]*?);\\n {8}(?=\\w+:)|\\n {8}${name}: ([^]*)`).exec(text)?.[0] ?? '';
}

test.each([
  ['a composition that takes in a union', 'NewAnimal', '"NewAnimal"'],
  ['what is composed of that', 'TaggedAnimal', '"TaggedAnimal"'],
])('%s has no discriminator value of its own', async (_, name, value) => {
  const text = await typeOf(name);
  expect(text).not.toBe('');
  expect(text).not.toContain(value);
  expect(text).not.toContain('Omit<');
});

test('a subtype of a schema with a discriminator has its name as the value', async () => {
  expect(await typeOf('Circle')).toContain('"Circle"');
});

const level = { type: 'object', required: ['level'], properties: { level: { type: 'string' } } };
const line = (defaultMapping: string): object => ({
  ...level,
  oneOf: [reference('Info'), reference('Other')],
  discriminator: { propertyName: 'level', mapping: { info: '#/components/schemas/Info' }, defaultMapping },
});

test.each([
  ['Other', 'string', '"info"'],
  ['#/components/schemas/Other', 'string', '"info"'],
  ['Info', '"Other"', 'string'],
])('what any other value stands for (OpenAPI 3.2: defaultMapping %s) may have any', async (to, other, info) => {
  const given = { Line: line(to), Info: level, Other: level };
  expect(await typeOf('Other', given, '3.2.0')).toContain(`level: ${other}`);
  expect(await typeOf('Info', given, '3.2.0')).toContain(`level: ${info}`);
});

test('a schema that any value stands for in one union may have any, whatever another union says', async () => {
  const line2 = { oneOf: [reference('Info'), reference('Other')], discriminator: { propertyName: 'level' } };
  const given = { Line: line('Other'), Line2: line2, Info: level, Other: level };
  expect(await typeOf('Other', given, '3.2.0')).toContain('level: string');
});
