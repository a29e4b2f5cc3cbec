import { type FakeRequest, type RawHandler, startFakeServer } from '@influxkit/testing';

/** A fake server that responds as `handle` says and keeps what it received. */
export const startServer = async (handle: RawHandler) => {
  const server = await startFakeServer({ handle });
  return {
    baseUrl: server.url,
    received: server.requests as readonly FakeRequest[],
    forget: () => server.reset(),
    [Symbol.asyncDispose]: server.stop,
  };
};
