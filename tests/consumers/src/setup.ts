import { startInfluxd, startMotors, startVictoriaMetrics } from '@influxkit/test-tools';
import type { TestProject } from 'vitest/node';
import { dryRelease } from '../../../scripts/release.mjs';
import { startFakeInflux } from '../../servers/src/v2/fake-influx.js';
import { startFlightForConsumers } from './flight-server.js';
import { type PublishedPackage, publishedPackages } from './published.js';
import { servers } from './servers.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the registry to install from. */
    registry: string;
    packages: readonly PublishedPackage[];
    influxd: string | undefined;
    victoriaMetrics: string | undefined;
    /** A fake InfluxDB 3. */
    influxdb3: string;
    /** A server of Arrow Flight. */
    flight: string;
    /** A server that responds from the contract of oss-v2. */
    contract: string;
  }
}

/** Publishes what a release would, unless `INFLUXKIT_REGISTRY` says where it is, and starts what consumers talk to. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const running: { stop(): Promise<void> }[] = [];
  const keep = <Server extends { stop(): Promise<void> }>(server: Server): Server => {
    running.push(server);
    return server;
  };
  const teardown = async (): Promise<void> => {
    for (const server of running.reverse()) await server.stop();
  };
  try {
    const found = servers();
    const given = process.env['INFLUXKIT_REGISTRY'];
    const registry = given || keep(await dryRelease({ log: (line) => console.log(`release: ${line}`) })).url;
    provide('registry', registry);
    provide('packages', await publishedPackages(registry));
    provide('influxd', found.influxd ? keep(await startInfluxd()).url : undefined);
    provide('victoriaMetrics', found.victoriaMetrics ? keep(await startVictoriaMetrics()).url : undefined);
    provide('influxdb3', keep(await startMotors('a-token')).url);
    provide('flight', keep(await startFlightForConsumers()).url);
    provide('contract', keep(await startFakeInflux()).url);
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}
