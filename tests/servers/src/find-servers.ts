import { findServer } from '@influxkit/test-tools';
import type { TestProject } from 'vitest/node';
import { findInfluxDB } from './v2/find.js';
import type { InfluxDB2 } from './v2/server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The InfluxDB v2 that there is to talk to. */
    readonly influxdb2: InfluxDB2;
  }
}

/** Looks once, before all tests, for the servers there are, and says what it found. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await findInfluxDB(process.env);
  project.provide('influxdb2', server);
  const found = {
    'influxd 1.x': findServer('influxd') ?? 'none',
    VictoriaMetrics: findServer('victoria-metrics') ?? 'none',
    'InfluxDB v2': server.description,
  };
  console.log('Servers found:');
  for (const [name, what] of Object.entries(found)) console.log(`  ${name.padEnd(16)} ${what}`);
  return stop;
}
