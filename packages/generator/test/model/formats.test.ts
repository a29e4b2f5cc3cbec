import { describe, expect, it } from 'vitest';
import type { ProductConfig } from '../../src/config/product-config.js';
import { descriptorOf } from '../../src/generate/emit/operations-module.js';
import { typeText } from '../../src/generate/model/type-text.js';
import { documentOf, modelOf, operationOf } from './contract.js';

const rows = {
  responses: {
    200: {
      description: 'ok',
      content: {
        'application/json': { schema: { type: 'array', items: {} } },
        'text/csv': { schema: { type: 'string' } },
      },
    },
  },
};
const values = { 'application/json': 'json', 'text/csv': 'csv' };
const inQuery: Partial<ProductConfig> = { formats: { op: { in: 'query', name: 'format', values } } };
const inBody: Partial<ProductConfig> = { formats: { op: { in: 'body', name: 'format', values } } };
const text = { type: 'string' };

describe('a parameter that says in which form to respond', () => {
  it('in the query is the client’s to fill in: the method does not take it', () => {
    const parameters = [
      { name: 'q', in: 'query', required: true, schema: text },
      { name: 'format', in: 'query', required: true, schema: text },
    ];
    const { operation, diagnostics } = operationOf({ ...rows, parameters }, inQuery);
    expect(diagnostics).toEqual([]);
    expect(operation.queryParameters.map(({ name }) => name)).toEqual(['q']);
    expect(descriptorOf(operation)).toMatchObject({ query: ['q'], format: { in: 'query', name: 'format', values } });
  });

  it('in a JSON body is left out of its type', () => {
    const schema = { type: 'object', properties: { q: text, format: text } };
    const requestBody = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Search' } } } };
    const { operation, diagnostics } = operationOf({ ...rows, requestBody }, inBody, {
      method: 'post',
      components: { schemas: { Search: schema } },
    });
    expect(diagnostics).toEqual([]);
    expect(operation.body?.choices.map(({ type }) => typeText(type))).toEqual(["Omit<Search, 'format'>"]);
  });

  it.each<[string, Record<string, unknown>, Partial<ProductConfig>, RegExp]>([
    ['is not there', rows, inQuery, /"format" in the query of "op", which takes no such thing/],
    ['is in a body that is not there', rows, inBody, /"format" in the body of "op"/],
    [
      'does not say what a media type is',
      { ...rows, parameters: [{ name: 'format', in: 'query', schema: text }] },
      { formats: { op: { in: 'query', name: 'format', values: { 'application/json': 'json' } } } },
      /does not say what "format" is for "text\/csv"/,
    ],
    [
      'says what no response is',
      { ...rows, parameters: [{ name: 'format', in: 'query', schema: text }] },
      { formats: { op: { in: 'query', name: 'format', values: { ...values, 'text/html': 'html' } } } },
      /"text\/html", with which "op" does not respond/,
    ],
    [
      'is of an operation that is not there',
      rows,
      { formats: { nope: { in: 'query', name: 'format', values } } },
      /speaks of "nope", which is not an operation/,
    ],
  ])('%s: an error', (_, operation, settings, message) => {
    const { diagnostics } = operationOf(operation, settings);
    expect(diagnostics).toMatchObject([{ code: 'config-unknown-operation', severity: 'error' }]);
    expect(diagnostics[0]?.message).toMatch(message);
  });
});

describe('a response that is decoded by what was sent', () => {
  it('is unknown to the compiler', () => {
    const responses = { 200: { description: 'ok', content: { '*/*': { schema: {} } } } };
    const { operation, diagnostics } = operationOf({ responses }, { codecs: { op: { '*/*': 'any' } } });
    expect(diagnostics).toEqual([]);
    expect(operation.responses.choices[0]?.successes.map(({ type }) => typeText(type))).toEqual(['unknown']);
    expect(descriptorOf(operation).response).toEqual({ '*/*': 'any' });
  });
});

describe('a client of servers whose paths lack a prefix', () => {
  const document = documentOf({ '/accounts/{accountId}/things': { get: { operationId: 'op', responses: {} } } });

  it('has a function and options of its own', () => {
    const { model, diagnostics } = modelOf(document, {
      bind: { path: ['accountId'] },
      variants: { createOnPremises: { withoutPrefix: '/accounts/{accountId}' } },
    });
    expect(diagnostics).toEqual([]);
    expect(model.variants).toEqual([
      { name: 'createOnPremises', options: 'OnPremisesOptions', withoutPrefix: '/accounts/{accountId}' },
    ]);
  });

  it('with a prefix that no path has, is an error', () => {
    const { diagnostics } = modelOf(document, { variants: { createOther: { withoutPrefix: '/other' } } });
    expect(diagnostics).toMatchObject([{ code: 'config-unknown-operation', severity: 'error' }]);
  });
});
