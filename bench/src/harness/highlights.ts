import type { Table } from './suite.js';

/** A number of ours beside a competitor's, and where both stand in the results. */
interface Highlight {
  readonly what: string;
  readonly suite: string;
  readonly table: string;
  readonly column: string;
  readonly ours: string;
  readonly competitor: string;
  /** What the README calls the competitor. Default: its row's name. */
  readonly called?: string;
}

const OFFICIAL = '@influxdata/influxdb-client';
const WRITE = { suite: 'write', table: 'From a loop to the last response', column: 'points/s' };
const AWAITED = `${OFFICIAL}, a flush awaited each 5,000`;
const TYPES = 'openapi-typescript, openapi-fetch';

/** What the README says in numbers: each in favour or not, as the results have it. */
const HIGHLIGHTS: readonly Highlight[] = [
  {
    what: 'points of 10 tags and 10 floats to line protocol, plain objects',
    suite: 'encode',
    table: '10 tags, 10 floats of two decimals',
    column: 'points/s',
    ours: 'influxkit, plain objects',
    competitor: `${OFFICIAL} Point`,
  },
  {
    what: 'the same, by `defineMeasurement().series()`',
    suite: 'encode',
    table: '10 tags, 10 floats of two decimals',
    column: 'points/s',
    ours: 'influxkit, defineMeasurement().series()',
    competitor: `${OFFICIAL} Point`,
  },
  {
    what: 'a million such points to a server, plain objects',
    ...WRITE,
    ours: 'influxkit, plain objects',
    competitor: AWAITED,
  },
  {
    what: 'the same, by `defineMeasurement().series()`',
    ...WRITE,
    ours: 'influxkit, defineMeasurement().series()',
    competitor: AWAITED,
  },
  {
    what: 'the same, compressed, plain objects',
    ...WRITE,
    table: 'The same with gzip',
    ours: 'influxkit, plain objects, gzip level 1',
    competitor: `${OFFICIAL}, gzip`,
  },
  {
    what: 'the most memory meanwhile, uncompressed, plain objects',
    ...WRITE,
    column: 'peak memory',
    ours: 'influxkit, plain objects',
    competitor: AWAITED,
  },
  {
    what: 'annotated CSV to rows, the same values',
    suite: 'annotated-csv',
    table: 'Flux shape, 1000 rows a table: rows',
    column: 'rows/s',
    ours: 'influxkit, the same values',
    competitor: `${OFFICIAL} toObject`,
  },
  {
    what: 'the same from a server, row by row',
    suite: 'annotated-csv-server',
    table: 'Flux shape, 1000 rows a table',
    column: 'rows/s',
    ours: 'influxkit, row by row, the same values',
    competitor: `${OFFICIAL} iterateRows`,
  },
  {
    what: '50,000 rows of InfluxQL to dates and values',
    suite: 'influxql',
    table: 'Times in milliseconds; both make dates',
    column: 'rows/s',
    ours: 'influxkit',
    competitor: 'influx',
  },
  {
    what: 'buckets listed, ten requests at once, `nodeTransport`',
    suite: 'request',
    table: 'List buckets, 10 at once',
    column: 'requests/s',
    ours: 'influxkit, nodeTransport',
    competitor: `${OFFICIAL}, its transport`,
  },
  {
    what: 'the same over fetch',
    suite: 'request',
    table: 'List buckets, 10 at once',
    column: 'requests/s',
    ours: 'influxkit, default transport',
    competitor: 'openapi-fetch',
  },
  {
    what: 'client of OSS v2 generated, types included',
    suite: 'generation',
    table: 'The contract of OSS v2, in one file',
    column: 'time',
    ours: 'influxkit',
    competitor: 'openapi-typescript',
    called: 'openapi-typescript, types alone',
  },
  {
    what: 'ten calls type-checked',
    suite: 'type-check',
    table: 'Ten calls, checked strictly',
    column: 'time',
    ours: 'influxkit, the package',
    competitor: TYPES,
  },
  {
    what: 'characters that hovering a call shows',
    suite: 'type-check',
    table: 'What hovering a call shows',
    column: 'characters',
    ours: 'influxkit',
    competitor: TYPES,
  },
  {
    what: 'bytes in a bundle with gzip, two single operations',
    suite: 'bundle',
    table: 'List buckets and write',
    column: 'gzip (bytes)',
    ours: 'influxkit, single operations (call)',
    competitor: TYPES,
  },
];

type Results = { readonly [suite: string]: { readonly tables: readonly Table[] } };

function cell(results: Results, { suite, table, column }: Highlight, row: string): string {
  const found = results[suite]?.tables.find(({ title }) => title === table);
  const index = found?.columns.indexOf(column) ?? -1;
  const value = found?.rows.find(([name]) => name === row)?.[index];
  if (value === undefined) throw new Error(`the results have no ${column} of "${row}" in "${table}" of ${suite}`);
  return value;
}

const amount = (text: string): number => Number.parseFloat(text.replaceAll(',', ''));

/** Results with all that the README quotes; undefined before every suite has run once. */
export const hasHighlights = (results: Results): boolean =>
  HIGHLIGHTS.every(({ suite }) => results[suite] !== undefined);

/** The README's table. @throws Error naming a number that the results do not have */
export function highlights(results: Results): string {
  const rows = HIGHLIGHTS.map((highlight) => {
    const { what, ours, competitor, called = competitor } = highlight;
    const [own, theirs] = [ours, competitor].map((row) => cell(results, highlight, row)) as [string, string];
    const perSecond = highlight.column.endsWith('/s');
    const unit = perSecond ? ` ${highlight.column}` : '';
    // of a speed the more is better, of a time, a size or a length the less
    const times = perSecond ? amount(own) / amount(theirs) : amount(theirs) / amount(own);
    return `| ${what} | ${own}${unit} | ${theirs} | ${called} | ${times.toPrecision(2)}× |`;
  });
  return ['| | influxkit | beside | of | better by |', '|---|---:|---:|---|---:|', ...rows].join('\n');
}

const BEGIN = '<!-- written by npm run bench: begin -->';
const END = '<!-- written by npm run bench: end -->';

/** A README with its table as the results have it. @throws Error where it does not say where the table goes */
export function withHighlights(readme: string, results: Results): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md has no place for the numbers: ${BEGIN} … ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n${highlights(results)}\n${readme.slice(end)}`;
}
