type Json = Record<string, unknown>;

/** A key of an object, whatever its spelling: `__proto__` becomes a property of its own, as a parser of JSON makes it. */
const keyed = (key: string, value: unknown): Json => Object.fromEntries([[key, value]]);

interface Parts {
  readonly operation?: Json;
  readonly item?: Json;
  readonly path?: string;
  readonly schemas?: Json;
  readonly root?: Json;
}

/** A small contract with these parts of it replaced. */
function contract({ operation = {}, item = {}, path = '/things/{id}', schemas = {}, root = {} }: Parts): unknown {
  return {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    paths: keyed(path, {
      ...item,
      get: {
        operationId: 'getThing',
        responses: response({ $ref: '#/components/schemas/Thing' }),
        ...operation,
      },
    }),
    components: { schemas: { Thing: { type: 'object', properties: { id: { type: 'string' } } }, ...schemas } },
    ...root,
  };
}

const response = (schema: unknown): Json => ({
  200: { description: 'It.', content: { 'application/json': { schema } } },
});
const schema = (value: unknown): unknown => contract({ schemas: { Hostile: value } });
const parameter = (value: Json): unknown =>
  contract({ operation: { parameters: [{ schema: { type: 'string' }, ...value }] } });

/** Every place of a contract that holds a string, with a contract that has a given text there. */
export const PLACES: readonly (readonly [place: string, contractWith: (text: string) => unknown])[] = [
  ['title', (text) => contract({ root: { info: { title: text, version: '1' } } })],
  ['version', (text) => contract({ root: { info: { title: 'Shop', version: text } } })],
  ['description', (text) => contract({ root: { info: { title: 'Shop', version: '1', description: text } } })],
  ['server URL', (text) => contract({ item: { servers: [{ url: text }] } })],
  [
    'server variable',
    (text) => contract({ item: { servers: [{ url: `/{${text}}`, variables: keyed(text, { default: text }) }] } }),
  ],
  ['path', (text) => contract({ path: `/${text}` })],
  ['path parameter', (text) => contract({ path: `/things/{${text}}` })],
  ['operation id', (text) => contract({ operation: { operationId: text } })],
  ['summary', (text) => contract({ operation: { summary: text } })],
  ['operation description', (text) => contract({ operation: { description: text } })],
  [
    'deprecation',
    (text) =>
      contract({ operation: { deprecated: true, description: `Deprecated: use ${text}. Or \`GET /${text}\`.` } }),
  ],
  [
    'tag',
    (text) =>
      contract({
        operation: { tags: [text] },
        root: {
          tags: [
            { name: text, description: text },
            { name: 'things', description: text },
          ],
        },
      }),
  ],
  ['query parameter name', (text) => parameter({ name: text, in: 'query' })],
  ['header parameter name', (text) => parameter({ name: text, in: 'header' })],
  ['cookie parameter name', (text) => parameter({ name: text, in: 'cookie' })],
  ['parameter description', (text) => parameter({ name: 'q', in: 'query', description: text })],
  ['path parameter description', (text) => parameter({ name: 'id', in: 'path', required: true, description: text })],
  ['parameter default', (text) => parameter({ name: 'q', in: 'query', schema: { type: 'string', default: text } })],
  ['parameter enum', (text) => parameter({ name: 'q', in: 'query', schema: { type: 'string', enum: [text, 'b'] } })],
  ['parameter style', (text) => parameter({ name: 'q', in: 'query', style: text })],
  ['header enum', (text) => parameter({ name: 'X-H', in: 'header', schema: { type: 'string', enum: [text] } })],
  [
    'request media type',
    (text) =>
      contract({
        operation: { requestBody: { description: text, content: keyed(text, { schema: { type: 'string' } }) } },
      }),
  ],
  [
    'response media type',
    (text) =>
      contract({
        operation: { responses: { 200: { description: text, content: keyed(text, { schema: { type: 'object' } }) } } },
      }),
  ],
  [
    'media type parameter',
    (text) =>
      contract({ operation: { responses: { 200: { description: '', content: keyed(`text/plain; x=${text}`, {}) } } } }),
  ],
  ['response status', (text) => contract({ operation: { responses: keyed(text, { description: text }) } })],
  [
    'response header',
    (text) =>
      contract({
        operation: {
          responses: {
            200: { description: '', headers: keyed(text, { description: text, schema: { type: 'string' } }) },
          },
        },
      }),
  ],
  [
    'response name',
    (text) =>
      contract({ root: { components: { schemas: { Thing: {} }, responses: keyed(text, { description: text }) } } }),
  ],
  ['schema name', (text) => contract({ schemas: keyed(text, { type: 'object', description: text }) })],
  [
    'schema name, referred to',
    (text) =>
      contract({
        operation: { responses: response({ $ref: `#/components/schemas/${pointerOf(text)}` }) },
        schemas: keyed(text, { type: 'object' }),
      }),
  ],
  [
    'property name',
    (text) =>
      schema({ type: 'object', properties: keyed(text, { type: 'string', description: text }), required: [text] }),
  ],
  [
    'property inside a property',
    (text) =>
      schema({
        type: 'object',
        properties: keyed(text, { type: 'object', properties: keyed(text, { enum: [text] }) }),
      }),
  ],
  [
    'property, referred to',
    (text) =>
      contract({
        schemas: {
          A: { type: 'object', properties: keyed(text, { type: 'object' }) },
          B: { $ref: `#/components/schemas/A/properties/${pointerOf(text)}` },
        },
      }),
  ],
  ['required', (text) => schema({ allOf: [{ $ref: '#/components/schemas/Thing' }], required: [text] })],
  ['pattern property', (text) => schema({ type: 'object', patternProperties: keyed(text, { type: 'string' }) })],
  ['schema title', (text) => schema({ type: 'object', title: text })],
  [
    'schema description',
    (text) => schema({ type: 'object', description: text, properties: { a: { description: text, type: 'string' } } }),
  ],
  ['schema type', (text) => schema({ type: text })],
  ['schema format', (text) => schema({ type: 'object', properties: { a: { type: 'string', format: text } } })],
  ['schema pattern', (text) => schema({ type: 'object', properties: { a: { type: 'string', pattern: text } } })],
  [
    'schema default',
    (text) =>
      schema({
        type: 'object',
        properties: { a: { default: text }, b: { default: [text] }, c: { default: keyed(text, text) } },
      }),
  ],
  [
    'schema example',
    (text) =>
      schema({ type: 'object', properties: { a: { example: text }, b: { examples: [text, keyed(text, text)] } } }),
  ],
  ['enum value', (text) => schema({ type: 'string', enum: [text] })],
  ['enum of an object', (text) => schema({ type: 'object', enum: [text, keyed(text, text)] })],
  ['enum of objects', (text) => schema({ enum: [keyed(text, [text]), text] })],
  ['const', (text) => schema({ const: text })],
  ['const of an object', (text) => schema({ const: keyed(text, [text, { a: text }]) })],
  [
    'x-enum names',
    (text) =>
      schema({
        type: 'string',
        enum: ['a'],
        'x-enum-varnames': [text],
        'x-enumNames': [text],
        'x-enum-descriptions': [text],
      }),
  ],
  [
    'discriminator',
    (text) =>
      schema({
        oneOf: [{ $ref: '#/components/schemas/Thing' }],
        discriminator: { propertyName: text, mapping: keyed(text, '#/components/schemas/Thing') },
      }),
  ],
  [
    'discriminator mapping',
    (text) =>
      schema({
        oneOf: [{ $ref: '#/components/schemas/Thing' }],
        discriminator: { propertyName: 'id', mapping: { a: text } },
      }),
  ],
  [
    'inherited discriminator',
    (text) =>
      contract({
        schemas: {
          Base: { type: 'object', discriminator: { propertyName: text } },
          Sub: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: 'object' }] },
        },
      }),
  ],
  ['$ref', (text) => schema({ $ref: text })],
  ['$ref in the document', (text) => schema({ $ref: `#/${text}` })],
  ['$ref of a parameter', (text) => contract({ operation: { parameters: [{ $ref: text }] } })],
  [
    'security',
    (text) =>
      contract({
        operation: { security: [keyed(text, [text])] },
        root: {
          components: {
            schemas: { Thing: {} },
            securitySchemes: keyed(text, { type: 'http', scheme: 'basic', description: text }),
          },
        },
      }),
  ],
  [
    'callback and link',
    (text) =>
      contract({
        operation: { callbacks: keyed(text, {}), responses: { 200: { description: '', links: keyed(text, {}) } } },
      }),
  ],
  ['extension', (text) => contract({ root: keyed(`x-${text}`, keyed(text, text)) })],
];

function pointerOf(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'))
    .replaceAll('~', '~0')
    .replaceAll('%2F', '~1');
}

/** The same text in as many of these places at once as go together: the parts of the operation, its schemas, the rest. */
export function contractFullOf(text: string): unknown {
  return contract({
    path: `/things/{id}/${text}`,
    operation: {
      summary: text,
      description: text,
      tags: [text],
      parameters: [{ name: text, in: 'query', description: text, schema: { enum: [text], default: text } }],
      responses: { 200: { description: text, content: { 'application/json': { schema: { const: text } } } } },
    },
    schemas: { ...keyed(text, { type: 'object', properties: keyed(text, { const: text, description: text }) }) },
    root: { info: { title: text, version: text, description: text } },
  });
}
