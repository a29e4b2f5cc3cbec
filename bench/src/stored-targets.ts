import { startInfluxd } from '../../tests/tools/src/influxd.js';
import { findServer } from '../../tests/tools/src/require-server.js';
import { startVictoriaMetrics } from '../../tests/tools/src/victoria-metrics.js';

/** Where lines go, in the words of each contender. */
export interface StoredTarget {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Path and query of a write in milliseconds. */
  readonly path: string;
  readonly writer:
    | { readonly db: string }
    | { readonly org: string; readonly bucket: string }
    | { readonly database: string };
  /** The official client writes to `/api/v2/write`, which 1.x has from 1.8 on. */
  readonly official?: { readonly org?: string; readonly bucket: string; readonly token?: string };
}

/** A server that runs, and how to count what it has stored. */
export interface StoringServer {
  readonly name: string;
  readonly target: StoredTarget;
  count(measurement: string): Promise<number>;
  stop(): Promise<void>;
}

async function responseOf(url: string, init: RequestInit): Promise<string> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url.split('?')[0]} responded with ${response.status}: ${text.slice(0, 200)}`);
  return text;
}

async function influxd(): Promise<StoringServer> {
  const server = await startInfluxd();
  await server.query('CREATE DATABASE bench');
  return {
    name: `influxd ${server.version}`,
    target: {
      url: server.url,
      path: '/write?db=bench&precision=ms',
      writer: { db: 'bench' },
    },
    count: async (measurement) => {
      const { results } = await server.query(`SELECT count("load") FROM "${measurement}"`, { db: 'bench' });
      return Number(results[0]?.series?.[0]?.values[0]?.[1] ?? 0);
    },
    stop: () => server.stop(),
  };
}

async function victoriaMetrics(): Promise<StoringServer> {
  const server = await startVictoriaMetrics();
  return {
    name: 'VictoriaMetrics',
    target: {
      url: server.url,
      path: '/api/v2/write?org=o&bucket=bench&precision=ms',
      writer: { org: 'o', bucket: 'bench' },
      official: { org: 'o', bucket: 'bench' },
    },
    count: async (measurement) => {
      const series = await server.export(`{__name__="${measurement}_load"}`);
      return series.reduce((sum, { values }) => sum + values.length, 0);
    },
    stop: () => server.stop(),
  };
}

/** A 2.x or Cloud v2 that runs already: BENCH_V2_URL, BENCH_V2_TOKEN, BENCH_V2_ORG, BENCH_V2_BUCKET. */
function secondVersion(env: NodeJS.ProcessEnv): StoringServer | undefined {
  const { BENCH_V2_URL: url, BENCH_V2_TOKEN: token = '', BENCH_V2_ORG: org = '', BENCH_V2_BUCKET: bucket = '' } = env;
  if (url === undefined) return undefined;
  const headers = { authorization: `Token ${token}` };
  const place = new URLSearchParams({ org, bucket, precision: 'ms' }).toString();
  return {
    name: 'InfluxDB v2',
    target: { url, headers, path: `/api/v2/write?${place}`, writer: { org, bucket }, official: { org, bucket, token } },
    count: async (measurement) => {
      const query = `from(bucket: ${JSON.stringify(bucket)}) |> range(start: -1d, stop: 1d) |> filter(fn: (r) => r._measurement == "${measurement}" and r._field == "load") |> group() |> count() |> keep(columns: ["_value"])`;
      const text = await responseOf(`${url}/api/v2/query?${new URLSearchParams({ org }).toString()}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/vnd.flux', accept: 'application/csv' },
        body: query,
      });
      return Number(text.trim().split('\n').at(-1)?.split(',').at(-1)?.trim() || 0) || 0;
    },
    stop: async () => {},
  };
}

/** An InfluxDB 3 that runs already: BENCH_V3_URL, BENCH_V3_TOKEN, BENCH_V3_DATABASE. */
function thirdVersion(env: NodeJS.ProcessEnv): StoringServer | undefined {
  const { BENCH_V3_URL: url, BENCH_V3_TOKEN: token = '', BENCH_V3_DATABASE: database = '' } = env;
  if (url === undefined) return undefined;
  const headers = { authorization: `Bearer ${token}` };
  return {
    name: 'InfluxDB 3',
    target: {
      url,
      headers,
      path: `/api/v3/write_lp?${new URLSearchParams({ db: database, precision: 'millisecond' }).toString()}`,
      writer: { database },
      official: { bucket: database, token },
    },
    count: async (measurement) => {
      const q = `SELECT count(load) AS points FROM "${measurement}"`;
      const query = new URLSearchParams({ db: database, format: 'json', q }).toString();
      const response = await fetch(`${url}/api/v3/query_sql?${query}`, { headers });
      // a table that is not there yet has no points
      if (!response.ok) return 0;
      return Number(((await response.json()) as { points: number }[])[0]?.points ?? 0);
    },
    stop: async () => {},
  };
}

/** Every server there is: those that this machine can start, and those at the addresses that the environment names. */
export async function storingServers(env: NodeJS.ProcessEnv): Promise<StoringServer[]> {
  const servers: StoringServer[] = [];
  if (findServer('influxd')) servers.push(await influxd());
  if (findServer('victoria-metrics')) servers.push(await victoriaMetrics());
  for (const server of [secondVersion(env), thirdVersion(env)]) if (server) servers.push(server);
  return servers;
}
