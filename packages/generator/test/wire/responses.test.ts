import {
  ApiError,
  ConnectionError,
  call,
  createCaller,
  DecodeError,
  findMediaType,
  type ItemStream,
} from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import { clientOf, type Loose, methodOf, record } from './client.js';

const text = { type: 'string' };
const delta = { type: 'object', properties: { delta: text } };
const get = (operationId: string, content: object, more: object = {}) => ({
  get: { operationId, responses: { 200: { description: '', content } }, ...more },
});

const document = {
  openapi: '3.2.0',
  info: { title: 'Responses', version: '1' },
  paths: {
    '/kinds': get('kinds', {
      'application/json': { schema: { type: 'object' } },
      'text/csv': { schema: text },
      'application/*+xml': { schema: text },
      'image/*': {},
      'text/plain; charset=utf-8': { schema: text },
      'application/x-ndjson': { schema: { type: 'object' } },
    }),
    '/json': get('json', { 'application/json; charset=utf-8': { schema: {} } }),
    '/text': get('text', { 'text/plain': { schema: text } }),
    '/failure': {
      get: {
        operationId: 'failure',
        responses: { 404: { description: '', content: { 'application/problem+json': { schema: {} } } } },
      },
    },
    '/lines': get('lines', { 'application/x-ndjson': { itemSchema: delta } }),
    '/seq': get('seq', { 'application/json-seq': { itemSchema: delta } }),
    '/sse': get('sse', { 'text/event-stream': { schema: delta } }),
    '/texts': get('texts', { 'text/event-stream': { schema: text } }),
    '/events': get('events', {
      'text/event-stream': {
        itemSchema: {
          type: 'object',
          properties: { data: { ...text, contentMediaType: 'application/json', contentSchema: delta }, event: text },
        },
      },
    }),
    '/post': {
      post: {
        operationId: 'post',
        responses: { 200: { description: '', content: { 'text/event-stream': { schema: delta } } } },
      },
    },
  },
};

const ready = clientOf(document, { naming: 'operationId' });
const open = async (url: string, more: object = {}): Promise<Loose> =>
  (await ready).create({ baseUrl: url, retry: false, ...more });

/** A server that responds once with these bytes. */
const respondWith = (contentType: string | undefined, bytes: string | Uint8Array, status = 200) =>
  record((response) => void response.writeHead(status, contentType ? { 'content-type': contentType } : {}).end(bytes));

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('a response is decoded by the media type that the server sent', () => {
  const latin1 = Uint8Array.from([0x66, 0xfc]);
  it.each<[sent: string | undefined, body: string | Uint8Array, want: unknown]>([
    ['application/json', '{"a":1}', { a: 1 }],
    ['Application/JSON; charset="UTF-8"', '{"a":1}', { a: 1 }],
    ['text/plain; charset=latin1', latin1, 'fü'],
    ['text/plain; charset=nobody-knows', 'fü', 'fü'],
    ['application/soap+xml', '<a/>', '<a/>'],
    ['image/png', latin1, latin1],
    // What is none of them is taken for what was asked for.
    ['application/problem+json', '{"a":1}', { a: 1 }],
    [undefined, '{"a":1}', { a: 1 }],
  ])('%s', async (sent, body, want) => {
    const { url } = await respondWith(sent, body);
    expect(await (await open(url))['kinds']?.()).toEqual(want);
    expect((await (await open(url))['kinds']?.().withResponse())?.data).toEqual(want);
  });

  it.each<[sent: string, want: string]>([
    // The key that says most of it is the one that holds (OpenAPI, Media Type Object).
    ['image/png', 'stream'],
    ['image/gif', 'text'],
    ['video/mp4', 'json'],
    ['application/geo+json', 'bytes'],
    ['application/json; Version="2"', 'text'],
    ['application/json;version=1;charset=utf-8', 'bytes'],
    ['application/json', 'json'],
    ['application/json; version=3', 'json'],
  ])('%s by the key that says most of it', (sent, want) => {
    const types = {
      '*/*': 'json',
      'image/*': 'text',
      'image/png': 'stream',
      'application/*': 'text',
      'application/*+json': 'bytes',
      'application/json; version=1': 'bytes',
      'application/json; version=2': 'text',
      'application/json': 'json',
    } as const;
    for (const each of [types, Object.fromEntries(Object.entries(types).reverse())]) {
      const key = findMediaType(each, sent);
      expect(key && each[key as keyof typeof types]).toBe(want);
    }
  });

  it('whatever was asked for', async () => {
    const { url, seen } = await respondWith('application/json', '{"a":1}');
    const api = await open(url);
    for (const accept of ['text/csv', 'image/png', 'application/x-ndjson'])
      expect(await api['kinds']?.({ accept })).toEqual({ a: 1 });
    expect(seen.map(({ headers }) => headers.accept)).toEqual(['text/csv', 'image/png', 'application/x-ndjson']);
    await expect(api['kinds']?.({ accept: 'video/mp4' })).rejects.toThrow(/accept must be one of/);
  });

  it('as a stream, where that is what was sent', async () => {
    const { url } = await respondWith('text/csv', 'a,b');
    const stream = (await (await open(url))['kinds']?.()) as unknown as ReadableStream;
    expect(await new Response(stream).text()).toBe('a,b');
    const lines = await respondWith('application/x-ndjson', '{"a":1}\n{"a":2}');
    expect(await all((await open(lines.url))['kinds']?.() as never)).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('what is not what it is called is a DecodeError', async () => {
    const { url } = await respondWith('application/json', '<html>');
    await expect((await open(url))['kinds']?.()).rejects.toBeInstanceOf(DecodeError);
  });

  it('a failure by its own media type and charset', async () => {
    const problem = await respondWith('application/problem+json', '{"title":"no"}', 404);
    await expect((await open(problem.url))['failure']?.()).rejects.toMatchObject({ body: { title: 'no' } });
    const plain = await respondWith('text/plain; charset=iso-8859-1', latin1, 400);
    await expect((await open(plain.url))['failure']?.()).rejects.toMatchObject({ body: 'fü' });
  });

  it('by `api.http` as well', async () => {
    for (const [type, body, want] of [
      ['application/json', '{"a":1}', { a: 1 }],
      ['text/csv', 'a,b', 'a,b'],
      ['image/png', 'a', new TextEncoder().encode('a').buffer],
    ] as const) {
      const { url } = await respondWith(type, body);
      expect(await (await open(url))['http']?.['GET']?.('/kinds')).toMatchObject({ data: want });
    }
  });
});

describe('items come one by one', () => {
  it.each<[name: string, type: string, chunks: string[], want: unknown[]]>([
    ['lines', 'application/x-ndjson', ['{"delta":"a"}\n{"del', 'ta":"b"}\r\n\n', '{"delta":"ü"}'], ['a', 'b', 'ü']],
    ['seq', 'application/json-seq', ['\x1e{"delta":\n"a"}\n\x1e', '{"delta":"b"}\n'], ['a', 'b']],
    ['sse', 'text/event-stream', [': hello\n\ndata: {"delta"', ':"a"}\n\ndata: {"delta":\ndata: "b"}\n\n'], ['a', 'b']],
    ['sse', 'text/event-stream; charset=utf-8', ['data: {"delta":"a"}\n\ndata: [DONE]\n\ndata: none\n\n'], ['a']],
  ])('%s as %s', async (name, type, chunks, want) => {
    const { url } = await record(async (response) => {
      response.writeHead(200, { 'content-type': type });
      for (const chunk of chunks) {
        response.write(chunk);
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    const items = want.map((each) => ({ delta: each }));
    expect(await all((await open(url))[name]?.() as never)).toEqual(items);
    // Awaited, the call gives the same items; a constant brings along what it needs.
    expect(await all((await (await open(url))[name]?.()) as never)).toEqual(items);
    const operation = (await ready).operations[name];
    expect(await all((await call(createCaller({ baseUrl: url }), operation as never)) as never)).toEqual(items);
  });

  it('a character that is cut in two stays whole', async () => {
    const bytes = new TextEncoder().encode('{"delta":"ü€😀"}\n');
    const { url } = await record(async (response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      for (const byte of bytes) {
        response.write(Uint8Array.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    expect(await all((await open(url))['lines']?.() as never)).toEqual([{ delta: 'ü€😀' }]);
  });

  it('events as strings, or whole', async () => {
    const sent = 'event: add\nid: 7\nretry: 5\ndata: {"delta":"a"}\n\n';
    const texts = await respondWith('text/event-stream', 'data: a\ndata: b\n\n');
    expect(await all((await open(texts.url))['texts']?.() as never)).toEqual(['a\nb']);
    const { url } = await record((response, _, count) => {
      if (count === 1) response.writeHead(200, { 'content-type': 'text/event-stream' }).end(sent);
      else response.writeHead(204).end();
    });
    expect(await all((await open(url))['events']?.() as never)).toEqual([
      { data: { delta: 'a' }, event: 'add', id: '7', retry: 5 },
    ]);
  });

  it.each([
    ['lines', 'application/x-ndjson', '{"delta":"a"}\nsecret\n', /item 2 of the response is not JSON/],
    ['sse', 'text/event-stream', 'data: {"delta":"a"}\n\ndata: secret\n\n', /the data of an event is not JSON/],
  ])('what is not JSON ends %s, without its text', async (name, type, body, message) => {
    const { url } = await respondWith(type, body);
    const found: unknown[] = [];
    const reading = (async () => {
      for await (const item of methodOf(await open(url), name)()) found.push(item);
    })();
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.not.toThrow(/secret/);
    await expect(reading).rejects.toBeInstanceOf(DecodeError);
    expect(found).toEqual([{ delta: 'a' }]);
  });

  it('a failure is thrown where the items are read', async () => {
    const { url } = await respondWith('application/json', '{"message":"no"}', 500);
    await expect(all((await open(url))['lines']?.() as never)).rejects.toBeInstanceOf(ApiError);
  });

  it('leaving the loop ends the response', async () => {
    let isClosed = false;
    const { url } = await record((response) => {
      response.on('close', () => {
        isClosed = true;
      });
      response.writeHead(200, { 'content-type': 'application/x-ndjson' }).write('{"delta":"a"}\n{"delta":"b"}\n');
    });
    for await (const item of methodOf(await open(url), 'lines')()) {
      expect(item).toEqual({ delta: 'a' });
      break;
    }
    await expect.poll(() => isClosed).toBe(true);
  });

  it('an abort ends it with its reason', async () => {
    const { url } = await record((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('id: 1\ndata: {}\n\n');
    });
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of methodOf(await open(url), 'sse')({ signal: controller.signal }))
        controller.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
  });

  it('the server is read no faster than the items are', async () => {
    let written = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          written++;
          controller.enqueue(new TextEncoder().encode(`{"delta":"${written}"}\n`));
        },
      },
      { highWaterMark: 0 },
    );
    const fetch = async () => new Response(body, { headers: { 'content-type': 'application/x-ndjson' } });
    let read = 0;
    for await (const _ of methodOf(await open('http://h', { fetch }), 'lines')()) {
      read++;
      expect(written - read).toBeLessThan(3);
      if (read === 50) break;
    }
  });
});

describe('a stream of events goes on where it broke off', () => {
  const type = { 'content-type': 'text/event-stream' };

  it('after a break, with the id of the last event and after the time that the server asks for', async () => {
    const { url, seen } = await record((response, _, count) => {
      if (count === 3) return void response.writeHead(204).end();
      response.writeHead(200, type).write(`retry: 1\nid: ${count}\ndata: {"delta":"${count}"}\n\n`, () => {
        if (count === 1) response.destroy();
        else response.end();
      });
    });
    const items = (await (await open(url))['sse']?.()) as unknown as ItemStream<unknown>;
    expect(await all(items)).toEqual([{ delta: '1' }, { delta: '2' }]);
    expect(items.lastEventId).toBe('2');
    expect(seen.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '1', '2']);
  });

  it.each<[name: string, chunks: string[], texts: string[], last: string | undefined]>([
    ['an id without data', ['id: 1\ndata: a\n\nid: 2\n\n'], ['a'], '2'],
    ['one that is cut', ['i', 'd: 1\n', '\nid', ':2\n\n', 'data: a\n', '\n'], ['a'], '2'],
    ['an empty one, which takes it back', ['id: 1\ndata: a\n\nid\n\n'], ['a'], ''],
    ['one with NUL, which is none', ['id: 1\ndata: a\n\nid: 2\0\n\n'], ['a'], '1'],
    ['lines that end by CR', ['id: 1\rdata: a\r', 'data: b\r\r'], ['a\nb'], '1'],
    ['lines that end by CR LF, cut in two', ['data: a\r', '\n\r', '\nid: 3\r\n\r', '\n'], ['a'], '3'],
    ['a mark of the order of bytes', ['\ufeffdata: a\n\n:note\n\nid: 1\n'], ['a'], undefined],
  ])('what the last id is: %s', async (_, chunks, texts, last) => {
    const body = new ReadableStream({
      pull: (controller) => {
        const chunk = chunks.shift();
        if (chunk === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(chunk));
      },
    });
    const fetch = async () => new Response(body, { headers: type });
    const items = (await (await open('http://h', { fetch }))['texts']?.()) as unknown as ItemStream<unknown>;
    expect(await all(items)).toEqual(texts);
    expect(items.lastEventId).toBe(last);
  });

  it('an event is there as soon as its last line is, whatever ends it', async () => {
    const { url } = await record((response) => {
      response.writeHead(200, type).write('data: a\r\r');
    });
    const items = await (await open(url))['texts']?.();
    for await (const item of items as unknown as ItemStream<unknown>) {
      expect(item).toBe('a');
      break;
    }
  });

  it('not where it has ended and the server has not asked for more', async () => {
    const { url, seen } = await respondWith('text/event-stream', 'id: 1\ndata: {}\n\n');
    expect(await all((await open(url))['sse']?.() as never)).toEqual([{}]);
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['without an id, for the server would begin anew', 'sse', 'data: {}\n\n'],
    ['with a method that may do something twice', 'post', 'retry: 1\nid: 1\ndata: {}\n\n'],
  ])('not %s', async (_, name, sent) => {
    const { url, seen } = await record((response) => {
      response.writeHead(200, type).write(sent, () => response.destroy());
    });
    await expect(all((await open(url))[name]?.() as never)).rejects.toBeInstanceOf(ConnectionError);
    expect(seen).toHaveLength(1);
  });

  it('not for ever: it gives up after some breaks without an event', async () => {
    const { url, seen } = await record((response, _, count) => {
      if (count > 1) return void response.destroy();
      response.writeHead(200, type).write('retry: 1\nid: 1\ndata: {}\n\n', () => response.destroy());
    });
    await expect(all((await open(url))['sse']?.() as never)).rejects.toBeInstanceOf(ConnectionError);
    expect(seen).toHaveLength(4);
  });

  it('a failure, or something else than events, ends it', async () => {
    const first = 'retry: 1\ndata: {}\n\n';
    const failing = await record(
      (response, _, count) =>
        void (count === 1 ? response.writeHead(200, type).end(first) : response.writeHead(403).end()),
    );
    await expect(all((await open(failing.url))['sse']?.() as never)).rejects.toBeInstanceOf(ApiError);
    const other = await record(
      (response, _, count) =>
        void response
          .writeHead(200, count === 1 ? type : { 'content-type': 'text/html' })
          .end(count === 1 ? first : ''),
    );
    await expect(all((await open(other.url))['sse']?.() as never)).rejects.toBeInstanceOf(DecodeError);
  });
});
