import { describe, expect, test } from 'vitest';
import type { OpenApiDocument } from '../../src/contract/document/openapi.js';
import { exportedNames } from '../../src/generate/model/exported-names.js';
import { type ContractDiff, diffContracts } from '../../src/lifecycle/diff/diff-contracts.js';
import { fixture, generate } from '../emit/generate.js';
import { configOf, modelOf } from '../model/contract.js';
import { exportsOf, typeErrors } from '../typecheck/program.js';

// What a change means for callers, and the callers themselves: each is compiled against the client before and after.

const ok = {
  200: { description: 'ok', content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } } },
};
const parameter = (name: string, place: string, required: boolean): unknown => ({
  name,
  in: place,
  required,
  schema: { type: 'string' },
});
const contract = (paths: Record<string, unknown>): OpenApiDocument =>
  ({ openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths }) as unknown as OpenApiDocument;
const things = (...parameters: unknown[]): OpenApiDocument =>
  contract({ '/things': { get: { operationId: 'GetThings', parameters, responses: ok } } });

const HEAD = "import { createShop } from './client/index.js';\nconst api = createShop({ baseUrl: 'http://h' });\n";
const CALLERS = {
  method: `${HEAD}export const a: string[] = await api.things.list();
export const b: string[] = await api.things.list({ timeout: 5, headers: { 'X-Mine': '1' } });\n`,
  http: `${HEAD}await api.http.GET('/things');\n`,
};

/** Which of the callers compile against a client of the contract. */
async function compiles(document: OpenApiDocument, callers: Readonly<Record<string, string>>): Promise<string[]> {
  const client = await generate(document);
  const files = new Map([...client].map(([name, text]) => [`client/${name}`, text]));
  return Object.entries(callers)
    .filter(([name, text]) => typeErrors(new Map([...files, [`${name}.ts`, text]])).length === 0)
    .map(([name]) => name);
}

const breaks = ({ changes }: ContractDiff): string[] =>
  [...new Set(changes.flatMap((change) => change.breaks ?? []))].sort();

describe('a header parameter more', () => {
  const both = ["api.http.GET('/things')", 'api.things.list'];
  test.each<[what: string, parameter: unknown, severity: ContractDiff['severity'], broken: string[]]>([
    ['that HTTP negotiates, required: nobody gives it', parameter('Accept', 'header', true), 'none', []],
    ['that the transport sets', parameter('Accept-Encoding', 'header', false), 'none', []],
    ['that a caller has to give', parameter('Accept-Language', 'header', true), 'major', both],
    ['that a caller may give', parameter('X-Trace', 'header', false), 'minor', []],
  ])('%s', async (_, added, severity, broken) => {
    const diff = await diffContracts({ document: things() }, { document: things(added) });
    expect(diff.severity).toBe(severity);
    expect(breaks(diff)).toEqual(broken);
    expect(await compiles(things(), CALLERS)).toEqual(['method', 'http']);
    expect(await compiles(things(added), CALLERS)).toEqual(broken.length > 0 ? [] : ['method', 'http']);
  });

  test('a required one is given in `options.headers`, and its type says so', async () => {
    const document = things(parameter('Accept-Language', 'header', true));
    const given = `${HEAD}await api.things.list({ headers: { 'Accept-Language': 'en' } });\n`;
    const missing = `${HEAD}await api.things.list({ headers: { 'X-Other': '1' } });\n`;
    expect(await compiles(document, { given, missing })).toEqual(['given']);
  });
});

describe('a cookie more, which neither a method nor `api.http` sends: the platform does', () => {
  test.each([
    [true, 'major'],
    [false, 'minor'],
  ] as const)('required %s: %s', async (required, severity) => {
    const added = things(parameter('sid', 'cookie', required));
    const diff = await diffContracts({ document: things() }, { document: added });
    expect(diff.severity).toBe(severity);
    // Every caller compiles, and the server asks for more: the structure says so, and that the compiler does not.
    expect(breaks(diff)).toEqual([]);
    expect(diff.changes[0]).toMatchObject({ foundBy: 'structure' });
    if (required) expect(diff.changes[0]?.disagreement).toMatch(/compiler accepts every caller/);
    expect(await compiles(added, CALLERS)).toEqual(['method', 'http']);
  });
});

describe('names that are exported', () => {
  const header = parameter('X-Trace', 'header', false);
  const letters = (...withHeader: string[]): OpenApiDocument =>
    contract(
      Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [
          `/${name}`,
          {
            get: {
              operationId: `Get${name.toUpperCase()}`,
              parameters: withHeader.includes(name) ? [header] : [],
              responses: { 204: { description: 'ok' } },
            },
          },
        ]),
      ),
    );
  const caller = `import { createShop, type AGetOptions } from './client/index.js';
const api = createShop({ baseUrl: 'http://h' });
const options: AGetOptions = { headers: { 'X-Trace': '1' } };
await api.a.get(options);\n`;

  test('what other operations take, removes none of them', async () => {
    const [old, now] = [letters('a'), letters('a', 'b', 'c')];
    const diff = await diffContracts({ document: old }, { document: now });
    expect(diff.severity).toBe('minor');
    expect(diff.changes.map(({ message }) => message)).toContain('`BGetOptions` can be imported now');
    expect(await compiles(old, { caller })).toEqual(['caller']);
    expect(await compiles(now, { caller })).toEqual(['caller']);
  });

  test.each([{ types: true }, { types: false }])(
    'what is gone is major, with and without the compiler: %o',
    async (options) => {
      const [old, now] = [letters('a'), letters()];
      const diff = await diffContracts({ document: old }, { document: now }, options);
      expect(diff.changes).toContainEqual(
        expect.objectContaining({
          rule: 'export-removed',
          severity: 'major',
          message: '`AGetOptions` can no longer be imported',
          operations: [expect.objectContaining({ path: '/a' })],
        }),
      );
      expect(await compiles(now, { caller })).toEqual([]);
    },
  );

  test('an operation where others are below removes none of them', async () => {
    const [below, above] = [
      { '/a/list': { get: { operationId: 'x', responses: ok } } },
      { '/a': { get: { operationId: 'y', responses: ok } } },
    ];
    const [old, now] = [contract(below), contract({ ...above, ...below })];
    const caller = `import { createShop, type AListResource } from './client/index.js';
const list: AListResource = createShop({ baseUrl: 'http://h' }).a.list;
export const things: string[] = await list.list();\n`;
    expect((await diffContracts({ document: old }, { document: now })).severity).toBe('minor');
    expect(await compiles(old, { caller })).toEqual(['caller']);
    expect(await compiles(now, { caller })).toEqual(['caller']);
    // and one that is taken away takes with it what was its own
    expect((await diffContracts({ document: now }, { document: old })).changes.map(({ rule }) => rule)).toEqual([
      'operation-removed',
    ]);
  });

  test('are those that the compiler finds in the client, and no other', async () => {
    const settings = { name: 'library', clientName: 'createLibrary' };
    const files = await generate(fixture('library.json'), settings);
    const { model } = modelOf(fixture('library.json'), settings);
    const common = ['components', 'operations', 'paths', 'registry'];
    expect(exportsOf(files, 'index.ts').sort()).toEqual(
      [...exportedNames(model).map(({ name }) => name), ...common].sort(),
    );
  });
});

describe('a name that goes to something else', () => {
  const object = (key: string): unknown => ({ type: 'object', properties: { [key]: { type: 'string' } } });
  const of = (schemas: Record<string, unknown>, more: Record<string, unknown> = {}): OpenApiDocument =>
    ({ ...contract({ '/b': { get: { responses: ok } }, ...more }), components: { schemas } }) as OpenApiDocument;
  const readOnly = {
    type: 'object',
    properties: { id: { type: 'string', readOnly: true }, x: { type: 'string' } },
  };

  test.each<[what: string, old: OpenApiDocument, now: OpenApiDocument, name: string, from: string, to: string]>([
    [
      'a schema of the same letters',
      of({ 'a.b': object('x') }),
      of({ 'a-b': object('y'), 'a.b': object('x') }),
      'AB',
      'the schema `a.b`',
      'the schema `a-b`',
    ],
    [
      'a schema that is called like one with a suffix',
      of({ Error: object('x') }),
      of({ Error: object('x'), ErrorModel: object('y') }),
      'ErrorModel',
      'the schema `Error`',
      'the schema `ErrorModel`',
    ],
    [
      'an operation with a type of that name',
      of({ AGetResult: object('x') }),
      of({ AGetResult: object('x') }, { '/a': { get: { responses: { 204: { description: '' } } } } }),
      'AGetResult',
      'the schema `AGetResult`',
      '`GET /a`',
    ],
    [
      'a schema that is called like the type of requests of another',
      of({ One: readOnly }),
      of({ One: readOnly, OneWritable: object('y') }),
      'OneWritable',
      'the schema `One`',
      'the schema `OneWritable`',
    ],
  ])('%s is major, and not settled in strict mode', async (_, old, now, name, from, to) => {
    const diff = await diffContracts({ document: old }, { document: now });
    expect(diff.changes).toContainEqual(
      expect.objectContaining({
        rule: 'export-moved',
        severity: 'major',
        message: `\`${name}\` is exported for ${to} now, it was for ${from}`,
      }),
    );
    const caller = `import type { ${name} } from './client/index.js';\nexport const value: ${name} = { x: '' };\n`;
    expect(await compiles(old, { caller })).toEqual(['caller']);
    expect(await compiles(now, { caller })).toEqual([]);
    expect(modelOf(old, { strict: true }).diagnostics).toEqual([]);
    expect(modelOf(now, { strict: true }).diagnostics).toMatchObject([
      { code: 'name-collision', message: expect.stringContaining(`would be exported as ${name}, which is taken`) },
    ]);
  });

  test('a webhook gives way to a schema, which is told', async () => {
    const webhooks = {
      ping: { post: { requestBody: { content: { 'application/json': { schema: object('x') } } }, responses: {} } },
    };
    const document = { ...of({ PingWebhook: object('y') }), webhooks } as unknown as OpenApiDocument;
    expect(modelOf(document).model.events.map(({ typeName }) => typeName)).toEqual(['PingWebhook_']);
    expect(modelOf(document).diagnostics).toMatchObject([{ code: 'name-unsettled' }]);
    expect(modelOf(document, { strict: true }).diagnostics).toMatchObject([{ code: 'name-collision' }]);
    const settled = modelOf(document, { strict: true, schemaNames: { PingWebhook: 'PingEvent' } });
    expect(settled.diagnostics).toEqual([]);
    expect(settled.model.events.map(({ typeName }) => typeName)).toEqual(['PingWebhook']);
  });
});

describe('the name of a method follows from the response of its operation', () => {
  const array = { type: 'array', items: { type: 'string' } };
  const responds = (properties: unknown): OpenApiDocument =>
    contract({
      '/things': {
        get: {
          operationId: 'GetThings',
          responses: {
            200: { description: 'ok', content: { 'application/json': { schema: { type: 'object', properties } } } },
          },
        },
      },
    });
  const callers = { list: `${HEAD}await api.things.list();\n`, get: `${HEAD}await api.things.get();\n` };

  test.each<[what: string, old: OpenApiDocument, now: OpenApiDocument, was: string, is: string]>([
    ['a second array', responds({ a: array }), responds({ a: array, b: array }), 'list', 'get'],
    ['the first array', responds({}), responds({ a: array }), 'get', 'list'],
  ])('%s renames it, with a configuration and without', async (_, old, now, was, is) => {
    for (const given of [{}, { config: configOf({}) }]) {
      const diff = await diffContracts({ document: old, ...given }, { document: now, ...given });
      expect(diff.severity).toBe('major');
      const renamed = diff.changes.filter(({ rule }) => rule === 'method-renamed');
      expect(renamed.map(({ message }) => message)).toEqual([`\`things.${was}\` is called \`things.${is}\` now`]);
    }
    expect(await compiles(old, callers)).toEqual([was]);
    expect(await compiles(now, callers)).toEqual([is]);
  });
});

describe('the address of the contract', () => {
  const region = (...values: string[]): unknown => ({ default: values[0], enum: values });
  const at = (url: string, variables?: unknown): OpenApiDocument => ({
    ...things(),
    servers: [{ url, ...(variables !== undefined && { variables }) }] as NonNullable<OpenApiDocument['servers']>,
  });
  const here = "import { createShop } from './client/index.js';\n";
  const callers = {
    none: `${here}createShop();\n`,
    eu: `${here}createShop({ serverVariables: { region: 'eu' } });\n`,
    any: `${here}createShop({ serverVariables: { region: 'any' as string } });\n`,
    given: `${here}createShop({ baseUrl: 'http://h' });\n`,
  };
  const regional = 'https://{region}.example.org';

  test.each<[string, OpenApiDocument, OpenApiDocument, ContractDiff['severity'], string[], string[]]>([
    [
      'is gone',
      at('https://example.org'),
      things(),
      'major',
      ['the client has to be given `baseUrl`', 'the servers are described in another way'],
      ['given'],
    ],
    [
      'is new',
      things(),
      at('https://example.org'),
      'minor',
      ['the client need not be given `baseUrl`', 'the servers are described in another way'],
      ['none', 'given'],
    ],
    [
      'is another',
      at('https://example.org'),
      at('https://example.com'),
      'minor',
      ['the host is `https://example.com`, it was `https://example.org`'],
      ['none', 'given'],
    ],
    [
      'has a value less',
      at(regional, { region: region('us', 'eu') }),
      at(regional, { region: region('us') }),
      'major',
      ['the client no longer takes `eu` as `serverVariables.region`', 'the servers are described in another way'],
      ['none', 'given'],
    ],
    [
      'takes a value more',
      at(regional, { region: region('us') }),
      at(regional, { region: region('us', 'eu') }),
      'minor',
      ['the client takes `eu` as `serverVariables.region`', 'the servers are described in another way'],
      ['none', 'eu', 'given'],
    ],
    [
      'takes some values only',
      at(regional, { region: { default: 'us' } }),
      at(regional, { region: region('us', 'eu') }),
      'major',
      ['the client takes only some values as `serverVariables.region`', 'the servers are described in another way'],
      ['none', 'eu', 'given'],
    ],
    [
      'takes any value',
      at(regional, { region: region('us', 'eu') }),
      at(regional, { region: { default: 'us' } }),
      'minor',
      ['the client takes any value as `serverVariables.region`', 'the servers are described in another way'],
      ['none', 'eu', 'any', 'given'],
    ],
    [
      'has no variable any more',
      at(regional, { region: region('us', 'eu') }),
      at('https://us.example.org'),
      'major',
      ['the client no longer takes `serverVariables.region`', 'the servers are described in another way'],
      ['none', 'given'],
    ],
    [
      'has a variable',
      at('https://us.example.org'),
      at(regional, { region: region('us', 'eu') }),
      'minor',
      ['the client takes `serverVariables.region`', 'the servers are described in another way'],
      ['none', 'eu', 'given'],
    ],
  ])('%s', async (_, old, now, severity, messages, compiling) => {
    const diff = await diffContracts({ document: old }, { document: now });
    expect(diff.severity).toBe(severity);
    expect(diff.changes.map(({ message }) => message)).toEqual(messages);
    const before = await compiles(old, callers);
    const after = await compiles(now, callers);
    expect(after).toEqual(compiling);
    expect(before.every((caller) => after.includes(caller))).toBe(severity !== 'major');
  });
});

describe('what is bound to the client', () => {
  const bind = { headers: ['X-Account'] };
  const config = configOf({ bind });
  const account = parameter('X-Account', 'header', true);

  test('is not an argument: an operation that no longer takes it changes for no caller', async () => {
    const other = { '/others': { get: { operationId: 'o', parameters: [account], responses: ok } } };
    const old = contract({ '/things': { get: { operationId: 't', parameters: [account], responses: ok } }, ...other });
    const now = contract({ '/things': { get: { operationId: 't', responses: ok } }, ...other });
    const diff = await diffContracts({ document: old, config }, { document: now, config });
    expect(diff.severity).toBe('none');
    const [before, after] = [await generate(old, { bind }), await generate(now, { bind })];
    expect(after).toEqual(before);
    const given = `${HEAD.replace("'http://h'", "'http://h', xAccount: 'mine'")}await api.things.list();\nawait api.http.GET('/things');\n`;
    const files = new Map([...after].map(([name, text]) => [`client/${name}`, text]));
    expect(typeErrors(new Map([...files, ['given.ts', given]]))).toEqual([]);
    expect(typeErrors(new Map([...files, ['missing.ts', HEAD]])).join()).toMatch(/xAccount/);
  });

  test('an option that has to be given from now on is major', async () => {
    const diff = await diffContracts({ document: things(), config }, { document: things(account), config });
    expect(diff.changes.map(({ rule }) => rule)).toEqual(['client-option-required']);
    expect(diff.severity).toBe('major');
  });
});
