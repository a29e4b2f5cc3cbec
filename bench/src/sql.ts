import { InfluxDBClient } from '@influxdata/influxdb3-client';
import { createClient } from '@influxkit/runtime';
import { createSql, type SqlClient } from '@influxkit/sql';
import { flightTransport } from '@influxkit/sql/flight';
import type { Suite, SuiteOptions } from './harness/suite.js';
import { type Read, type Reader, readInTurns, rowsTable } from './rows-table.js';
import { type SqlServer, serveSql } from './sql-server.js';

const QUERY = 'SELECT * FROM motor';

/** The ways to read rows, by one transport. */
const ways = (name: string, db: SqlClient): Reader[] => [
  {
    name: `${name}, row by row, exact`,
    run: async () => {
      let rows = 0;
      for await (const row of db.rows(QUERY)) if (row['time'] !== undefined) rows += 1;
      return rows;
    },
  },
  {
    name: `${name}, in batches, exact`,
    run: async () => {
      let rows = 0;
      for await (const batch of db.rows(QUERY).batches())
        for (const row of batch) if (row['time'] !== undefined) rows += 1;
      return rows;
    },
  },
];

const columns = (name: string, db: SqlClient): Reader => ({
  name: `${name}, columns, exact`,
  run: async () => (await db.columns(QUERY)).length,
});

const readers = ({ http, flight }: SqlServer, competitor: InfluxDBClient): Reader[] => {
  const db = createSql(createClient({ baseUrl: http }), { database: 'bench' });
  const api = createClient({ baseUrl: flight });
  const overFlight = createSql(api, { database: 'bench', transport: flightTransport(api) });
  return [
    {
      name: '@influxdata/influxdb3-client query()',
      run: async () => {
        let rows = 0;
        for await (const row of competitor.query(QUERY, 'bench')) if (row['time'] !== undefined) rows += 1;
        return rows;
      },
    },
    ...ways('influxkit', db),
    columns('influxkit', db),
    ...ways('influxkit over Flight', overFlight),
    {
      name: 'influxkit over Flight, columns in batches, exact',
      run: async () => {
        let rows = 0;
        for await (const batch of overFlight.columns(QUERY).batches()) rows += batch.length;
        return rows;
      },
    },
    columns('influxkit over Flight', overFlight),
  ];
};

/** Reading rows of SQL from a server on the same machine, beside the official client. */
export const sql: Suite = {
  name: 'sql',
  async run(options: SuiteOptions) {
    const rows = options.quick ? 20_000 : 100_000;
    const cases = [
      ['Integers that a number holds', 0n],
      ['Integers past 2^53, which the official client rounds', 9_007_199_254_740_993n],
    ] as const;
    const data: Read[] = [];
    for (const [title, first] of cases) {
      const server = await serveSql(rows, first);
      const competitor = new InfluxDBClient({ host: server.flight, token: 'benchmark', database: 'bench' });
      try {
        data.push(await readInTurns(title, readers(server, competitor), options));
      } finally {
        await competitor.close();
        await server.close();
      }
    }
    return {
      title: 'Reading SQL from a server',
      about:
        `A server in another process of the same machine has the same ${rows.toLocaleString('en-US')} rows (a time, two ` +
        'tags, a float with nulls, an integer, a string) as JSON lines over HTTP and over Flight, which is all that the ' +
        'official client reads; rows a second of processor time of the reader. The official client rounds ' +
        'times to milliseconds.',
      tables: data.map(rowsTable),
      packages: ['@influxdata/influxdb3-client'],
      data,
    };
  },
};
