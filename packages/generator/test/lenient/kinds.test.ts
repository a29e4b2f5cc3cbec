import { expect, test } from 'vitest';
import { CATALOGUE } from '../../src/base/catalogue.js';
import { methodsOf, type Published, published } from './published.js';

const head = (rest: string, version = '3.1.0'): string =>
  `openapi: ${version}\ninfo: { title: T, version: '1' }\n${rest}`;
const ok = "responses: { '200': { description: ok } }";
const responses = (schema: string): string =>
  `responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } }`;
const path = (template: string, operation: string): string =>
  head(`paths:\n  ${template}:\n    get: { ${operation} }\n`);
const schema = (definition: string, rest = ''): string =>
  head(
    `paths:\n  /a:\n    get: { operationId: a, ${responses("{ $ref: '#/components/schemas/A' }")} }\ncomponents:\n  schemas:\n    A: ${definition}\n${rest}`,
  );

/** The lines of `schema.ts` from a component on. */
const typeOf = ({ files }: Published, name = 'A'): string => {
  const text = files.get('schema.ts') ?? '';
  const start = text.search(new RegExp(`^        "?${name}"?: `, 'm'));
  const [first = '', ...lines] = text.slice(start + 8).split('\n');
  if (!/[{[]$/.test(first)) return first.replace(/;$/, '');
  const end = lines.findIndex((line) => /^ {8}[}\]]/.test(line));
  return [first, ...lines.slice(0, end + 1)].join(' ').replace(/;$/, '').replace(/\s+/g, ' ');
};
const methods = methodsOf;

type Case = [
  name: string,
  given: string,
  want: { reported: string[]; get?: (result: Published) => unknown; is?: unknown },
];

/** What is wrong with one part of a contract is reported, and all else is as if it were not there. */
const CASES: Case[] = [
  // The document.
  ['no title', 'openapi: 3.1.0\ninfo: { version: "1" }\npaths: {}\n', { reported: ['structure-incomplete'] }],
  ['no info at all', 'openapi: 3.1.0\npaths: {}\n', { reported: ['structure-incomplete'] }],
  [
    'a version that YAML reads as a number',
    head('paths: {}\n', '3.0'),
    { reported: ['structure-scalar'], get: ({ contract }) => contract?.version, is: '3.0' },
  ],
  [
    'the same of 3.1',
    head('paths: {}\n', '3.1'),
    { reported: ['structure-scalar'], get: ({ contract }) => contract?.version, is: '3.1' },
  ],
  [
    'Swagger 2.0',
    'swagger: "2.0"\ninfo: { title: T, version: "1" }\n',
    {
      reported: ['openapi-version!'],
      get: ({ diagnostics }) => diagnostics[0]?.fix,
      is: expect.stringMatching(/npx swagger2openapi .*--outfile openapi\.json api\.yaml/),
    },
  ],
  ...['3.0.3', '3.1.1', '3.2.0'].map(
    (version): Case => [
      `a response without a description in ${version}`,
      head("paths: { /a: { get: { operationId: a, responses: { '204': {} } } } }\n", version),
      { reported: version === '3.2.0' ? [] : ['structure-incomplete'] },
    ],
  ),
  ['paths that are no object', head('paths: []\n'), { reported: ['structure-kind'] }],

  // Paths and their parameters.
  [
    'a parameter of the path that nothing declares',
    path("'/users/{id}'", `operationId: getUser, ${ok}`),
    { reported: ['path-parameter'], get: methods, is: ['users.get(id, options) GET /users/{id}'] },
  ],
  [
    'one that has no place in the path',
    path(
      '/users',
      `operationId: users, parameters: [{ name: id, in: path, required: true, schema: { type: string } }], ${ok}`,
    ),
    { reported: ['path-parameter'], get: methods, is: ['users.get(options) GET /users'] },
  ],
  [
    'two paths of one shape, different methods',
    head(
      `paths:\n  '/a/{id}':\n    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]\n    get: { operationId: getA, ${ok} }\n  '/a/{name}':\n    parameters: [{ name: name, in: path, required: true, schema: { type: string } }, { name: q, in: query, schema: { type: string } }]\n    delete: { operationId: deleteA, ${ok} }\n`,
    ),
    {
      reported: ['path-duplicate'],
      get: methods,
      is: ['a.get(id, options) GET /a/{id}', 'a.delete(id, query, options) DELETE /a/{id}'],
    },
  ],
  [
    'two paths of one shape and method',
    head(
      `paths:\n  '/a/{id}':\n    get: { operationId: getA, parameters: [{ name: id, in: path, required: true, schema: { type: string } }], ${ok} }\n  '/a/{name}':\n    get: { operationId: getOther, parameters: [{ name: name, in: path, required: true, schema: { type: string } }], ${ok} }\n`,
    ),
    { reported: ['path-duplicate', 'path-duplicate'], get: methods, is: ['a.get(id, options) GET /a/{id}'] },
  ],
  [
    'a fragment in a path',
    path("'/#Target=List'", `operationId: list, ${ok}`),
    {
      reported: ['path-invalid'],
      get: ({ files }) => files.get('operations.ts')?.match(/path: '.*'/)?.[0],
      is: "path: '/'",
    },
  ],
  [
    'a path without a slash',
    path('users', `operationId: users, ${ok}`),
    { reported: ['path-invalid'], get: methods, is: ['users.get(options) GET /users'] },
  ],
  [
    'braces that do not match',
    path("'/a/{id'", `operationId: a, ${ok}`),
    { reported: ['path-invalid'], get: methods, is: [] },
  ],
  [
    'a parameter twice',
    path(
      '/a',
      `operationId: a, parameters: [{ name: q, in: query, schema: { type: string } }, { name: q, in: query, schema: { type: string } }], ${ok}`,
    ),
    { reported: ['parameter-duplicate'], get: methods, is: ['a.get(query, options) GET /a'] },
  ],
  [
    'a parameter in the body, as in Swagger',
    path('/a', `operationId: a, parameters: [{ name: b, in: body, schema: {} }], ${ok}`),
    { reported: ['structure-value'], get: methods, is: ['a.get(options) GET /a'] },
  ],
  [
    'a parameter without a name',
    path('/a', `operationId: a, parameters: [{ in: query, schema: {} }], ${ok}`),
    { reported: ['structure-missing'], get: methods, is: ['a.get(options) GET /a'] },
  ],

  // Operations.
  [
    'a GET with a body',
    path(
      '/query',
      `operationId: query, parameters: [{ name: db, in: query, schema: { type: string } }], requestBody: { content: { application/json: { schema: { type: object } } } }, ${ok}`,
    ),
    { reported: ['body-unsendable'], get: methods, is: ['query(query, options) GET /query'] },
  ],
  [
    'a HEAD with a body',
    head(`paths:\n  /a:\n    head: { operationId: a, requestBody: { content: { text/plain: {} } }, ${ok} }\n`),
    { reported: ['body-unsendable'], get: methods, is: ['a.head(options) HEAD /a'] },
  ],
  [
    'a status in small letters',
    path('/a', `operationId: a, responses: { '200': { description: ok }, 4xx: { description: no } }`),
    {
      reported: ['structure-value'],
      get: ({ contract }) => Object.keys(contract?.document.paths['/a']?.get?.responses ?? {}),
      is: ['200', '4XX'],
    },
  ],
  [
    'a status that there is not',
    path('/a', `operationId: a, responses: { '200': { description: ok }, oops: { description: no } }`),
    {
      reported: ['structure-value'],
      get: ({ contract }) => Object.keys(contract?.document.paths['/a']?.get?.responses ?? {}),
      is: ['200'],
    },
  ],
  [
    'an operation id twice',
    head(`paths:\n  /a:\n    get: { operationId: same, ${ok} }\n    post: { operationId: same, ${ok} }\n`),
    {
      reported: ['operation-duplicate-id'],
      get: ({ model }) => model?.operations.map(({ id }) => id),
      is: ['same', 'postA'],
    },
  ],
  [
    'a security scheme that there is not',
    path('/a', `operationId: a, security: [{ gone: [] }], ${ok}`),
    { reported: ['security-unknown'], get: methods, is: ['a.get(options) GET /a'] },
  ],
  [
    'a body without content',
    head(`paths:\n  /a:\n    post: { operationId: a, requestBody: { required: true }, ${ok} }\n`),
    { reported: ['structure-missing'], get: methods, is: ['a.create(options) POST /a'] },
  ],

  // Schemas.
  [
    '`required: true` on a property',
    schema('{ type: object, properties: { b: { type: string, required: true } } }'),
    { reported: ['structure-kind'], get: typeOf, is: 'A: { b?: string; }' },
  ],
  [
    'a type that there is not',
    schema('{ type: object, properties: { b: { type: file } } }'),
    { reported: ['structure-value'], get: typeOf, is: 'A: { b?: unknown; }' },
  ],
  [
    'a type in capitals',
    schema('{ type: object, properties: { b: { type: String } } }'),
    { reported: ['structure-value'], get: typeOf, is: 'A: { b?: string; }' },
  ],
  [
    'null without quotes',
    schema('{ type: object, properties: { b: { type: [string, null] } } }'),
    { reported: ['structure-scalar'], get: typeOf, is: 'A: { b?: string | null; }' },
  ],
  [
    'a string in place of a schema',
    schema('{ type: object, properties: { b: string } }'),
    { reported: ['structure-kind'], get: typeOf, is: 'A: { b?: unknown; }' },
  ],
  [
    'an unknown keyword',
    schema('{ type: string, maxLenght: 3 }'),
    { reported: ['structure-keyword'], get: typeOf, is: 'A: string' },
  ],
  [
    'a tuple of older drafts',
    schema('{ type: array, items: [{ type: string }, { type: number }] }'),
    { reported: ['structure-kind'], get: typeOf, is: 'A: [string?, number?, ...unknown[]]' },
  ],
  [
    '$recursiveRef to itself',
    schema("{ type: object, properties: { kids: { type: array, items: { $recursiveRef: '#' } } } }"),
    { reported: [], get: typeOf, is: 'A: { kids?: components["schemas"]["A"][]; }' },
  ],
  [
    '$dynamicRef to the one anchor',
    schema("{ $dynamicAnchor: node, type: object, properties: { next: { $dynamicRef: '#node' } } }"),
    { reported: ['unsupported-base'], get: typeOf, is: 'A: { next?: components["schemas"]["A"]; }' },
  ],
  [
    '$dynamicRef to no anchor',
    schema("{ type: object, properties: { next: { $dynamicRef: '#gone' } } }"),
    { reported: ['unsupported-anchor'], get: typeOf, is: 'A: { next?: unknown; }' },
  ],
  [
    '$ref to an anchor',
    schema("{ type: object, properties: { b: { $ref: '#b' } } }", '    B: { $anchor: b, type: string }\n'),
    { reported: ['unsupported-base'], get: typeOf, is: 'A: { b?: components["schemas"]["B"]; }' },
  ],
  [
    '$ref to an $id of the document',
    schema(
      "{ type: object, properties: { b: { $ref: 'https://example.com/b' } } }",
      "    B: { $id: 'https://example.com/b', type: string }\n",
    ),
    { reported: ['unsupported-base'], get: typeOf, is: 'A: { b?: components["schemas"]["B"]; }' },
  ],

  // References.
  [
    'an unused $ref to nothing',
    head("paths: {}\ncomponents:\n  schemas:\n    A: { $ref: '#/components/schemas/Gone' }\n"),
    { reported: ['ref-unresolved'] },
  ],
  [
    'a $ref to nothing that is used',
    schema("{ type: object, properties: { b: { $ref: '#/gone' } } }"),
    { reported: ['ref-unresolved'], get: typeOf, is: 'A: { b?: unknown; }' },
  ],
  [
    'unused references in a circle',
    head(
      "paths: {}\ncomponents:\n  schemas:\n    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n",
    ),
    { reported: ['ref-circular'] },
  ],
  [
    'a circle that is used',
    schema("{ $ref: '#/components/schemas/B' }", "    B: { $ref: '#/components/schemas/A' }\n"),
    { reported: ['ref-circular'], get: methods, is: ['a.get(options) GET /a'] },
  ],
  [
    'a parameter that cannot be used, referred to',
    head(
      `paths:\n  /a:\n    get: { operationId: a, parameters: [{ $ref: '#/components/parameters/P' }], ${ok} }\ncomponents:\n  parameters:\n    P: { name: p }\n`,
    ),
    { reported: ['structure-missing'], get: methods, is: ['a.get(options) GET /a'] },
  ],
  [
    'a $ref to another kind',
    path('/a', `operationId: a, parameters: [{ $ref: '#/components/schemas/A' }], ${ok}`) +
      'components: { schemas: { A: { type: string } } }\n',
    { reported: ['ref-kind'], get: methods, is: ['a.get(options) GET /a'] },
  ],
  [
    'a file that is not there',
    schema("{ type: object, properties: { b: { $ref: './gone.yaml' } } }"),
    { reported: ['document-unreadable'], get: typeOf, is: 'A: { b?: unknown; }' },
  ],
  [
    'the network',
    schema("{ type: object, properties: { b: { $ref: 'https://example.com/b.yaml' } } }"),
    { reported: ['ref-remote'], get: typeOf, is: 'A: { b?: unknown; }' },
  ],

  // OpenAPI 3.2.
  [
    'query and other methods',
    head(
      `paths:\n  /a:\n    query: { operationId: q, requestBody: { content: { application/json: { schema: { type: object } } } }, ${responses('{ type: object, properties: { n: { type: integer } } }')} }\n    additionalOperations:\n      PURGE: { operationId: purge, ${ok} }\n`,
      '3.2.0',
    ),
    { reported: [], get: methods, is: ['a.query(body, options) QUERY /a', 'a.purge(options) PURGE /a'] },
  ],
  [
    'a form as the whole query',
    head(
      `paths:\n  /a:\n    get: { operationId: a, parameters: [{ name: q, in: querystring, content: { application/x-www-form-urlencoded: { schema: { type: object, required: [b], properties: { b: { type: string }, c: { type: integer } } } } } }], ${ok} }\n`,
      '3.2.0',
    ),
    {
      reported: [],
      get: ({ files }) =>
        files
          .get('client.ts')
          ?.match(/interface AGetQuery \{[^}]*\}/)?.[0]
          .replace(/\s+/g, ' '),
      is: 'interface AGetQuery { readonly b: string; readonly c?: number | undefined; }',
    },
  ],
  [
    'a query that is no form',
    head(
      `paths:\n  /a:\n    get: { operationId: a, parameters: [{ name: q, in: querystring, content: { application/json: { schema: { type: object } } } }], ${ok} }\n`,
      '3.2.0',
    ),
    { reported: ['unsupported-feature'], get: methods, is: ['a.get(options) GET /a'] },
  ],
  [
    'items of a stream',
    head(
      `paths:\n  /a:\n    get: { operationId: a, responses: { '200': { description: ok, content: { text/event-stream: { itemSchema: { type: object, properties: { data: { type: string } } } } } } } }\n`,
      '3.2.0',
    ),
    {
      reported: [],
      get: ({ files }) =>
        files
          .get('schema.ts')
          ?.match(/"text\/event-stream": \{[^}]*\}/)?.[0]
          .replace(/\s+/g, ' '),
      is: '"text/event-stream": { data?: string; }',
    },
  ],
  [
    '$self, a parent of a tag, the device flow',
    head(
      "$self: https://example.com/api.yaml\ntags: [{ name: a, parent: b }, { name: b }]\npaths: {}\ncomponents:\n  securitySchemes:\n    o: { type: oauth2, flows: { deviceAuthorization: { deviceAuthorizationUrl: 'https://x/d', tokenUrl: 'https://x/t', scopes: {} } } }\n",
      '3.2.0',
    ),
    { reported: ['unsupported-feature', 'unsupported-feature', 'unsupported-feature'] },
  ],
];

test.each(CASES)('%s', async (_, given, { reported, get, is }) => {
  const result = await published({ 'api.yaml': given });
  expect(result.diagnostics.map(({ code, severity, message }) => ({ code, severity, message }))).toHaveLength(
    reported.length,
  );
  expect([...result.reported].sort()).toEqual([...reported].sort());
  if (get) expect(get(result)).toEqual(is);
});

test.each(CASES.filter(([, , { reported }]) => reported.length > 0))('strict: %s', async (_, given, { reported }) => {
  const { reported: strict, model } = await published({ 'api.yaml': given }, { strict: true });
  expect(model).toBeUndefined();
  // Consequences of what is refused are not reported.
  expect(reported.map((code) => (code.endsWith('!') ? code : `${code}!`))).toEqual(expect.arrayContaining([...strict]));
  expect(strict.length).toBeGreaterThan(0);
});

const codes = [...new Set(CASES.flatMap(([, , { reported }]) => reported))].filter((code) => !code.endsWith('!'));

test.each(codes)('%s can be an error, or off', async (code) => {
  const [, given] =
    CASES.find(([, , { reported }]) => reported.every((each) => each === code) && reported.length > 0) ?? [];
  if (given === undefined) return;
  expect(CATALOGUE[code as keyof typeof CATALOGUE].severity).toMatch(/warning|error/);
  expect((await published({ 'api.yaml': given }, { diagnostics: { [code]: 'error' } })).reported).toContain(`${code}!`);
  expect((await published({ 'api.yaml': given }, { diagnostics: { [code]: 'off' } })).reported).toEqual([]);
  expect(
    (await published({ 'api.yaml': given }, { strict: true, diagnostics: { [code]: 'warning' } })).model,
  ).toBeDefined();
});
