import { createClient, createWriter, type Writer } from '@influxkit/influxdb';
import { tokenAuth } from '@influxkit/influxdb/auth';

/** A writer for InfluxDB v2 and Cloud, or with `--v1` for a 1.x server. A service logs what it cannot store, and goes on. */
export function connect(): Writer {
  const { INFLUX_URL = 'http://localhost:8086', INFLUX_TOKEN, INFLUX_ORG } = process.env;
  const api = createClient({ baseUrl: INFLUX_URL, auth: INFLUX_TOKEN ? tokenAuth(INFLUX_TOKEN) : undefined });
  const target = process.argv.includes('--v1')
    ? { db: process.env['INFLUX_DATABASE'] ?? 'service' }
    : { bucket: process.env['INFLUX_BUCKET_NAME'] ?? 'service', org: INFLUX_ORG };
  return createWriter(api, {
    ...target,
    precision: 'ms',
    defaultTags: { service: 'example' },
    // Metrics must never bring down what they measure: where InfluxDB stays away too long, the oldest make room.
    maxBufferBytes: 16 * 1024 * 1024,
    whenFull: 'drop-oldest',
    onInvalid: 'drop',
    onError: (error) => console.error(`metrics: ${error.message}`),
  });
}
