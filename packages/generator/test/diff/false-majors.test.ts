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

const CASES: [name: string, old: OpenApiDocument, now: OpenApiDocument, want: 'major' | 'minor' | 'patch'][] = [
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
  // What is like them, and breaks.
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
