import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findServer } from '@influxkit/test-tools';
import type { TestProject } from 'vitest/node';
import { reportDrift, type Seen } from './v2/drift.js';
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
    /** Where tests note what the InfluxDB v2 responds, a line of JSON each. */
    readonly driftFile: string;
  }
}

/** Looks once, before all tests, for the servers there are, and says what it found. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await findInfluxDB(process.env);
  project.provide('influxdb2', server);
  const third = await findInfluxDB3(process.env);
  project.provide('influxdb3', third.servers);
  const folder = mkdtempSync(path.join(tmpdir(), 'influxkit-drift-'));
  const driftFile = path.join(folder, 'seen.jsonl');
  writeFileSync(driftFile, '');
  project.provide('driftFile', driftFile);
  const found = {
    'influxd 1.x': findServer('influxd') ?? 'none',
    VictoriaMetrics: findServer('victoria-metrics') ?? 'none',
    'InfluxDB v2': server.description,
    'InfluxDB 3': third.servers.map(({ description }) => description).join('; '),
  };
  console.log('Servers found:');
  for (const [name, what] of Object.entries(found)) console.log(`  ${name.padEnd(16)} ${what}`);
  return async () => {
    const lines = readFileSync(driftFile, 'utf8').split('\n');
    rmSync(folder, { recursive: true });
    await stop();
    await third.stop();
    const seen = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Seen);
    const { text, mismatches } = reportDrift(seen);
    // A run of one file says little, and none of a real server nothing.
    if (seen.length > 0) console.log(text);
    if (mismatches > 0 && !server.contractOnly)
      throw new Error(
        `${server.description} responds otherwise than the contract of oss-v2 says: ${mismatches} mismatches, see above`,
      );
  };
}
