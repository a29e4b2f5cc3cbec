import type { Pagination } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import { typeText } from '../../src/generate/model/type-text.js';
import { jsonAnswer, operationOf } from './contract.js';

const number = { type: 'integer' };
const query = (...names: string[]): unknown[] =>
  names.map((name) => ({ name, in: 'query', schema: name === 'after' ? { type: 'string' } : number }));
const thing = { type: 'object', properties: { id: { type: 'string' }, key: { type: 'string' } } };
const things = { type: 'array', items: thing };
const links = { type: 'object', properties: { next: { type: 'string' }, self: { type: 'string' } } };
const list = (...more: [string, unknown][]): unknown => ({
  type: 'object',
  properties: Object.fromEntries([['things', things], ...more]),
});

describe('an operation pages if its parameters and its response say so', () => {
  it.each<[string, string[], unknown, Pagination | undefined]>([
    ['offset + limit', ['offset', 'limit'], list(), { items: 'things', limit: 'limit', offset: 'offset' }],
    ['after + limit', ['after', 'limit'], list(), { items: 'things', limit: 'limit', after: 'after' }],
    ['links.next', [], list(['links', links]), { items: 'things', next: 'links.next' }],
    [
      'all of them',
      ['offset', 'limit', 'after'],
      list(['links', links]),
      { items: 'things', limit: 'limit', offset: 'offset', after: 'after', next: 'links.next' },
    ],
    ['a bare array', ['offset', 'limit'], things, { items: '', limit: 'limit', offset: 'offset' }],
    [
      'properties of allOf parts',
      ['offset', 'limit'],
      { allOf: [{ type: 'object', properties: { total: number } }, list()] },
      { items: 'things', limit: 'limit', offset: 'offset' },
    ],
    ['no parameters, no link', [], list(), undefined],
    ['offset without limit', ['offset'], list(), undefined],
    ['limit alone', ['limit'], list(), undefined],
    ['two arrays of objects', ['offset', 'limit'], list(['others', things]), undefined],
    ['an array of texts', ['offset', 'limit'], { type: 'array', items: { type: 'string' } }, undefined],
    [
      'an array of texts beside the items',
      ['offset', 'limit'],
      list(['tags', { type: 'array', items: { type: 'string' } }]),
      { items: 'things', limit: 'limit', offset: 'offset' },
    ],
    ['no JSON schema', ['offset', 'limit'], undefined, undefined],
    [
      'after, but items without id',
      ['after', 'limit'],
      { type: 'array', items: { type: 'object', properties: {} } },
      undefined,
    ],
  ])('%s', (_, parameters, schema, want) => {
    const { operation, diagnostics } = operationOf({ parameters: query(...parameters), responses: jsonAnswer(schema) });
    expect(operation.page?.rule).toEqual(want);
    expect(diagnostics).toEqual([]);
  });

  it.each<[name: string, schema: object, want: number | undefined]>([
    ['a whole number', { type: 'integer', minimum: -1, maximum: 500 }, 500],
    ['none', { type: 'integer' }, undefined],
    ['none above 0', { type: 'integer', maximum: 0 }, undefined],
    ['no whole number', { type: 'number', maximum: 1.5 }, undefined],
  ])('the most items of a page is the maximum of the limit: %s', (_, schema, max) => {
    const parameters = [...query('offset'), { name: 'limit', in: 'query', schema }];
    const rule = { items: 'things', limit: 'limit', ...(max !== undefined && { max }), offset: 'offset' };
    const { operation } = operationOf({ parameters, responses: jsonAnswer(list()) });
    expect(operation.page?.rule).toEqual(rule);
    const { max: _max, ...configured } = rule;
    const set = operationOf(
      { operationId: 'op', parameters, responses: jsonAnswer(list()) },
      { pagination: { op: { ...configured, nextOptional: true } } },
    );
    expect(set.operation.page?.rule).toEqual({ ...rule, nextOptional: true });
  });

  it('only a GET pages', () => {
    const { operation } = operationOf(
      { parameters: query('offset', 'limit'), responses: jsonAnswer(list()) },
      {},
      { method: 'post' },
    );
    expect(operation.page).toBeUndefined();
  });

  it('a limit that is a string is not a page size', () => {
    const parameters = ['offset', 'limit'].map((name) => ({ name, in: 'query', schema: { type: 'string' } }));
    const { operation } = operationOf({ parameters, responses: jsonAnswer(list()) });
    expect(operation.page).toBeUndefined();
  });

  it('a schema that contains itself is followed once', () => {
    const components = { schemas: { Loop: { allOf: [{ $ref: '#/components/schemas/Loop' }, list()] } } };
    const responses = jsonAnswer({ $ref: '#/components/schemas/Loop' });
    const { operation } = operationOf({ parameters: query('offset', 'limit'), responses }, {}, { components });
    expect(operation.page?.rule.items).toBe('things');
  });

  it('the items have the type of their schema, by its name where it has one', () => {
    const components = {
      schemas: {
        Thing: thing,
        Things: {
          type: 'object',
          properties: { things: { type: 'array', items: { $ref: '#/components/schemas/Thing' } } },
        },
      },
    };
    const named = operationOf(
      { parameters: query('offset', 'limit'), responses: jsonAnswer({ $ref: '#/components/schemas/Things' }) },
      {},
      { components },
    );
    expect(named.operation.page && typeText(named.operation.page.item)).toBe('Thing');
    const inline = operationOf({ parameters: query('offset', 'limit'), responses: jsonAnswer(list()) });
    expect(inline.operation.page && typeText(inline.operation.page.item)).toBe(
      "NonNullable<operations['op']['responses'][200]['content']['application/json']['things']>[number]",
    );
  });
});

describe('the configuration sets and refuses', () => {
  const nested = {
    type: 'object',
    properties: { data: { type: 'object', properties: { rows: things, more: { type: 'string' } } } },
  };
  const parameters = [...query('page', 'size'), { name: 'since', in: 'query', schema: { type: 'string' } }];

  it('`false`: the operation does not page', () => {
    const operation = { parameters: query('offset', 'limit'), responses: jsonAnswer(list()) };
    expect(operationOf(operation, { pagination: { op: false } }).operation.page).toBeUndefined();
  });

  it('a rule that fits is taken as it is', () => {
    const rule = { items: 'data.rows', limit: 'size', after: 'since', cursor: 'key', next: 'data.more' };
    const { operation, diagnostics } = operationOf(
      { parameters, responses: jsonAnswer(nested) },
      { pagination: { op: rule } },
    );
    expect(operation.page?.rule).toEqual(rule);
    expect(diagnostics).toEqual([]);
  });

  it.each<[string, Pagination, RegExp]>([
    ['no array there', { items: 'rows', offset: 'page' }, /no array at "rows"/],
    ['the response is not an array', { items: '', offset: 'page' }, /its response is not an array/],
    [
      'an unknown parameter',
      { items: 'data.rows', limit: 'count', offset: 'page' },
      /no query parameter "count" \(limit\)/,
    ],
    ['an unknown link', { items: 'data.rows', next: 'links.next' }, /no property "links.next"/],
    ['an unknown cursor', { items: 'data.rows', after: 'since', cursor: 'uuid' }, /items have no property "uuid"/],
    ['no way on', { items: 'data.rows', limit: 'size' }, /no way to the second page/],
  ])('a rule that does not fit is an error: %s', (_, rule, want) => {
    const { operation, diagnostics } = operationOf(
      { parameters, responses: jsonAnswer(nested) },
      { pagination: { op: rule } },
    );
    expect(operation.page).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'pagination-mismatch', severity: 'error', message: expect.stringMatching(want) },
    ]);
    expect(diagnostics[0]?.location?.file).toBe('/paths/~1things/get');
  });
});
