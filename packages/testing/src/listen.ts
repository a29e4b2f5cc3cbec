import type { Server } from 'node:net';

/** A server that listens on loopback. */
export interface Listening {
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** Ends it and every connection to it. */
  stop(): Promise<void>;
}

/** A server of `node:http` or `node:https`; one of `node:net` has no list of its connections and ends with them. */
type Listener = Server & { closeAllConnections?(): void };

/** Lets a server listen on a free port of 127.0.0.1. */
export async function listen(server: Listener, scheme: 'http' | 'https' = 'http'): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // Room for as many connections at once as any test opens: the system resets what does not fit the backlog.
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A server on 127.0.0.1 has no port.');
  return {
    url: `${scheme}://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections?.();
      }),
  };
}
