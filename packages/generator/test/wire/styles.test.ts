import { call, createCaller } from '@influxkit/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOf, type Loose, type Recorded, record } from './client.js';

// The table of OpenAPI's "Style Examples" (3.0.4, 3.1.1 and 3.2.0; the rows of 3.2 for the style `cookie`), written out: the
// parameter `color`, of which the value is an empty string, a string, an array or an object.

const string = '"blue"';
const array = '["blue","black","brown"]';
const object = '{"R":100,"G":200,"B":150}';
const schemas: Record<string, unknown> = {
  '""': { type: 'string' },
  [string]: { type: 'string' },
  [array]: { type: 'array', items: { type: 'string' } },
  [object]: { type: 'object', additionalProperties: { type: 'integer' } },
};

type Place = 'path' | 'query' | 'header' | 'cookie';
type Row = readonly [
  place: Place,
  style: string | undefined,
  explode: boolean | undefined,
  value: string,
  want: string,
];

const TABLE: readonly Row[] = [
  ['path', 'matrix', false, '""', ';color'],
  ['path', 'matrix', false, string, ';color=blue'],
  ['path', 'matrix', false, array, ';color=blue,black,brown'],
  ['path', 'matrix', false, object, ';color=R,100,G,200,B,150'],
  ['path', 'matrix', true, '""', ';color'],
  ['path', 'matrix', true, string, ';color=blue'],
  ['path', 'matrix', true, array, ';color=blue;color=black;color=brown'],
  ['path', 'matrix', true, object, ';R=100;G=200;B=150'],
  ['path', 'label', false, '""', '.'],
  ['path', 'label', false, string, '.blue'],
  ['path', 'label', false, array, '.blue,black,brown'],
  ['path', 'label', false, object, '.R,100,G,200,B,150'],
  ['path', 'label', true, '""', '.'],
  ['path', 'label', true, string, '.blue'],
  ['path', 'label', true, array, '.blue.black.brown'],
  ['path', 'label', true, object, '.R=100.G=200.B=150'],
  ['path', undefined, undefined, string, 'blue'],
  ['path', 'simple', false, string, 'blue'],
  ['path', 'simple', false, array, 'blue,black,brown'],
  ['path', undefined, undefined, array, 'blue,black,brown'],
  ['path', 'simple', false, object, 'R,100,G,200,B,150'],
  ['path', 'simple', true, string, 'blue'],
  ['path', 'simple', true, array, 'blue,black,brown'],
  ['path', 'simple', true, object, 'R=100,G=200,B=150'],
  ['query', 'form', false, '""', 'color='],
  ['query', 'form', false, string, 'color=blue'],
  ['query', 'form', false, array, 'color=blue,black,brown'],
  ['query', 'form', false, object, 'color=R,100,G,200,B,150'],
  ['query', 'form', true, '""', 'color='],
  ['query', 'form', true, string, 'color=blue'],
  ['query', 'form', true, array, 'color=blue&color=black&color=brown'],
  ['query', 'form', true, object, 'R=100&G=200&B=150'],
  ['query', undefined, undefined, array, 'color=blue&color=black&color=brown'],
  ['query', undefined, undefined, object, 'R=100&G=200&B=150'],
  ['query', 'spaceDelimited', false, array, 'color=blue%20black%20brown'],
  ['query', 'spaceDelimited', false, object, 'color=R%20100%20G%20200%20B%20150'],
  ['query', 'spaceDelimited', undefined, array, 'color=blue%20black%20brown'],
  ['query', 'pipeDelimited', false, array, 'color=blue%7Cblack%7Cbrown'],
  ['query', 'pipeDelimited', false, object, 'color=R%7C100%7CG%7C200%7CB%7C150'],
  ['query', 'pipeDelimited', undefined, array, 'color=blue%7Cblack%7Cbrown'],
  ['query', 'deepObject', true, object, 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
  ['header', undefined, undefined, string, 'blue'],
  ['header', 'simple', false, array, 'blue,black,brown'],
  ['header', 'simple', false, object, 'R,100,G,200,B,150'],
  ['header', 'simple', true, array, 'blue,black,brown'],
  ['header', 'simple', true, object, 'R=100,G=200,B=150'],
  ['cookie', 'form', false, '""', 'color='],
  ['cookie', 'form', false, string, 'color=blue'],
  ['cookie', 'form', false, array, 'color=blue,black,brown'],
  ['cookie', 'form', false, object, 'color=R,100,G,200,B,150'],
  ['cookie', 'form', true, '""', 'color='],
  ['cookie', 'form', true, string, 'color=blue'],
  ['cookie', 'form', true, array, 'color=blue&color=black&color=brown'],
  ['cookie', 'form', true, object, 'R=100&G=200&B=150'],
  ['cookie', 'cookie', false, '""', 'color='],
  ['cookie', 'cookie', false, string, 'color=blue'],
  ['cookie', 'cookie', false, array, 'color=blue,black,brown'],
  ['cookie', 'cookie', false, object, 'color=R,100,G,200,B,150'],
  ['cookie', 'cookie', true, array, 'color=blue; color=black; color=brown'],
  ['cookie', 'cookie', true, object, 'R=100; G=200; B=150'],
];

/** An operation for each row: `GET /p12/{color}` or `GET /p12`. */
function documentOf(rows: readonly Row[]): unknown {
  const paths = rows.map(([place, style, explode, value], index): [string, unknown] => {
    const parameter = {
      name: 'color',
      in: place,
      required: place === 'path',
      ...(style !== undefined && { style }),
      ...(explode !== undefined && { explode }),
      schema: schemas[value],
    };
    const responses = { 204: { description: '' } };
    // Behind a letter, for `.` alone is no segment of a path.
    const path = `/p${index}${place === 'path' ? '/x{color}' : ''}`;
    return [path, { get: { operationId: `p${index}`, parameters: [parameter], responses } }];
  });
  return { openapi: '3.2.0', info: { title: 'Styles', version: '1' }, paths: Object.fromEntries(paths) };
}

/** What was sent of a parameter, byte for byte. */
function sent(place: Place, { target, headers }: Recorded): string | undefined {
  if (place === 'path') return target.slice(target.indexOf('/', 1) + '/x'.length);
  if (place === 'query') return target.split('?')[1] ?? '';
  return String(headers[place === 'header' ? 'color' : 'cookie']);
}

const { create, operations } = await clientOf(documentOf(TABLE), { naming: 'operationId' });

describe.each(TABLE.map((row, index) => [...row, index] as const))('%s, style %s, explode %s, %s → %s', (...row) => {
  const [place, , , json, want, index] = row;
  const value: unknown = JSON.parse(json);
  const args = {
    path: [value],
    query: [{ color: value }],
    header: [{ headers: { Color: value } }],
    cookie: [{ cookies: { color: value } }],
  }[place];

  it('by its method', async () => {
    const { url, seen } = await record();
    await create({ baseUrl: url })[`p${index}`]?.(...args);
    expect(seen.map((request) => sent(place, request))).toEqual([want]);
  });

  it('by its constant, which brings along what it needs', async () => {
    const { url, seen } = await record();
    const operation = operations[`p${index}`];
    if (operation) await call(createCaller({ baseUrl: url }), operation, ...(args as never[]));
    expect(seen.map((request) => sent(place, request))).toEqual([want]);
  });

  it('by `api.http`', async () => {
    const { url, seen } = await record();
    const path = `/p${index}${place === 'path' ? '/x{color}' : ''}`;
    await create({ baseUrl: url })['http']?.['GET']?.(path, { params: { [place]: { color: value } } });
    expect(seen.map((request) => sent(place, request))).toEqual([want]);
  });
});

describe('what the table leaves open', () => {
  const text = { type: 'string' };
  const parameters = {
    nested: { style: 'deepObject', explode: true, schema: { type: 'object' } },
    members: { schema: { type: 'object', additionalProperties: { type: 'array', items: text } } },
    objects: { explode: false, schema: { type: 'array', items: { type: 'object' } } },
    reserved: { allowReserved: true, schema: text },
    reservedList: { allowReserved: true, explode: false, schema: { type: 'array', items: text } },
    json: { content: { 'application/json': { schema: { type: 'object' } } } },
    text: { content: { 'text/plain': { schema: text } } },
    union: { explode: false, schema: { anyOf: [{ type: 'array', items: text }, text] } },
    all: { explode: false, schema: { allOf: [{ $ref: '#/components/schemas/Strings' }] } },
    nullable: { explode: false, schema: { type: ['array', 'null'], items: text } },
    open: { schema: {} },
    exploded: { style: 'pipeDelimited', explode: true, schema: { type: 'array', items: text } },
  };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Open', version: '1' },
    paths: {
      '/q': {
        get: {
          operationId: 'q',
          parameters: Object.entries(parameters).map(([name, rest]) => ({ name, in: 'query', ...rest })),
          responses: { 204: { description: '' } },
        },
      },
      '/json/{j}/{b}/{d}': {
        get: {
          operationId: 'places',
          parameters: [
            { name: 'j', in: 'path', required: true, content: { 'application/json': { schema: { type: 'object' } } } },
            { name: 'b', in: 'path', required: true, schema: { type: 'boolean' } },
            { name: 'd', in: 'path', required: true, schema: { type: 'string', format: 'date-time' } },
            { name: 'X-Json', in: 'header', content: { 'application/json': { schema: { type: 'object' } } } },
            { name: 'X-Count', in: 'header', schema: { type: 'integer' } },
            { name: 'a', in: 'cookie', schema: text },
            { name: 'b', in: 'cookie', schema: text },
          ],
          responses: { 204: { description: '' } },
        },
      },
      '/lone/{segment}': {
        get: {
          operationId: 'lone',
          parameters: [
            { name: 'segment', in: 'path', required: true, style: 'label', explode: true, schema: { type: 'array' } },
          ],
        },
      },
    },
    components: { schemas: { Strings: { type: 'array', items: text } } },
  };
  const ready = clientOf(document, { naming: 'operationId' });

  it.each<[query: object, want: string]>([
    [{ nested: { a: { b: 'x', c: [1, 2] } } }, 'nested%5Ba%5D%5Bb%5D=x&nested%5Ba%5D%5Bc%5D=1&nested%5Ba%5D%5Bc%5D=2'],
    [{ members: { a: ['x', 'y'], b: ['z'] } }, 'a=x&a=y&b=z'],
    [{ objects: [{ a: 1 }, { b: 2 }] }, 'objects=%7B%22a%22%3A1%7D,%7B%22b%22%3A2%7D'],
    // The apostrophe is encoded by every platform's `URL`; the number sign would end what is sent.
    [{ reserved: `:/?@!$&'()*+,;=[] %#%41` }, 'reserved=:/?@!$&%27()*+,;=[]%20%25%23%41'],
    [{ reservedList: ['a/b', 'c d'] }, 'reservedList=a/b,c%20d'],
    [{ json: { x: 1 } }, 'json=%7B%22x%22%3A1%7D'],
    [{ text: 'a b' }, 'text=a%20b'],
    [{ union: ['a', 'b'] }, 'union=a,b'],
    [{ union: 'a' }, 'union=a'],
    [{ all: ['a,b', 'c'] }, 'all=a%2Cb,c'],
    [{ nullable: null }, ''],
    [{ nullable: ['a', 'b'] }, 'nullable=a,b'],
    [{ open: { a: 1, b: [2, 3] } }, 'a=1&b=2&b=3'],
    [{ open: [1, { a: 2 }] }, 'open=1&open=%7B%22a%22%3A2%7D'],
    [{ open: true }, 'open=true'],
    [{ exploded: ['a', 'b'] }, 'exploded=a&exploded=b'],
    [{ all: [], open: {}, nested: {} }, ''],
    [{ all: [undefined, 'a', null], open: { a: null, b: undefined } }, 'all=a'],
    [{ union: new Date(0) }, 'union=1970-01-01T00%3A00%3A00.000Z'],
  ])('%o → %s', async (query, want) => {
    const { url, seen } = await record();
    await (await ready).create({ baseUrl: url })['q']?.(query);
    expect(seen.map(({ target }) => target.slice('/q?'.length))).toEqual([want]);
  });

  it('in paths, headers and cookies', async () => {
    const { url, seen } = await record();
    const options = {
      headers: { 'x-json': { ü: 1 }, 'X-Count': 5, cookie: 'own=1' },
      cookies: { a: 'x;y z', b: undefined },
    };
    await (await ready).create({ baseUrl: url })['places']?.({ x: '/' }, true, new Date(0), options);
    expect(seen[0]).toMatchObject({
      target: '/json/%7B%22x%22%3A%22%2F%22%7D/true/1970-01-01T00%3A00%3A00.000Z',
      headers: { 'x-json': '{"\\u00fc":1}', 'x-count': '5', cookie: 'own=1; a=x%3By%20z' },
    });
  });

  it.each<[name: string, call: (api: Loose) => unknown, message: RegExp]>([
    ['a segment of dots', (api) => api['lone']?.(['']), /must not make a segment/],
    ['a segment of two dots', (api) => api['lone']?.(['', '']), /must not make a segment/],
    ['an empty array in a path', (api) => api['lone']?.([]), /path parameter "segment" must be a non-empty/],
    ['nothing in a path', (api) => api['lone']?.(undefined), /path parameter "segment" must be a non-empty/],
    ['a map', (api) => api['q']?.({ open: new Map() }), /query parameter "open" must be a string/],
    ['not a number', (api) => api['q']?.({ union: [Number.NaN] }), /query parameter "union" must be a string/],
  ])('is refused: %s', async (_, run, message) => {
    const { url, seen } = await record();
    await expect(run((await ready).create({ baseUrl: url }))).rejects.toThrow(message);
    expect(seen).toEqual([]);
  });

  it('a cookie of the style `cookie` cannot begin another one', async () => {
    const { url, seen } = await record();
    const index = TABLE.findIndex(([, style]) => style === 'cookie');
    const sending = create({ baseUrl: url })[`p${index}`]?.({ cookies: { color: 'a; admin=1' } });
    await expect(sending).rejects.toThrow(/cookie "color" must be without/);
    expect(seen).toEqual([]);
  });
});

describe('reserved characters that stay as they are', () => {
  const list = { type: 'array', items: { type: 'string' } };
  const reserved = (operationId: string, path: string, parameter: object): [string, unknown] => [
    path,
    { get: { operationId, parameters: [{ name: 'v', allowReserved: true, ...parameter }], responses: {} } },
  ];
  const clientFor = (openapi: string) =>
    clientOf(
      {
        openapi,
        info: { title: 'Reserved', version: '1' },
        paths: Object.fromEntries([
          reserved('simple', '/simple/{v}', { in: 'path', required: true, schema: { type: 'string' } }),
          reserved('matrix', '/matrix/{v}', {
            in: 'path',
            required: true,
            style: 'matrix',
            explode: true,
            schema: list,
          }),
          reserved('cookie', '/cookie', { in: 'cookie', schema: { type: 'string' } }),
          reserved('list', '/list', { in: 'cookie', explode: false, schema: list }),
        ]),
      },
      { naming: 'operationId' },
    );

  // RFC 6570, 3.2.3; and in paths not what ends a segment (OpenAPI 3.2, Path Templating), in cookies not what ends one.
  it.each<[openapi: string, name: string, value: unknown, want: string]>([
    ['3.2.0', 'simple', 'a/b?c#d:@!$&()*+,;=[] %41%é', '/simple/a%2Fb%3Fc%23d:@!$&()*+,;=[]%20%41%25%C3%A9'],
    ['3.2.0', 'matrix', ['a:b', 'c;d'], '/matrix/;v=a:b;v=c;d'],
    ['3.1.1', 'simple', 'a:b', '/simple/a%3Ab'],
    ['3.1.1', 'matrix', ['a:b', 'c;d'], '/matrix/;v=a%3Ab;v=c%3Bd'],
    ['3.2.0', 'cookie', 'a b;c=/é', 'v=a%20b%3Bc=/%C3%A9'],
    ['3.2.0', 'list', ['a:b', 'c d'], 'v=a:b,c%20d'],
  ])('OpenAPI %s, %s, %j → %s', async (openapi, name, value, want) => {
    const { url, seen } = await record();
    const api = (await clientFor(openapi)).create({ baseUrl: url });
    const isPath = want.startsWith('/');
    await api[name]?.(isPath ? value : { cookies: { v: value } });
    await api['http']?.['GET']?.(isPath ? `/${name}/{v}` : `/${name}`, {
      params: { [isPath ? 'path' : 'cookie']: { v: value } },
    });
    expect(seen.map(({ target, headers }) => (isPath ? target : headers.cookie))).toEqual([want, want]);
  });

  it('make no segment of dots', async () => {
    const api = (await clientFor('3.2.0')).create({ baseUrl: 'http://h' });
    await expect(api['simple']?.('..')).rejects.toThrow(/path parameters must not make a segment/);
    await expect(api['simple']?.('%2e%2E')).rejects.toThrow(/path parameters must not make a segment/);
  });
});

it('a header of which there is nothing is not sent; one that is empty is', async () => {
  const { url, seen } = await record();
  const rows: readonly (readonly [string, unknown])[] = [
    [array, []],
    [array, [null, undefined]],
    [array, ['']],
    [object, {}],
  ];
  const document = documentOf(rows.map(([schema]) => ['header', undefined, undefined, schema, '']));
  const api = (await clientOf(document, { naming: 'operationId' })).create({ baseUrl: url });
  for (const [index, [, value]] of rows.entries()) await api[`p${index}`]?.({ headers: { color: value } });
  expect(seen.map(({ headers }) => headers['color'])).toEqual([undefined, undefined, '', undefined]);
});

describe('whatever the texts, they come back', () => {
  const words = fc.string({ unit: 'grapheme', minLength: 1 });
  const query = (target: string): string => target.split('?')[1] ?? '';
  const paths = Object.fromEntries(
    (
      [
        ['list', { explode: false, schema: { type: 'array', items: { type: 'string' } } }],
        ['object', { explode: false, schema: { type: 'object' } }],
        ['deep', { style: 'deepObject', explode: true, schema: { type: 'object' } }],
        ['exploded', { schema: { type: 'object' } }],
      ] as const
    ).map(([name, rest]) => [
      `/${name}`,
      { get: { operationId: name, parameters: [{ name: 'v', in: 'query', ...rest }] } },
    ]),
  );
  const ready = clientOf({ openapi: '3.1.0', info: { title: '', version: '' }, paths }, { naming: 'operationId' });
  const send = async (name: string, v: unknown): Promise<string> => {
    let target = '';
    const fetch = async (url: string) => {
      target = url;
      return new Response(null, { status: 204 });
    };
    await (await ready).create({ baseUrl: 'http://h', fetch })[name]?.({ v });
    return query(target);
  };
  const record_ = fc.dictionary(words, fc.string({ unit: 'grapheme' }), { minKeys: 1 });

  it('from a list with commas', () =>
    fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 1 }), async (value) => {
        const sentValue = (await send('list', value)).slice('v='.length);
        expect(sentValue.split(',').map(decodeURIComponent)).toEqual(value);
      }),
    ));

  it('from keys and values with commas', () =>
    fc.assert(
      fc.asyncProperty(record_, async (value) => {
        const pieces = (await send('object', value)).slice('v='.length).split(',').map(decodeURIComponent);
        expect(pieces).toEqual(Object.entries(value).flat());
      }),
    ));

  it('from an object in brackets', () =>
    fc.assert(
      fc.asyncProperty(record_, async (value) => {
        const pairs = [...new URLSearchParams(await send('deep', value))];
        expect(pairs).toEqual(Object.entries(value).map(([key, text]) => [`v[${key}]`, text]));
      }),
    ));

  it('from an object whose members stand for themselves', () =>
    fc.assert(
      fc.asyncProperty(record_, async (value) => {
        expect([...new URLSearchParams(await send('exploded', value))]).toEqual(Object.entries(value));
      }),
    ));
});
