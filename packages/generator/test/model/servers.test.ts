import { expect, it } from 'vitest';
import { documentOf, modelOf } from './contract.js';

it.each<[string, unknown, unknown, string | undefined, number]>([
  // case, servers of the path, servers of the operation, path in between, warnings
  ['none', undefined, undefined, undefined, 0],
  ['the path’s', [{ url: '/private' }], undefined, '/private', 0],
  ['the operation’s wins', [{ url: '/private' }], [{ url: '/other/' }], '/other', 0],
  ['an empty list of the operation undoes the path’s', [{ url: '/private' }], [], undefined, 0],
  ['the root is nothing', [{ url: '/' }], undefined, undefined, 0],
  [
    'variables have their defaults',
    [{ url: '/{version}/x', variables: { version: { default: 'v3' } } }],
    undefined,
    '/v3/x',
    0,
  ],
  [
    'another host is a whole address',
    [{ url: 'https://uploads.example.com/up/' }],
    undefined,
    'https://uploads.example.com/up',
    0,
  ],
  ['a host without a protocol is reported', [{ url: '//uploads.example.com/up' }], undefined, '/up', 1],
  ['an address with a password is reported', [{ url: 'https://me:x@uploads.example.com/up' }], undefined, '/up', 1],
  ['a variable without default is reported', [{ url: '/{nope}' }], undefined, undefined, 1],
  ['`..` does not climb', [{ url: '/../../x' }], undefined, '/x', 0],
])('servers: %s', (_, ofPath, ofOperation, want, warnings) => {
  const item = {
    ...(ofPath === undefined ? {} : { servers: ofPath }),
    get: { operationId: 'op', ...(ofOperation === undefined ? {} : { servers: ofOperation }) },
  };
  const { model, diagnostics } = modelOf(documentOf({ '/things': item }));
  expect(model.operations[0]?.server).toBe(want);
  expect(diagnostics.map(({ code }) => code)).toEqual(Array.from({ length: warnings }, () => 'feature-unsupported'));
});

it.each<[string, unknown, string, string | undefined]>([
  ['below it', [{ url: 'https://api.example.com/v1' }], 'https://api.example.com/v1/beta', '/beta'],
  ['itself', [{ url: 'https://api.example.com/v1' }], 'https://api.example.com/v1/', undefined],
  ['beside it', [{ url: 'https://api.example.com/v1' }], 'https://api.example.com/v2', 'https://api.example.com/v2'],
  [
    'of a name that begins like it',
    [{ url: 'https://api.example.com' }],
    'https://api.example.com.evil.com',
    'https://api.example.com.evil.com',
  ],
])('a server of an operation, seen from the contract’s: %s', (_, servers, url, want) => {
  const { model } = modelOf({
    ...(documentOf as (paths: object) => object)({ '/things': { get: { operationId: 'op', servers: [{ url }] } } }),
    servers,
  });
  expect(model.operations[0]?.server).toBe(want);
});

it.each<[string, unknown, unknown]>([
  ['none', undefined, undefined],
  ['the place of the document', [{ url: '/' }], undefined],
  ['an address', [{ url: 'https://api.example.com/v1' }], { url: 'https://api.example.com/v1' }],
  [
    'variables',
    [
      {
        url: 'https://{region}.example.com/{base}',
        variables: { region: { default: 'eu', enum: ['eu', 'us'] }, base: { default: 'v1' } },
      },
    ],
    {
      url: 'https://{region}.example.com/{base}',
      variables: { region: { default: 'eu', enum: ['eu', 'us'] }, base: { default: 'v1' } },
    },
  ],
  [
    'a default that is none of the values',
    [{ url: 'https://{region}.example.com', variables: { region: { default: 'eu', enum: ['us'] } } }],
    { url: 'https://{region}.example.com', variables: { region: { default: 'eu', enum: ['eu', 'us'] } } },
  ],
  ['a variable without default', [{ url: 'https://{region}.example.com' }], undefined],
  ['a password', [{ url: 'https://me:x@example.com' }], undefined],
  ['another protocol', [{ url: 'wss://example.com' }], undefined],
])('where the contract’s server is: %s', (_, servers, want) => {
  const { model } = modelOf({
    ...(documentOf as (paths: object) => object)({}),
    ...(servers === undefined ? {} : { servers }),
  } as never);
  expect(model.server).toEqual(want);
});

it('credentials that the contract asks for by default stay at its own server', () => {
  const at = (security?: unknown) =>
    modelOf({
      ...(documentOf as (paths: object) => object)({
        '/things': {
          get: {
            operationId: 'op',
            servers: [{ url: 'https://uploads.example.com' }],
            ...(security === undefined ? {} : { security }),
          },
        },
      }),
      security: [{ key: [] }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    } as never);
  expect(at().diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining('without credentials')]);
  expect(at([{ key: [] }]).diagnostics).toEqual([]);
  expect(at([{ key: [] }]).model.operations[0]?.security).toEqual([{ key: [] }]);
});
