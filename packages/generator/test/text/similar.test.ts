import { expect, test } from 'vitest';
import { similar } from '../../src/base/similar.js';

const cases: [name: string, candidates: string[], want: string | undefined][] = [
  ['chekc', ['check', 'config'], 'check'],
  ['Buket', ['Bucket', 'Buckets'], 'Bucket'],
  ['BUCKET', ['Bucket'], 'Bucket'],
  ['responces', ['responses', 'request'], 'responses'],
  ['x', ['check'], undefined],
  ['pets', ['zoo'], undefined],
  ['a', ['b'], 'b'],
  ['', ['check'], undefined],
];

test.each(cases)('%j among %j means %j', (name, candidates, want) => {
  expect(similar(name, candidates)).toBe(want);
});
