import { expect, test } from 'vitest';
import { secret } from '../src/index.js';
import { world } from './strategies.js';
import { printingSuite, SECRET } from './suites/printing.js';

printingSuite(world);

test('a snapshot prints [redacted]', () => {
  const made = Object.fromEntries(world.subjects.map(({ name, make }) => [name, make(SECRET)]));
  expect({ ...made, token: secret(SECRET) }).toMatchInlineSnapshot(`
    {
      "apiKeyAuth in a cookie": [Function],
      "apiKeyAuth in a header": [Function],
      "apiKeyAuth in the query": [Function],
      "basicAuth": [Function],
      "bearerAuth": [Function],
      "token": "[redacted]",
    }
  `);
});
