import openapiTS, { astToString } from 'openapi-typescript';
import { expect, it } from 'vitest';
import { documentOf } from '../../model/contract.js';
import { typeErrors } from '../../typecheck/program.js';
import { generate } from '../generate.js';

const ref = (name: string): unknown => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'string' };

/** What openapi-typescript has right. Where it is wrong, `values.test.ts` says what is right. */
const SCHEMAS: Record<string, unknown> = {
  Scalars: {
    type: 'object',
    required: ['a', 'b'],
    properties: {
      a: text,
      b: { type: 'integer' },
      c: { type: 'boolean' },
      d: { type: ['number', 'null'] },
      e: { type: 'string', enum: ['x', 'y'] },
      f: { const: 3 },
      g: {},
      h: { type: 'array', items: ref('Leaf') },
      i: { type: 'object', additionalProperties: { type: 'number' } },
      j: { type: 'object' },
      k: { type: 'array', items: { type: ['string', 'null'] } },
      'l-m': text,
      1: text,
    },
  },
  Leaf: {
    type: 'object',
    properties: { next: ref('Leaf'), deep: { type: 'object', properties: { x: ref('Choice') } } },
  },
  Choice: { oneOf: [ref('Leaf'), text, { type: 'null' }] },
  Any: {
    anyOf: [
      { type: 'object', required: ['p'], properties: { p: text } },
      { type: 'array', items: text },
    ],
  },
  Composed: { allOf: [ref('Leaf'), { type: 'object', required: ['q'], properties: { q: text } }] },
  Beside: {
    type: 'object',
    properties: { r: text },
    oneOf: [ref('Leaf'), { type: 'object', properties: { s: text } }],
  },
  Same: ref('Composed'),
  Pair: { type: 'array', prefixItems: [text, { type: 'number' }], minItems: 2, maxItems: 2 },
  Nullable: { type: ['object', 'null'], required: ['t'], properties: { t: text } },
};

const PATHS = {
  '/leaves/{id}': {
    get: {
      operationId: 'getLeaf',
      parameters: [
        { name: 'id', in: 'path', required: true, schema: text },
        { name: 'q', in: 'query', schema: { type: 'array', items: text } },
        { name: 'X-A', in: 'header', required: true, schema: { type: 'integer' } },
      ],
      responses: {
        200: {
          description: 'ok',
          headers: { 'X-B': { schema: text } },
          content: { 'application/json': { schema: ref('Leaf') } },
        },
        default: { $ref: '#/components/responses/Failed' },
      },
    },
    put: {
      operationId: 'putLeaf',
      parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
      requestBody: { required: true, content: { 'application/json': { schema: ref('Composed') } } },
      responses: { 204: { description: 'none' } },
    },
  },
};

it('the types are those of openapi-typescript, where those are right', async () => {
  const components = {
    schemas: SCHEMAS,
    responses: { Failed: { description: 'failed', content: { 'application/json': { schema: ref('Any') } } } },
  };
  const document = documentOf(PATHS, { components });
  const files = await generate(document);
  const theirs = await openapiTS(JSON.stringify(document), { emptyObjectsUnknown: true, defaultNonNullable: false });
  const types = [
    ...Object.keys(SCHEMAS).map((name) => `components['schemas']['${name}']`),
    `components['responses']['Failed']`,
    `operations['getLeaf']`,
    `operations['putLeaf']`,
    `paths['/leaves/{id}']['get']`,
    `paths['/leaves/{id}']`,
  ];
  const code = `import type * as ours from './schema.js';
import type * as theirs from './theirs.js';
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
${types.map((type, index) => `export const c${index}: Same<ours.${type}, theirs.${type}> = true;`).join('\n')}
`;
  const all = new Map([
    ['schema.ts', files.get('schema.ts') ?? ''],
    ['theirs.ts', astToString(theirs)],
    ['compare.ts', code],
  ]);
  expect(typeErrors(all)).toEqual([]);
});
