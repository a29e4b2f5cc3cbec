import { columnPoints, defineMeasurement, LineBuffer, type PointColumns, type Series } from '@influxkit/line-protocol';
import { createWriter } from '@influxkit/write';
import { count, ratio } from './harness/format.js';
import { type Contender, interleave, type Measured } from './harness/interleave.js';
import { progress } from './harness/progress.js';
import type { Suite, SuiteOptions, Table } from './harness/suite.js';
import { below, random, twoDecimals } from './line-protocol-data.js';

const ROWS = 20_000;
const SERIES = 1000;
const FIELDS = ['user', 'system', 'idle', 'nice', 'iowait', 'irq', 'softirq', 'steal', 'guest', 'guest_nice'].map(
  (name) => `usage_${name}`,
);
const TAGS = ['hostname', 'region', 'datacenter', 'rack', 'os', 'arch', 'team', 'service', 'version', 'environment'];

/** The same values as columns and as what a row is made of. */
interface Data {
  readonly fields: Readonly<Record<string, Float64Array>>;
  readonly timestamps: BigInt64Array;
  readonly seriesOfRow: Uint16Array;
  readonly series: readonly Readonly<Record<string, string>>[];
}

function dataOf(value: () => number, fields: number, tags: number): Data {
  return {
    fields: Object.fromEntries(FIELDS.slice(0, fields).map((key) => [key, Float64Array.from({ length: ROWS }, value)])),
    timestamps: BigInt64Array.from(
      { length: ROWS },
      (_, row) => 1_700_000_000_000_000_000n + BigInt(row) * 10_000_000n,
    ),
    seriesOfRow: Uint16Array.from({ length: ROWS }, () => below(SERIES)),
    series: Array.from({ length: SERIES }, (_, index) =>
      Object.fromEntries(TAGS.slice(0, tags).map((key, tag) => [key, `${key}-${index % (100 + tag)}`])),
    ),
  };
}

type Row = Record<string, number | bigint>;

/** A row of one field or of ten, with its keys in the source, as programs write them. */
const rowMaker = ({ fields, timestamps }: Data): ((row: number) => Row) => {
  const columns = Object.values(fields);
  const at = (column: number, row: number): number => (columns[column] as Float64Array)[row] as number;
  if (columns.length === 1) return (row) => ({ usage_user: at(0, row), time: timestamps[row] as bigint });
  return (row) => ({
    usage_user: at(0, row),
    usage_system: at(1, row),
    usage_idle: at(2, row),
    usage_nice: at(3, row),
    usage_iowait: at(4, row),
    usage_irq: at(5, row),
    usage_softirq: at(6, row),
    usage_steal: at(7, row),
    usage_guest: at(8, row),
    usage_guest_nice: at(9, row),
    time: timestamps[row] as bigint,
  });
};

function contendersOf(data: Data): Contender[] {
  const { fields, timestamps, series, seriesOfRow } = data;
  const tags = Object.keys(series[0] ?? {});
  const measurement = defineMeasurement('cpu', {
    tags,
    fields: Object.fromEntries(Object.keys(fields).map((key) => [key, 'float' as const])),
  });
  const handles = series.map((one) => measurement.series(one)) as unknown as Series<Row>[];
  const makeRow = rowMaker(data);
  const buffered = (name: string, append: (buffer: LineBuffer) => void): Contender => {
    const buffer = new LineBuffer();
    return {
      name,
      run: () => {
        append(buffer);
        const batch = buffer.take();
        buffer.recycle(batch);
        if (batch.lines !== ROWS) throw new Error(`${name}: ${batch.lines} lines`);
        return ROWS;
      },
    };
  };
  const columns = (tagColumns: PointColumns['tags']): PointColumns => ({
    measurement: 'cpu',
    tags: tagColumns,
    fields,
    timestamps,
  });
  const dictionaries = Object.fromEntries(
    tags.map((key) => {
      const dictionary = [...new Set(series.map((one) => one[key] as string))];
      const places = new Map(dictionary.map((value, index) => [value, index]));
      const indexes = Uint16Array.from(seriesOfRow, (one) => places.get(series[one]?.[key] ?? '') ?? 0);
      return [key, { dictionary, indexes }];
    }),
  );
  const strings = Object.fromEntries(
    tags.map((key) => [key, Array.from(seriesOfRow, (one) => series[one]?.[key] ?? '')]),
  );
  const [first] = handles;
  return [
    buffered('.series(), a thousand series in turn', (buffer) => {
      for (let row = 0; row < ROWS; row++) handles[seriesOfRow[row] as number]?.append(buffer, makeRow(row));
    }),
    buffered('columns, tags in dictionaries', (buffer) => buffer.appendColumns(columnPoints(columns(dictionaries)))),
    buffered('columns, tags in arrays of strings', (buffer) => buffer.appendColumns(columnPoints(columns(strings)))),
    buffered('.series(), one series', (buffer) => {
      for (let row = 0; row < ROWS; row++) first?.append(buffer, makeRow(row));
    }),
    buffered('columns, one series', (buffer) => buffer.appendColumns(columnPoints(columns(series[0])))),
  ];
}

/** The whole way through a writer, to an API that stores all at once. */
function writersOf(data: Data): Contender[] {
  const api = { request: async () => ({ statusCode: 204, headers: {}, body: new Uint8Array(0) }) };
  const options = { bucket: 'b', gzip: false, maxBufferBytes: 1_000_000_000, flushInterval: 0 } as const;
  const [one] = data.series;
  const measurement = defineMeasurement('cpu', {
    tags: Object.keys(one ?? {}),
    fields: Object.fromEntries(Object.keys(data.fields).map((key) => [key, 'float' as const])),
  });
  const series = measurement.series(one as never) as unknown as Series<Row>;
  const makeRow = rowMaker(data);
  const { fields, timestamps } = data;
  const writing = (name: string, write: (writer: ReturnType<typeof createWriter>) => void): Contender => ({
    name,
    run: () => {
      const writer = createWriter(api as never, options);
      write(writer);
      void writer.close();
      return ROWS;
    },
  });
  return [
    writing('writer.write(series, row)', (writer) => {
      for (let row = 0; row < ROWS; row++) writer.write(series, makeRow(row));
    }),
    writing('writer.writeColumns(…)', (writer) => {
      writer.writeColumns({ measurement: 'cpu', tags: one, fields, timestamps });
    }),
  ];
}

const tableOf = (title: string, measured: readonly Measured[], base: number): Table => ({
  title,
  columns: ['way', 'points/s', '±', 'ratio (quartiles)'],
  rows: measured.map((one, index) => [
    one.name,
    count(one.unitsPerSecond),
    `${(one.spread * 100).toFixed(0)}%`,
    index < base ? '' : ratio(one),
  ]),
});

/** Points that stand in columns, beside the same row by row. */
export const columns: Suite = {
  name: 'columns',
  run({ quick }: SuiteOptions) {
    const timing = { rounds: quick ? 3 : 7, milliseconds: quick ? 60 : 150 };
    const sets: [string, Data][] = [
      ['10 tags, 10 floats of two decimals', dataOf(twoDecimals, 10, 10)],
      ['10 tags, 10 floats of full precision', dataOf(() => random() * 100, 10, 10)],
      ['1 tag, 1 float of full precision', dataOf(() => random() * 100, 1, 1)],
    ];
    const measured = sets.flatMap(([title, data]) => {
      progress(title);
      const all = contendersOf(data);
      return [
        { title: `${title}: a thousand series`, results: interleave(all.slice(0, 3), timing) },
        { title: `${title}: one series`, results: interleave(all.slice(3), timing) },
        { title: `${title}: one series, through a writer`, results: interleave(writersOf(data), timing) },
      ];
    });
    return {
      title: 'Points from columns',
      about:
        `${ROWS.toLocaleString('en')} points that stand in columns of numbers, written row by row by ` +
        '`defineMeasurement().series()`, an object of each, and as columns. Speeds are medians, in seconds of processor ' +
        'time; the ratio is to the first row.',
      tables: measured.map(({ title, results }) => tableOf(title, results, 0)),
      packages: [],
      data: measured,
    };
  },
};
