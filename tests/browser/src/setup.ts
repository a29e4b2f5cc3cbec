import { requireServer, startInfluxd, startMotors } from '@influxkit/test-tools';
import type { TestProject } from 'vitest/node';
import { startSink } from './sink.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** An influxd 1.x, which allows pages of any origin what its CORS headers say; undefined where the machine has none. */
    influxd: string | undefined;
    /** A server that takes everything from pages, compressed bodies included, and reports what came. */
    sink: string;
    /** A fake InfluxDB 3, with its CORS headers: those of failures are missing. */
    fakeInfluxDB3: string;
  }
}

/** Starts what the tests in the page talk to: it is of another origin than the page. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const influxd = requireServer('influxd') ? await startInfluxd() : undefined;
  const sink = await startSink();
  const motors = await startMotors('a-token');
  provide('influxd', influxd?.url);
  provide('sink', sink.url);
  provide('fakeInfluxDB3', motors.url);
  return async () => {
    await influxd?.stop();
    await sink.stop();
    await motors.stop();
  };
}
