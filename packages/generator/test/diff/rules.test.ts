import { afterAll, describe, expect, test } from 'vitest';
import type { OpenApiDocument } from '../../src/contract/document/openapi.js';
import type { ComparedDescriptor } from '../../src/lifecycle/diff/contract-view.js';
import { diffContracts } from '../../src/lifecycle/diff/diff-contracts.js';
import { type RuleId, rules } from '../../src/lifecycle/diff/rules.js';
import { diffStructure } from '../../src/lifecycle/diff/structure/diff-structure.js';
import { type Edit, edited, type Loose, parks } from './contracts.js';

const seen = new Set<RuleId>();

function found(old: OpenApiDocument, now: OpenApiDocument): { rule: RuleId; message: string; methods: string[] }[] {
  return diffStructure({ document: old }, { document: now }).map(({ rule, message, operations }) => {
    seen.add(rule);
    return { rule, message, methods: operations.map(({ method, path }) => `${method} ${path}`) };
  });
}
const rulesOf = (old: OpenApiDocument, now: OpenApiDocument): RuleId[] =>
  found(old, now)
    .map(({ rule }) => rule)
    .sort();

const get = (document: Loose): Loose => document.paths['/parks'].get;
const post = (document: Loose): Loose => document.paths['/parks'].post;
const item = (document: Loose): Loose => document.paths['/parks/{parkID}'];
const query = (name: string, more: object = {}): object => ({ name, in: 'query', schema: { type: 'string' }, ...more });

describe('a change of an operation is found, both ways', () => {
  const cases: [string, Edit, RuleId[], RuleId[]][] = [
    ['nothing', () => {}, [], []],
    [
      'an operation',
      (d) => {
        item(d).put = { operationId: 'p', responses: { '204': { description: 'x' } } };
      },
      ['operation-added'],
      ['operation-removed'],
    ],
    [
      'its path',
      (d) => {
        d.paths['/gardens'] = { get: get(d) };
        delete d.paths['/parks'].get;
      },
      ['operation-moved'],
      ['operation-moved'],
    ],
    [
      'its id',
      (d) => {
        get(d).operationId = 'x';
      },
      ['operation-renamed'],
      ['operation-renamed'],
    ],
    [
      'its deprecation',
      (d) => {
        get(d).deprecated = true;
      },
      ['operation-deprecated'],
      ['operation-undeprecated'],
    ],
    [
      'its words',
      (d) => {
        get(d).summary = 'x';
      },
      ['prose-changed'],
      ['prose-changed'],
    ],
    [
      'its tags',
      (d) => {
        get(d).tags = [];
      },
      ['tags-changed'],
      ['tags-changed'],
    ],
    [
      'the title',
      (d) => {
        d.info.title = 'x';
      },
      ['info-changed'],
      ['info-changed'],
    ],
    [
      'a tag',
      (d) => {
        d.tags[0].description = 'x';
      },
      ['tags-changed'],
      ['tags-changed'],
    ],
    [
      'a name in the path',
      (d) => {
        d.paths['/parks/{id}'] = { ...item(d), parameters: [{ ...item(d).parameters[0], name: 'id' }] };
        delete d.paths['/parks/{parkID}'];
      },
      ['path-parameter-renamed'],
      ['path-parameter-renamed'],
    ],
    [
      'an option',
      (d) => {
        get(d).parameters.push(query('q'));
      },
      ['parameter-added'],
      ['parameter-removed'],
    ],
    [
      'a required option',
      (d) => {
        get(d).parameters.push(query('q', { required: true }));
      },
      ['parameter-required-added'],
      ['parameter-removed'],
    ],
    [
      'the first option',
      (d) => {
        item(d).get.parameters = [query('q')];
      },
      ['parameter-added', 'signature-shifted'],
      ['parameter-removed', 'signature-shifted'],
    ],
    [
      'the first option beside a body',
      (d) => {
        post(d).parameters = [query('q')];
      },
      ['parameter-added'],
      ['parameter-removed'],
    ],
    [
      'a header to send',
      (d) => {
        item(d).get.parameters = [{ name: 'X', in: 'header', schema: {} }];
      },
      ['parameter-added'],
      ['parameter-removed'],
    ],
    [
      'whether an option is required',
      (d) => {
        get(d).parameters[0].required = true;
      },
      ['parameter-became-required'],
      ['parameter-became-optional'],
    ],
    [
      'the deprecation of an option',
      (d) => {
        get(d).parameters[0].deprecated = true;
      },
      ['parameter-deprecated'],
      ['parameter-undeprecated'],
    ],
    [
      'the words of an option',
      (d) => {
        get(d).parameters[0].description = 'x';
      },
      ['prose-changed'],
      ['prose-changed'],
    ],
    [
      'the style of an option',
      (d) => {
        get(d).parameters[1].explode = false;
      },
      ['parameter-encoding-changed'],
      ['parameter-encoding-changed'],
    ],
    [
      'a style that is the default',
      (d) => {
        get(d).parameters[1].style = 'form';
        get(d).parameters[1].explode = true;
      },
      [],
      [],
    ],
    [
      'an option of an inner place',
      (d) => {
        get(d).parameters[1].schema.items.type = 'integer';
      },
      ['request-type-changed'],
      ['request-type-changed'],
    ],
    [
      'where a parameter is described',
      (d) => {
        d.components.parameters = { Limit: get(d).parameters[0] };
        get(d).parameters[0] = { $ref: '#/components/parameters/Limit' };
      },
      ['component-added'],
      ['component-removed'],
    ],
    [
      'a body',
      (d) => {
        item(d).get.requestBody = { content: { 'text/plain': { schema: { type: 'string' } } } };
      },
      ['body-added'],
      ['body-removed'],
    ],
    [
      'whether the body is required',
      (d) => {
        post(d).requestBody.required = false;
      },
      ['body-became-optional'],
      ['body-became-required'],
    ],
    [
      'the words of the body',
      (d) => {
        post(d).requestBody.description = 'x';
      },
      ['prose-changed'],
      ['prose-changed'],
    ],
    [
      'a media type of the body',
      (d) => {
        post(d).requestBody.content['application/xml'] = {};
      },
      ['request-media-type-added'],
      ['request-media-type-removed'],
    ],
    [
      'the first media type of the body',
      (d) => {
        const c = post(d).requestBody.content;
        post(d).requestBody.content = { 'text/plain': c['text/plain'], 'application/json': c['application/json'] };
      },
      ['request-media-type-default-changed'],
      ['request-media-type-default-changed'],
    ],
    [
      'how parts are encoded',
      (d) => {
        post(d).requestBody.content['text/plain'].encoding = { a: { contentType: 'x/y' } };
      },
      ['request-encoding-changed'],
      ['request-encoding-changed'],
    ],
    [
      'a status of success',
      (d) => {
        get(d).responses['202'] = { description: 'x' };
      },
      ['status-added'],
      ['status-removed'],
    ],
    [
      'a status of failure',
      (d) => {
        post(d).responses['409'] = { description: 'x' };
      },
      ['status-added'],
      ['status-removed'],
    ],
    [
      'a status that the default covered',
      (d) => {
        get(d).responses['404'] = { $ref: '#/components/responses/Failure' };
      },
      ['status-documented'],
      ['status-removed'],
    ],
    [
      'a response in another form',
      (d) => {
        get(d).responses['200'].content['text/html'] = {};
      },
      ['response-media-type-added'],
      ['response-media-type-removed'],
    ],
    [
      'the form that comes first',
      (d) => {
        const { content } = get(d).responses['200'];
        get(d).responses['200'].content = {
          'text/csv': content['text/csv'],
          'application/json': content['application/json'],
        };
      },
      ['response-media-type-default-changed'],
      ['response-media-type-default-changed'],
    ],
    [
      'a header of the response',
      (d) => {
        get(d).responses['200'].headers['X-New'] = { schema: {} };
      },
      ['header-added'],
      ['header-removed'],
    ],
    [
      'whether a header is always there',
      (d) => {
        get(d).responses['200'].headers['X-Total'].required = true;
      },
      ['header-became-required'],
      ['header-became-optional'],
    ],
    [
      'the deprecation of a header',
      (d) => {
        get(d).responses['200'].headers['X-Total'].deprecated = true;
      },
      ['header-deprecated'],
      ['header-undeprecated'],
    ],
    [
      'the type of a header',
      (d) => {
        get(d).responses['200'].headers['X-Total'].schema.type = 'string';
      },
      ['response-type-changed'],
      ['response-type-changed'],
    ],
    [
      'how the name of a header is written',
      (d) => {
        const { headers } = get(d).responses['200'];
        headers['x-total'] = headers['X-Total'];
        delete headers['X-Total'];
      },
      ['header-respelled'],
      ['header-respelled'],
    ],
    [
      'a link',
      (d) => {
        get(d).responses['200'].links.first = {};
      },
      ['link-added'],
      ['link-removed'],
    ],
    [
      'where a link leads',
      (d) => {
        get(d).responses['200'].links.next = { operationId: 'getPark' };
      },
      ['link-changed'],
      ['link-changed'],
    ],
    [
      'a callback',
      (d) => {
        post(d).callbacks.closed = {};
      },
      ['callback-added'],
      ['callback-removed'],
    ],
    [
      'what a callback is',
      (d) => {
        post(d).callbacks.opened = {};
      },
      ['callback-changed'],
      ['callback-changed'],
    ],
    [
      'a webhook',
      (d) => {
        d.webhooks = { a: {} };
      },
      ['callback-added'],
      ['callback-removed'],
    ],
    [
      'who may call',
      (d) => {
        get(d).security = [{ Token: [] }, { Key: [] }];
      },
      ['security-added'],
      ['security-removed'],
    ],
    [
      'that everyone may call',
      (d) => {
        get(d).security = [];
      },
      ['security-dropped'],
      ['security-required'],
    ],
    [
      'that everyone may call, too',
      (d) => {
        get(d).security = [{ Token: [] }, {}];
      },
      ['security-added'],
      ['security-required'],
    ],
    [
      'that both credentials are needed',
      (d) => {
        get(d).security = [{ Token: [], Key: [] }];
      },
      ['security-added', 'security-removed'],
      ['security-added', 'security-dropped'],
    ],
    [
      'a scope',
      (d) => {
        get(d).security = [{ Token: ['read'] }];
      },
      ['scope-added'],
      ['scope-removed'],
    ],
    [
      'a security scheme',
      (d) => {
        d.components.securitySchemes.New = { type: 'http', scheme: 'basic' };
      },
      ['security-scheme-added'],
      ['security-scheme-removed'],
    ],
    [
      'what a security scheme is',
      (d) => {
        d.components.securitySchemes.Key.name = 'x';
      },
      ['security-scheme-changed'],
      ['security-scheme-changed'],
    ],
    [
      'the path of the server',
      (d) => {
        d.servers[0].url = 'https://example.org/v2';
      },
      ['server-changed'],
      ['server-changed'],
    ],
    [
      'the host of the server',
      (d) => {
        d.servers[0].url = 'https://example.com/api';
      },
      ['server-host-changed'],
      ['server-host-changed'],
    ],
    [
      'what is said of the server',
      (d) => {
        d.servers[0].description = 'The server.';
      },
      ['server-described'],
      ['server-described'],
    ],
    [
      'the server of a path',
      (d) => {
        item(d).servers = [{ url: '/private' }];
      },
      ['server-changed', 'server-changed'],
      ['server-changed', 'server-changed'],
    ],
    [
      'a named schema',
      (d) => {
        d.components.schemas.New = { type: 'string' };
      },
      ['component-added'],
      ['component-removed'],
    ],
    [
      'a schema that nothing refers to',
      (d) => {
        d.components.schemas.Cat.properties.lives.type = 'string';
      },
      ['request-type-changed', 'response-type-changed'],
      ['request-type-changed', 'response-type-changed'],
    ],
  ];
  test.each(cases)('%s', (_, edit, forward, backward) => {
    const [old, now] = [parks() as OpenApiDocument, edited(edit)];
    expect(rulesOf(old, now)).toEqual(forward.sort());
    expect(rulesOf(now, old)).toEqual(backward.sort());
  });
});

describe('a change of a value is found, both ways and in both directions', () => {
  const cat = { $ref: '#/components/schemas/Cat' };
  const dog = { $ref: '#/components/schemas/Dog' };
  const mapping = { cat: '#/components/schemas/Cat' };
  const object = (more: object = {}): object => ({ type: 'object', properties: { a: { type: 'string' } }, ...more });
  const cases: [string, unknown, unknown, string[], string[]][] = [
    ['a type', { type: 'string' }, { type: 'boolean' }, ['type-changed'], ['type-changed']],
    ['one more type', { type: 'string' }, { type: ['string', 'boolean'] }, ['type-widened'], ['type-narrowed']],
    ['any type', { type: 'string' }, {}, ['type-widened'], ['type-narrowed']],
    ['numbers with a fraction', { type: 'integer' }, { type: 'number' }, ['type-widened'], ['type-narrowed']],
    ['a type that is implied', { properties: {} }, { type: 'object', properties: {} }, [], []],
    ['null, as 3.1 says it', { type: 'string' }, { type: ['string', 'null'] }, ['null-allowed'], ['null-refused']],
    [
      'null, as 3.0 says it',
      { type: 'string' },
      { type: 'string', nullable: true },
      ['null-allowed'],
      ['null-refused'],
    ],
    ['null beside a reference', cat, { anyOf: [cat, { type: 'null' }] }, ['null-allowed'], ['null-refused']],
    ['how null is said', { type: 'string', nullable: true }, { type: ['null', 'string'] }, [], []],
    ['a member', { enum: ['a'] }, { enum: ['a', 'b'] }, ['enum-member-added'], ['enum-member-removed']],
    [
      'two members',
      { enum: ['a'] },
      { enum: ['a', 'b', 'c'] },
      ['enum-member-added', 'enum-member-added'],
      ['enum-member-removed', 'enum-member-removed'],
    ],
    ['the order of members', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }, [], []],
    [
      'a constant',
      { const: 'a' },
      { const: 'b' },
      ['enum-member-added', 'enum-member-removed'],
      ['enum-member-added', 'enum-member-removed'],
    ],
    ['a list of members', { type: 'string' }, { type: 'string', enum: ['a'] }, ['enum-introduced'], ['enum-dropped']],
    ['a format', { type: 'string' }, { type: 'string', format: 'date' }, ['format-narrowed'], ['format-widened']],
    [
      'another format',
      { type: 'string', format: 'date' },
      { type: 'string', format: 'uuid' },
      ['format-changed'],
      ['format-changed'],
    ],
    ['bytes', { type: 'string' }, { type: 'string', format: 'binary' }, ['format-changed'], ['format-changed']],
    [
      'a wider integer',
      { type: 'integer', format: 'int32' },
      { type: 'integer', format: 'int64' },
      ['format-widened'],
      ['format-narrowed'],
    ],
    ['a maximum', { type: 'integer' }, { type: 'integer', maximum: 9 }, ['bounds-tightened'], ['bounds-loosened']],
    [
      'a lower maximum',
      { type: 'integer', maximum: 10 },
      { type: 'integer', maximum: 9 },
      ['bounds-tightened'],
      ['bounds-loosened'],
    ],
    [
      'a lower minimum',
      { type: 'integer', minimum: 10 },
      { type: 'integer', minimum: 9 },
      ['bounds-loosened'],
      ['bounds-tightened'],
    ],
    [
      'a longer length',
      { type: 'string', maxLength: 5 },
      { type: 'string', maxLength: 6 },
      ['bounds-loosened'],
      ['bounds-tightened'],
    ],
    ['a bound that excludes nothing', { type: 'string' }, { type: 'string', minLength: 0 }, [], []],
    [
      'an exclusive bound, as 3.0 and 3.1 say it',
      { type: 'number', minimum: 1, exclusiveMinimum: true },
      { type: 'number', exclusiveMinimum: 1 },
      [],
      [],
    ],
    [
      'a pattern',
      { type: 'string', pattern: 'a' },
      { type: 'string', pattern: 'b' },
      ['bounds-changed'],
      ['bounds-changed'],
    ],
    [
      'a multiple',
      { type: 'integer', multipleOf: 2 },
      { type: 'integer', multipleOf: 4 },
      ['bounds-tightened'],
      ['bounds-loosened'],
    ],
    [
      'another multiple',
      { type: 'integer', multipleOf: 2 },
      { type: 'integer', multipleOf: 3 },
      ['bounds-changed'],
      ['bounds-changed'],
    ],
    ['a default', { type: 'string' }, { type: 'string', default: 'a' }, ['default-added'], ['default-removed']],
    [
      'another default',
      { type: 'string', default: 'a' },
      { type: 'string', default: 'b' },
      ['default-changed'],
      ['default-changed'],
    ],
    ['words', { type: 'string' }, { type: 'string', description: 'a' }, ['prose-changed'], ['prose-changed']],
    [
      'an example',
      { type: 'string', example: 'a' },
      { type: 'string', example: 'b' },
      ['prose-changed'],
      ['prose-changed'],
    ],
    [
      'words beside a reference',
      { ...cat, description: 'a' },
      { ...cat, description: 'b' },
      ['prose-changed'],
      ['prose-changed'],
    ],
    ['a default beside a reference', { ...cat, default: {} }, cat, ['default-removed'], ['default-added']],
    ['an extension', { type: 'string', 'x-a': 1 }, { type: 'string', 'x-a': 2 }, [], []],
    ['deprecation', { type: 'string' }, { type: 'string', deprecated: true }, ['deprecated'], ['undeprecated']],
    [
      'that it is read-only',
      { type: 'string' },
      { type: 'string', readOnly: true },
      ['read-only-added'],
      ['read-only-removed'],
    ],
    [
      'that it is write-only',
      { type: 'string' },
      { type: 'string', writeOnly: true },
      ['write-only-added'],
      ['write-only-removed'],
    ],
    [
      'a property',
      object(),
      object({ properties: { a: { type: 'string' }, b: {} } }),
      ['property-added'],
      ['property-removed'],
    ],
    [
      'that a property is required',
      object(),
      object({ required: ['a'] }),
      ['property-became-required'],
      ['property-became-optional'],
    ],
    [
      'that an undescribed property is required',
      object(),
      object({ required: ['z'] }),
      ['property-became-required'],
      ['property-became-optional'],
    ],
    [
      'no other names',
      object(),
      object({ additionalProperties: false }),
      ['additional-properties'],
      ['additional-properties-widened'],
    ],
    [
      'any other names',
      object({ additionalProperties: false }),
      object({ additionalProperties: true }),
      ['additional-properties-widened'],
      ['additional-properties-narrowed'],
    ],
    [
      'the type of other names',
      object({ additionalProperties: { type: 'string' } }),
      object({ additionalProperties: { type: 'integer' } }),
      ['type-changed'],
      ['type-changed'],
    ],
    [
      'the items of a list',
      { type: 'array', items: { type: 'string' } },
      { type: 'array', items: { type: 'integer' } },
      ['type-changed'],
      ['type-changed'],
    ],
    [
      'that items have a type',
      { type: 'array' },
      { type: 'array', items: { type: 'integer' } },
      ['type-narrowed'],
      ['type-widened'],
    ],
    ['a kind', { oneOf: [cat] }, { oneOf: [cat, dog] }, ['union-member-added'], ['union-member-removed']],
    ['a kind of what was one', cat, { oneOf: [dog, cat] }, ['union-member-added'], ['union-member-removed']],
    ['the order of kinds', { oneOf: [cat, dog] }, { oneOf: [dog, cat] }, [], []],
    [
      'a kind instead of another',
      { oneOf: [cat, { type: 'string' }] },
      { oneOf: [cat, { type: 'boolean' }] },
      ['union-member-added', 'union-member-removed'],
      ['union-member-added', 'union-member-removed'],
    ],
    [
      'what a kind is',
      { oneOf: [cat, object()] },
      { oneOf: [cat, object({ required: ['a'] })] },
      ['property-became-required'],
      ['property-became-optional'],
    ],
    [
      'how kinds exclude each other',
      { oneOf: [cat, dog] },
      { anyOf: [cat, dog] },
      ['union-widened'],
      ['union-narrowed'],
    ],
    [
      'a list of kinds beside properties',
      object(),
      object({ oneOf: [cat, dog] }),
      ['union-narrowed'],
      ['type-widened'],
    ],
    [
      'a kind beside a list of types',
      { oneOf: [{ type: 'string' }, { type: 'number' }] },
      { oneOf: [{ type: 'string' }, { type: 'number' }, dog] },
      ['union-member-added'],
      ['union-member-removed'],
    ],
    [
      'how types are listed',
      { type: ['string', 'number'] },
      { oneOf: [{ type: 'number' }, { type: 'string' }, { type: 'integer' }] },
      [],
      [],
    ],
    ['that anything goes', { oneOf: [cat, dog] }, {}, ['type-widened'], ['type-narrowed']],
    [
      'what tells kinds apart',
      { oneOf: [cat, dog] },
      { oneOf: [cat, dog], discriminator: { propertyName: 'kind' } },
      ['discriminator-added'],
      ['discriminator-removed'],
    ],
    [
      'the name of what tells kinds apart',
      { oneOf: [cat, dog], discriminator: { propertyName: 'kind' } },
      { oneOf: [cat, dog], discriminator: { propertyName: 'sort' } },
      ['discriminator-changed'],
      ['discriminator-changed'],
    ],
    [
      'a value that tells kinds apart',
      { oneOf: [cat, dog], discriminator: { propertyName: 'kind', mapping } },
      {
        oneOf: [cat, dog],
        discriminator: { propertyName: 'kind', mapping: { ...mapping, dog: '#/components/schemas/Dog' } },
      },
      ['union-member-added'],
      ['union-member-removed'],
    ],
    [
      'the meaning of a value',
      { oneOf: [cat, dog], discriminator: { propertyName: 'kind', mapping } },
      { oneOf: [cat, dog], discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Dog' } } },
      ['discriminator-changed'],
      ['discriminator-changed'],
    ],
    [
      'what all other values mean',
      { oneOf: [cat, dog], discriminator: { propertyName: 'kind', mapping } },
      {
        oneOf: [cat, dog],
        discriminator: { propertyName: 'kind', mapping, defaultMapping: '#/components/schemas/Dog' },
      },
      ['discriminator-changed'],
      ['discriminator-changed'],
    ],
    [
      'a keyword without a rule of its own',
      { type: 'array' },
      { type: 'array', unevaluatedItems: false },
      ['keyword-added'],
      ['keyword-removed'],
    ],
    [
      'its value',
      { type: 'string', contentEncoding: 'a' },
      { type: 'string', contentEncoding: 'b' },
      ['keyword-changed'],
      ['keyword-changed'],
    ],
    [
      'where properties are said',
      object({ required: ['a'] }),
      { allOf: [{ type: 'object', properties: { a: { type: 'string' } } }, { required: ['a'] }] },
      [],
      [],
    ],
    [
      'a property of a part',
      { allOf: [cat, object()] },
      { allOf: [cat, object({ required: ['a'] })] },
      ['property-became-required'],
      ['property-became-optional'],
    ],
    [
      'a property that two parts define',
      { allOf: [object(), object({ properties: { a: { maxLength: 9 } } })] },
      { allOf: [object(), object({ properties: { a: { maxLength: 8 } } })] },
      ['bounds-tightened'],
      ['bounds-loosened'],
    ],
    ['a reference for what it leads to', cat, { ...parks().components.schemas.Cat }, [], []],
  ];
  const with_ = (schema: unknown, of: 'In' | 'Out'): OpenApiDocument =>
    edited((document) => {
      document.components.schemas[of].properties.p = schema;
    });
  for (const way of ['request', 'response'] as const) {
    const of = way === 'request' ? 'In' : 'Out';
    test.each(cases)(`%s (${way})`, (_, a, b, forward, backward) => {
      const rule = (name: string): string => {
        if (name === 'prose-changed') return name;
        // Nothing was said of other names: a response loses nothing where they are excluded, a request does.
        if (name === 'additional-properties')
          return way === 'request'
            ? 'request-additional-properties-narrowed'
            : 'response-additional-properties-widened';
        return `${way}-${name}`;
      };
      expect(rulesOf(with_(a, of), with_(b, of))).toEqual(forward.map(rule).sort());
      expect(rulesOf(with_(b, of), with_(a, of))).toEqual(backward.map(rule).sort());
    });
  }

  test('a new required property breaks those who send it, and only those', () => {
    const now = (of: 'In' | 'Out'): OpenApiDocument =>
      edited((document) => {
        document.components.schemas[of].properties.q = {};
        document.components.schemas[of].required.push('q');
      });
    expect(rulesOf(parks(), now('In'))).toEqual(['request-property-required-added']);
    expect(rulesOf(parks(), now('Out'))).toEqual(['response-property-added']);
  });
});

describe('what the client is made of is compared, too', () => {
  const descriptor = (more: Partial<ComparedDescriptor> = {}): ComparedDescriptor => ({
    name: 'parks.list',
    method: 'GET',
    path: '/parks',
    ...more,
  });
  const cases: [string, Partial<ComparedDescriptor>, Partial<ComparedDescriptor>, RuleId[], RuleId[]][] = [
    ['the name of the method', {}, { name: 'parks.all' }, ['method-renamed'], ['method-renamed']],
    ['that it pages', {}, { page: { items: 'a' } }, ['pagination-added'], ['pagination-removed']],
    [
      'what it pages through',
      { page: { items: 'a' } },
      { page: { items: 'b' } },
      ['pagination-items-changed'],
      ['pagination-items-changed'],
    ],
    [
      'how it pages',
      { page: { items: 'a' } },
      { page: { items: 'a', next: 'n' } },
      ['pagination-changed'],
      ['pagination-changed'],
    ],
    [
      'how a body is coded',
      { body: { 'a/b': 'text' } },
      { body: { 'a/b': 'bytes' } },
      ['request-codec-changed'],
      ['request-codec-changed'],
    ],
    [
      'how a response is decoded',
      { response: { 'a/b': 'text' } },
      { response: { 'a/b': 'stream' } },
      ['response-codec-changed'],
      ['response-codec-changed'],
    ],
    ['whether it is retried', {}, { idempotent: true }, ['idempotency-changed'], ['idempotency-changed']],
  ];
  const compare = (a: Partial<ComparedDescriptor>, b: Partial<ComparedDescriptor>): RuleId[] =>
    diffStructure(
      { document: parks(), descriptors: [descriptor(a)] },
      { document: parks(), descriptors: [descriptor(b)] },
    ).map(({ rule }) => {
      seen.add(rule);
      return rule;
    });
  test.each(cases)('%s', (_, a, b, forward, backward) => {
    expect(compare(a, b)).toEqual(forward);
    expect(compare(b, a)).toEqual(backward);
  });
});

describe('a change is reported once, with all that it reaches', () => {
  test('of a schema that several operations share', () => {
    const now = edited((document) => {
      document.paths['/parks/{parkID}'].get.responses['200'].content = {
        'application/json': { schema: { $ref: '#/components/schemas/Out' } },
      };
    });
    const then = structuredClone(now);
    (then as Loose).components.schemas.Out.properties.p.type = 'integer';
    expect(found(now, then)).toEqual([
      {
        rule: 'response-type-changed',
        message: '`Out.p` is `integer`, it was `string`',
        methods: ['GET /parks', 'GET /parks/{parkID}'],
      },
    ]);
  });

  test('of schemas that refer to themselves and each other', () => {
    const recursive = (type: string): OpenApiDocument =>
      edited((document) => {
        document.components.schemas.Out.properties.p = { type: 'array', items: { $ref: '#/components/schemas/Twig' } };
        document.components.schemas.Twig = {
          type: 'object',
          properties: {
            out: { $ref: '#/components/schemas/Out' },
            twig: { $ref: '#/components/schemas/Twig' },
            leaf: { type },
          },
        };
      });
    expect(rulesOf(recursive('string'), recursive('integer'))).toEqual(['response-type-changed']);
    const loop = edited((document) => {
      document.components.schemas.Out = { allOf: [{ $ref: '#/components/schemas/Out' }] };
    });
    expect(rulesOf(loop, structuredClone(loop))).toEqual([]);
  });

  test('of a part of a schema that is described beside it', () => {
    const described = (text: string): OpenApiDocument =>
      edited((document) => {
        document.components.schemas.Out = { description: 'a', allOf: [{ description: text, properties: {} }] };
      });
    expect(rulesOf(described('b'), described('c'))).toEqual(['prose-changed']);
  });

  test('in the directions in which operations use it, though an unused schema refers to it, too', () => {
    const used = (more: object): OpenApiDocument =>
      edited((document) => {
        document.components.schemas.Out.required = ['name', ...Object.keys(more)];
        document.components.schemas.Cat = { properties: { out: { $ref: '#/components/schemas/Out' } } };
      });
    expect(rulesOf(used({}), used({ p: 1 }))).toEqual(['response-property-became-required']);
  });

  test('of names that every object has', () => {
    const odd = (type: string): OpenApiDocument =>
      edited((document) => {
        document.components.schemas.Out.properties = JSON.parse(
          `{ "__proto__": { "type": "${type}" }, "constructor": { "type": "${type}" } }`,
        );
      });
    expect(rulesOf(odd('string'), odd('integer'))).toEqual(['response-type-changed', 'response-type-changed']);
    expect(rulesOf(odd('string'), odd('string'))).toEqual([]);
  });

  test('in a line of text that names cannot break', () => {
    const now = edited((document) => {
      get(document).parameters.push({ name: 'a`b\n# c', in: 'query', schema: {} });
    });
    expect(found(parks(), now)[0]?.message).toBe("new option `a'b # c`");
  });
});

describe('what a client exports, and what it is created with', () => {
  const header = (required: boolean): unknown => ({ name: 'X-Account', in: 'header', required, schema: {} });
  const withHeaders = (...headers: unknown[]): OpenApiDocument =>
    edited((document) => {
      document.paths['/parks/{parkID}'].get.parameters = headers;
    });
  const compare = async (a: OpenApiDocument, b: OpenApiDocument, bound: boolean): Promise<RuleId[]> => {
    const config = { name: 'parks', input: '', output: '', ...(bound && { bind: { headers: ['X-Account'] } }) };
    const diff = await diffContracts({ document: a, config }, { document: b, config }, { types: false });
    return diff.changes.map(({ rule }) => {
      seen.add(rule);
      return rule;
    });
  };

  const withSchemas = (schemas: object): OpenApiDocument =>
    edited((document) => {
      document.components.schemas = { ...schemas, ...document.components.schemas };
    });

  test.each<[string, OpenApiDocument, OpenApiDocument, boolean, RuleId]>([
    ['options of a method', withHeaders(), withHeaders(header(false)), false, 'export-added'],
    [
      'a name that another schema has',
      withSchemas({ 'a.b': {} }),
      withSchemas({ 'a-b': {}, 'a.b': {} }),
      false,
      'export-moved',
    ],
    ['options that are gone', withHeaders(header(false)), withHeaders(), false, 'export-removed'],
    ['an option of the client', withHeaders(), withHeaders(header(false)), true, 'client-option-added'],
    ['one that is gone', withHeaders(header(false)), withHeaders(), true, 'client-option-removed'],
    ['one that has to be given', withHeaders(), withHeaders(header(true)), true, 'client-option-required'],
    ['one that had not to be', withHeaders(header(false)), withHeaders(header(true)), true, 'client-option-required'],
    [
      'one that had to be',
      withHeaders(header(true)),
      withHeaders(header(false)),
      true,
      'client-option-became-optional',
    ],
  ])('%s', async (_, a, b, bound, rule) => {
    const found = await compare(a, b, bound);
    expect(found).toContain(rule);
    if (bound) expect(found).toEqual([rule]);
  });
});

afterAll(() => {
  const missed = (Object.keys(rules) as RuleId[]).filter((rule) => !seen.has(rule) && !rule.startsWith('types-'));
  expect(missed, 'every rule is shown by a case').toEqual([]);
});
