import { describe, expect, it } from 'vitest';
import type { ResourceModel } from '../../src/model/index.js';
import { documentOf, modelOf } from './contract.js';

const get = (operationId: string, rest: Record<string, unknown> = {}): unknown => ({ get: { operationId, ...rest } });

describe('names of methods', () => {
  it('two operations of one name are refused, with the setting that mends it', () => {
    const { diagnostics } = modelOf(documentOf({ '/a-b': get('one'), '/aB': get('two') }));
    expect(diagnostics).toMatchObject([
      {
        code: 'name-collision',
        severity: 'error',
        message: '"one" (GET "/a-b") and "two" (GET "/aB") are both named aB.',
      },
    ]);
    expect(diagnostics[0]?.fix).toContain(`names: { "two": 'aBOther' }`);
    expect(diagnostics[0]?.location?.file).toBe('/paths/~1aB/get');
  });

  it('the configuration settles a collision', () => {
    const { model, diagnostics } = modelOf(documentOf({ '/a-b': get('one'), '/aB': get('two') }), {
      names: { two: 'other.b' },
    });
    expect(diagnostics).toEqual([]);
    expect(model.operations.map(({ name }) => name.join('.'))).toEqual(['aB', 'other.b']);
  });

  it.each([
    ['http', /what a client has by itself/],
    ['request', /what a client has by itself/],
    ['a.then', /a promise/],
    ['a.__proto__', /every object/],
    ['constructor.b', /every object/],
    ['a..b', /no word in camelCase/],
    ['a b', /no word in camelCase/],
    ['', /no word in camelCase/],
  ])('a configured name %s that cannot be one is refused', (name, message) => {
    const { diagnostics } = modelOf(documentOf({ '/x': get('op') }), { names: { op: name } });
    expect(diagnostics).toMatchObject([
      { code: 'name-unusable', severity: 'error', message: expect.stringMatching(message) },
    ]);
  });

  it.each(['name', 'length', 'call', 'apply', 'bind', 'operation'])('a child %s of a method is refused', (child) => {
    const { diagnostics } = modelOf(documentOf({ '/x': get('op'), '/y': get('child') }), {
      names: { op: 'ping', child: `ping.${child}` },
    });
    expect(diagnostics).toMatchObject([
      { code: 'name-unusable', message: expect.stringMatching(/what a method has by itself/) },
    ]);
  });

  it.each(['/__proto__', '/constructor', '/then', '/toString'])(
    'a path %s is named away from what every object has, or refused',
    (path) => {
      const { model, diagnostics } = modelOf(documentOf({ [path]: get('op') }));
      const [part] = model.operations[0]?.name ?? [];
      expect(diagnostics.length === 1 || part === 'proto').toBe(true);
    },
  );

  it('a path deeper than anyone would call is refused', () => {
    const { diagnostics } = modelOf(documentOf({ [`/${'a/'.repeat(5000)}b`]: get('op') }));
    expect(diagnostics).toMatchObject([{ code: 'name-unusable' }]);
  });
});

describe('operation ids', () => {
  it('one id twice is an error', () => {
    const { diagnostics } = modelOf(documentOf({ '/a': get('same'), '/b': get('same') }));
    expect(diagnostics).toMatchObject([
      { code: 'name-collision', message: expect.stringContaining('have the same operation id, "same"') },
    ]);
  });

  it.each([
    [['get-a', 'getA'], /gives the name getA, which is taken/],
    [['createShop'], /gives the name createShop, which is taken/],
    [['registry'], /gives the name registry, which is taken/],
    [['💥'], /holds no letter or digit/],
  ])('ids %o that make no name of their own are errors', (ids, message) => {
    const { diagnostics } = modelOf(documentOf(Object.fromEntries(ids.map((id, index) => [`/p${index}`, get(id)]))));
    expect(diagnostics).toMatchObject([
      { code: 'name-unusable', severity: 'error', message: expect.stringMatching(message) },
    ]);
  });

  it.each(['names', 'pagination', 'codings', 'idempotent'] as const)(
    '`%s` of an operation that is not there is an error',
    (setting) => {
      const value = {
        names: { nope: 'a' },
        pagination: { nope: false as const },
        codings: { nope: {} },
        idempotent: ['nope'],
      }[setting];
      const { diagnostics } = modelOf(documentOf({ '/a': get('op') }), { [setting]: value });
      expect(diagnostics).toMatchObject([
        { code: 'config-unknown-operation', severity: 'error', message: expect.stringContaining(`\`${setting}\``) },
      ]);
    },
  );

  it('all problems are told together', () => {
    const { diagnostics } = modelOf(documentOf({ '/a': get('same'), '/b': get('same'), '/then': get('c') }), {
      names: { nope: 'x' },
    });
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'config-unknown-operation',
      'name-collision',
      'name-unusable',
    ]);
  });
});

describe('names of types', () => {
  it('schemas keep their names; what would clash gives way in a way that does not depend on order', () => {
    const schemas = { 'Foo Bar': {}, FooBar: {}, Call: {}, Shop: {}, getA: {}, string: {} };
    const { model } = modelOf(documentOf({ '/a': get('getA') }, { components: { schemas } }));
    expect(Object.fromEntries(model.schemas.map(({ name, typeName }) => [name, typeName]))).toEqual({
      'Foo Bar': 'FooBarModel',
      FooBar: 'FooBar',
      Call: 'CallModel',
      Shop: 'ShopModel',
      getA: 'getAModel',
      string: 'stringModel',
    });
    expect(model.operations[0]?.rowName).toBe('getA');
    expect([model.clientType, model.clientName]).toEqual(['Shop', 'createShop']);
  });

  it('a method gives way to a schema of its name, and what belongs to it follows', () => {
    const { model } = modelOf(
      documentOf(
        { '/a': get('ping', { parameters: [{ name: 'q', in: 'query' }] }) },
        { components: { schemas: { Ping: {} } } },
      ),
    );
    expect(model.operations[0]).toMatchObject({
      typeName: 'PingMethod',
      queryType: 'PingMethodQuery',
      rowName: 'ping',
    });
  });

  it('no two exports have one name', () => {
    const schemas = Object.fromEntries(['GetAQuery', 'GetAResult', 'AApi', 'GetA', 'a', 'A'].map((name) => [name, {}]));
    const { model } = modelOf(
      documentOf({ '/a/b': get('GetA', { parameters: [{ name: 'q', in: 'query' }] }) }, { components: { schemas } }),
    );
    const resources = (resource: ResourceModel): string[] => [
      resource.typeName,
      ...resource.children.flatMap(resources),
    ];
    const names = [
      model.clientName,
      ...resources(model.root),
      ...model.schemas.map(({ typeName }) => typeName),
      ...model.operations.flatMap(({ rowName, queryType = 'none', answers }) => [
        rowName,
        queryType,
        ...answers.choices.map(({ resultType }) => resultType),
      ]),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the rest of an operation', () => {
  it('security is told where it is not the contract’s', () => {
    const paths = {
      '/a': get('a'),
      '/b': get('b', { security: [{ token: [] }] }),
      '/c': get('c', { security: [] }),
      '/d': get('d', { security: [{ basic: [], key: [] }, {}] }),
    };
    const { model } = modelOf(documentOf(paths, { security: [{ token: [] }] }));
    expect(model.operations.map(({ security }) => security)).toEqual([
      undefined,
      undefined,
      [],
      [{ basic: [], key: [] }, {}],
    ]);
  });

  it('idempotency is the configuration’s to tell', () => {
    const { model } = modelOf(documentOf({ '/a': get('a'), '/b': get('b') }), { idempotent: ['b'] });
    expect(model.operations.map(({ idempotent }) => idempotent)).toEqual([undefined, true]);
  });

  it('a name of the client that is none is refused', () => {
    const { model, diagnostics } = modelOf(documentOf({}), { clientName: 'x(); pwned' });
    expect(diagnostics).toMatchObject([{ code: 'name-unusable', message: expect.stringContaining('`clientName`') }]);
    expect(model.clientName).toBe('createShop');
  });

  it('resources are described by the tag of their name', () => {
    const tags = [{ name: 'Things', description: 'All the things.' }];
    const { model } = modelOf(documentOf({ '/things/{id}': get('op') }, { tags }));
    expect(model.root.children[0]?.description).toBe('All the things.');
  });
});
