import { count, ratio } from './harness/format.js';
import { type Contender, interleave, type Measured } from './harness/interleave.js';
import { progress } from './harness/progress.js';
import type { Suite, SuiteOptions, Table } from './harness/suite.js';
import {
  BASELINE,
  contenders,
  type Encode,
  escapedStrings,
  type Kind,
  mixedTypes,
  oneField,
  others,
  PLAIN,
  PREPARED,
  wide,
} from './line-protocol-contenders.js';
import { below, decimals, escapes, fullPrecision, mixed, small } from './line-protocol-data.js';

const BATCH = 5000;

/** A row whose kind is known beside it, for runs in which measurements take turns. */
interface Tagged {
  readonly kind: Kind<never>;
  readonly row: unknown;
}

function turns<Row>(rows: readonly Row[], encoders: readonly [string, Encode<Row>][], size: number): Contender[] {
  const batches: Row[][] = [];
  for (let i = 0; i + size <= rows.length; i += size) batches.push(rows.slice(i, i + size));
  return encoders.map(([name, encode]) => {
    let turn = 0;
    return {
      name,
      run: () => {
        const batch = batches[turn++ % batches.length] ?? [];
        if (encode(batch).length === 0) throw new Error(`${name} encoded nothing`);
        return batch.length;
      },
    };
  });
}

/** All kinds of rows in random order, as a service with several measurements makes them. */
function shuffled(lists: readonly (readonly Tagged[])[]): Tagged[] {
  const all = lists.flat();
  for (let i = all.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [all[i], all[j]] = [all[j] as Tagged, all[i] as Tagged];
  }
  return all;
}

const tagged = <Row>(kind: Kind<Row>, rows: readonly Row[]): Tagged[] => rows.map((row) => ({ kind, row }) as Tagged);

/** Kinds take a row of their own; the row carries its kind. */
const interleaved: Kind<Tagged> = {
  official: ({ kind, row }) => kind.official(row as never),
  plain: ({ kind, row }) => kind.plain(row as never),
  fluent: ({ kind, row }) => kind.fluent(row as never),
  series: (buffer, { kind, row }) => kind.series(buffer, row as never),
  measurement: (buffer, { kind, row }) => kind.measurement(buffer, row as never),
};

function table(title: string, measured: readonly Measured[]): Table {
  return {
    title,
    columns: ['encoder', 'points/s', '±', 'ratio (quartiles)'],
    rows: measured.map((m) => [m.name, count(m.unitsPerSecond), `${(m.spread * 100).toFixed(0)}%`, ratio(m)]),
  };
}

const ABOUT = [
  `Points to bytes, ${BATCH} a batch. Each library is given the same values and makes of them what its interface takes (an object, a Point, a row); that is part of the time. The baseline is \`Point.toLineProtocol()\` of the official client, joined and encoded to UTF-8.`,
  'Values are random: full precision means uniform doubles, two decimals the same rounded; tags are those of 1,000 series. In the last run all measurements take turns in random order.',
  'Speeds are medians, in seconds of processor time; contenders take turns in each round, and the ratio is the median of the ratios round by round, with its quartiles.',
].join('\n\n');

/** Points to bytes, beside other clients. */
export const encode: Suite = {
  name: 'encode',
  run({ quick }: SuiteOptions) {
    const timing = quick ? { rounds: 3, milliseconds: 60 } : { rounds: 5, milliseconds: 60 };
    const sets = { precise: fullPrecision(), short: decimals(), types: mixed(), escaped: escapes(), little: small() };
    const cpu = wide(sets.precise.series);
    const load = wide(sets.short.series, 'load');
    const http = mixedTypes(sets.types.series);
    const events = escapedStrings(sets.escaped.series);
    const temperature = oneField(sets.little.series);
    const all = shuffled([
      tagged(cpu, sets.precise.rows),
      tagged(load, sets.short.rows),
      tagged(http, sets.types.rows),
      tagged(events, sets.escaped.rows),
      tagged(temperature, sets.little.rows),
    ]);
    const runs: [string, Contender[]][] = [
      ['10 tags, 10 floats of full precision', turns(sets.precise.rows, [...contenders(() => cpu), ...others], BATCH)],
      ['10 tags, 10 floats of two decimals', turns(sets.short.rows, [...contenders(() => load), ...others], BATCH)],
      [
        'Mixed types',
        turns(
          sets.types.rows,
          contenders(() => http),
          BATCH,
        ),
      ],
      [
        'Strings that need escapes',
        turns(
          sets.escaped.rows,
          contenders(() => events),
          BATCH,
        ),
      ],
      [
        '1 tag, 1 field',
        turns(
          sets.little.rows,
          contenders(() => temperature),
          BATCH,
        ),
      ],
      [
        'Five measurements in turn',
        turns(
          all,
          contenders(() => interleaved),
          BATCH,
        ),
      ],
    ];
    const measured = runs.map(([title, list]) => {
      progress(title);
      return { title, results: interleave(list, timing) };
    });

    const growth = [625, 2500, 10000].map((size) => {
      const chosen = contenders(() => load).filter(([name]) => [BASELINE, PLAIN, PREPARED].includes(name));
      progress(`${size} points a batch`);
      return { size, results: interleave(turns(sets.short.rows, chosen, size), timing) };
    });
    return {
      title: 'Encoding line protocol',
      about: ABOUT,
      tables: [
        ...measured.map(({ title, results }) => table(title, results)),
        {
          title: 'How cost grows: nanoseconds a point of two decimals, by the points in a batch',
          unit: 'ns',
          columns: ['points in a batch', ...(growth[0]?.results.map(({ name }) => name) ?? [])],
          rows: growth.map(({ size, results }) => [
            String(size),
            ...results.map(({ unitsPerSecond }) => (1e9 / unitsPerSecond).toFixed(0)),
          ]),
        },
      ],
      packages: ['@influxdata/influxdb-client', '@influxdata/influxdb3-client', '@questdb/nodejs-client', 'influx'],
      data: { measured, growth },
    };
  },
};
