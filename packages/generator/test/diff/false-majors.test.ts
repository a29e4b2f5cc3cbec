import { expect, test } from 'vitest';
import type { OpenApiDocument } from '../../src/contract/document/openapi.js';
import { diffContracts } from '../../src/lifecycle/diff/diff-contracts.js';

const kinds = (key: 'oneOf' | 'anyOf'): unknown => ({
  [key]: [
    { type: 'object', required: ['bark'], properties: { bark: { type: 'string' } } },
    { type: 'object', required: ['meow'], properties: { meow: { type: 'string' } } },
  ],
});
const document = (
  operation: Record<string, unknown>,
  { schema = { type: 'string' }, media = 'application/json' }: { schema?: unknown; media?: string } = {},
): OpenApiDocument =>
  ({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/a': {
        get: {
          operationId: 'a',
          responses: { 200: { description: 'ok', content: { [media]: { schema } } } },
          ...operation,
        },
      },
    },
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  }) as unknown as OpenApiDocument;
const parameter = (more: Record<string, unknown>): Record<string, unknown> => ({
  parameters: [{ name: 'q', in: 'query', schema: { type: 'string' }, ...more }],
});

const bearer = (more: Record<string, unknown>): OpenApiDocument =>
  ({
    ...document({ security: [{ key: [] }] }),
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', ...more } } },
  }) as unknown as OpenApiDocument;
const oauth = (scopes: Record<string, string>, tokenUrl = 'https://example.org/token'): OpenApiDocument =>
  bearer({ type: 'oauth2', flows: { clientCredentials: { tokenUrl, scopes } } });
const object = { type: 'object', required: ['bark'], properties: { bark: { type: 'string' } } };
const of30 = (schema: unknown): OpenApiDocument => ({ ...document({}, { schema }), openapi: '3.0.3' });
const withA = (schema: unknown, openapi: string): OpenApiDocument => {
  const made = document({}, { schema });
  return { ...made, openapi, components: { ...made.components, schemas: { A: object } } } as OpenApiDocument;
};
const a = { $ref: '#/components/schemas/A' };
const header = (name: string): OpenApiDocument =>
  document({ responses: { 200: { description: 'ok', headers: { [name]: { schema: { type: 'string' } } } } } });

const CASES: [name: string, old: OpenApiDocument, now: OpenApiDocument, want: 'major' | 'minor' | 'patch' | 'none'][] =
  [
    [
      'oneOf becomes anyOf in a response',
      document({}, { schema: kinds('oneOf') }),
      document({}, { schema: kinds('anyOf') }),
      'minor',
    ],
    ['allowEmptyValue', document(parameter({})), document(parameter({ allowEmptyValue: true })), 'patch'],
    [
      'a media type that says its charset',
      document({}),
      document({}, { media: 'application/json; charset=utf-8' }),
      'patch',
    ],
    ['security that is dropped', document({ security: [{ key: [] }] }), document({ security: [] }), 'minor'],
    [
      'a longer string in a response',
      document({}, { schema: { type: 'string', maxLength: 9 } }),
      document({}, { schema: { type: 'string', maxLength: 99 } }),
      'minor',
    ],
    [
      'kinds of items that become anyOf',
      document({}, { schema: { type: 'array', items: kinds('oneOf') } }),
      document({}, { schema: { type: 'array', items: kinds('anyOf') } }),
      'minor',
    ],
    [
      'a charset among other parameters of a media type',
      document({}, { media: 'application/json; charset=UTF-8; version=1' }),
      document({}, { media: 'application/json;version=1' }),
      'patch',
    ],
    ['security that was optional', document({ security: [{}, { key: [] }] }), document({ security: [] }), 'minor'],
    [
      'one of two credentials that go together',
      document({ security: [{ key: [], other: [] }] }),
      document({ security: [{ key: [] }] }),
      'minor',
    ],
    [
      'no credentials beside others',
      document({ security: [{ key: [] }] }),
      document({ security: [{}, { other: [] }] }),
      'minor',
    ],
    ['the format of a bearer', bearer({}), bearer({ bearerFormat: 'JWT' }), 'patch'],
    ['how a scheme is written', bearer({}), bearer({ scheme: 'Bearer' }), 'none'],
    ['what a scope is for', oauth({ read: 'Reads.' }), oauth({ read: 'Reads all.' }), 'patch'],
    ['one more scope', oauth({ read: 'Reads.' }), oauth({ read: 'Reads.', write: 'Writes.' }), 'patch'],
    [
      'a default of a response',
      document({}, { schema: { ...object, properties: { bark: { type: 'string', default: 'wow' } } } }),
      document({}, { schema: object }),
      'minor',
    ],
    [
      'what a value of a response is not',
      document({}, { schema: { type: 'string', not: { const: 'a' } } }),
      document({}, { schema: { type: 'string', not: { const: 'b' } } }),
      'minor',
    ],
    [
      'members that each have a title',
      document({}, { schema: { type: 'string', enum: ['a', 'b'] } }),
      document(
        {},
        {
          schema: {
            oneOf: [
              { const: 'a', title: 'A' },
              { const: 'b', title: 'B' },
            ],
          },
        },
      ),
      'none',
    ],
    [
      'members in two lists',
      document(parameter({ schema: { anyOf: [{ enum: ['a'] }, { enum: ['b', 'a'] }] } })),
      document(parameter({ schema: { enum: ['b', 'a'] } })),
      'none',
    ],
    ['a plain value that is not exploded', document(parameter({})), document(parameter({ explode: false })), 'none'],
    [
      'null beside a reference, spelt for 3.0 and for 3.1',
      withA({ allOf: [a], nullable: true }, '3.0.3'),
      withA({ anyOf: [a, { type: 'null' }] }, '3.1.0'),
      'none',
    ],
    [
      'null of an object, spelt for 3.0 and for 3.1',
      of30({ ...object, nullable: true }),
      document({}, { schema: { oneOf: [object, { type: 'null' }] } }),
      'none',
    ],
    [
      'null of one of two kinds, and of both',
      of30({ anyOf: [{ type: 'string', nullable: true }, object] }),
      document({}, { schema: { anyOf: [{ type: 'string' }, object, { type: 'null' }] } }),
      'none',
    ],
    [
      'null beside a reference of 3.0, which is ignored',
      withA(a, '3.0.3'),
      withA({ ...a, nullable: true }, '3.0.3'),
      'none',
    ],
    // What is like them, and breaks.
    [
      'null that is new beside allOf',
      withA({ allOf: [a] }, '3.0.3'),
      withA({ allOf: [a], nullable: true }, '3.0.3'),
      'major',
    ],
    ['null that is new beside a reference', withA(a, '3.1.0'), withA({ ...a, nullable: true }, '3.1.0'), 'major'],
    [
      'null that is a new member',
      of30({ type: 'string', enum: ['a'] }),
      of30({ type: 'string', nullable: true, enum: ['a', null] }),
      'major',
    ],
    ['a key of the response headers', header('X-Rate'), header('x-rate'), 'major'],
    [
      'a key of the request headers',
      document(parameter({ name: 'X-A', in: 'header' })),
      document(parameter({ name: 'x-a', in: 'header' })),
      'major',
    ],
    [
      'one more member that has a title',
      document({}, { schema: { oneOf: [{ const: 'a' }] } }),
      document({}, { schema: { oneOf: [{ const: 'a' }, { const: 'b', title: 'B' }] } }),
      'major',
    ],
    [
      'an array that is not exploded',
      document(parameter({ schema: { type: 'array', items: { type: 'string' } } })),
      document(parameter({ schema: { type: 'array', items: { type: 'string' } }, explode: false })),
      'major',
    ],
    [
      'one of two credentials, with a scope more',
      document({ security: [{ key: ['read'], other: [] }] }),
      document({ security: [{ key: ['read', 'write'] }] }),
      'major',
    ],
    ['other credentials', document({ security: [{ key: [] }] }), document({ security: [{ other: [] }] }), 'major'],
    ['where tokens come from', oauth({}), oauth({}, 'https://example.org/other'), 'major'],
    [
      'kinds that become anyOf, one with another property',
      document({}, { schema: kinds('oneOf') }),
      document({}, { schema: { anyOf: [{ ...object, properties: { bark: { type: 'number' } } }, {}] } }),
      'major',
    ],
    [
      'a kind that is new in a response',
      document({}, { schema: kinds('oneOf') }),
      document({}, { schema: { oneOf: [...(kinds('oneOf') as { oneOf: unknown[] }).oneOf, { type: 'string' }] } }),
      'major',
    ],
    ['security that is required', document({ security: [] }), document({ security: [{ key: [] }] }), 'major'],
    [
      'a shorter string in a request',
      document(parameter({ schema: { type: 'string', maxLength: 99 } })),
      document(parameter({ schema: { type: 'string', maxLength: 9 } })),
      'major',
    ],
    ['another media type', document({}), document({}, { media: 'application/xml' }), 'major'],
  ];

test.each(CASES)('%s', async (_, old, now, want) => {
  expect((await diffContracts({ document: old }, { document: now })).severity).toBe(want);
  expect((await diffContracts({ document: old }, { document: now }, { types: false })).severity).toBe(want);
});

test('a name of the factory that changes is a name that can no longer be imported', async () => {
  const config = (clientName: string) => ({ name: 'shop', input: '', output: '', clientName });
  const { changes } = await diffContracts(
    { document: document({}), config: config('createShop') },
    { document: document({}), config: config('createStore') },
  );
  expect(changes.map(({ rule, message }) => `${rule} ${message}`)).toContain(
    'export-removed `createShop` can no longer be imported',
  );
});

test('a title that changes renames nothing', async () => {
  const now = { ...document({}), info: { title: 'Another', version: '1' } };
  expect((await diffContracts({ document: document({}) }, { document: now })).severity).toBe('patch');
});
