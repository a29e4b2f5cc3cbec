import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteLiteral, typeText } from '../../src/generate/model/type-text.js';
import { HOSTILE_TEXTS } from '../emit/hostile-texts.js';

describe('quoteLiteral', () => {
  it('is a literal of exactly the text, in one line of visible characters', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_TEXTS)), (text) => {
        const literal = quoteLiteral(text);
        expect(new Function(`return ${literal}`)()).toBe(text);
        expect(literal).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
      }),
    );
  });
});

describe('typeText', () => {
  const operations = { kind: 'operations' } as const;
  const member = (key: string | number, optional = false) =>
    ({ kind: 'member', of: operations, key, optional }) as const;
  it.each([
    [{ kind: 'keyword', name: 'string' } as const, 'string'],
    [{ kind: 'literals', values: ['a', 1, true, "'"] } as const, "'a' | 1 | true | '\\''"],
    [{ kind: 'model', typeName: 'Bucket' } as const, 'Bucket'],
    [{ kind: 'array', of: { kind: 'model', typeName: 'Bucket' } } as const, 'Bucket[]'],
    [{ kind: 'array', of: { kind: 'literals', values: ['a', 'b'] } } as const, "('a' | 'b')[]"],
    [member('x'), "operations['x']"],
    [member('x', true), "NonNullable<operations['x']>"],
    [member(200), 'operations[200]'],
    [member('elements'), 'operations[number]'],
    [
      {
        kind: 'union',
        of: [
          { kind: 'keyword', name: 'string' },
          { kind: 'keyword', name: 'string' },
        ],
      } as const,
      'string',
    ],
  ])('%o → %s', (type, want) => {
    expect(typeText(type)).toBe(want);
  });
});
