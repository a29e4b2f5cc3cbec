import { describe, expect, test } from 'vitest';
import { contractSchemas, sample } from '../src/index.js';
import { item, shop } from './contract.js';

const schemas = contractSchemas(shop);
const schema = shop.place('/components/schemas/Item');
const seeds = Array.from({ length: 200 }, (_, index) => `seed ${index}`);

describe.each(['request', 'response'] as const)('a sample for a %s', (direction) => {
  test.each([true, false])('fits its schema, optional properties %s', (optional) => {
    for (const seed of seeds) {
      const value = sample(shop, schema, { direction, seed, optional });
      expect(schemas.problems(schema, value, direction), JSON.stringify(value)).toEqual([]);
    }
  });

  test('is the same for the same seed and another for another', () => {
    const made = (seed: string): string => JSON.stringify(sample(shop, schema, { direction, seed }));
    expect(made('a')).toBe(made('a'));
    expect(new Set(seeds.map(made)).size).toBeGreaterThan(150);
  });
});

test('both kinds of a union come up', () => {
  const kinds = seeds.map((seed) => (sample(shop, schema, { direction: 'request', seed }) as typeof item).shape.type);
  expect(new Set(kinds)).toEqual(new Set(['round', 'square']));
});

describe('the schemas refuse', () => {
  test.each<[string, unknown, 'request' | 'response']>([
    ['a response without what is read-only and required', item, 'response'],
    ['a property of the wrong type', { ...item, name: 5 }, 'request'],
    ['a string that is too short', { ...item, name: 'x' }, 'request'],
    ['a time that is none', { ...item, made: 'yesterday' }, 'request'],
    ['a kind with the properties of another', { ...item, shape: { type: 'round', side: 1 } }, 'request'],
    ['a property named like a keyword, of the wrong type', { ...item, required: 'yes' }, 'request'],
  ])('%s', (_, value, direction) => {
    expect(schemas.problems(schema, value, direction)).not.toEqual([]);
  });

  test('and take a request without what is read-only', () => {
    expect(schemas.problems(schema, item, 'request')).toEqual([]);
  });
});

test('a pattern without a known sample is an error that names its place', () => {
  const place = { pointer: '/x', node: { type: 'string', pattern: '^never \\d{40}$' } };
  expect(() => sample(shop, place, { direction: 'request', seed: '' })).toThrow(/^\/x: no sample is known/);
});
