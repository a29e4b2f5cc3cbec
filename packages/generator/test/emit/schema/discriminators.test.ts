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
async function typeOf(name: string): Promise<string> {
  const files = await generate({
    openapi: '3.1.0',
    info: { title: 'Animals', version: '1' },
    paths: {},
    components: { schemas },
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
