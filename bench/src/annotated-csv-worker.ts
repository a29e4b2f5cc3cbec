import { Worker } from 'node:worker_threads';

/** The server's code, as a string: the bundle of the benchmarks has one file, and a worker needs its own. */
const SERVER = `
const { parentPort, workerData } = require('node:worker_threads');
const { createServer } = require('node:http');
const { head, body, times } = workerData;
const server = createServer(async (request, response) => {
  request.resume();
  response.setHeader('content-type', 'text/csv; charset=utf-8');
  response.write(head);
  for (let i = 0; i < times; i += 1) {
    if (!response.write(body)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

/** What the server responds with to any request: a head, and a body so many times. */
export interface Served {
  readonly head: Uint8Array;
  readonly body: Uint8Array;
  readonly times: number;
}

/** A server in a thread of its own, so that its work is not counted as the reader's. */
export const serve = async (served: Served): Promise<{ url: string; close(): Promise<void> }> => {
  const worker = new Worker(SERVER, { eval: true, workerData: served });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await worker.terminate();
    },
  };
};
