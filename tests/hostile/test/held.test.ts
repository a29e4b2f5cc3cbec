import { held } from '@influxkit/test-tools/held';
import { every } from '@influxkit/test-tools/scope';
import { describe, expect, test } from 'vitest';
import { httpServer } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';
import { AT_MOST, createOssV2, USES } from '../src/uses.js';

const CALLS = 20;
const RESPONSE = JSON.stringify({ buckets: [], padding: 'x'.repeat(500_000) });

// What is not read stays the transport's, until its connection closes.
const uses = Object.entries(USES).filter(([name]) => name !== 'raw');

describe.each(TRANSPORTS)('on %s', (_, open) => {
  describe.each([200, 500])('a response of %d', (status) => {
    test.each(every(9, uses))('%s: the response of a call is let go, though its signal lives on', async (_, use) => {
      const url = await httpServer((_, response) => {
        response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(RESPONSE);
      });
      const api = createOssV2({ baseUrl: url, transport: open(), retry: false, maxResponseSize: AT_MOST });
      // One for the whole program, as where it ends with the process.
      const { signal } = new AbortController();
      const call = (): Promise<unknown> => Promise.resolve(use(api, signal)).catch(() => {});
      for (let n = 0; n < 5; n++) await call();
      const before = held();
      for (let n = 0; n < CALLS; n++) await call();
      // Again and again, for the connections of the last calls close when they do.
      await expect.poll(() => (held() - before) / CALLS, { interval: 50 }).toBeLessThan(RESPONSE.length / 4);
    });
  });
});
