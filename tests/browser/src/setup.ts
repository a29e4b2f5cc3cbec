import { requireServer, startInfluxd } from '@influxkit/test-tools';
import type { TestProject } from 'vitest/node';
import { startSink } from './sink.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** An influxd 1.x, which allows pages of any origin what its CORS headers say; undefined where the machine has none. */
    influxd: string | undefined;
    /** A server that takes everything from pages, compressed bodies included, and reports what came. */
    sink: string;
  }
}

/** Starts what the tests in the page talk to: it is of another origin than the page. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const influxd = requireServer('influxd') ? await startInfluxd() : undefined;
  const sink = await startSink();
  provide('influxd', influxd?.url);
  provide('sink', sink.url);
  return async () => {
    await influxd?.stop();
    await sink.stop();
  };
}
