import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  ApiError,
  BadRequestError,
  CallError,
  ConflictError,
  ConnectionError,
  call,
  createClient,
  DecodeError,
  ForbiddenError,
  NotFoundError,
  RateLimitError,
  RequestError,
  ServerError,
  TimeoutError,
  UnauthorizedError,
  UnprocessableEntityError,
} from '../src/index.js';
import { getBucket, listBuckets } from './operations.js';
import { closedPort, json, serve } from './server.js';

const failureOf = async (promise: Promise<unknown>): Promise<unknown> => promise.then(undefined, (error) => error);

const byStatus = {
  BadRequestError: [BadRequestError, 400],
  UnauthorizedError: [UnauthorizedError, 401],
  ForbiddenError: [ForbiddenError, 403],
  NotFoundError: [NotFoundError, 404],
  ConflictError: [ConflictError, 409],
  UnprocessableEntityError: [UnprocessableEntityError, 422],
  RateLimitError: [RateLimitError, 429],
  ServerError: [ServerError, 500],
} as const;

test.each(Object.entries(byStatus))('%s is an ApiError of its status, and of no other', async (_, [own, status]) => {
  const { url } = await serve((_request, response) => json(response, { message: 'no' }, status));
  const error = await failureOf(call(createClient({ baseUrl: url, retry: false }), getBucket, '7'));
  expect(error).toBeInstanceOf(ApiError);
  for (const [other] of Object.values(byStatus)) expect(error instanceof other).toBe(other === own);
});

test.each([500, 502, 503, 599])('status %i is a ServerError', (status) => {
  expect(new ApiError('a', { status, headers: new Headers() }, '')).toBeInstanceOf(ServerError);
});

test('narrowing by status tells the compiler, too', () => {
  const error: unknown = new ApiError('a', { status: 404, headers: new Headers() }, '');
  if (!(error instanceof NotFoundError)) throw error;
  expectTypeOf(error.status).toEqualTypeOf<404>();
});

describe('of another copy of the package', () => {
  const copies = async () => {
    // @ts-expect-error: a query makes it another module
    const errors: typeof import('../src/errors.js') = await import('../src/errors.js?copy');
    return errors;
  };

  test('errors are known by their classes', async () => {
    const copy = await copies();
    expect(copy.ApiError).not.toBe(ApiError);
    const api = new copy.ApiError('a', { status: 404, headers: new Headers({ a: 'b' }) }, '');
    expect(api).toBeInstanceOf(ApiError);
    expect(api).toBeInstanceOf(CallError);
    expect(api).toBeInstanceOf(NotFoundError);
    expect(api).not.toBeInstanceOf(ConflictError);
    expect(api).not.toBeInstanceOf(TimeoutError);
    expect(api.headers.get('a')).toBe('b');
    for (const name of ['RequestError', 'ConnectionError', 'TimeoutError', 'DecodeError'] as const) {
      const error = new copy[name]('a', 'b');
      for (const own of [RequestError, ConnectionError, TimeoutError, DecodeError, ApiError])
        expect(error instanceof own).toBe(own.prototype.name === name);
    }
  });

  test('a class of a program is compared as ever', async () => {
    const copy = await copies();
    class Own extends CallError {}
    class Copied extends copy.CallError {}
    expect(new Own('a', 'b')).toBeInstanceOf(Own);
    expect(new Own('a', 'b')).toBeInstanceOf(CallError);
    expect(new Copied('a', 'b')).toBeInstanceOf(CallError);
    expect(new Copied('a', 'b')).not.toBeInstanceOf(Own);
    expect(new CallError('a', 'b')).not.toBeInstanceOf(Own);
  });
});

test.each([null, undefined, 1, 'ApiError', {}, { name: 'ApiError', status: 404 }, new Error('x')])(
  '%o is no error of a call',
  (value) => {
    expect(value instanceof CallError).toBe(false);
    expect(value instanceof ApiError).toBe(false);
    expect(value instanceof NotFoundError).toBe(false);
  },
);

describe('an error holds method and address without query', () => {
  test.each([
    ['ApiError', 500, '{}'],
    ['DecodeError', 200, 'not JSON'],
  ])('%s', async (name, status, body) => {
    const { url } = await serve((_, response) => response.writeHead(status).end(body));
    const error = await failureOf(call(createClient({ baseUrl: url }), listBuckets, { name: 'hunter2hunter2' }));
    expect(error).toMatchObject({ name, method: 'GET', url: `${url}/api/v2/buckets`, operation: 'buckets.list' });
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  test('TimeoutError', async () => {
    const { url } = await serve(() => {});
    const error = await failureOf(call(createClient({ baseUrl: url, timeout: 50 }), getBucket, '7'));
    expect(error).toMatchObject({ name: 'TimeoutError', method: 'GET', url: `${url}/api/v2/buckets/7` });
  });

  test('ConnectionError', async () => {
    const url = await closedPort();
    const error = await failureOf(
      createClient({ baseUrl: url, retry: false }).request({ method: 'PUT', path: '/any?p=hunter2' }),
    );
    expect(error).toMatchObject({ name: 'ConnectionError', method: 'PUT', url: `${url}/any` });
  });
});

test.each([
  ['text with a line feed', 'try later\r\n', 'buckets.get: 400: try later'],
  ['RFC 9457', '{"title":"Bad","detail":"no such field"}', 'buckets.get: 400: Bad: no such field'],
  ['JSON that says nothing', '{ "status" : { "a" : 1 } }', 'buckets.get: 400: {"status":{"a":1}}'],
  ['long JSON', JSON.stringify({ status: 'x'.repeat(500) }), `buckets.get: 400: {"status":"${'x'.repeat(189)}…`],
])('the message of an error says what the server said: %s', async (_, body, message) => {
  const { url } = await serve((_request, response) => response.writeHead(400).end(body));
  await expect(call(createClient({ baseUrl: url }), getBucket, '7')).rejects.toMatchObject({ message });
});
