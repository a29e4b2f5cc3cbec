// What every consumer does, each in its runtime, with the packages as they are published: lists, pages, writes, queries.
import { basicAuth } from '@influxkit/auth';
import { tokenAuth } from '@influxkit/influxdb/auth';
import { InfluxDB as InfluxDB3, sql } from '@influxkit/influxdb/core';
import { InfluxDB } from '@influxkit/influxdb/oss-v2';
import { defineMeasurement, int, parsePoints } from '@influxkit/line-protocol';
import { type Buckets, createOssV2, type OssV2 } from '@influxkit/oss-v2';
import { paginate } from '@influxkit/pagination';
import { createInfluxQL, createQuery, flux } from '@influxkit/query';
import { ApiError } from '@influxkit/runtime';
import { createWriter } from '@influxkit/write';

/** Where the servers are, and a name that no other consumer has. */
export interface Surroundings {
  name: string;
  influxd?: string;
  victoriaMetrics?: string;
  influxdb3: string;
  contract: string;
}

/** What came of it; plain JSON. */
export interface Report {
  buckets: { first: number; paged: string[]; byOneImport: number };
  fluxRow: Record<string, string>;
  rejected: { status: number; operation: string };
  influxd?: { version: string; written: number; rows: Record<string, string>[]; failure: string };
  victoriaMetrics?: { written: number };
  influxdb3: { age: number; line: string; rpm: number | null; columns: string[]; mean: string };
  parsed: string;
}

const time = 1_700_000_000_123_456_789n;

export async function work(surroundings: Surroundings): Promise<Report> {
  const { name, influxd, victoriaMetrics, influxdb3, contract } = surroundings;
  const api = createOssV2({ baseUrl: contract, auth: tokenAuth('a-token') });
  const report: Report = {
    buckets: await listAndPage(api, contract, name),
    fluxRow: await queryFlux(api),
    rejected: await rejected(api),
    influxdb3: await useInfluxDB3(influxdb3, name),
    parsed: parse(),
  };
  if (influxd !== undefined) report.influxd = await useInfluxd(influxd, name);
  if (victoriaMetrics !== undefined) report.victoriaMetrics = await useVictoriaMetrics(victoriaMetrics, name);
  return report;
}

/** More buckets than a page holds, through the client, `paginate`, and all in one import. */
async function listAndPage(api: OssV2, contract: string, name: string): Promise<Report['buckets']> {
  const { id: orgID } = await api.orgs.create({ name: `org-${name}` });
  if (orgID === undefined) throw new Error('The organization has no ID.');
  for (let index = 0; index < 25; index++) {
    const bucket = `bucket-${String(index).padStart(2, '0')}`;
    await api.buckets.create({ orgID, name: bucket, retentionRules: [] });
  }
  const first: Buckets = await api.buckets.list({ orgID, limit: 10 });
  const paged: string[] = [];
  for await (const bucket of paginate(api.buckets.list, { orgID, limit: 10 })) paged.push(bucket.name);
  const influx = new InfluxDB({ url: contract, token: 'a-token', orgID });
  const all = await paginate(influx.api.buckets.list, { orgID }).toArray();
  return { first: first.buckets?.length ?? 0, paged, byOneImport: all.length };
}

async function queryFlux(api: OssV2): Promise<Report['fluxRow']> {
  const query = createQuery(api, { org: 'acme' });
  const rows = await query.toArray(flux`from(bucket: ${'co2'}) |> range(start: ${new Date(0)})`);
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([column, value]) => [column, String(value)]));
}

async function rejected(api: OssV2): Promise<Report['rejected']> {
  try {
    await api.buckets.get('ffffffffffffffff');
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, operation: String(error.operation) };
    throw error;
  }
  throw new Error('There should be no such bucket.');
}

/** Writes points of all types, and reads them back with every digit. */
async function useInfluxd(baseUrl: string, db: string): Promise<NonNullable<Report['influxd']>> {
  const api = createOssV2({ baseUrl, auth: basicAuth({ username: 'anyone', password: 'anything' }) });
  const influxql = createInfluxQL(api, { db });
  await influxql(`CREATE DATABASE "${db}"`, { method: 'POST' }).toArray();
  const weather = defineMeasurement('weather', {
    tags: ['station'],
    fields: { temperature: 'float', count: 'int', note: 'string', dry: 'boolean' },
  });
  let written: number;
  {
    await using writer = createWriter(api, { db, precision: 'ns' });
    writer.write({
      measurement: 'weather',
      tags: { station: 'a b,c=d' },
      fields: { temperature: 21.5, count: int(9_007_199_254_740_993n), note: 'say "hi"\nü 🙂', dry: true },
      timestamp: time,
    });
    writer.write(weather.point({ station: 'x', temperature: -0.25, count: 2n, note: '', dry: false, time: time + 1n }));
    await writer.flush();
    written = writer.stats().written;
  }
  const rows = await influxql('SELECT * FROM weather').toArray();
  const failed = await influxql('SELECT * FROM weather', { db: `not-${db}` })
    .toArray()
    .catch((error: unknown) => error);
  return {
    version: (await api.ping().withResponse()).headers.get('x-influxdb-version') ?? '',
    written,
    rows: rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, String(value)]))),
    failure: failed instanceof Error ? `${failed.name}: ${failed.message}` : 'none',
  };
}

async function useVictoriaMetrics(baseUrl: string, measurement: string): Promise<{ written: number }> {
  const api = createOssV2({ baseUrl, auth: tokenAuth('a-token') });
  const writer = createWriter(api, { org: 'acme', bucket: 'b', precision: 'ms', batchLines: 50 });
  for (let index = 0; index < 100; index++) {
    writer.write({ measurement, fields: { value: index }, timestamp: 1_700_000_000_000 + index });
  }
  const { stats } = await writer.close();
  return { written: stats.written };
}

/** The first page about InfluxDB 3, as a newcomer types it. */
async function useInfluxDB3(url: string, database: string): Promise<Report['influxdb3']> {
  const influx = new InfluxDB3({ url, token: 'a-token', database });
  await influx.api.databases.create({ db: database, retention_period: '30d' });
  const before = BigInt(Date.now()) * 1_000_000n;

  await using writer = influx.writer();
  writer.write({
    measurement: 'motor',
    tags: { line: 'A' },
    fields: { rpm: 1480.5, starts: 7n },
    timestamp: new Date(),
  });
  await writer.flush();

  const since = new Date(Date.now() - 3_600_000);
  const found: Pick<Report['influxdb3'], 'age' | 'line' | 'rpm'>[] = [];
  for await (const row of influx.sql.rows<{ time: bigint; line: string; rpm: number | null }>(
    sql`SELECT time, line, rpm FROM motor WHERE time > ${since} AND line = ${'A'}`,
  ))
    found.push({ age: Number(row.time - before), line: row.line, rpm: row.rpm });
  const columns = await influx.sql.columns(sql`SELECT time, rpm FROM motor`);
  const means: string[] = [];
  for await (const row of influx.influxql('SELECT mean(rpm) FROM motor WHERE line = $line GROUP BY time(5m)', {
    params: { line: 'A' },
  }))
    means.push(String(row['mean']));
  await influx.api.databases.delete({ db: database });
  const [row] = found;
  if (row === undefined || found.length > 1) throw new Error(`${found.length} rows came of one point.`);
  const kinds = columns.columns.map(({ label, values }) => `${label}: ${values.constructor.name}`);
  return { ...row, columns: kinds, mean: means.join() };
}

function parse(): string {
  const points = parsePoints('m,t=1 f=9223372036854775807i 1700000000123456789');
  return points.map(({ measurement, timestamp }) => `${measurement} ${timestamp}`).join();
}
