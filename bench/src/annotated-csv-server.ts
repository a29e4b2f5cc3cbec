import { InfluxDB } from '@influxdata/influxdb-client';
import { createQuery, type QueryClient } from '@influxkit/query';
import { createClient } from '@influxkit/runtime';
import { type CsvResponse, fluxShape, wideShape } from './annotated-csv-data.js';
import { serve } from './annotated-csv-worker.js';
import { wallTime } from './harness/interleave.js';
import type { Suite, SuiteOptions } from './harness/suite.js';
import { type Read, type Reader, readInTurns, rowsTable } from './rows-table.js';

const TOKEN = 'benchmark';

const rowByRow = async (query: QueryClient, options: object): Promise<number> => {
  let rows = 0;
  for await (const row of query.rows('bench', options)) if (row['_time'] !== undefined) rows += 1;
  return rows;
};

const inBatches = async (query: QueryClient, options: object): Promise<number> => {
  let rows = 0;
  for await (const batch of query.rows('bench', options).batches()) {
    for (const row of batch) if (row['_time'] !== undefined) rows += 1;
  }
  return rows;
};

/** Readers of one address; rows are objects for all of them. */
const readers = (url: string): Reader[] => {
  const api = createClient({ baseUrl: url, headers: { authorization: `Token ${TOKEN}` } });
  const query = createQuery(api, { org: 'bench' });
  const like = { times: 'rfc3339', integers: 'number', gzip: false };
  const competitor = new InfluxDB({ url, token: TOKEN }).getQueryApi('bench');
  return [
    {
      name: '@influxdata/influxdb-client iterateRows',
      run: async () => {
        let rows = 0;
        for await (const { values, tableMeta } of competitor.iterateRows('bench')) {
          if (tableMeta.toObject(values)['_time'] !== undefined) rows += 1;
        }
        return rows;
      },
    },
    { name: 'influxkit, row by row, the same values', run: () => rowByRow(query, like) },
    { name: 'influxkit, row by row, exact', run: () => rowByRow(query, { gzip: false }) },
    { name: 'influxkit, in batches, the same values', run: () => inBatches(query, like) },
    { name: 'influxkit, in batches, exact', run: () => inBatches(query, { gzip: false }) },
  ];
};

/** Reading an response from a server on the same machine, beside the official client. */
export const annotatedCsvServer: Suite = {
  name: 'annotated-csv-server',
  async run(options: SuiteOptions) {
    const size = options.quick ? 20_000 : 100_000;
    const responses: CsvResponse[] = [fluxShape(size, 1000), wideShape(size / 5, 20)];
    const data: Read[] = [];
    for (const { title, bytes } of responses) {
      const server = await serve({ head: new Uint8Array(0), body: bytes, times: 1 });
      try {
        data.push(await readInTurns(title, readers(server.url), options, wallTime));
      } finally {
        await server.close();
      }
    }
    return {
      title: 'Reading annotated CSV from a server',
      about:
        'A server in another thread of the same machine responds with the same bytes every time; rows are made objects.',
      tables: data.map(rowsTable),
      packages: ['@influxdata/influxdb-client'],
      data,
    };
  },
};
