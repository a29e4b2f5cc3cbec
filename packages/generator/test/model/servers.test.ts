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
  ['another host is told', [{ url: 'https://uploads.example.com/up' }], undefined, '/up', 1],
  ['a variable without default is told', [{ url: '/{nope}' }], undefined, undefined, 1],
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
