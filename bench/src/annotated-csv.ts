import { chunksToLines, linesToTables } from '@influxdata/influxdb-client';
import { type DecodeStreamOptions, decodeColumns, decodeRows } from '@influxkit/query';
import { type CsvResponse, fluxShape, pieces, stringShape, wideShape } from './annotated-csv-data.js';
import type { Suite, SuiteOptions } from './harness/suite.js';
import { type Read, type Reader, readInTurns, rowsTable } from './rows-table.js';

/** The choices that make the same values as the competitor: times as strings, longs as numbers. */
const LIKE_COMPETITOR: DecodeStreamOptions = { times: 'rfc3339', integers: 'number', emptyStrings: 'empty' };

async function* arriving(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** Their row path to objects: lines, values, `toObject`. */
const competitorRows = (chunks: readonly Uint8Array[], use: (row: Record<string, unknown>) => void): number => {
  let rows = 0;
  const lines = chunksToLines(
    linesToTables({
      next: (values, table) => {
        rows += 1;
        use(table.toObject(values));
      },
      error: (error) => {
        throw error;
      },
      complete: () => undefined,
    }),
  );
  for (const chunk of chunks) lines.next(chunk);
  lines.complete();
  return rows;
};

const ownRows = async (chunks: readonly Uint8Array[], options: DecodeStreamOptions): Promise<number> => {
  let rows = 0;
  for await (const batch of decodeRows(arriving(chunks), options).batches()) rows += batch.length;
  return rows;
};

export const rowReaders = ({ bytes }: CsvResponse): Reader[] => {
  const chunks = pieces(bytes);
  return [
    { name: '@influxdata/influxdb-client toObject', run: () => competitorRows(chunks, () => undefined) },
    { name: 'influxkit, the same values', run: () => ownRows(chunks, LIKE_COMPETITOR) },
    { name: 'influxkit, exact longs and nanoseconds', run: () => ownRows(chunks, {}) },
  ];
};

export const columnReaders = ({ bytes }: CsvResponse): Reader[] => {
  const chunks = pieces(bytes);
  return [
    {
      name: '@influxdata/influxdb-client toObject, pushed to arrays',
      run: () => {
        const columns: Record<string, unknown[]> = {};
        return competitorRows(chunks, (row) => {
          for (const label in row) {
            columns[label] ??= [];
            columns[label].push(row[label]);
          }
        });
      },
    },
    {
      name: 'influxkit columns, the same values',
      run: async () => (await decodeColumns(arriving(chunks), LIKE_COMPETITOR)).length,
    },
    {
      name: 'influxkit columns, exact longs and nanoseconds',
      run: async () => (await decodeColumns(arriving(chunks))).length,
    },
  ];
};

const responses = (quick: boolean): CsvResponse[] => {
  const size = quick ? 20_000 : 50_000;
  return [fluxShape(size, 1000), fluxShape(size, 10), wideShape(size / 5, 20), stringShape(size)];
};

/** Decoding annotated CSV that is in memory, beside the official client in one process. */
export const annotatedCsv: Suite = {
  name: 'annotated-csv',
  async run(options: SuiteOptions) {
    const data: Read[] = [];
    for (const response of responses(options.quick)) {
      for (const [what, readers] of [
        ['rows', rowReaders(response)],
        ['columns', columnReaders(response)],
      ] as const) {
        data.push(await readInTurns(`${response.title}: ${what}`, readers, options));
      }
    }
    return {
      title: 'Decoding annotated CSV',
      about:
        'Responses in memory, in pieces of 64 KiB, decoded to row objects or to one array a column; rows a second of processor time. The competitor has no columns: its rows are pushed to arrays.',
      tables: data.map(rowsTable),
      packages: ['@influxdata/influxdb-client'],
      data,
    };
  },
};
