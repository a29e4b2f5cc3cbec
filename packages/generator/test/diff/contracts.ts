import type { OpenApiDocument } from '../../src/contract/document/openapi.js';

// biome-ignore lint/suspicious/noExplicitAny: tests reach into documents whose shape they know
export type Loose = any;
export type Edit = (document: Loose) => void;

/** A small contract that has a bit of everything. */
export function parks(): Loose {
  return {
    openapi: '3.1.0',
    info: { title: 'Parks', version: '1.0.0' },
    servers: [{ url: 'https://example.org/api' }],
    security: [{ Token: [] }],
    tags: [{ name: 'Parks', description: 'Parks.' }],
    paths: {
      '/parks': {
        get: {
          operationId: 'listParks',
          summary: 'Lists parks.',
          tags: ['Parks'],
          parameters: [
            {
              name: 'limit',
              in: 'query',
              description: 'How many.',
              schema: { type: 'integer', maximum: 100, default: 20 },
            },
            { name: 'tag', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
            { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
          ],
          responses: {
            '200': {
              description: 'The parks.',
              headers: { 'X-Total': { description: 'All.', schema: { type: 'integer' } } },
              links: { next: { operationId: 'listParks' } },
              content: {
                'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Out' } } },
                'text/csv': { schema: { type: 'string' } },
              },
            },
            default: { $ref: '#/components/responses/Failure' },
          },
        },
        post: {
          operationId: 'createPark',
          callbacks: { opened: { '{$request.body#/url}': { post: { responses: {} } } } },
          requestBody: {
            description: 'The park.',
            required: true,
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/In' } },
              'text/plain': { schema: { type: 'string' } },
            },
          },
          responses: { '201': { description: 'Opened.' }, '404': { description: 'No city.' } },
        },
      },
      '/parks/{parkID}': {
        parameters: [{ name: 'parkID', in: 'path', required: true, schema: { type: 'string' } }],
        get: { operationId: 'getPark', responses: { '200': { description: 'The park.' } } },
        delete: { operationId: 'closePark', responses: { '204': { description: 'Closed.' } } },
      },
    },
    components: {
      securitySchemes: {
        Token: { type: 'http', scheme: 'bearer' },
        Key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      },
      responses: {
        Failure: {
          description: 'Failed.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      schemas: {
        In: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, p: { type: 'string' } } },
        Out: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, p: { type: 'string' } } },
        Problem: { type: 'object', properties: { message: { type: 'string' } } },
        Cat: {
          type: 'object',
          required: ['kind'],
          properties: { kind: { type: 'string', enum: ['cat'] }, lives: { type: 'integer' } },
        },
        Dog: {
          type: 'object',
          required: ['kind'],
          properties: { kind: { type: 'string', enum: ['dog'] }, bark: { type: 'string' } },
        },
      },
    },
  };
}

export function edited(edit: Edit): OpenApiDocument {
  const document = parks();
  edit(document);
  return document as OpenApiDocument;
}
