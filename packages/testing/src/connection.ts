/** Thrown by what responds: the connection is closed in place of a response. */
export class ConnectionDropped extends Error {
  override readonly name = 'ConnectionDropped';

  constructor() {
    super('The fake server closes the connection, as it was told to.');
  }
}

/**
 * Closes the connection without a response, for a route or a query that says what a client has to bear.
 *
 * @example
 * import { dropConnection, startFakeServer } from '@influxkit/testing';
 *
 * await using server = await startFakeServer({ respond: () => dropConnection() });
 * console.log(await fetch(server.url).catch((error: Error) => error.message)); // fetch failed
 */
export function dropConnection(): never {
  throw new ConnectionDropped();
}

/** A body that breaks off after what it has, as the connection is closed in its middle. */
export async function* brokenOff(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* body;
  throw new ConnectionDropped();
}

/** A stream of the platform over chunks, read as they are asked for. */
export function streamOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const source = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await source.next();
        if (done) controller.close();
        else controller.enqueue(value as Uint8Array<ArrayBuffer>);
      },
      async cancel() {
        await source.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
