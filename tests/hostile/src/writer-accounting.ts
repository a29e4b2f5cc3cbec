import type { ApiClient } from '@influxkit/runtime';
import { createWriter, type WriteError, type WriteTarget } from '@influxkit/write';
import { expect } from 'vitest';
import { secretsIn } from './secrets.js';

/** Writes a hundred points to a server that responds as it likes, and checks that each is counted, once; gives the errors. */
export async function expectCounted(
  api: ApiClient,
  target: WriteTarget,
  transport: string,
): Promise<readonly WriteError[]> {
  const reported: WriteError[] = [];
  const writer = createWriter(api, {
    ...target,
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
  return errors;
}
