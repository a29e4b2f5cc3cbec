import { encodePointsToString } from '@influxkit/line-protocol';
import { expect, test } from 'vitest';
import { lineOf, pointOf } from '../src/points.js';

test('lines that are made by hand are what the encoder makes of the points', () => {
  for (let n = 0; n < 1000; n++) expect(encodePointsToString([pointOf(n)])).toBe(`${lineOf(n)}\n`);
});
