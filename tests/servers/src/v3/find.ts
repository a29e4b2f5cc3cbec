import { createCore } from '@influxkit/influxdb3/core';
import { ApiError, ConnectionError, createClient } from '@influxkit/runtime';
import { flightTransport } from '@influxkit/sql/flight';
import { findPython, startDataFusion, startFakeInfluxDB3 } from '@influxkit/test-tools';
import { withBearer } from '../credentials.js';
import type { InfluxDB3 } from './server.js';

export interface FoundInfluxDB3 {
  readonly servers: readonly InfluxDB3[];
  stop(): Promise<void>;
}

/**
 * Finds the InfluxDB 3 that the environment names: at `INFLUXDB3_URL`, with `INFLUXDB3_TOKEN` where it has authorization.
 * Where it names none, two fake servers stand in, one of either kind, which respond as Core was recorded to; DataFusion
 * executes their SQL where there is Python.
 *
 * @throws Error where the environment names one that cannot be used
 */
export async function findInfluxDB3(environment: NodeJS.ProcessEnv): Promise<FoundInfluxDB3> {
  const { INFLUXDB3_URL: url = '', INFLUXDB3_TOKEN: token = '' } = environment;
  if (url !== '') {
    const base = url.replace(/\/+$/, '');
    const server = await describe(base, token === '' ? undefined : token, {
      executesSql: true,
      isReal: true,
      flightUrl: (await speaksFlight(base)) ? base : undefined,
    });
    return { servers: [server], stop: async () => {} };
  }
  const executesSql = findPython() !== undefined;
  const fakes = await Promise.all(
    [undefined, 'apiv3_a-token'].map(async (fakeToken) => {
      const engine = executesSql ? await startDataFusion(fakeToken) : undefined;
      const fake = await startFakeInfluxDB3({
        recorded: false,
        ...(fakeToken !== undefined && { token: fakeToken }),
        ...(engine && { engine }),
      });
      const stop = async (): Promise<void> => {
        await fake.stop();
        await engine?.stop();
      };
      return {
        server: await describe(fake.url, fakeToken, { executesSql, isReal: false, flightUrl: engine?.flight }),
        stop,
      };
    }),
  );
  return {
    servers: fakes.map(({ server }) => server),
    stop: async () => {
      for (const { stop } of fakes) await stop();
    },
  };
}

/** Whether a server speaks HTTP/2, by prior knowledge or over TLS: what lies between it and us may not. */
async function speaksFlight(url: string): Promise<boolean> {
  await using transport = flightTransport(createClient({ baseUrl: url }));
  return transport.connect().then(
    () => true,
    () => false,
  );
}

/** Asks the server what it is. One that was just started takes some seconds until it responds. */
async function describe(
  url: string,
  token: string | undefined,
  { executesSql, isReal, flightUrl }: Pick<InfluxDB3, 'executesSql' | 'isReal' | 'flightUrl'>,
): Promise<InfluxDB3> {
  const api = createCore({ baseUrl: url, ...(token !== undefined && { auth: withBearer(token) }) });
  const head = await untilUp(async () => (await api.ping().withResponse()).headers);
  if (head === undefined)
    throw new Error(`${url} wants a token: give INFLUXDB3_TOKEN, an admin token of it, beside INFLUXDB3_URL.`);
  const version = head.get('x-influxdb-version') ?? undefined;
  const build = head.get('x-influxdb-build') ?? undefined;
  const responds = async (path: string, method: 'GET' | 'POST'): Promise<boolean> => {
    const response = await api.request({ method, path });
    return !(response.statusCode === 404 && new TextDecoder().decode(response.body) === 'Not found');
  };
  const what = isReal
    ? `${build ?? 'InfluxDB 3'} ${version ?? ''} at ${url}, ${token === undefined ? 'without' : 'with'} a token`
    : `none (INFLUXDB3_URL names one): a fake Core, ${token === undefined ? 'without' : 'with'} authorization, ${
        executesSql ? 'its SQL executed by DataFusion' : 'without SQL, for there is no python3'
      }`;
  return {
    url,
    token,
    description: what,
    version,
    build,
    flightUrl,
    executesSql,
    isReal,
    hasConfiguration: await responds('/api/v3/configure/database', 'GET'),
    hasOlderEndpoints: (await responds('/api/v2/write', 'POST')) && (await responds('/query', 'GET')),
  };
}

/** What a request gives as soon as there is a response; undefined where the token does not do. */
async function untilUp<Result>(ask: () => Promise<Result>): Promise<Result | undefined> {
  for (const deadline = Date.now() + 300_000; ; ) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return undefined;
      if (!(error instanceof ConnectionError) || Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
