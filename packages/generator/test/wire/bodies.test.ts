import { call, createCaller } from '@influxkit/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOf, type Recorded, record } from './client.js';

const text = { type: 'string' };
const binary = { type: 'string', format: 'binary' };
const ok = { 204: { description: '' } };

const form = {
  type: 'object',
  properties: {
    s: text,
    a: { type: 'array', items: text },
    n: { type: 'integer' },
    o: { type: 'object', properties: { x: { type: 'integer' } } },
    csv: { type: 'array', items: text },
    d: { type: 'object', properties: { x: { type: 'integer' } } },
    p: { type: 'array', items: text },
    r: text,
    j: text,
  },
};
const multipart = {
  type: 'object',
  properties: {
    meta: { type: 'object', properties: { x: { type: 'integer' } } },
    plain: { type: 'object' },
    file: binary,
    file31: { contentMediaType: 'image/png' },
    files: { type: 'array', items: binary },
    doc: binary,
    tags: { type: 'array', items: text },
    objs: { type: 'array', items: { type: 'object' } },
    n: { type: 'integer' },
    xml: text,
    csv: { type: 'array', items: text },
    deep: { type: 'object' },
    signed: text,
  },
};

/** Properties of which the encoding names several media types, or ranges. */
const several = {
  schema: {
    type: 'object',
    properties: { list: text, both: {}, range: {}, json: {}, any: {}, picture: text },
  },
  encoding: {
    list: { contentType: 'text/csv, text/plain' },
    both: { contentType: 'application/xml, application/vnd.a+json' },
    range: { contentType: 'text/*' },
    json: { contentType: 'application/*' },
    any: { contentType: '*/*' },
    picture: { contentType: 'image/*' },
  },
};

const body = (content: object, required = true) => ({ requestBody: { required, content }, responses: ok });

const document = {
  openapi: '3.1.0',
  info: { title: 'Bodies', version: '1' },
  paths: {
    '/form': {
      post: {
        operationId: 'form',
        ...body({
          'application/x-www-form-urlencoded': {
            schema: form,
            encoding: {
              csv: { explode: false },
              d: { style: 'deepObject', explode: true },
              p: { style: 'pipeDelimited', explode: false },
              r: { allowReserved: true },
              j: { contentType: 'application/json' },
            },
          },
        }),
      },
    },
    '/multipart': {
      post: {
        operationId: 'multipart',
        ...body({
          'multipart/form-data': {
            schema: multipart,
            encoding: {
              meta: { contentType: 'application/vnd.meta+json' },
              file: { contentType: 'image/png' },
              doc: { contentType: 'application/pdf, image/*' },
              xml: { contentType: 'application/xml' },
              csv: { style: 'form', explode: false },
              deep: { style: 'deepObject', explode: true },
              signed: { headers: { 'X-Signature': { schema: text } } },
            },
          },
        }),
      },
    },
    '/several': { post: { operationId: 'several', ...body({ 'multipart/form-data': several }) } },
    '/severalPairs': {
      post: { operationId: 'severalPairs', ...body({ 'application/x-www-form-urlencoded': several }) },
    },
    '/anyJson': { post: { operationId: 'anyJson', ...body({ 'application/*+json': { schema: {} } }) } },
    '/anyText': { post: { operationId: 'anyText', ...body({ 'text/*': {} }) } },
    '/anyForm': { post: { operationId: 'anyForm', ...body({ 'multipart/*': {} }) } },
    '/any': { post: { operationId: 'any', ...body({ '*/*': { schema: { type: 'object' } } }) } },
    '/application': { post: { operationId: 'application', ...body({ 'application/*': {} }) } },
    '/image': { post: { operationId: 'image', ...body({ 'image/*': {} }) } },
    '/charset': { post: { operationId: 'charset', ...body({ 'application/json; charset=utf-8': { schema: {} } }) } },
    '/string': { post: { operationId: 'string', ...body({ 'application/json': { schema: text } }) } },
    '/both': {
      post: {
        operationId: 'both',
        ...body({
          'application/json': { schema: { type: 'object' } },
          'application/x-www-form-urlencoded': { schema: { type: 'object' } },
          'text/plain': { schema: text },
        }),
      },
    },
    '/delete': { delete: { operationId: 'delete', ...body({ 'application/json': { schema: { type: 'object' } } }) } },
  },
};

const ready = clientOf(document, { naming: 'operationId' });

/** What a method sends. */
async function sendBy(name: string, ...args: unknown[]): Promise<Recorded> {
  const { url, seen } = await record();
  await (await ready).create({ baseUrl: url })[name]?.(...args);
  expect(seen).toHaveLength(1);
  return seen[0] as Recorded;
}

describe('a URL-encoded form', () => {
  it.each<[value: object, want: string]>([
    [{ s: 'a b&c=ü' }, 's=a+b%26c%3D%C3%BC'],
    [{ a: ['x', 'y z'] }, 'a=x&a=y+z'],
    [{ n: 1, s: undefined, a: [null, 'x', undefined] }, 'n=1&a=x'],
    // JSON, as OpenAPI says of objects without a style.
    [{ o: { x: 1 } }, 'o=%7B%22x%22%3A1%7D'],
    [{ csv: ['a', 'b,c', 'd e'] }, 'csv=a,b%2Cc,d%20e'],
    [{ d: { x: 1 } }, 'd%5Bx%5D=1'],
    [{ p: ['a', 'b'] }, 'p=a%7Cb'],
    [{ r: 'a/b?c' }, 'r=a/b?c'],
    [{ j: 'x' }, 'j=%22x%22'],
    [{ s: new Date(0) }, 's=1970-01-01T00%3A00%3A00.000Z'],
    [{}, ''],
  ])('%o → %s', async (value, want) => {
    const { body: bytes, headers } = await sendBy('form', value);
    expect(bytes.toString()).toBe(want);
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('that is ready is sent as it is', async () => {
    expect((await sendBy('form', new URLSearchParams({ a: 'b c' }))).body.toString()).toBe('a=b+c');
    expect((await sendBy('form', 'a=b')).body.toString()).toBe('a=b');
  });

  it('a value that no form can hold is refused', async () => {
    await expect(sendBy('form', { s: Symbol('a') })).rejects.toThrow(/property "s" of the form must be a string/);
    await expect(sendBy('form', [])).resolves.toMatchObject({ target: '/form' });
    await expect(sendBy('form', 5)).rejects.toThrow(/the body must be/);
  });

  it('comes back as it was, whatever the texts', () =>
    fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
        async (value) => {
          let sent = '';
          const fetch = async (_: string, init: RequestInit) => {
            sent = String(init.body);
            return new Response(null, { status: 204 });
          };
          await (await ready).create({ baseUrl: 'http://h', fetch })['both']?.(value, {
            contentType: 'application/x-www-form-urlencoded',
          });
          expect([...new URLSearchParams(sent)]).toEqual(Object.entries(value));
        },
      ),
    ));
});

/** The parts of a multipart body, each as it stands between the boundaries. */
function partsOf({ headers, body: bytes }: Recorded): string[] {
  const [, boundary] = /^multipart\/form-data; boundary=([\w-]+)$/.exec(headers['content-type'] ?? '') ?? [];
  const [first, ...parts] = `\r\n${bytes.toString('latin1')}`.split(`\r\n--${boundary}`);
  expect([first, parts.pop()]).toEqual(['', '--\r\n']);
  return parts.map((part) => part.slice('\r\n'.length));
}

describe('a multipart form', () => {
  const bytes = new Uint8Array([1, 2, 255]);
  const binaryText = '\x01\x02\xff';
  const head = (name: string, ...lines: string[]): string =>
    [`Content-Disposition: form-data; name="${name}"${lines[0] ?? ''}`, ...lines.slice(1)].join('\r\n');

  it.each<[name: string, value: object, want: string[]]>([
    [
      'an object is JSON',
      { plain: { x: 1 } },
      [`${head('plain', '', 'Content-Type: application/json')}\r\n\r\n{"x":1}`],
    ],
    [
      'by its own JSON',
      { meta: { x: 1 } },
      [`${head('meta', '', 'Content-Type: application/vnd.meta+json')}\r\n\r\n{"x":1}`],
    ],
    ['a scalar is text', { n: 5 }, [`${head('n')}\r\n\r\n5`]],
    ['a text of a media type', { xml: '<a/>' }, [`${head('xml', '', 'Content-Type: application/xml')}\r\n\r\n<a/>`]],
    ['an array is a part for each', { tags: ['a', 'b'] }, [`${head('tags')}\r\n\r\na`, `${head('tags')}\r\n\r\nb`]],
    [
      'so is an array of objects',
      { objs: [{ y: 1 }, { y: 2 }] },
      [1, 2].map((y) => `${head('objs', '', 'Content-Type: application/json')}\r\n\r\n{"y":${y}}`),
    ],
    ['a style', { csv: ['a', 'b c'] }, [`${head('csv')}\r\n\r\na,b c`]],
    [
      'a style of several parts',
      { deep: { a: 1, b: '&' } },
      [`${head('deep[a]')}\r\n\r\n1`, `${head('deep[b]')}\r\n\r\n&`],
    ],
    [
      'bytes',
      { file: bytes },
      [`${head('file', '; filename="blob"', 'Content-Type: image/png')}\r\n\r\n${binaryText}`],
    ],
    [
      'bytes with a name, by the schema of OpenAPI 3.1',
      { file31: { name: 'a "b".png', content: bytes } },
      [`${head('file31', '; filename="a %22b%22.png"', 'Content-Type: image/png')}\r\n\r\n${binaryText}`],
    ],
    [
      'a file, whose type the contract allows',
      { doc: new File([bytes], 'ü.gif', { type: 'image/gif' }) },
      [`${head('doc', '; filename="Ã¼.gif"', 'Content-Type: image/gif')}\r\n\r\n${binaryText}`],
    ],
    [
      'a blob, whose type it does not',
      { doc: new Blob([bytes], { type: 'text/css' }) },
      [`${head('doc', '; filename="blob"', 'Content-Type: application/pdf')}\r\n\r\n${binaryText}`],
    ],
    [
      'several files',
      { files: [new File(['x'], '1'), { name: '2', type: 'text/csv', content: new Blob(['y']) }] },
      [
        `${head('files', '; filename="1"', 'Content-Type: application/octet-stream')}\r\n\r\nx`,
        `${head('files', '; filename="2"', 'Content-Type: text/csv')}\r\n\r\ny`,
      ],
    ],
    [
      'a stream',
      { files: [{ name: 's', content: new Blob(['streamed']).stream() }], n: 1 },
      [
        `${head('files', '; filename="s"', 'Content-Type: application/octet-stream')}\r\n\r\nstreamed`,
        `${head('n')}\r\n\r\n1`,
      ],
    ],
    [
      'headers of a part',
      { signed: { value: 'x', headers: { 'X-Signature': 'abc', 'X-None': undefined } } },
      [`${head('signed', '', 'X-Signature: abc')}\r\n\r\nx`],
    ],
    ['what is absent', { n: undefined, tags: [null], meta: null }, []],
    ['a name that would end its line', { 'a"\r\nb': 'x' }, [`${head('a%22%0D%0Ab')}\r\n\r\nx`]],
  ])('%s', async (_, value, want) => {
    expect(partsOf(await sendBy('multipart', value))).toEqual(want);
  });

  it.each<[value: object, type: string | undefined, content: string]>([
    [{ list: 'a,b' }, 'text/csv', 'a,b'],
    [{ both: { x: 1 } }, 'application/vnd.a+json', '{"x":1}'],
    [{ both: '<x/>' }, 'application/xml', '<x/>'],
    [{ range: 5 }, 'text/plain', '5'],
    [{ json: { x: 1 } }, 'application/json', '{"x":1}'],
    [{ json: 'a' }, 'application/json', '"a"'],
    [{ any: { x: 1 } }, 'application/json', '{"x":1}'],
    [{ any: 'a' }, 'text/plain', 'a'],
    [{ picture: 'a' }, undefined, 'a'],
    [{ any: new Blob(['a'], { type: 'Image/PNG' }) }, 'image/png', 'a'],
  ])('of the media types that its encoding names, %o is sent as %s', async (value, type, content) => {
    const [part = ''] = partsOf(await sendBy('several', value));
    const [lines = '', sent] = part.split('\r\n\r\n');
    expect([/\r\nContent-Type: (.*)/.exec(lines)?.[1], sent]).toEqual([type, content]);
    if (Object.values(value)[0] instanceof Blob) return;
    const pairs = (await sendBy('severalPairs', value)).body.toString();
    expect([...new URLSearchParams(pairs)]).toEqual([[Object.keys(value)[0], content]]);
  });

  it('is what the platform reads', async () => {
    const { headers, body: sent } = await sendBy('multipart', {
      plain: { x: 1 },
      tags: ['a', 'ü'],
      file: new File([bytes], 'p.png', { type: 'image/png' }),
    });
    const read = await new Response(new Uint8Array(sent), {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData();
    expect([read.get('plain'), read.getAll('tags')]).toEqual(['{"x":1}', ['a', 'ü']]);
    const file = read.get('file') as File;
    expect([file.name, file.type, [...new Uint8Array(await file.arrayBuffer())]]).toEqual([
      'p.png',
      'image/png',
      [1, 2, 255],
    ]);
  });

  it('that is ready is sent as the platform writes it', async () => {
    const ready_ = new FormData();
    ready_.append('a', 'b');
    const { headers, body: sent } = await sendBy('multipart', ready_);
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(sent.toString()).toContain('name="a"');
  });

  it.each<[name: string, value: object, message: RegExp]>([
    ['an object as XML', { xml: { a: 1 } }, /property "xml" of the form, application\/xml, must be a string/],
    ['a file whose name is none', { file: { name: 1, content: bytes } }, /the name of a file must be a string; got 1/],
    ['a header that would be two', { signed: { value: '', headers: { 'X-Signature': 'a\r\nb: c' } } }, /"X-Signature"/],
  ])('%s is refused', async (_, value, message) => {
    await expect(sendBy('multipart', value)).rejects.toThrow(message);
  });

  it('is sent again where no part is a stream', async () => {
    const { url, seen } = await record((response, _, count) => void response.writeHead(count === 1 ? 503 : 204).end());
    const { operations } = await ready;
    const api = (await ready).create({ baseUrl: url, retry: { minDelay: 1 } });
    const operation = { ...operations['multipart'], idempotent: true };
    await call(api as never, operation as never, ...([{ file: bytes }] as never[]));
    expect(seen.map((each) => partsOf(each).length)).toEqual([1, 1]);
  });

  it('a stream that nobody reads to its end is cancelled', async () => {
    let isCancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes),
      cancel: () => {
        isCancelled = true;
      },
    });
    const fetch = async (_: string, init: RequestInit) => {
      const reader = (init.body as ReadableStream<Uint8Array>).getReader();
      for (let chunks = 0; chunks < 3; chunks++) await reader.read();
      await reader.cancel();
      return new Response(null, { status: 204 });
    };
    await (await ready).create({ baseUrl: 'http://h', fetch })['multipart']?.({ file: stream });
    await expect.poll(() => isCancelled).toBe(true);
  });
});

describe('a body of any media type is sent by its value', () => {
  it.each<[string, unknown, type: string | undefined, body: string]>([
    ['any', { a: 1 }, 'application/json', '{"a":1}'],
    ['any', 'a', 'text/plain;charset=UTF-8', 'a'],
    ['any', 5, 'application/json', '5'],
    ['any', new Uint8Array([97]), 'application/octet-stream', 'a'],
    ['any', new Blob(['a'], { type: 'text/css' }), 'text/css', 'a'],
    ['any', new URLSearchParams({ a: 'b' }), 'application/x-www-form-urlencoded;charset=UTF-8', 'a=b'],
    ['application', { a: 1 }, 'application/json', '{"a":1}'],
    ['application', 'a', 'application/octet-stream', 'a'],
    ['image', new Blob(['a'], { type: 'image/gif' }), 'image/gif', 'a'],
    ['image', new Blob(['a'], { type: 'text/css' }), 'application/octet-stream', 'a'],
    ['charset', { a: 1 }, 'application/json; charset=utf-8', '{"a":1}'],
    ['string', 'a', 'application/json', '"a"'],
    ['delete', { a: 1 }, 'application/json', '{"a":1}'],
    // A range is never what is sent.
    ['anyJson', { a: 1 }, 'application/json', '{"a":1}'],
    ['anyJson', 'a', 'application/json', '"a"'],
    ['anyJson', new Blob(['1'], { type: 'application/geo+json' }), 'application/geo+json', '1'],
    ['anyText', new Uint8Array([97]), 'text/plain', 'a'],
    ['anyForm', new Uint8Array([97]), 'application/octet-stream', 'a'],
  ])('%s: %o as %s', async (name, value, type, want) => {
    const { headers, body: sent } = await sendBy(name, value);
    expect([headers['content-type'], sent.toString()]).toEqual([type, want]);
    const { url, seen } = await record();
    const method = name === 'delete' ? 'DELETE' : 'POST';
    await (await ready).create({ baseUrl: url })['http']?.[method]?.(`/${name}`, { body: value });
    expect(seen.map((each) => [each.headers['content-type'], each.body.toString()])).toEqual([[type, want]]);
  });

  it('or by the media type that the caller chooses', async () => {
    const { headers, body: sent } = await sendBy('image', new Uint8Array([97]), { contentType: 'image/webp' });
    expect([headers['content-type'], sent.toString()]).toEqual(['image/webp', 'a']);
    const chosen = await sendBy('any', 'a', { contentType: 'application/vnd.a+json' });
    expect([chosen.headers['content-type'], chosen.body.toString()]).toEqual(['application/vnd.a+json', '"a"']);
    await expect(sendBy('image', new Uint8Array(), { contentType: 'text/css' })).rejects.toThrow(
      /must be one of image/,
    );
  });

  it('an object is no image', async () => {
    await expect(sendBy('image', { a: 1 })).rejects.toThrow(/the body must be a string, bytes, a stream or a file/);
  });

  it('a constant brings along what its body needs', async () => {
    const { url, seen } = await record();
    const { operations } = await ready;
    const api = createCaller({ baseUrl: url });
    for (const name of ['form', 'multipart', 'application'])
      await call(api, operations[name] as never, ...([{ s: 'a' }] as never[]));
    expect(seen.map(({ headers }) => headers['content-type']?.split(';')[0])).toEqual([
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/json',
    ]);
  });
});
