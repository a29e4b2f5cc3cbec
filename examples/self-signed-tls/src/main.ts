import { readFile } from 'node:fs/promises';
import { ConnectionError, createClient, createWriter } from '@influxkit/influxdb';
import { tokenAuth } from '@influxkit/influxdb/auth';
import { nodeTransport } from '@influxkit/influxdb/node-transport';
import { readBack } from './read-back.js';

const { INFLUX_URL = 'https://localhost:8086', INFLUX_TOKEN, INFLUX_CA = 'ca.pem' } = process.env;
const auth = INFLUX_TOKEN ? tokenAuth(INFLUX_TOKEN) : undefined;
const v1 = process.argv.includes('--v1');

// Without the CA there is no connection, and no setting that makes certificates meaningless.
try {
  await createClient({ baseUrl: INFLUX_URL, retry: false }).request({ method: 'GET', path: '/ping' });
  console.log('this certificate is trusted already: nothing to show');
} catch (error) {
  if (!(error instanceof ConnectionError)) throw error;
  console.log(`without the CA: ${error.message}`);
}

// In place of the well-known authorities, so that no one else can vouch for this server.
await using transport = nodeTransport({ ca: await readFile(INFLUX_CA, 'utf8') });
const api = createClient({ baseUrl: INFLUX_URL, auth, transport });

const { headers } = await api.request({ method: 'GET', path: '/ping' });
console.log(`with it: InfluxDB ${headers['x-influxdb-version']}`);

const target = v1
  ? { db: process.env['INFLUX_DATABASE'] ?? 'tls' }
  : { bucket: process.env['INFLUX_BUCKET_NAME'] ?? 'tls', org: process.env['INFLUX_ORG'] };
const writer = createWriter(api, { ...target, precision: 'ms' });
writer.write({ measurement: 'handshake', fields: { ok: true }, timestamp: new Date() });
const { stats, errors } = await writer.closeSettled();
for (const error of errors) console.error(error.message);
console.log(`wrote ${stats.written} point`);
console.log(`read back: ${JSON.stringify(await readBack(api, target))}`);
