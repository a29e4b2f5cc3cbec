import { every } from '@influxkit/test-tools/scope';
import { describe, expect, test } from 'vitest';
import { held } from '../src/held.js';
import { httpServer } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';
import { AT_MOST, createOssV2, USES } from '../src/uses.js';

const CALLS = 20;
const ANSWER = JSON.stringify({ buckets: [], padding: 'x'.repeat(500_000) });

// What is not read stays the transport's, until its connection closes.
const uses = Object.entries(USES).filter(([name]) => name !== 'raw');

describe.each(TRANSPORTS)('on %s', (_, open) => {
  describe.each([200, 500])('answered with %d', (status) => {
    test.each(every(5, uses))('%s: what a call was answered is let go, though its signal lives on', async (_, use) => {
      const url = await httpServer((_, response) => {
        response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(ANSWER);
      });
      const api = createOssV2({ baseUrl: url, transport: open(), retry: false, maxAnswerSize: AT_MOST });
      // One for the whole program, as where it ends with the process.
      const { signal } = new AbortController();
      const call = (): Promise<unknown> => Promise.resolve(use(api, signal)).catch(() => {});
      for (let n = 0; n < 5; n++) await call();
      const before = await settled();
      for (let n = 0; n < CALLS; n++) await call();
      expect(((await settled()) - before) / CALLS).toBeLessThan(ANSWER.length / 4);
    });
  });
});

/** What is held once the connections of the last call are closed. */
async function settled(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 30));
  return held();
}
