import { existsSync } from 'node:fs';
import { createClient, createWriter } from '@influxkit/influxdb';
import { tokenAuth } from '@influxkit/influxdb/auth';
import { countRecords, records } from './csv.js';
import { generate } from './generate.js';
import { points } from './points.js';
import { show } from './progress.js';

const { INFLUX_URL = 'http://localhost:8086', INFLUX_TOKEN, INFLUX_ORG } = process.env;
const api = createClient({ baseUrl: INFLUX_URL, auth: INFLUX_TOKEN ? tokenAuth(INFLUX_TOKEN) : undefined });
const file = process.env['CSV_FILE'] ?? 'readings.csv';
const v1 = process.argv.includes('--v1');

// A writer is patient with a server that is away. Whoever starts a backfill wants to know at once.
const { headers } = await api.request({ method: 'GET', path: '/ping' });
console.log(`InfluxDB ${headers['x-influxdb-version']}`);

if (!existsSync(file)) {
  console.log(`making ${file}`);
  await generate(file, Number(process.env['ROWS'] ?? 1_000_000));
}
const target = v1
  ? { db: process.env['INFLUX_DATABASE'] ?? 'backfill' }
  : { bucket: process.env['INFLUX_BUCKET_NAME'] ?? 'backfill', org: INFLUX_ORG };

// Ctrl+C stops reading; what was read is still written.
const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('stopped; start it again to go on, no point is stored twice')));

await using writer = createWriter(api, { ...target, precision: 's', onError: (error) => console.error(error.message) });
try {
  const total = await countRecords(file);
  const done = await writer.writeAll(points(records(file)), { total, onProgress: show(), signal: stop.signal });
  const { sentBytes, requests } = writer.stats();
  const seconds = (done.elapsed / 1000).toFixed(1);
  console.log(`wrote ${done.written} of ${total} points in ${seconds} s: ${requests} requests, ${sentBytes} bytes`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  const { written, accepted } = writer.stats();
  console.log(`wrote ${written} of ${accepted} points that were read`);
  process.exitCode = 1;
}
