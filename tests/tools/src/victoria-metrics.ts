import { serverFolder, startChild, untilReady } from './child.js';
import { plainRequest } from './plain-request.js';
import { freePort } from './ports.js';
import { findServer } from './require-server.js';

/** A VictoriaMetrics that runs, empty. It takes line protocol at `/api/v2/write`; it does not check its syntax. */
export interface VictoriaMetrics extends AsyncDisposable {
  /** Base URL without a slash at its end. */
  readonly url: string;
  /** All series that match a selector such as `{__name__="cpu_value"}`; what was written before is in it. */
  export(selector: string): Promise<readonly ExportedSeries[]>;
  stop(): Promise<void>;
}

export interface ExportedSeries {
  /** Labels; `__name__` is the measurement, `_` and the field. */
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (number | null)[];
  /** Milliseconds since 1970. */
  readonly timestamps: readonly number[];
}

/** Starts a VictoriaMetrics on 127.0.0.1 in a folder of its own, which goes when the server stops or this process ends. */
export async function startVictoriaMetrics(): Promise<VictoriaMetrics> {
  const command = findServer('victoria-metrics');
  if (command === undefined) {
    throw new Error('There is no victoria-metrics on this machine (Debian: apt-get install victoria-metrics).');
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(command);
    } catch (error) {
      // Someone took the port between finding it and using it.
      if (attempt === 3 || !String(error).includes('address already in use')) throw error;
    }
  }
}

async function start(command: string): Promise<VictoriaMetrics> {
  const folder = await serverFolder('victoria-metrics');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = startChild(folder, command, [
    `-httpListenAddr=127.0.0.1:${port}`,
    `-storageDataPath=${folder}`,
    // Whole milliseconds, as it stores them, and no point of a test is too old.
    '-influxTrimTimestamp=1ms',
    '-retentionPeriod=100y',
    '-memory.allowedPercent=10',
  ]);
  await untilReady('victoria-metrics', child, async () => (await plainRequest(`${url}/health`)).status === 200);
  return {
    url,
    export: async (selector) => {
      await plainRequest(`${url}/internal/force_flush`);
      const { text } = await plainRequest(`${url}/api/v1/export?match[]=${encodeURIComponent(selector)}`);
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as ExportedSeries);
    },
    stop: child.stop,
    [Symbol.asyncDispose]: child.stop,
  };
}
