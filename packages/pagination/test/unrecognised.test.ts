import { DecodeError } from '@influxkit/runtime';
import { afterAll, describe, expect, test } from 'vitest';
import { noteCases } from '../../../tests/tools/src/cases.js';
import { PageError, paginate } from '../src/index.js';
import { apiOf, clientOf } from './api.js';

const rule = { limit: 'limit', offset: 'offset', next: 'links.next', after: 'after' };

let cases = 0;
afterAll(() => noteCases('unrecognised', 'bodies that are no page of a list', cases));

describe('a page of success that is none', () => {
  test.each<[string, unknown, RegExp]>([
    ['an empty object', {}, /the response must have "buckets", an array of items; got an empty object$/],
    ['another object', { status: 'pass', name: 'x' }, /got an object with "status", "name"$/],
    ['an array', [], /must have "buckets", an array of items; got an array$/],
    ['a string', 'OK', /got a string$/],
    ['a list that is none', { buckets: {} }, /"buckets" of the response must be an array of items; got an object$/],
  ])('%s is a PageError that says what came', async (_, body, message) => {
    const { api } = apiOf(rule, () => body as object);
    for (const failing of [
      paginate(api.buckets.list).toArray(),
      paginate(api.buckets.list).first(),
      paginate(api.buckets.list).pages().next(),
    ]) {
      cases++;
      await expect(failing).rejects.toBeInstanceOf(PageError);
      await expect(failing).rejects.toThrow(message);
    }
  });

  test.each<[string, () => Response, RegExp]>([
    [
      'a page of a proxy',
      () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } }),
      /not JSON but HTML or XML; its status is 200, its content-type is text\/html/,
    ],
    ['no body', () => new Response(null, { status: 204 }), /not JSON but empty; its status is 204/],
    ['an empty body', () => new Response(''), /not JSON but empty; its status is 200/],
  ])('%s is a DecodeError that says what came', async (_, respond, message) => {
    const api = clientOf(rule, { baseUrl: 'http://localhost:8086', retry: false, fetch: async () => respond() });
    const failing = paginate(api.buckets.list).toArray();
    cases++;
    await expect(failing).rejects.toBeInstanceOf(DecodeError);
    await expect(failing).rejects.toThrow(message);
  });

  test('nothing found is nothing found', async () => {
    for (const body of [{ buckets: [] }, { buckets: null }]) {
      const { api } = apiOf(rule, () => body);
      expect(await paginate(api.buckets.list).toArray()).toEqual([]);
    }
    // Protocol buffers leave out what is empty, and their lists page by tokens.
    const { api } = apiOf({ token: 'pageToken', nextToken: 'nextPageToken' }, () => ({}));
    expect(await paginate(api.buckets.list).toArray()).toEqual([]);
  });
});
