import { createServer } from 'node:net';

/** A port on 127.0.0.1 that nothing listens on. Another process may take it before it is used: start again if so. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('The system gave no port on 127.0.0.1.'));
      });
    });
  });
}
