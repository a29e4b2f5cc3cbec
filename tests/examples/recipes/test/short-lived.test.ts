import { type FakeInfluxDB3, startFakeInfluxDB3 } from '@influxkit/testing';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runProgram, setEnvironment } from '../src/run-program.js';

let server: FakeInfluxDB3;
let env: Record<string, string>;
beforeEach(async () => {
  server = await startFakeInfluxDB3();
  env = { INFLUXDB3_HOST_URL: server.url, INFLUXDB3_AUTH_TOKEN: 't', INFLUXDB3_DATABASE_NAME: 'sensors' };
  setEnvironment(env);
  vi.resetModules();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
});

const eventOf = (...readings: object[]): SQSEvent =>
  ({ Records: readings.map((reading) => ({ body: JSON.stringify(reading) })) }) as SQSEvent;
const contextOf = (left: number): Context => ({ getRemainingTimeInMillis: () => left }) as Context;

it('a function stores its readings before it returns, and says which the server rejects', async () => {
  const { handler } = await import('../programs/short-lived/lambda.js');
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  await handler(eventOf({ sensor: 'a', celsius: 20.5, at: 1_767_225_600_000 }), contextOf(30_000));
  await handler(
    eventOf(
      { sensor: 'a', celsius: 21, at: 1_767_225_660_000 },
      { sensor: 'b', celsius: 'warm', at: 1_767_225_660_000 },
    ),
    contextOf(30_000),
  );
  expect(server.databases.get('sensors')?.tables.get('temperature')?.rows).toHaveLength(2);
  expect(error.mock.calls.flat().join('\n')).toContain("invalid column type for column 'celsius'");
  error.mockRestore();
});

it('what is not stored in time fails the function, so that its messages come again', async () => {
  const { handler } = await import('../programs/short-lived/lambda.js');
  const silent = vi.spyOn(console, 'error').mockImplementation(() => {});
  server.fail({ status: 503, times: Number.POSITIVE_INFINITY });
  const reading = eventOf({ sensor: 'a', celsius: 20.5, at: 1_767_225_600_000 });
  await expect(handler(reading, contextOf(1_050))).rejects.toThrow('1 of 1 readings are not stored yet');
  server.reset();
  await handler(reading, contextOf(30_000));
  expect(server.databases.get('sensors')?.tables.get('temperature')?.rows).toHaveLength(1);
  silent.mockRestore();
});

it('a job ends with 0 where all is stored, and with 1 where it is not', async () => {
  expect(await runProgram('short-lived/job.ts', { env })).toEqual({ printed: ['1 of 1 stored'], code: 0 });
  server.fail({ status: 401, body: '{"error":"unauthorized"}', times: Number.POSITIVE_INFINITY });
  const refused = await runProgram('short-lived/job.ts', { env });
  expect(refused.code).toBe(1);
  expect(refused.printed.join('\n')).toMatch(/401[\s\S]*0 of 1 stored/);
});
