import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ContractServer, plainRequest, startContractServer } from '../src/index.js';
import { item, shop } from './contract.js';

let server: ContractServer;
beforeAll(async () => {
  server = await startContractServer(shop);
});
afterAll(() => server.stop());

const token = { authorization: 'Token t' };
const json = { ...token, 'content-type': 'application/json' };

const send = (method: string, path: string, headers: Record<string, string> = token, body?: string | Uint8Array) =>
  plainRequest(server.url + path, { method, headers, ...(body === undefined ? {} : { body }) });

describe('refuses what the contract does not allow, and says why', () => {
  test.each<[string, Parameters<typeof send>, number, string]>([
    ['an unknown path', ['GET', '/nothing'], 404, 'no path /nothing'],
    ['an unknown method', ['PUT', '/items'], 405, 'takes GET, POST'],
    ['a path without its server', ['DELETE', '/items/1', { ...token, cookie: 'session=s' }], 404, 'no path'],
    ['a missing query parameter', ['GET', '/items'], 400, 'limit is missing'],
    ['a number that is none', ['GET', '/items?limit=ten'], 400, 'limit: the value must be integer'],
    ['a number out of bounds', ['GET', '/items?limit=101'], 400, 'must be <= 100'],
    ['a boolean that is none', ['GET', '/items?limit=1&on=yes'], 400, 'on: the value must be boolean'],
    ['one parameter given twice', ['GET', '/items?limit=1&limit=2'], 400, 'limit: the value must be integer'],
    ['an unknown query parameter', ['GET', '/items?limit=1&limits=2'], 400, 'limits: the contract does not know it'],
    ['missing credentials', ['GET', '/items?limit=1', {}], 401, 'credentials are missing'],
    ['credentials in other words', ['GET', '/items?limit=1', { authorization: 'token t' }], 401, 'credentials'],
    ['a user name without a password', ['POST', '/lines?u=a', {}], 401, 'credentials are missing'],
    ['needless credentials', ['GET', '/items/first'], 401, 'needs none'],
    ['a missing body', ['POST', '/items', json], 400, 'the body is missing'],
    ['a body that is not JSON', ['POST', '/items', json, '{'], 400, 'the body: '],
    ['a body of another type', ['POST', '/items', { ...token, 'content-type': 'text/plain' }, 'x'], 415, 'text/plain'],
    ['a body without a type', ['POST', '/items', token, '{}'], 415, 'no media type'],
    ['a body where none goes', ['GET', '/items?limit=1', json, '{}'], 400, 'takes none'],
    ['a body without a property', ['POST', '/items', json, '{"name":"box"}'], 422, "required property 'shape'"],
    [
      'a body of a kind with the properties of another',
      ['POST', '/items', json, '{"name":"box","shape":{"type":"round","side":2}}'],
      422,
      "/shape must have required property 'radius'",
    ],
    [
      'a body of an unknown kind',
      ['POST', '/items', json, '{"name":"box","shape":{"type":"oval","side":2}}'],
      422,
      '/shape/type must be equal to one of the allowed values',
    ],
    ['a missing cookie', ['DELETE', '/private/items/1'], 400, 'cookie parameter session is missing'],
    ['a path value out of bounds', ['DELETE', '/private/items/0', { ...token, cookie: 'session=s' }], 400, '>= 1'],
    [
      'a form without a field',
      ['POST', '/lines', { ...token, 'content-type': 'application/x-www-form-urlencoded' }, 'x=1'],
      422,
      "required property 'q'",
    ],
    [
      'a response that it does not have',
      ['GET', '/items?limit=1', { ...token, accept: 'text/html' }],
      406,
      'text/html',
    ],
    [
      'a success that it does not have',
      ['POST', '/items', { ...json, prefer: 'code=202' }, JSON.stringify(item)],
      406,
      '202',
    ],
  ])('%s', async (_, request, status, message) => {
    const refused = await send(...request);
    expect(refused.status).toBe(status);
    expect(JSON.parse(refused.text).message).toContain(message);
  });
});

describe('responds with what the contract allows', () => {
  test('with a sample that fits the schema, the same each time', async () => {
    const [first, second] = [await send('GET', '/items?limit=1'), await send('GET', '/items?limit=1')];
    expect(first.status).toBe(200);
    expect(second.text).toBe(first.text);
    const schema = server.last?.operation.success[0]?.content.get('application/json');
    expect(schema && server.schemas.problems(schema, JSON.parse(first.text), 'response')).toEqual([]);
    expect(JSON.parse(first.text)[0]).toHaveProperty('id');
    expect(JSON.parse(first.text)[0]).not.toHaveProperty('secret');
  });

  test.each([
    ['application/json', 'application/json'],
    ['text/csv', 'text/csv'],
    ['text/*;q=0.5, application/octet-stream', 'application/octet-stream'],
    ['text/html, */*;q=0.1', 'application/json'],
  ])('in the media type that Accept prefers: %s', async (accept, mediaType) => {
    const { status, headers } = await send('GET', '/items?limit=1', { ...token, accept });
    expect([status, headers['content-type']]).toEqual([200, mediaType]);
  });

  test('with the success that Prefer asks for', async () => {
    const body = JSON.stringify(item);
    expect((await send('POST', '/items', json, body)).status).toBe(201);
    expect(await send('POST', '/items', { ...json, prefer: 'code=204' }, body)).toMatchObject({
      status: 204,
      text: '',
    });
  });

  test('and keeps what it read: path, query and body as the contract types them', async () => {
    await send('GET', '/items?limit=5&tag=a%20b&tag=%26&on=true');
    expect(server.last?.request.query).toEqual({ limit: 5, tag: ['a b', '&'], on: true });
    await send('DELETE', '/private/items/7', { ...token, cookie: 'other=1; session=s' });
    expect(server.last?.request.path).toEqual({ itemID: 7 });
    await send('POST', '/lines', { ...token, 'content-type': 'text/plain; charset=utf-8' }, 'm v=1 ü');
    expect(server.last?.request).toMatchObject({ mediaType: 'text/plain', body: 'm v=1 ü' });
    await send('POST', '/lines', token);
    expect(server.last?.request.body).toBeUndefined();
  });

  test('and takes a user name and a password as query parameters where they are parameters', async () => {
    expect((await send('POST', '/lines?u=a&p=b', {})).status).toBe(204);
  });

  test('and takes a path in full before a template', async () => {
    expect((await send('GET', '/items/first', {})).status).toBe(204);
  });
});
