import { createOssV2 } from '@influxkit/oss-v2';
import { noteCases } from '@influxkit/test-tools/cases';
import { every } from '@influxkit/test-tools/scope';
import { createWriter, type WriteError } from '@influxkit/write';
import { afterAll, expect, test } from 'vitest';
import { RESPONSES } from '../src/responses.js';
import { everyProof, secretsIn } from '../src/secrets.js';
import { bareServer } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';

let cases = 0;
afterAll(() => noteCases('writer-responses', 'broken responses to the writer, on every transport', cases));

test.each(every(6, RESPONSES))('whatever the server does, every line is counted, once: it %s', async (_, respond) => {
  const url = await bareServer(respond);
  // Side by side: most of these only wait.
  await Promise.all(
    TRANSPORTS.map(async ([transport, open]) => {
      cases++;
      const api = createOssV2({ baseUrl: url, transport: open(), auth: everyProof('Token') });
      const reported: WriteError[] = [];
      const writer = createWriter(api, {
        org: 'o',
        bucket: 'b',
        batchLines: 50,
        timeout: 200,
        // Without the deadline of close() it would try for ever, and this test would not end.
        retry: { minDelay: 5, maxDelay: 20, maxTime: Number.POSITIVE_INFINITY },
        onError: (error) => reported.push(error),
      });
      for (let n = 0; n < 100; n++) writer.write({ measurement: 'm', fields: { n }, timestamp: n });
      const { stats, errors } = await writer.closeSettled({ timeout: 450 });
      expect(stats, transport).toMatchObject({ accepted: 100, pending: 0 });
      expect(stats.written + errors.reduce((lines, error) => lines + error.lines, 0)).toBe(100);
      expect(reported).toHaveLength(errors.length);
      for (const error of errors) {
        expect(error.message.length).toBeLessThan(5000);
        expect(secretsIn(error)).toEqual([]);
      }
    }),
  );
});
