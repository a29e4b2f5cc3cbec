import { describe, expect, it } from 'vitest';
import type { ResourceModel } from '../../src/generate/model/build-model.js';
import { documentOf, modelOf } from './contract.js';

const get = (operationId: string, rest: Record<string, unknown> = {}): unknown => ({ get: { operationId, ...rest } });

describe('names of methods', () => {
  const twins = { '/a-b': get('one'), '/aB': get('two') };

  it('where two would have one name, the later one takes its operation id, with the line that settles it', () => {
    const { model, diagnostics } = modelOf(documentOf(twins));
    expect(model.operations.map(({ name }) => name.join('.'))).toEqual(['aB.get', 'two']);
    expect(diagnostics).toMatchObject([
      {
        code: 'name-unsettled',
        severity: 'warning',
        message: '"one" (GET "/a-b") and "two" (GET "/aB") are both named aB.get: "two" is named two instead.',
      },
    ]);
    expect(diagnostics[0]?.fix).toContain('`names: { "two": "two" }`');
    expect(diagnostics[0]?.location?.file).toBe('/paths/~1aB/get');
  });

  it('in strict mode that is refused', () => {
    const { diagnostics } = modelOf(documentOf(twins), { strict: true });
    expect(diagnostics).toMatchObject([
      { code: 'name-collision', severity: 'error', fix: expect.stringContaining('`names: { "two": "two" }`') },
    ]);
  });

  it('names that differ, but would be exported alike, are a collision too', () => {
    const { model, diagnostics } = modelOf(documentOf({ '/a/bC': get('one'), '/aB/c': get('two') }), {
      names: { one: 'a.bC', two: 'aB.c' },
    });
    expect(diagnostics).toMatchObject([
      { code: 'name-collision', message: expect.stringContaining('exported as aBC') },
    ]);
    expect(model.operations).toHaveLength(1);
  });

  it('what the configuration names comes first, wherever it stands', () => {
    const { model } = modelOf(documentOf({ '/a': get('one'), '/b': get('two') }), { names: { two: 'a.get' } });
    expect(model.operations.map(({ name }) => name.join('.'))).toEqual(['one', 'a.get']);
  });

  it('the configuration settles a collision', () => {
    const { model, diagnostics } = modelOf(documentOf({ '/a-b': get('one'), '/aB': get('two') }), {
      names: { two: 'other.b' },
    });
    expect(diagnostics).toEqual([]);
    expect(model.operations.map(({ name }) => name.join('.'))).toEqual(['aB.get', 'other.b']);
  });

  it.each([
    ['http', /what a client has by itself/],
    ['request', /what a client has by itself/],
    ['a.then', /a promise/],
    ['a.__proto__', /every object/],
    ['constructor.b', /every object/],
    ['a..b', /not a word in camelCase/],
    ['a b', /not a word in camelCase/],
    ['', /not a word in camelCase/],
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

  it.each([
    ['/__proto__', 'proto.get'],
    ['/constructor', 'constructor_.get'],
    ['/then', 'then_.get'],
    ['/a/toString', 'a.toString_.get'],
    ['/http', 'http_.get'],
    ['/a/http', 'a.http.get'],
    ['/request', 'request_.get'],
    ['/json', 'json.get'],
    ['/models', 'models.get'],
  ])('a path %s is named away from what every object or the client has: %s', (path, name) => {
    const { model, diagnostics } = modelOf(documentOf({ [path]: get('op') }), { strict: true });
    expect(diagnostics).toEqual([]);
    expect(model.operations[0]?.name.join('.')).toBe(name);
  });

  it('a child of what may be a method is called otherwise than what a method has, whether it is one or not', () => {
    const child = { '/health/name': get('healthName'), '/list/length': get('l'), '/tasks/retry/call/now': get('c') };
    const methods = {
      '/health': get('health'),
      '/list': get('list'),
      '/tasks/retry': { post: { operationId: 'retry' } },
    };
    for (const paths of [child, { ...child, ...methods }, { ...methods, ...child }]) {
      const { model, diagnostics } = modelOf(documentOf(paths), { strict: true });
      const names = model.operations.map(({ name }) => name.join('.'));
      expect(names).toEqual(
        expect.arrayContaining(['health.name_.get', 'list.length_.get', 'tasks.retry.call_.now.get']),
      );
      expect(diagnostics).toEqual([]);
    }
  });

  it('a child of a method of the configuration that is called like what a method has takes its operation id', () => {
    const { model, diagnostics } = modelOf(documentOf({ '/a': get('a'), '/b/name': get('bName') }), {
      names: { a: 'b' },
    });
    expect(model.operations.map(({ name }) => name.join('.'))).toEqual(['b', 'bName']);
    expect(diagnostics).toMatchObject([{ code: 'name-unsettled', message: expect.stringContaining('a method has') }]);
  });

  it('what has to give way does not take the name that follows from a third', () => {
    const paths = { '/a_b': get('one'), '/a-b': get('health'), '/health': get('three') };
    const { model } = modelOf(documentOf(paths));
    expect(model.operations.map(({ path, name }) => [path, name.join('.')])).toEqual([
      ['/a_b', 'aB.get'],
      ['/a-b', 'health2'],
      ['/health', 'health'],
    ]);
  });

  it('a path deeper than anyone would call is called by its operation id, and refused in strict mode', () => {
    const deep = documentOf({ [`/${'a/'.repeat(5000)}b`]: get('op') });
    expect(modelOf(deep).model.operations[0]?.name).toEqual(['op']);
    const { diagnostics } = modelOf(deep, { strict: true });
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

  it.each([['get-a'], ['createShop'], ['registry'], ['💥']])('the id %s names nothing that is exported', (id) => {
    const { model, diagnostics } = modelOf(documentOf({ '/p': get(id) }), { strict: true });
    expect(diagnostics).toEqual([]);
    expect(model.operations[0]?.signature.names).toEqual({ constant: 'pGet', method: 'PGetMethod' });
  });

  it.each(['names', 'pagination', 'codecs', 'idempotent'] as const)(
    '`%s` of an operation that is not there is an error',
    (setting) => {
      const value = {
        names: { nope: 'a' },
        pagination: { nope: false as const },
        codecs: { nope: {} },
        idempotent: ['nope'],
      }[setting];
      const { diagnostics } = modelOf(documentOf({ '/a': get('op') }), { [setting]: value });
      expect(diagnostics).toMatchObject([
        { code: 'config-unknown-operation', severity: 'error', message: expect.stringContaining(`\`${setting}\``) },
      ]);
    },
  );

  it('all problems are reported together', () => {
    const { diagnostics } = modelOf(documentOf({ '/a': get('same'), '/b': get('same'), '/c': get('c') }), {
      names: { nope: 'x', c: 'then' },
    });
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'config-unknown-operation',
      'name-collision',
      'name-unusable',
    ]);
  });
});

describe('names of types', () => {
  const typeNames = (schemas: Record<string, unknown>, settings: Parameters<typeof modelOf>[1] = {}): unknown => {
    const { model } = modelOf(documentOf({ '/a': get('getA') }, { components: { schemas } }), settings);
    return Object.fromEntries(model.schemas.map(({ name, typeName }) => [name, typeName]));
  };

  it('schemas keep their names; what would clash gives way in a way that does not depend on order', () => {
    expect(typeNames({ 'Foo Bar': {}, FooBar: {}, Call: {}, Shop: {}, aGet: {}, string: {} })).toEqual({
      'Foo Bar': 'FooBarModel',
      FooBar: 'FooBar',
      Call: 'CallModel',
      Shop: 'ShopModel',
      aGet: 'aGetModel',
      string: 'stringModel',
    });
  });

  it('a schema that is called like a global gets a suffix, which can be set, as its name can', () => {
    const schemas = { Error: {}, File: {}, Node: {}, Date: {}, Map: {}, Bucket: {} };
    expect(typeNames(schemas)).toEqual({
      Error: 'ErrorModel',
      File: 'FileModel',
      Node: 'NodeModel',
      Date: 'DateModel',
      Map: 'MapModel',
      Bucket: 'Bucket',
    });
    expect(typeNames(schemas, { schemaSuffix: 'Schema', schemaNames: { Error: 'Problem' } })).toMatchObject({
      Error: 'Problem',
      File: 'FileSchema',
    });
  });

  it('a schema gives way to a method’s types, and in strict mode has to be settled', () => {
    const document = documentOf({ '/a': get('getA') }, { components: { schemas: { AGetResult: {} } } });
    const { model, diagnostics } = modelOf(document);
    expect(model.schemas[0]?.typeName).toBe('AGetResultModel');
    expect(diagnostics).toMatchObject([{ code: 'name-unsettled', fix: expect.stringContaining('schemaNames') }]);
    expect(modelOf(document, { strict: true }).diagnostics).toMatchObject([{ code: 'name-collision' }]);
    const settled = modelOf(document, { strict: true, schemaNames: { AGetResult: 'Gotten' } });
    expect(settled.diagnostics).toEqual([]);
    expect(settled.model.schemas[0]?.typeName).toBe('Gotten');
  });

  it('`schemaNames` of a schema that is not there is an error', () => {
    const { diagnostics } = modelOf(documentOf({}), { schemaNames: { Nope: 'A' } });
    expect(diagnostics).toMatchObject([{ code: 'config-unknown-operation', severity: 'error' }]);
  });

  it('types follow the method', () => {
    const body = { content: { 'application/json': { schema: {} } } };
    const parameters = [{ name: 'q', in: 'query' }];
    const { model } = modelOf(
      documentOf({ '/buckets': { post: { operationId: 'x', parameters, requestBody: body } } }),
    );
    expect(model.operations[0]?.signature.names).toEqual({
      constant: 'bucketsCreate',
      method: 'BucketsCreateMethod',
      query: 'BucketsCreateQuery',
      options: 'BucketsCreateOptions',
    });
    expect(model.operations[0]?.responses.choices[0]?.resultType).toBe('BucketsCreateResult');
    expect(model.root.children[0]?.typeName).toBe('BucketsResource');
  });

  it('a constant that no binding may be called by, or that the client is, gets a suffix', () => {
    const { model, diagnostics } = modelOf(documentOf({ '/a': get('a'), '/b': get('b'), '/c': get('c') }), {
      names: { a: 'delete', b: 'createShop', c: 'registry' },
    });
    expect(diagnostics).toEqual([]);
    expect(model.operations.map(({ signature }) => signature.names.constant)).toEqual([
      'deleteOperation',
      'createShopOperation',
      'registryOperation',
    ]);
  });

  it('no two exports have one name', () => {
    const schemas = Object.fromEntries(
      ['ABGetQuery', 'ABGetResult', 'AResource', 'ABGetMethod', 'a', 'aBGet'].map((name) => [name, {}]),
    );
    const { model } = modelOf(
      documentOf({ '/a/b': get('GetA', { parameters: [{ name: 'q', in: 'query' }] }) }, { components: { schemas } }),
    );
    const resources = (resource: ResourceModel): string[] => [
      resource.typeName,
      ...resource.children.flatMap(resources),
    ];
    const names = [
      model.clientName,
      model.clientOptions,
      ...resources(model.root),
      ...model.schemas.map(({ typeName }) => typeName),
      ...model.operations.flatMap(({ signature, responses }) => [
        signature.names.constant,
        signature.names.query ?? 'none',
        ...responses.choices.map(({ resultType }) => resultType),
      ]),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the rest of an operation', () => {
  it('security is reported where it is not the contract’s', () => {
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
