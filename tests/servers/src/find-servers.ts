import { findServer } from '@influxkit/test-tools';
import type { TestProject } from 'vitest/node';
import { findInfluxDB } from './v2/find.js';
import type { InfluxDB2 } from './v2/server.js';
import { findInfluxDB3 } from './v3/find.js';
import type { InfluxDB3 } from './v3/server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The InfluxDB v2 that there is to talk to. */
    readonly influxdb2: InfluxDB2;
    /** The InfluxDB 3 that there is to talk to: one, or the fakes of either kind. */
    readonly influxdb3: readonly InfluxDB3[];
  }
}

/** Looks once, before all tests, for the servers there are, and says what it found. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await findInfluxDB(process.env);
  project.provide('influxdb2', server);
  const third = await findInfluxDB3(process.env);
  project.provide('influxdb3', third.servers);
  const found = {
    'influxd 1.x': findServer('influxd') ?? 'none',
    VictoriaMetrics: findServer('victoria-metrics') ?? 'none',
    'InfluxDB v2': server.description,
    'InfluxDB 3': third.servers.map(({ description }) => description).join('; '),
  };
  console.log('Servers found:');
  for (const [name, what] of Object.entries(found)) console.log(`  ${name.padEnd(16)} ${what}`);
  return async () => {
    await stop();
    await third.stop();
  };
}
