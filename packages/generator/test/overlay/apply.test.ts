import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../src/base/json.js';
import { ActionFailure, applyOverlay } from '../../src/contract/overlay/apply-overlay.js';
import type { Action } from '../../src/contract/overlay/overlay-document.js';

const run = (document: unknown, actions: readonly Partial<Action>[], version: '1.0' | '1.1' = '1.0'): JsonValue =>
  applyOverlay(
    document as JsonValue,
    { version, actions: actions.map((action) => ({ target: '$', remove: false, ...action })) },
    (failure) => {
      throw failure;
    },
  );

const failureOf = (document: unknown, action: Partial<Action>, version: '1.0' | '1.1' = '1.0'): string => {
  try {
    run(document, [action], version);
  } catch (error) {
    if (error instanceof ActionFailure) return error.code;
    throw error;
  }
  return 'none';
};

const api = {
  openapi: '3.1.0',
  info: { title: 'Parks', version: '1' },
  servers: [{ url: 'https://a' }, { url: 'https://b' }],
  paths: {
    '/parks': {
      get: {
        tags: ['park'],
        parameters: [{ name: 'limit', in: 'query' }],
        responses: { '200': { description: 'ok' }, '500': { description: 'no' }, default: { description: 'no' } },
      },
      post: { responses: { '201': { description: 'ok' }, '500': { description: 'no' } } },
    },
    '/trees': { get: { tags: [], parameters: [], responses: { '200': { description: 'ok' } } } },
  },
};
const parks = (more: object): object => ({
  ...api,
  paths: { ...api.paths, '/parks': { ...api.paths['/parks'], ...more } },
});

describe('an overlay gives what the specification says', () => {
  const cases: [string, readonly Partial<Action>[], unknown][] = [
    [
      'an object of the root gets a property',
      [{ target: '$.info', update: { license: { name: 'MIT' } } }],
      { ...api, info: { ...api.info, license: { name: 'MIT' } } },
    ],
    [
      'a property of the root is replaced',
      [{ target: '$', update: { openapi: '3.0.3' } }],
      { ...api, openapi: '3.0.3' },
    ],
    [
      'objects merge at every depth',
      [{ target: '$', update: { paths: { '/parks': { post: { summary: 's' } } } } }],
      parks({ post: { ...api.paths['/parks'].post, summary: 's' } }),
    ],
    [
      'a list that is a target gets the update as its last entry',
      [{ target: "$.paths['/parks'].get.parameters", update: { name: 'skip', in: 'query' } }],
      parks({
        get: {
          ...api.paths['/parks'].get,
          parameters: [
            { name: 'limit', in: 'query' },
            { name: 'skip', in: 'query' },
          ],
        },
      }),
    ],
    [
      'a list inside an update is appended to the list that is there',
      [{ target: "$.paths['/parks'].get", update: { tags: ['more', 'most'] } }],
      parks({ get: { ...api.paths['/parks'].get, tags: ['park', 'more', 'most'] } }),
    ],
    [
      'one action reaches all that its target matches',
      [{ target: '$.paths.*.get.parameters', update: 'x' }],
      {
        ...api,
        paths: {
          '/parks': {
            ...api.paths['/parks'],
            get: { ...api.paths['/parks'].get, parameters: [{ name: 'limit', in: 'query' }, 'x'] },
          },
          '/trees': { get: { ...api.paths['/trees'].get, parameters: ['x'] } },
        },
      },
    ],
    [
      'a filter chooses entries of a list',
      [{ target: "$.paths.*.get.parameters[?@.name == 'limit' && @.in == 'query']", update: { required: true } }],
      parks({ get: { ...api.paths['/parks'].get, parameters: [{ name: 'limit', in: 'query', required: true }] } }),
    ],
    [
      'responses are removed wherever they are',
      [
        { target: "$.paths..responses['500']", remove: true },
        { target: '$.paths..responses.default', remove: true },
      ],
      parks({
        get: { ...api.paths['/parks'].get, responses: { '200': { description: 'ok' } } },
        post: { responses: { '201': { description: 'ok' } } },
      }),
    ],
    [
      'entries of a list are removed without shifting one another',
      [{ target: '$.servers[0,1]', remove: true }],
      { ...api, servers: [] },
    ],
    [
      'an entry of a list is removed',
      [{ target: '$.servers[0]', remove: true }],
      { ...api, servers: [{ url: 'https://b' }] },
    ],
    [
      'a list is replaced by removing and adding it',
      [
        { target: '$.servers', remove: true },
        { target: '$', update: { servers: [{ url: 'https://sandbox' }] } },
      ],
      { ...api, servers: [{ url: 'https://sandbox' }] },
    ],
    [
      'actions see what the actions before them did',
      [
        { target: '$.info', update: { contact: {} } },
        { target: '$.info.contact', update: { name: 'us' } },
      ],
      { ...api, info: { ...api.info, contact: { name: 'us' } } },
    ],
    [
      'what a target matches twice changes once',
      [{ target: "$.paths['/trees','/trees'].get.tags", update: 'a' }],
      { ...api, paths: { ...api.paths, '/trees': { get: { ...api.paths['/trees'].get, tags: ['a'] } } } },
    ],
    [
      'remove wins over update',
      [{ target: '$.servers', remove: true, update: {} }],
      (({ servers: _, ...rest }) => rest)(api),
    ],
  ];
  test.each(cases)('%s', (_, actions, want) => {
    expect(run(api, actions)).toEqual(want);
  });

  test.each([
    ['$.tags[1,0]', ['c', 'd']],
    ['$.tags[::-1]', []],
    ['$.tags[-1,0]', ['b', 'c']],
    ['$.tags[2,0,2]', ['b', 'd']],
  ])('%s removes what it selects, in whatever order', (target, tags) => {
    expect(run({ tags: ['a', 'b', 'c', 'd'] }, [{ target, remove: true }])).toEqual({ tags });
  });

  test('what stands inside of something that is removed, too, is removed with it', () => {
    const document = { x: { x: 1 }, list: [{ x: 1 }, { x: { x: 2 }, y: 3 }] };
    expect(run(document, [{ target: '$..x', remove: true }])).toEqual({ list: [{}, { y: 3 }] });
  });

  test.each(["/users('{id}')", 'a\\b', 'line\nend', '\u0001', '\u00fc\t"'])('a member called %j is found', (name) => {
    const hit = { summary: 's' };
    expect(run({ paths: { [name]: {} } }, [{ target: '$.paths.*', update: hit }])).toEqual({ paths: { [name]: hit } });
    const target = `$.paths[${JSON.stringify(name)}]`;
    expect(run({ paths: { [name]: {} } }, [{ target, update: hit }])).toEqual({ paths: { [name]: hit } });
    expect(run({ paths: { [name]: {}, b: {} } }, [{ target, remove: true }])).toEqual({ paths: { b: {} } });
  });

  test('the document that is given stays as it is', () => {
    const before = structuredClone(api);
    run(api, [
      { target: '$..responses', remove: true },
      { target: '$.info', update: { title: 'x' } },
    ]);
    expect(api).toEqual(before);
  });

  test('what an update adds is not shared between the places that it is added to', () => {
    const result = run({ a: {}, b: {} }, [
      { target: '$.*', update: { list: [1] } },
      { target: '$.a.list', update: 2 },
    ]);
    expect(result).toEqual({ a: { list: [1, 2] }, b: { list: [1] } });
  });
});

describe('an action that cannot be applied is refused', () => {
  const cases: [string, Partial<Action>, string][] = [
    ['a target that matches nothing', { target: '$.paths["/gone"]', update: {} }, 'overlay-unmatched'],
    ['a removal that matches nothing', { target: '$.nothing', remove: true }, 'overlay-unmatched'],
    ['a target that is not a JSONPath', { target: '$.paths[', update: {} }, 'overlay-target'],
    ['a path with a hyphen outside brackets', { target: '$.x-a', update: {} }, 'overlay-target'],
    ['a primitive as target', { target: '$.openapi', update: '3.0.0' }, 'overlay-incompatible'],
    ['the removal of the document', { target: '$', remove: true }, 'overlay-incompatible'],
    ['a string for an object', { target: '$.info', update: 'x' }, 'overlay-incompatible'],
    [
      'null for an object deep inside',
      { target: '$', update: { paths: { '/parks': { get: null } } } },
      'overlay-incompatible',
    ],
    ['an object for a list', { target: '$', update: { servers: { url: 'x' } } }, 'overlay-incompatible'],
    ['what every object inherits', { target: '$.constructor', update: {} }, 'overlay-unmatched'],
  ];
  test.each(cases)('%s', (_, action, want) => {
    expect(failureOf(api, action)).toBe(want);
  });

  test('an action that fails for one of its targets changes none', () => {
    let code = '';
    const document = { a: { list: [] }, b: { list: {} } };
    const action = { target: '$.*', update: { list: [1] }, remove: false };
    const result = applyOverlay(document, { version: '1.0', actions: [action] }, (failure) => {
      code = failure.code;
    });
    expect(code).toBe('overlay-incompatible');
    expect(result).toEqual(document);
  });

  test('in version 1.1 primitives can be targets', () => {
    expect(run(api, [{ target: '$.info.title', update: 'x' }], '1.1')).toEqual({
      ...api,
      info: { title: 'x', version: '1' },
    });
    expect(run({ tags: ['a', 'b', 'c'] }, [{ target: "$.tags[?@ != 'b']", remove: true }], '1.1')).toEqual({
      tags: ['b'],
    });
  });
});

describe('what version 1.1 adds, and 1.0 does otherwise', () => {
  const CASES: [name: string, version: '1.0' | '1.1', given: JsonValue, action: Partial<Action>, want: unknown][] = [
    [
      '1.1: an array is concatenated with an array',
      '1.1',
      { tags: [1] },
      { target: '$.tags', update: [2, 3] },
      { tags: [1, 2, 3] },
    ],
    [
      '1.1: and takes anything else as an entry',
      '1.1',
      { tags: [1] },
      { target: '$.tags', update: 2 },
      { tags: [1, 2] },
    ],
    [
      '1.0: whatever it is becomes one entry',
      '1.0',
      { tags: [1] },
      { target: '$.tags', update: [2] },
      { tags: [1, [2]] },
    ],
    [
      '1.1: an object is copied into another',
      '1.1',
      { a: { x: 1 }, b: { y: 2 } },
      { target: '$.b', copy: '$.a' },
      { a: { x: 1 }, b: { y: 2, x: 1 } },
    ],
    [
      '1.1: an update comes before a copy',
      '1.1',
      { a: { x: 1 }, b: {} },
      { target: '$.b', copy: '$.a', update: { z: 1 } },
      { a: { x: 1 }, b: { z: 1 } },
    ],
    [
      '1.0: a primitive is removed',
      '1.0',
      { info: { title: 'T', description: 'D' } },
      { target: '$.info.description', remove: true },
      { info: { title: 'T' } },
    ],
    ['1.0: with both, it is removed', '1.0', { a: { x: 1 } }, { target: '$.a', update: { y: 1 }, remove: true }, {}],
    ['1.1: null takes the place of a primitive', '1.1', { a: 1 }, { target: '$.a', update: null }, { a: null }],
    ['1.1: and is an entry of an array', '1.1', { a: [1] }, { target: '$.a', update: null }, { a: [1, null] }],
    [
      '1.0: a target may select objects and arrays',
      '1.0',
      { a: {}, b: [] },
      { target: '$.*', update: { c: 1 } },
      { a: { c: 1 }, b: [{ c: 1 }] },
    ],
    ['1.0: an action with neither changes nothing', '1.0', { a: 1 }, { target: '$' }, { a: 1 }],
  ];
  test.each(CASES)('%s', (_, version, given, action, want) => {
    expect(run(given, [action], version)).toEqual(want);
  });

  test.each([
    ['objects and arrays', { a: {}, b: [] }, { update: { c: 1 } }],
    ['arrays and primitives', { a: 'x', b: [] }, { update: 'y' }],
    ['objects and null', { a: {}, b: null }, { copy: '$.a' }],
  ])('1.1: a target that selects %s is refused', (_, document, action) => {
    expect(failureOf(document, { target: '$.*', ...action }, '1.1')).toBe('overlay-incompatible');
    expect(run(document, [{ target: '$.*', remove: true }], '1.1')).toEqual({});
  });

  test('null for an object is refused, and not taken for an action without an update', () => {
    expect(failureOf({ a: {} }, { target: '$.a', update: null }, '1.1')).toBe('overlay-incompatible');
  });

  test.each(['$.gone', '$.*'])('a copy of %s, not one place, is refused', (copy) => {
    expect(failureOf({ a: { x: 1 }, b: {} }, { target: '$.b', copy }, '1.1')).toBe('overlay-incompatible');
  });
});

describe('names of the language are names as any other', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
  test.each(names)('%s in an update becomes a property and changes no prototype', (name) => {
    const update = JSON.parse(`{ "x": { ${JSON.stringify(name)}: { "polluted": true } } }`) as JsonValue;
    const result = run({ x: {} }, [{ target: '$', update }]) as { x: object };
    expect(Object.getPrototypeOf(result.x)).toBe(Object.prototype);
    expect(Object.hasOwn(result.x, name)).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getOwnPropertyDescriptor(result.x, name)?.value).toEqual({ polluted: true });
  });

  test('merging into an own __proto__ stays in the document', () => {
    const document = JSON.parse('{ "__proto__": { "a": 1 } }') as JsonValue;
    const update = JSON.parse('{ "__proto__": { "b": 2 } }') as JsonValue;
    expect(JSON.stringify(run(document, [{ target: '$', update }]))).toBe('{"__proto__":{"a":1,"b":2}}');
    expect(({} as Record<string, unknown>)['b']).toBeUndefined();
  });
});

test('an update that is merged twice into objects and values gives what it gave once', () => {
  const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, leaf, fc.dictionary(fc.string(), tie('tree'))),
  }));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tree), (update) => {
      const once = run({}, [{ target: '$', update }]);
      expect(run(once, [{ target: '$', update }])).toEqual(once);
      expect(once).toEqual(update);
    }),
  );
});
