// SQL over Arrow Flight, for the runtimes with HTTP/2 of their own.
import { createClient } from '@influxkit/runtime';
import { createSql } from '@influxkit/sql';
import { flightTransport } from '@influxkit/sql/flight';

/** What came of it; plain JSON. */
export interface FlightReport {
  rows: string[];
  columns: string[];
  left: number;
  /** Rows of a result that is larger than what may be on its way, after one that was read and one that was left. */
  many: number;
  failure: string;
  late: string;
}

export async function queryOverFlight(url: string): Promise<FlightReport> {
  const api = createClient({ baseUrl: url });
  await using transport = flightTransport(api);
  const db = createSql(api, { database: 'd', transport });
  const rows = await db.toArray('SELECT rows');
  const { columns } = await db.columns('SELECT rows');
  let left = 0;
  for await (const _ of db.rows('SELECT many')) {
    left += 1;
    break;
  }
  const failureOf = (error: Error): string => `${error.name}: ${error.message}`;
  return {
    rows: rows.map((row) => Object.values(row).join()),
    columns: columns.map(({ values }) => values.constructor.name),
    left,
    many: (await db.columns('SELECT many')).length,
    failure: await db.toArray('SELECT failure').then(() => 'none', failureOf),
    late: await db.toArray('SELECT nothing', { timeout: 300 }).then(() => 'none', failureOf),
  };
}
