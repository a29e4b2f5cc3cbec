import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { noteCases } from '../../../tests/tools/src/cases.js';
import { repeatedName } from '../src/repeated-name.js';

let lists = 0;
afterAll(() => noteCases('repeated-labels', 'random lists of names', lists));

test.each<[name: string, names: readonly string[], want: string | undefined]>([
  ['none', [], undefined],
  ['each once', ['a', 'b', 'A'], undefined],
  ['one twice', ['a', 'b', 'b'], 'b'],
  ['the one whose second comes first', ['a', 'b', 'b', 'a'], 'b'],
  ['the empty name', ['', 'a', ''], ''],
  ['what objects have already', ['constructor', '__proto__', '__proto__'], '__proto__'],
])('of %s', (_, names, want) => {
  expect(repeatedName(names)).toBe(want);
});

test('it is the first that stands before itself', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')), (names) => {
      lists += 1;
      expect(repeatedName(names)).toBe(names.find((name, index) => names.indexOf(name) < index));
    }),
  );
});
