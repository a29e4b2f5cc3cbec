// Responses whose transport has what reads them.
import { expect, test } from 'vitest';
import { call, createClient, type Transport, type WireResponse } from '../src/index.js';
import * as operations from './operations.js';

/** A transport whose responses are read by a reader alone: `body` is there for nobody. */
function reading(chunks: readonly (string | Error)[]) {
  const cancelled: unknown[] = [];
  const transport: Transport = async () => {
    const left = [...chunks];
    return {
      status: 200,
      headers: new Headers({ 'content-type': 'text/csv' }),
      get body(): never {
        throw new Error('asked for the body');
      },
      text: async () => '',
      arrayBuffer: async () => new ArrayBuffer(0),
      reader: () => ({
        read: async () => {
          const chunk = left.shift();
          if (chunk instanceof Error) throw chunk;
          return chunk === undefined
            ? { done: true, value: undefined }
            : { done: false, value: new TextEncoder().encode(chunk) };
        },
        cancel: async (reason) => {
          cancelled.push(reason);
        },
      }),
    };
  };
  return { transport, cancelled };
}

const streamOf = async (transport: Transport, more: object = {}) =>
  (await call(
    createClient({ baseUrl: 'http://h', transport, retry: false, ...more }),
    operations.runQuery,
    {},
  )) as ReadableStream<Uint8Array>;

test('a caller gets a stream of what the reader reads', async () => {
  const { transport } = reading(['a', 'b']);
  expect(await new Response(await streamOf(transport)).text()).toBe('ab');
});

test('what breaks the reading is an error of ours, and cancels it', async () => {
  const { transport, cancelled } = reading(['a', new Error('reset')]);
  const reader = (await streamOf(transport)).getReader();
  await reader.read();
  await expect(reader.read()).rejects.toMatchObject({
    name: 'ConnectionError',
    message: expect.stringMatching('reset'),
  });
  expect(cancelled).toHaveLength(1);
});

test('a stream that is cancelled cancels the reading, with the reason', async () => {
  const { transport, cancelled } = reading(['a', 'b']);
  await (await streamOf(transport)).cancel('enough');
  expect(cancelled).toEqual(['enough']);
});

test('middleware that puts another body in place is heard, though it keeps all else of the response', async () => {
  const { transport } = reading(['a']);
  const seen: WireResponse[] = [];
  const replace = async (request: Parameters<Transport>[0], next: Transport): Promise<WireResponse> => {
    const response = { ...(await next(request)), body: new Blob(['other']).stream() };
    seen.push(response);
    return response;
  };
  const stream = await streamOf(transport, { middleware: [replace] });
  expect(await new Response(stream).text()).toBe('other');
  expect(seen.map((response) => response.reader?.())).toEqual([undefined]);
});
