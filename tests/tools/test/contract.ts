import { readContract } from '../src/index.js';

/** A small contract with everything that the contract server has an opinion on. */
export const shop = readContract({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  security: [{ TokenAuthentication: [] }],
  paths: {
    '/items': {
      get: {
        operationId: 'GetItems',
        parameters: [
          { $ref: '#/components/parameters/Limit' },
          { name: 'tag', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
          { name: 'on', in: 'query', schema: { type: 'boolean' } },
        ],
        responses: {
          200: {
            description: 'Items',
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Item' } } },
              'text/csv': { schema: { type: 'string' } },
              'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
            },
          },
        },
      },
      post: {
        operationId: 'PostItems',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } },
        },
        responses: {
          201: {
            description: 'Made',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } },
          },
          204: { description: 'Made before' },
        },
      },
    },
    '/items/first': { get: { operationId: 'GetFirst', security: [], responses: { 204: { description: 'There' } } } },
    '/items/{itemID}': {
      servers: [{ url: '/private' }],
      parameters: [{ name: 'itemID', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
      delete: {
        operationId: 'DeleteItemsID',
        parameters: [{ name: 'session', in: 'cookie', required: true, schema: { type: 'string' } }],
        responses: { 204: { description: 'Gone' } },
      },
    },
    '/lines': {
      post: {
        operationId: 'PostLines',
        parameters: [
          { name: 'u', in: 'query', schema: { type: 'string' } },
          { name: 'p', in: 'query', schema: { type: 'string' } },
        ],
        requestBody: {
          content: {
            'text/plain': { schema: { type: 'string' } },
            'application/x-www-form-urlencoded': {
              schema: { type: 'object', required: ['q'], properties: { q: { type: 'string' } } },
            },
          },
        },
        responses: { 204: { description: 'Written' } },
      },
    },
  },
  components: {
    parameters: { Limit: { name: 'limit', in: 'query', required: true, schema: { type: 'integer', maximum: 100 } } },
    schemas: {
      Item: {
        required: ['id', 'name', 'shape'],
        properties: {
          id: { type: 'string', readOnly: true },
          name: { type: 'string', minLength: 2, maxLength: 8 },
          secret: { type: 'string', writeOnly: true },
          // A property with the name of a keyword.
          required: { type: 'boolean' },
          price: { type: 'number', minimum: 0, maximum: 10 },
          code: { type: 'string', pattern: '^[a-z]+_\\d:[a-z]+_\\d$' },
          kinds: { type: 'array', minItems: 2, maxItems: 3, uniqueItems: true, items: { enum: ['a', 'b', 'c'] } },
          shape: { $ref: '#/components/schemas/Shape' },
          parts: { type: 'array', items: { $ref: '#/components/schemas/Item' } },
          notes: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
          made: { type: 'string', format: 'date-time' },
        },
      },
      Shape: {
        oneOf: [{ $ref: '#/components/schemas/Round' }, { $ref: '#/components/schemas/Square' }],
        discriminator: {
          propertyName: 'type',
          mapping: { round: '#/components/schemas/Round', square: '#/components/schemas/Square' },
        },
      },
      Round: {
        allOf: [
          { $ref: '#/components/schemas/Base' },
          { type: 'object', required: ['radius'], properties: { radius: { type: 'number' } } },
        ],
      },
      Square: {
        allOf: [
          { $ref: '#/components/schemas/Base' },
          { type: 'object', required: ['side'], properties: { side: { type: 'integer' } } },
        ],
      },
      Base: { type: 'object', required: ['type'], properties: { type: { type: 'string' } } },
    },
  },
});

export const item = { name: 'box', shape: { type: 'square', side: 2 } };
