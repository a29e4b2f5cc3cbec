import { once } from 'node:events';
import { hostname } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ConflictError, InfluxDB } from '@influxkit/influxdb/core';
import { serve } from './server.js';

const database = process.env['INFLUXDB3_DATABASE_NAME'] ?? 'service';
const influx = InfluxDB.fromEnv({ database });
await influx.api.databases.create({ db: database, retention_period: '7d' }).catch((error: unknown) => {
  if (!(error instanceof ConflictError)) throw error;
});

const writer = influx.writer(undefined, {
  defaultTags: { host: hostname() },
  onError: (error) => console.error(`metrics: ${error.message}`),
});
const delay = monitorEventLoopDelay();
delay.enable();
const timer = setInterval(() => {
  writer.write({
    measurement: 'process',
    fields: { heap: BigInt(process.memoryUsage().heapUsed), delay: delay.max / 1e6 },
    timestamp: new Date(),
  });
  delay.reset();
}, 250);

const server = await serve(influx, Number(process.env['PORT'] ?? 3000));
console.log(server.url);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
clearInterval(timer);
await server.close();
const { stats, errors } = await writer.closeSettled({ timeout: 10_000 });
console.log(`points: ${stats.accepted} accepted, ${stats.written} written`);
process.exitCode = errors.length > 0 ? 1 : 0;
