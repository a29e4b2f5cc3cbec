// DataFusion as the engine of a fake InfluxDB 3: it executes SQL over what was written to the fake.
import { dropConnection, type FakeDatabase, type FakeRow, type FakeSqlQuery, type FakeTable } from '@influxkit/testing';
import { brokenOff, streamOf } from '../../../../packages/testing/src/connection.js';
import { type PythonServer, startPythonServer } from '../python.js';
import type { SqlEngine } from './fake-server.js';
import { influxqlToSql } from './influxql.js';

export interface DataFusion extends SqlEngine, AsyncDisposable {
  /** Where it speaks Flight, over HTTP/2 without TLS. It knows what was asked of over HTTP, or written by `load`. */
  readonly flight: string;
  /** Brings all rows of a fake's databases to it that it has not got. */
  load(databases: ReadonlyMap<string, FakeDatabase>): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an engine; each fake server needs one of its own. */
export async function startDataFusion(token?: string): Promise<DataFusion> {
  const environment = token === undefined ? {} : { INFLUXDB3_ENGINE_TOKEN: token };
  const server: PythonServer = await startPythonServer('influxdb3-engine.py', [], environment);
  const { url = '', flight = '' } = server.said;
  const sent = new Map<FakeTable, number>();

  const post = (path: string, body: string): Promise<Response> => fetch(`${url}${path}`, { method: 'POST', body });

  const load = async (databases: ReadonlyMap<string, FakeDatabase>): Promise<void> => {
    for (const [db, { tables }] of databases) {
      const news = [...tables].filter(([, table]) => !table.isDeleted && (sent.get(table) ?? -1) < table.rows.length);
      if (news.length === 0 && tables.size > 0) continue;
      const columns = Object.fromEntries(news.map(([name, table]) => [name, columnsOf(table, sent.get(table) ?? 0)]));
      for (const [, table] of news) sent.set(table, table.rows.length);
      const response = await post('/rows', JSON.stringify({ db, tables: columns }));
      if (!response.ok) throw new Error(`The engine took no rows: ${response.status} ${server.output()}`);
    }
  };

  return {
    flight,
    load,
    async query({ text, language }, databases): Promise<Response> {
      const asked = language === 'sql' ? text : inSql(text);
      if (asked === undefined)
        return new Response('This feature is not implemented: the engine of the fake has little InfluxQL', {
          status: 400,
        });
      await load(databases);
      const executed = await post('/query', asked).catch(() => dropConnection());
      const type = executed.headers.get('content-type');
      const headers: Record<string, string> = executed.ok ? { 'access-control-allow-origin': '*' } : {};
      if (type !== null) headers['content-type'] = type;
      return new Response(streamOf(untilCut(executed)), { status: executed.status, headers });
    },
    stop: server.stop,
    [Symbol.asyncDispose]: server.stop,
  };
}

/** What an engine has sent; where it breaks off, so does the response to the client. */
async function* untilCut({ body }: Response): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of body ?? []) yield part;
  } catch {
    yield* brokenOff([]);
  }
}

/** A query of InfluxQL as one of SQL, its values as they were written. */
function inSql(text: string): string | undefined {
  const { db, q, format } = JSON.parse(text) as FakeSqlQuery;
  const sql = influxqlToSql(q);
  if (sql === undefined) return undefined;
  const params = /"params":\s*(\{(?:"(?:[^"\\]|\\.)*"|[^{}"])*\})/.exec(text)?.[1] ?? '{}';
  return `${JSON.stringify({ db, q: sql, format }).slice(0, -1)},"params":${params}}`;
}

/** Columns of some rows; numbers as text, for JSON holds not all of them whole. */
function columnsOf(table: FakeTable, from: number): [name: string, kind: string, values: unknown[]][] {
  const rows = table.rows.slice(from);
  const cellOf = (row: FakeRow, name: string): unknown => {
    const value = row[name];
    if (value === undefined) return null;
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value).replace('Infinity', 'inf');
    return typeof value === 'bigint' ? String(value) : value;
  };
  return [...table.columns].map(([name, kind]) => [name, kind, rows.map((row) => cellOf(row, name))]);
}
