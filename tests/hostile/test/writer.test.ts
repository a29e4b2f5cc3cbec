import { createOssV2 } from '@influxkit/oss-v2';
import { noteCases } from '@influxkit/test-tools/cases';
import { every } from '@influxkit/test-tools/scope';
import { afterAll, test } from 'vitest';
import { RESPONSES } from '../src/responses.js';
import { everyProof } from '../src/secrets.js';
import { bareServer } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';
import { expectCounted } from '../src/writer-accounting.js';

let cases = 0;
afterAll(() => noteCases('writer-responses', 'broken responses to the writer, on every transport', cases));

test.each(every(6, RESPONSES))('whatever the server does, every line is counted, once: it %s', async (_, respond) => {
  const url = await bareServer(respond);
  // Side by side: most of these only wait.
  await Promise.all(
    TRANSPORTS.map(async ([transport, open]) => {
      cases++;
      const api = createOssV2({ baseUrl: url, transport: open(), auth: everyProof('Token') });
      await expectCounted(api, { org: 'o', bucket: 'b' }, transport);
    }),
  );
});
