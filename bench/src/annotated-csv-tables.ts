import { columnReaders, rowReaders } from './annotated-csv.js';
import { type CsvResponse, headerBlocks, newSchemas, oneRowTables, wideShape } from './annotated-csv-data.js';
import type { Suite, SuiteOptions } from './harness/suite.js';
import { type Read, readInTurns, rowsTable } from './rows-table.js';

const responses = (quick: boolean): CsvResponse[] => {
  const tables = quick ? 2000 : 10_000;
  return [
    oneRowTables(tables),
    headerBlocks(tables),
    newSchemas(tables),
    { ...wideShape(20, 20_000), title: '20 rows of 20,000 columns' },
  ];
};

/** Responses that are mostly heads: many small tables, and rows wider than they are many. */
export const annotatedCsvTables: Suite = {
  name: 'annotated-csv-tables',
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
      title: 'Annotated CSV of many small tables',
      about:
        'Responses in memory, in pieces of 64 KiB, in which tables begin all the time: one row a table under one header, as `last()` and `mean()` of every series give; a header block before each row, of two schemas in turn; a header block of another schema before each row; and one table with more columns than rows. Rows a second of processor time.',
      tables: data.map(rowsTable),
      packages: ['@influxdata/influxdb-client'],
      data,
    };
  },
};
