import type { Pagination } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import { typeText } from '../../src/generate/model/type-text.js';
import { jsonResponses, operationOf } from './contract.js';

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
    const { operation, diagnostics } = operationOf({
      parameters: query(...parameters),
      responses: jsonResponses(schema),
    });
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
    const { operation } = operationOf({ parameters, responses: jsonResponses(list()) });
    expect(operation.page?.rule).toEqual(rule);
    const { max: _max, ...configured } = rule;
    const set = operationOf(
      { operationId: 'op', parameters, responses: jsonResponses(list()) },
      { pagination: { op: { ...configured, nextOptional: true } } },
    );
    expect(set.operation.page?.rule).toEqual({ ...rule, nextOptional: true });
  });

  it('only a GET pages', () => {
    const { operation } = operationOf(
      { parameters: query('offset', 'limit'), responses: jsonResponses(list()) },
      {},
      { method: 'post' },
    );
    expect(operation.page).toBeUndefined();
  });

  it('a limit that is a string is not a page size', () => {
    const parameters = ['offset', 'limit'].map((name) => ({ name, in: 'query', schema: { type: 'string' } }));
    const { operation } = operationOf({ parameters, responses: jsonResponses(list()) });
    expect(operation.page).toBeUndefined();
  });

  it('a schema that contains itself is followed once', () => {
    const components = { schemas: { Loop: { allOf: [{ $ref: '#/components/schemas/Loop' }, list()] } } };
    const responses = jsonResponses({ $ref: '#/components/schemas/Loop' });
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
      { parameters: query('offset', 'limit'), responses: jsonResponses({ $ref: '#/components/schemas/Things' }) },
      {},
      { components },
    );
    expect(named.operation.page && typeText(named.operation.page.item)).toBe('Thing');
    const inline = operationOf({ parameters: query('offset', 'limit'), responses: jsonResponses(list()) });
    expect(inline.operation.page && typeText(inline.operation.page.item)).toBe(
      "NonNullable<operations['op']['responses'][200]['content']['application/json']['things']>[number]",
    );
  });
});

const text = { type: 'string' };
const flag = { type: 'boolean' };
const object = (properties: Record<string, unknown>): object => ({ type: 'object', properties });

describe('APIs page in many ways, found where the contract is clear', () => {
  it.each<[string, Record<string, object>, object, Pagination | undefined]>([
    [
      'a token in the body',
      { cursor: text, limit: number },
      object({ data: things, next_cursor: text }),
      { items: 'data', limit: 'limit', token: 'cursor', nextToken: 'next_cursor' },
    ],
    [
      'a token in an object of the body',
      { page_token: text, page_size: { type: 'integer', maximum: 50 } },
      object({ items: things, meta: object({ next_page_token: text }) }),
      { items: 'items', limit: 'page_size', max: 50, token: 'page_token', nextToken: 'meta.next_page_token' },
    ],
    [
      'a token that is called after its parameter',
      { after: text, limit: number },
      object({ results: things, paging: object({ after: text, before: text }) }),
      { items: 'results', limit: 'limit', token: 'after', nextToken: 'paging.after' },
    ],
    [
      'a token with has_more',
      { start_cursor: text },
      object({ results: things, has_more: flag, next_cursor: text }),
      { items: 'results', token: 'start_cursor', nextToken: 'next_cursor', more: 'has_more' },
    ],
    ['two tokens that fit', { cursor: text }, object({ data: things, nextToken: text, next_marker: text }), undefined],
    ['a token without a parameter', {}, object({ data: things, next_cursor: text }), undefined],
    [
      'page number and size',
      { page: number, per_page: { type: 'integer', maximum: 100 } },
      things,
      { items: '', limit: 'per_page', max: 100, page: 'page' },
    ],
    [
      'page number from 0',
      { page: { type: 'integer', minimum: 0 }, size: number },
      object({ content: things }),
      { items: 'content', limit: 'size', page: 'page', firstPage: 0 },
    ],
    [
      'page number that begins with 1 though 0 is allowed',
      { page: { type: 'integer', minimum: 0, default: 1 } },
      object({ content: things }),
      { items: 'content', page: 'page' },
    ],
    ['a page that is no number', { page: text }, object({ content: things }), undefined],
    [
      'the last item and has_more',
      { starting_after: text, limit: number },
      object({ data: things, has_more: flag }),
      { items: 'data', limit: 'limit', after: 'starting_after', more: 'has_more' },
    ],
    [
      'a link in the body',
      {},
      object({ results: things, next: { type: ['string', 'null'], format: 'uri' } }),
      { items: 'results', next: 'next' },
    ],
    [
      'a link of HAL',
      { page: number },
      object({ data: things, _links: object({ next: object({ href: text }) }) }),
      { items: 'data', next: '_links.next.href' },
    ],
    [
      'skip and take',
      { skip: number, take: number },
      object({ data: things, included: things }),
      { items: 'data', limit: 'take', offset: 'skip' },
    ],
  ])('%s', (_, parameters, schema, want) => {
    const { operation } = operationOf({
      parameters: Object.entries(parameters).map(([name, type]) => ({ name, in: 'query', schema: type })),
      responses: jsonResponses(schema),
    });
    expect(operation.page?.rule).toEqual(want);
  });

  it('the header Link, which the response declares', () => {
    const [[status, response]] = Object.entries(jsonResponses(things) as object) as [[string, object]];
    const { operation } = operationOf({
      parameters: query('page', 'per_page'),
      responses: { [status]: { ...response, headers: { link: { schema: text } } } },
    });
    expect(operation.page?.rule).toEqual({ items: '', limit: 'per_page', link: true });
  });
});

describe('the configuration sets and refuses', () => {
  const nested = {
    type: 'object',
    properties: { data: { type: 'object', properties: { rows: things, more: { type: 'string' } } } },
  };
  const parameters = [...query('page', 'size'), { name: 'since', in: 'query', schema: { type: 'string' } }];

  it('`false`: the operation does not page', () => {
    const operation = { parameters: query('offset', 'limit'), responses: jsonResponses(list()) };
    expect(operationOf(operation, { pagination: { op: false } }).operation.page).toBeUndefined();
  });

  it('a rule that fits is taken as it is', () => {
    const rule = { items: 'data.rows', limit: 'size', after: 'since', cursor: 'key', next: 'data.more' };
    const { operation, diagnostics } = operationOf(
      { parameters, responses: jsonResponses(nested) },
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
    ['the choices of parameters', { items: 'data.rows', page: 'p' }, /"p" \(page\); it has "page", "size", "since"/],
    ['the choices of arrays', { items: 'rows', page: 'page' }, /\(items\); it has "data.rows"/],
    [
      'the choices of properties',
      { items: 'data.rows', more: 'm' },
      /"m" \(more\); it has "data", "data.rows", "data.more"/,
    ],
    ['the choices of cursors', { items: 'data.rows', after: 'since', cursor: 'x' }, /they have "id", "key"/],
    ['half of a token', { items: 'data.rows', token: 'since' }, /`token` and `nextToken` go together/],
    ['no way on', { items: 'data.rows', limit: 'size' }, /no way to the second page/],
  ])('a rule that does not fit is an error: %s', (_, rule, want) => {
    const { operation, diagnostics } = operationOf(
      { parameters, responses: jsonResponses(nested) },
      { pagination: { op: rule } },
    );
    expect(operation.page).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'pagination-mismatch', severity: 'error', message: expect.stringMatching(want) },
    ]);
    expect(diagnostics[0]?.location?.file).toBe('/paths/~1things/get');
  });
});
