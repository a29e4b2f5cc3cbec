import { InfluxDB } from '@influxkit/influxdb/core';
import { observeWriter, openTelemetry } from './open-telemetry.js';

// INFLUXDB3_HOST_URL, INFLUXDB3_AUTH_TOKEN and INFLUXDB3_DATABASE_NAME say where.
const influx = InfluxDB.fromEnv({ middleware: [openTelemetry()] });

export const metrics = influx.writer(undefined, {
  defaultTags: { service: 'orders' },
  whenFull: 'drop-oldest', // a database that is down must not stop the service
  onInvalid: 'repair', // nor must a NaN
  onRetry: ({ reason, delay }) => console.warn(`metrics wait: ${reason}; again in ${Math.round(delay)} ms`),
  onError: (error) => console.warn(error.message),
});
observeWriter(metrics);

process.once('SIGTERM', async () => {
  const { stats } = await metrics.closeSettled({ timeout: 5_000 });
  console.log(`${stats.written} of ${stats.accepted} points stored`);
});
