import { plainRequest, readContract } from '@influxkit/test-tools';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Prism, startPrism } from '../src/prism.js';

const error = { description: 'No', content: { 'application/json': { schema: { type: 'object' } } } };
const schema = {
  required: ['name'],
  properties: { name: { type: 'string' }, every: { type: 'string', format: 'duration' } },
};
const json = { 'application/json': { schema } };
const contract = readContract({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  security: [{ TokenAuthentication: [] }],
  paths: {
    '/items': {
      get: {
        operationId: 'GetItems',
        parameters: [{ name: 'limit', in: 'query', required: true, schema: { type: 'integer', maximum: 100 } }],
        responses: { 200: { description: 'Items', content: json }, 401: error, default: error },
      },
      post: {
        operationId: 'PostItems',
        parameters: [
          { name: 'Content-Type', in: 'header', schema: { type: 'string', enum: ['application/octet-stream'] } },
        ],
        requestBody: { required: true, content: json },
        responses: { 201: { description: 'Made', content: json }, default: error },
      },
    },
    '/items/{itemID}': {
      servers: [{ url: '/private' }],
      parameters: [{ name: 'itemID', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
      delete: { operationId: 'DeleteItemsID', responses: { 204: { description: 'Gone' }, default: error } },
    },
  },
  components: { securitySchemes: { TokenAuthentication: { type: 'apiKey', in: 'header', name: 'Authorization' } } },
});

let prism: Prism;
beforeAll(async () => {
  prism = await startPrism(contract);
});
afterAll(() => prism.stop());

const token = { authorization: 'Token t' };
const body = { ...token, 'content-type': 'application/json' };

// What the tests of operations rest on: that Prism says no where it should.
test.each<[string, string, string, Record<string, string>, string | undefined, number]>([
  ['responds to what fits', 'GET', '/items?limit=1', token, undefined, 200],
  ['refuses a missing parameter', 'GET', '/items', token, undefined, 422],
  ['refuses a number out of bounds', 'GET', '/items?limit=101', token, undefined, 422],
  ['refuses missing credentials', 'GET', '/items?limit=1', {}, undefined, 401],
  ['takes a body that fits, with a duration of Flux', 'POST', '/items', body, '{"name":"a","every":"1h"}', 201],
  ['refuses a body that does not', 'POST', '/items', body, '{"name":5}', 422],
  ['refuses a body of another type', 'POST', '/items', { ...token, 'content-type': 'text/csv' }, 'x', 415],
  ['refuses a missing body', 'POST', '/items', body, undefined, 422],
  ['routes by the server of a path', 'DELETE', '/private/items/7', token, undefined, 204],
  ['refuses a path value out of bounds', 'DELETE', '/private/items/0', token, undefined, 422],
  ['refuses a path without its server', 'DELETE', '/items/7', token, undefined, 404],
])('Prism %s', async (_, method, path, headers, sent, status) => {
  const response = await plainRequest(prism.url + path, {
    method,
    headers,
    ...(sent === undefined ? {} : { body: sent }),
  });
  const violations = String(response.headers['sl-violations'] ?? '');
  expect(response.status, `${response.text} ${violations}`).toBe(status);
});
