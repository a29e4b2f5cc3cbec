import { freemem, hostname, loadavg } from 'node:os';
import { InfluxDB, int } from '@influxkit/influxdb/core';

const influx = InfluxDB.fromEnv();
const writer = influx.writer();

const [load = 0] = loadavg();
writer.write({ measurement: 'host', tags: { host: hostname() }, fields: { load, free: int(freemem()) } });

const { stats, errors } = await writer.closeSettled({ timeout: 10_000 });
for (const error of errors) console.error(error.message);
console.log(`${stats.written} of ${stats.accepted} stored`);
// Not process.exit(): it would end what is still being printed.
process.exitCode = stats.written === stats.accepted ? 0 : 1;
