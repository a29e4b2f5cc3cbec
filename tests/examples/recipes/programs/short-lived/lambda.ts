import { InfluxDB, PartialWriteError } from '@influxkit/influxdb/core';
import type { Context, SQSEvent } from 'aws-lambda';

// Once for each environment of the function: a warm start uses its connections again.
const influx = InfluxDB.fromEnv();

interface Reading {
  readonly sensor: string;
  readonly celsius: number;
  /** Milliseconds since 1970, as the sensor says. */
  readonly at: number;
}

export async function handler(event: SQSEvent, context: Context): Promise<void> {
  // A writer for each invocation: between two of them the environment is frozen, and timers do not run.
  const writer = influx.writer(undefined, { precision: 'ms', onInvalid: 'drop' });
  for (const { body } of event.Records) {
    const { sensor, celsius, at } = JSON.parse(body) as Reading;
    writer.write({ measurement: 'temperature', tags: { sensor }, fields: { celsius }, timestamp: at });
  }

  const timeout = Math.max(0, context.getRemainingTimeInMillis() - 1_000);
  const { stats, errors } = await writer.closeSettled({ timeout });
  for (const error of errors) {
    console.error(error.message);
    if (error instanceof PartialWriteError) for (const { reason } of error.rejected) console.error(reason);
  }
  // What is not delivered in time comes again with the whole batch of messages: a point that is stored already stays as
  // it is. What the server rejects would be rejected again.
  if (stats.failed > 0) throw new Error(`${stats.failed} of ${stats.accepted} readings are not stored yet`);
}
