import { InfluxDB } from '@influxkit/influxdb/core';

// One client for all requests of the process. In development Next.js loads modules anew at each change.
const shared = globalThis as { influx?: InfluxDB };

export function influx(): InfluxDB {
  // Next.js caches what its `fetch` gets; what is stored now is asked for now.
  shared.influx ??= InfluxDB.fromEnv({ fetch: (url, init) => fetch(url, { ...init, cache: 'no-store' }) });
  return shared.influx;
}
