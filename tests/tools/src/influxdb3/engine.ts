// DataFusion as the engine of a fake InfluxDB 3: it executes SQL over what was written to the fake.
import type { ServerResponse } from 'node:http';
import { type PythonServer, startPythonServer } from '../python.js';
import type { Catalog, Row, Table } from './catalog.js';
import type { FakeQuery, SqlEngine } from './fake-server.js';

export interface DataFusion extends SqlEngine, AsyncDisposable {
  /** Where it speaks Flight, over HTTP/2 without TLS. It knows what was asked of over HTTP, or written by `load`. */
  readonly flight: string;
  /** Brings all rows of a fake's catalog to it that it has not got. */
  load(catalog: Catalog): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an engine; each fake server needs one of its own. */
export async function startDataFusion(token?: string): Promise<DataFusion> {
  const environment = token === undefined ? {} : { INFLUXDB3_ENGINE_TOKEN: token };
  const server: PythonServer = await startPythonServer('influxdb3-engine.py', [], environment);
  const { url = '', flight = '' } = server.said;
  const sent = new Map<Table, number>();

  const post = (path: string, body: string): Promise<Response> => fetch(`${url}${path}`, { method: 'POST', body });

  const load = async (catalog: Catalog): Promise<void> => {
    for (const [db, { tables }] of catalog.databases) {
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
    async query(
      text: string,
      language: FakeQuery['language'],
      catalog: Catalog,
      response: ServerResponse,
    ): Promise<void> {
      if (language !== 'sql') {
        response.writeHead(400).end('This feature is not implemented: the engine of the fake knows no InfluxQL');
        return;
      }
      await load(catalog);
      let executed: Response;
      try {
        executed = await post('/query', text);
      } catch {
        response.destroy();
        return;
      }
      const type = executed.headers.get('content-type');
      const head: Record<string, string> = executed.ok ? { 'access-control-allow-origin': '*' } : {};
      if (type !== null) head['content-type'] = type;
      response.writeHead(executed.status, head);
      response.flushHeaders();
      try {
        for await (const part of executed.body ?? []) response.write(part);
        response.end();
      } catch {
        // what was written leaves, and then the connection is closed
        await new Promise((resolve) => response.write('', resolve));
        response.socket?.end();
      }
    },
    stop: server.stop,
    [Symbol.asyncDispose]: server.stop,
  };
}

/** Columns of some rows; numbers as text, for JSON holds not all of them whole. */
function columnsOf(table: Table, from: number): [name: string, kind: string, values: unknown[]][] {
  const rows = table.rows.slice(from);
  const cellOf = (row: Row, name: string): unknown => {
    const value = row[name];
    if (value === undefined) return null;
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value).replace('Infinity', 'inf');
    return typeof value === 'bigint' ? String(value) : value;
  };
  return [...table.columns].map(([name, kind]) => [name, kind, rows.map((row) => cellOf(row, name))]);
}
