import { createRequire } from 'node:module';
import { type DecodeInfluxQLOptions, decodeInfluxQL } from '@influxkit/query';
import { pieces } from './annotated-csv-data.js';
import type { Suite, SuiteOptions } from './harness/suite.js';
import { type Read, type Reader, readInTurns, rowsTable } from './rows-table.js';

/** The part of `influx` that decodes a response; its pool reads the whole body as a string before. */
interface InfluxResults {
  parse(response: unknown, precision?: string): { readonly length: number };
}

const influx = createRequire(import.meta.url)('influx/lib/src/results') as InfluxResults;

const SERIES = 10;

type Time = (milliseconds: number) => string;

const responseOf = (rows: number, time: Time): Uint8Array => {
  const series = Array.from({ length: SERIES }, (_, host) => {
    const values = Array.from({ length: rows / SERIES }, (_, i) => {
      const value = Math.round(Math.sin(i) * 1e4) / 100;
      return `[${time(Date.UTC(2020, 0, 1) + i * 10_000)},${value},${i},"ok"]`;
    });
    return `{"name":"cpu","tags":{"host":"h${host}"},"columns":["time","usage","count","state"],"values":[${values.join(',')}]}`;
  });
  return new TextEncoder().encode(`{"results":[{"statement_id":0,"series":[${series.join(',')}]}]}\n`);
};

const readers = (bytes: Uint8Array, precision: string | undefined, options: DecodeInfluxQLOptions): Reader[] => {
  const chunks = pieces(bytes);
  async function* arriving() {
    yield* chunks;
  }
  return [
    {
      name: 'influx',
      run: () => {
        const decoder = new TextDecoder();
        const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('');
        return influx.parse(JSON.parse(text), precision).length;
      },
    },
    {
      name: 'influxkit',
      run: async () => {
        let rows = 0;
        for await (const batch of decodeInfluxQL(arriving(), options).batches()) rows += batch.length;
        return rows;
      },
    },
  ];
};

/** Decoding responses of `/query`, beside `influx`. */
export const influxql: Suite = {
  name: 'influxql',
  async run(options: SuiteOptions) {
    const rows = options.quick ? 20_000 : 50_000;
    const cases = [
      ['Times in nanoseconds; influx makes dates, influxkit bigint', (ms: number) => `${ms}000000`, 'n', {}],
      ['Times as text; both make dates', (ms: number) => JSON.stringify(new Date(ms)), undefined, { times: 'date' }],
      ['Times in milliseconds; both make dates', (ms: number) => String(ms), 'ms', { times: 'date' }],
    ] as const;
    const data: Read[] = [];
    for (const [title, time, precision, decode] of cases) {
      data.push(await readInTurns(title, readers(responseOf(rows, time), precision, decode), options));
    }
    const growth: { size: number; results: Read['results'] }[] = [];
    for (const size of [2000, 10_000, 50_000, 200_000]) {
      const asDates = readers(responseOf(size, String), 'ms', { times: 'date' });
      growth.push({ size, results: (await readInTurns(`${size} rows`, asDates, options)).results });
    }
    return {
      title: 'Decoding InfluxQL responses',
      about:
        `JSON in memory, in pieces of 64 KiB: ${SERIES} series with a tag, four columns, ${rows.toLocaleString('en-US')} ` +
        'rows where no other number stands; rows a second of processor time. influx parses the whole string at once and ' +
        'then makes its rows, so that all of it is in memory together: the larger the response, the more a row costs.',
      tables: [
        ...data.map(rowsTable),
        {
          title: 'How cost grows: nanoseconds a row, times in milliseconds, by the rows of a response',
          unit: 'ns',
          columns: ['rows', ...(growth[0]?.results.map(({ name }) => name) ?? [])],
          rows: growth.map(({ size, results }) => [
            String(size),
            ...results.map(({ unitsPerSecond }) => (1e9 / unitsPerSecond).toFixed(0)),
          ]),
        },
      ],
      packages: ['influx'],
      data: { measured: data, growth },
    };
  },
};
