// React Native and Expo: a fetch without streams.
import { createClient } from '@influxkit/runtime';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noteCases } from '../../../tests/tools/src/cases.js';
import { BareResponse, bareFetch, reactNativeGlobals } from '../../../tests/tools/src/without-streams.js';
import { createWriter } from '../src/index.js';

let responses = 0;
afterAll(() => noteCases('without-streams', 'responses to writers', responses));

beforeEach(() => {
  for (const [name, value] of Object.entries(reactNativeGlobals)) vi.stubGlobal(name, value);
});
afterEach(() => void vi.unstubAllGlobals());

test('lines are written, and what the server says of those it rejects is read', async () => {
  const bodies: string[] = [];
  const api = createClient({
    baseUrl: 'http://localhost:8086',
    fetch: bareFetch((_, init) => {
      responses += 1;
      bodies.push(typeof init.body === 'string' ? init.body : new TextDecoder().decode(init.body as Uint8Array));
      return bodies.length === 1
        ? new BareResponse('', { status: 204 })
        : new BareResponse('{"code":"invalid","message":"unable to parse"}', { status: 400 });
    }),
  });
  const writer = createWriter(api, { org: 'o', bucket: 'b', onError: () => {} });
  writer.write({ measurement: 'm', fields: { v: 1.5 }, timestamp: 1_700_000_000_000_000_000n });
  await writer.flush();
  expect(bodies).toEqual(['m v=1.5 1700000000000000000\n']);
  writer.write({ measurement: 'm', fields: { v: 2.5 }, timestamp: 1_700_000_000_000_000_001n });
  const report = await writer.closeSettled();
  expect(report.stats).toMatchObject({ written: 1, rejected: 1 });
});
