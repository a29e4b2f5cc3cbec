import { createOssV2 } from '@influxkit/oss-v2';
import { noteCases } from '@influxkit/test-tools/cases';
import { watchHeld } from '@influxkit/test-tools/held';
import { every } from '@influxkit/test-tools/scope';
import { afterAll, describe, expect, test } from 'vitest';
import { httpServer } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';
import { USES, type Use } from '../src/uses.js';

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;

let cases = 0;
afterAll(() => noteCases('large', 'responses of 1 GiB, by every use of them, on every transport', cases));

const uses: readonly Use[] = ['json', 'http', 'request', 'list', 'rows', 'tables', 'text', 'influxql'];

describe.each(TRANSPORTS)('on %s', (_, open) => {
  test.each(every(7, uses))('1 GiB of JSON ends in an error before memory does: %s', async (use) => {
    cases++;
    let sent = 0;
    const url = await httpServer((_, response) => {
      const piece = Buffer.from(`{"id":"${'x'.repeat(65_500)}"},`);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"buckets":[');
      const more = (): void => {
        while (!response.destroyed && sent < GIBIBYTE) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const api = createOssV2({ baseUrl: url, transport: open(), retry: false, timeout: 0 });
    const most = watchHeld();
    const outcome = await Promise.resolve(USES[use](api, new AbortController().signal)).then(
      () => 'ok',
      (error: unknown) => error,
    );
    expect(outcome).toMatchObject({ name: 'DecodeError' });
    // By default 128 MiB at most are read, and held twice where they are joined.
    expect(sent).toBeLessThan(200 * MEBIBYTE);
    expect(most()).toBeLessThan(350 * MEBIBYTE);
  });
});
