import { describe, expect, it } from 'vitest';
import { typeText } from '../../src/generate/model/type-text.js';
import { documentOf, modelOf, operationOf } from './contract.js';

const text = { type: 'string' };

describe('path parameters', () => {
  it('stand in the order of the path, once each, and are declared or texts', () => {
    const parameters = [
      { name: 'b', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'a', in: 'path', required: true, schema: text },
      { name: 'elsewhere', in: 'path', required: true, schema: text },
    ];
    const { operation } = operationOf({ parameters }, {}, { path: '/x/{a}/{b}/{c}/{a}' });
    expect(operation.pathParameters.map(({ argument, type }) => `${argument}: ${typeText(type)}`)).toEqual([
      'a: string',
      'b: number',
      'c: string',
    ]);
  });

  it('get arguments that do not clash with the others or with words of the language', () => {
    const { operation } = operationOf({}, {}, { path: '/{class}/{body}/{options}/{a-b}/{a_b}/{aB}' });
    expect(operation.pathParameters.map(({ argument }) => argument)).toEqual([
      'classValue',
      'bodyValue',
      'optionsValue',
      'aB',
      'a_b',
      'aBValue',
    ]);
  });
});

describe('an operation takes its own parameters and those of its path', () => {
  it('its own win over the path’s of the same name and place', () => {
    const document = documentOf({
      '/things': {
        parameters: [
          { name: 'limit', in: 'query', schema: text },
          { name: 'org', in: 'query', schema: text },
        ],
        get: {
          operationId: 'op',
          parameters: [{ name: 'limit', in: 'query', required: true, schema: { type: 'integer' } }],
        },
      },
    });
    const [operation] = modelOf(document).model.operations;
    expect(operation?.queryParameters.map(({ name, required }) => [name, required])).toEqual([
      ['limit', true],
      ['org', false],
    ]);
  });
});

describe('query parameters keep the contract’s style where it shows', () => {
  const list = { type: 'array', items: text };
  it.each([
    [{ schema: text }, 'p'],
    [{ schema: text, style: 'pipeDelimited' }, 'p'],
    [{ schema: list }, 'p'],
    [{ schema: list, explode: true }, 'p'],
    [{ schema: list, explode: false }, ['p', 'form']],
    [{ schema: list, style: 'form', explode: false }, ['p', 'form']],
    [{ schema: list, style: 'spaceDelimited' }, ['p', 'spaceDelimited']],
    [{ schema: list, style: 'pipeDelimited' }, ['p', 'pipeDelimited']],
    [{ schema: list, style: 'pipeDelimited', explode: true }, 'p'],
    [{ schema: { type: 'object' }, style: 'deepObject', explode: true }, ['p', 'deepObject']],
    [{ content: { 'application/json': { schema: { type: 'object' } } } }, ['p', 'json']],
  ])('%o → %o', (rest, want) => {
    const { operation } = operationOf({ parameters: [{ name: 'p', in: 'query', ...rest }] });
    expect(operation.queryParameters.map(({ descriptor }) => descriptor)).toEqual([want]);
  });
});

describe('what a client cannot follow is said', () => {
  it.each([[{ name: 'id', in: 'path', required: true, allowReserved: true, schema: text }, /allowReserved/]])(
    '%o',
    (parameter, want) => {
      const { diagnostics } = operationOf({ parameters: [parameter] }, {}, { path: '/things/{id}' });
      expect(diagnostics).toMatchObject([
        { code: 'feature-unsupported', severity: 'warning', message: expect.stringMatching(want) },
      ]);
      expect(diagnostics[0]?.location?.file).toBe('/paths/~1things~1{id}/get/parameters/0');
    },
  );
});

describe('headers', () => {
  const header = (name: string): unknown => ({ name, in: 'header', schema: text });
  it('are those that the caller may set: not what HTTP negotiates', () => {
    const names = ['Accept', 'content-type', 'Authorization', 'Content-Encoding', 'If-Match'];
    const { operation } = operationOf({ parameters: names.map(header) });
    expect(operation.headerParameters.map(({ name }) => name)).toEqual(['Content-Encoding', 'If-Match']);
  });

  it('do not depend on what other operations take', () => {
    const paths = Object.fromEntries(
      ['a', 'b', 'c'].map((name) => [`/${name}`, { get: { operationId: name, parameters: [header('X-Trace')] } }]),
    );
    const { model } = modelOf(documentOf(paths));
    expect(model.operations.map((operation) => operation.headerParameters.map(({ name }) => name))).toEqual([
      ['X-Trace'],
      ['X-Trace'],
      ['X-Trace'],
    ]);
  });
});

describe('what the configuration binds', () => {
  const document = documentOf({
    '/accounts/{accountId}/things/{id}': {
      get: {
        operationId: 'op',
        parameters: [
          { name: 'x-account', in: 'header', required: true, schema: text },
          { name: 'accountId', in: 'path', required: true, schema: text },
        ],
      },
    },
  });

  it('is an option of the client, and absent from methods', () => {
    const { model, diagnostics } = modelOf(document, { bind: { headers: ['X-Account'], path: ['accountId'] } });
    expect(diagnostics).toEqual([]);
    expect(model.bound).toEqual([
      { in: 'path', name: 'accountId', option: 'accountId', required: true },
      { in: 'header', name: 'X-Account', option: 'xAccount', required: true },
    ]);
    const [operation] = model.operations;
    expect(operation?.headerParameters).toEqual([]);
    expect(operation?.boundParameters).toEqual(['accountId']);
    expect(operation?.signature.overloads[0]?.arguments.map(({ name }) => name)).toEqual(['id', 'options']);
  });

  it('and is not there, is an error', () => {
    const { diagnostics } = modelOf(document, { bind: { headers: ['X-Nope'], path: ['nope'] } });
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['config-unknown-operation', 'error'],
      ['config-unknown-operation', 'error'],
    ]);
  });
});

describe('types of parameters are plain', () => {
  it.each([
    [text, 'string'],
    [{ type: 'integer', minimum: 1 }, 'number'],
    [{ type: 'boolean' }, 'boolean'],
    [{ type: 'string', enum: ['ns', 'us'] }, "'ns' | 'us'"],
    [{ const: 'x' }, "'x'"],
    [{ type: 'array', items: text }, 'string[]'],
    [{ $ref: '#/components/schemas/Precision' }, 'Precision'],
    [{ type: 'array', items: { $ref: '#/components/schemas/Precision' } }, 'Precision[]'],
    [{ oneOf: [text, { type: 'integer' }] }, "NonNullable<NonNullable<operations['op']['parameters']['query']>['p']>"],
  ])('%o → %s', (schema, want) => {
    const components = { schemas: { Precision: { type: 'string', enum: ['ns'] } } };
    const { operation } = operationOf({ parameters: [{ name: 'p', in: 'query', schema }] }, {}, { components });
    expect(operation.queryParameters.map(({ type }) => typeText(type))).toEqual([want]);
  });
});
