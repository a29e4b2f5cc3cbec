import { writeFile } from 'node:fs/promises';
import { InfluxDB } from '@influxkit/influxdb/core';

const { api } = InfluxDB.fromEnv();

const declared = [
  { db: 'readings', retention_period: '30d' },
  { db: 'readings_hourly', retention_period: '730d' },
];

const existing = new Set((await api.databases.list()).map((one) => one['iox::database']));
for (const database of declared) {
  if (existing.has(database.db)) await api.databases.update(database);
  else await api.databases.create(database);
  console.log(`${existing.has(database.db) ? 'set' : 'created'} ${database.db}: ${database.retention_period}`);
}

const created = await api.tokens.createNamed({ token_name: 'gateway' }).result();
// 409: it is there already, and its secret is shown once alone, when it is made.
if (!created.ok && created.status !== 409) throw created.error;
if (created.ok) await writeFile('gateway.token', created.data.token ?? '', { mode: 0o600 });
