import { expect, test } from 'vitest';
import {
  type ApiClient,
  type ApiOptions,
  type ClientConfig,
  call,
  createApi,
  FORMAT,
  type Middleware,
  type Operation,
  type WireRequest,
} from '../src/index.js';
import * as operations from './operations.js';

const listBuckets = operations.listBuckets as Operation as Operation<operations.Loose>;

const config: ClientConfig = {
  format: FORMAT,
  server: {
    url: 'https://{region}.example.com/{base}',
    variables: { region: { default: 'eu', enum: ['eu', 'us'] }, base: { default: 'v1' } },
  },
  securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
  security: [['key']],
};

const auth: Middleware = (request, next) =>
  next({ ...request, headers: { ...request.headers, 'x-key': 'very-secret-key' } });

async function sent(options: Partial<ApiOptions>, operation: Operation<operations.Loose>, ...args: unknown[]) {
  let seen: WireRequest | undefined;
  const api = createApi<ApiClient>(
    {
      auth,
      headers: { authorization: 'Bearer very-secret-token' },
      ...options,
      transport: async (request) => {
        seen = request;
        return Response.json({});
      },
    },
    [],
    config,
  );
  await call(api, operation, ...args);
  return seen as WireRequest;
}

test.each<[string, Partial<ApiOptions>, string]>([
  ['the contract’s, as it says', {}, 'https://eu.example.com/v1'],
  ['the contract’s, with variables', { serverVariables: { region: 'us', base: 'v2' } }, 'https://us.example.com/v2'],
  [
    'the contract’s, with a variable undefined',
    { serverVariables: { region: undefined } },
    'https://eu.example.com/v1',
  ],
  ['that of the option', { baseUrl: 'http://localhost:8086' }, 'http://localhost:8086'],
])('the address is %s', async (_, options, want) => {
  const { url, baseUrl, headers } = await sent(options, listBuckets);
  expect([url, baseUrl]).toEqual([`${want}/api/v2/buckets`, want]);
  expect(headers['x-key']).toBe('very-secret-key');
});

test.each<[string, Partial<ApiOptions>, ClientConfig, string]>([
  ['no address', {}, { format: FORMAT }, 'baseUrl must be given'],
  ['a variable of another name', { serverVariables: { zone: 'eu' } }, config, '"zone" must be one of region, base'],
  ['a value that it does not take', { serverVariables: { region: 'ap' } }, config, 'one of eu, us; got "ap"'],
  ['a value that makes it no address', { serverVariables: { base: '?x' } }, config, 'baseUrl must be like'],
])('a client is refused for %s', (_, options, contract, message) => {
  expect(() => createApi(options, [], contract)).toThrow(message);
});

const upload: Operation<operations.Loose> = {
  ...listBuckets,
  server: 'https://uploads.example.com/up',
  path: '/files',
};

test('another server gets nothing that may be a credential: neither the default security nor headers of the client', async () => {
  const { url, headers, security } = await sent({ baseUrl: 'http://h' }, upload);
  expect([url, security]).toEqual(['https://uploads.example.com/up/files', []]);
  expect(JSON.stringify(headers)).not.toContain('very-secret');
});

test('another server gets the credentials that its operation asks for, and headers of the call', async () => {
  const operation = { ...upload, security: [['key']] };
  const { headers } = await sent({ baseUrl: 'http://h' }, operation, {}, { headers: { 'x-part': '1' } });
  expect(headers).toMatchObject({ 'x-key': 'very-secret-key', 'x-part': '1' });
  expect(headers).not.toHaveProperty('authorization');
});

test.each([
  ['http://h/base', 'http://h/other', true],
  ['http://h', 'http://h.evil.com', false],
  ['http://h', 'https://h', false],
  ['http://h:1', 'http://h:12', false],
])('of a client of %s, %s is the same server: %s', async (baseUrl, server, isSame) => {
  const { headers } = await sent({ baseUrl }, { ...upload, server });
  expect(headers['authorization'] !== undefined).toBe(isSame);
  expect(headers['x-key'] !== undefined).toBe(isSame);
});
