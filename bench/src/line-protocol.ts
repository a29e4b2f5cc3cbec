import { count, ratio } from './harness/format.js';
import { type Contender, interleave, type Measured } from './harness/interleave.js';
import type { Suite, SuiteOptions, Table } from './harness/suite.js';
import { type Encode, escapedStrings, mixedTypes, oneField, wide } from './line-protocol-contenders.js';
import { decimals, escapes, fullPrecision, mixed, small } from './line-protocol-data.js';

const BATCH = 5000;

/** One kind of rows and all who encode them. */
export interface Workload {
  readonly title: string;
  readonly contenders: Contender[];
}

function workload<Row>(title: string, rows: readonly Row[], encoders: readonly [string, Encode<Row>][]): Workload {
  const batches: Row[][] = [];
  for (let i = 0; i < rows.length; i += BATCH) batches.push(rows.slice(i, i + BATCH));
  return {
    title,
    contenders: encoders.map(([name, encode]) => {
      let turn = 0;
      return {
        name,
        run: () => {
          const batch = batches[turn++ % batches.length] ?? [];
          if (encode(batch).length === 0) throw new Error(`${name} encoded nothing`);
          return batch.length;
        },
      };
    }),
  };
}

function workloads(): Workload[] {
  const precise = fullPrecision();
  const short = decimals();
  const types = mixed();
  const escaped = escapes();
  const little = small();
  const list = [
    workload('10 tags, 10 floats of full precision', precise.rows, wide(precise.series)),
    workload('10 tags, 10 floats of two decimals', short.rows, wide(short.series)),
    workload('mixed types', types.rows, mixedTypes(types.series)),
    workload('strings that need escapes', escaped.rows, escapedStrings(escaped.series)),
    workload('1 tag, 1 field', little.rows, oneField(little.series)),
  ];
  return list;
}

function table(title: string, measured: readonly Measured[]): Table {
  return {
    title,
    columns: ['encoder', 'points/s', '±', 'ratio (quartiles)'],
    rows: measured.map((m) => [m.name, count(m.unitsPerSecond), `${(m.spread * 100).toFixed(0)}%`, ratio(m)]),
  };
}

export const encode: Suite = {
  name: 'encode',
  run({ quick }: SuiteOptions) {
    const timing = quick ? { rounds: 3, milliseconds: 60 } : { rounds: 11, milliseconds: 150 };
    const measured = workloads().map(({ title, contenders }) => ({ title, results: interleave(contenders, timing) }));
    return {
      title: 'Encoding line protocol',
      about: '',
      tables: measured.map(({ title, results }) => table(title, results)),
      peers: ['@influxdata/influxdb-client', '@influxdata/influxdb3-client', '@questdb/nodejs-client', 'influx'],
      data: measured,
    };
  },
};
