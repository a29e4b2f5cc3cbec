import akayami from '@akayami/influxdb-line-protocol';
import { encodePoints, parsePoints } from '@influxkit/line-protocol';
import lineToJson from 'influx-line-protocol-parser';
import { ratio } from './harness/format.js';
import { type Contender, interleave } from './harness/interleave.js';
import { progress } from './harness/progress.js';
import type { Suite, SuiteOptions } from './harness/suite.js';
import { contenders, type Kind, mixedTypes, oneField, PLAIN, wide } from './line-protocol-contenders.js';
import { decimals, fullPrecision, mixed, small } from './line-protocol-data.js';

const BATCH = 5000;
const utf8 = new TextDecoder();

/** Encoding of the same points by plain objects, for the size of it, and the parsers of the same bytes. */
function workload<Row>(
  title: string,
  kind: Kind<Row>,
  rows: readonly Row[],
): { title: string; contenders: Contender[] } {
  const batch = rows.slice(0, BATCH);
  const bytes = encodePoints(
    batch.map((row) => kind.plain(row)),
    { precision: 'ms' },
  );
  const size = bytes.length;
  const encode = contenders(() => kind).find(([name]) => name === PLAIN)?.[1];
  if (encode === undefined) throw new Error('no encoder to compare with');
  const check = (points: readonly unknown[]): number => {
    if (points.length !== batch.length) throw new Error(`${title}: ${points.length} points instead of ${batch.length}`);
    return size;
  };
  const lines = (): string[] => utf8.decode(bytes).trimEnd().split('\n');
  return {
    title: `${title} (${Math.round(size / batch.length)} bytes a line)`,
    contenders: [
      {
        name: 'influxkit, encoding the same points',
        run: () => encode(batch).length,
      },
      { name: 'influxkit parsePoints', run: () => check(parsePoints(bytes, { precision: 'ms' })) },
      { name: 'influx-line-protocol-parser', run: () => check(lines().map((line) => lineToJson(line))) },
      { name: '@akayami/influxdb-line-protocol', run: () => check(lines().map((line) => new akayami.parse(line))) },
    ],
  };
}

/** Bytes to points, beside other parsers and beside encoding. */
export const parse: Suite = {
  name: 'parse',
  run({ quick }: SuiteOptions) {
    const timing = quick ? { rounds: 3, milliseconds: 60 } : { rounds: 7, milliseconds: 60 };
    const [precise, short, types, little] = [fullPrecision(), decimals(), mixed(), small()];
    const measured = [
      workload('10 tags, 10 floats of full precision', wide(precise.series), precise.rows),
      workload('10 tags, 10 floats of two decimals', wide(short.series), short.rows),
      workload('Mixed types', mixedTypes(types.series), types.rows),
      workload('1 tag, 1 field', oneField(little.series), little.rows),
    ].map(({ title, contenders: list }) => {
      progress(title);
      return { title, results: interleave(list, timing) };
    });
    return {
      title: 'Parsing line protocol',
      about: [
        `Bytes to points, ${BATCH} lines a batch, in bytes a second of processor time; the ratio is to encoding the same points from plain objects.`,
        'The other parsers found on npm take one line as text, so theirs is the time of decoding and splitting too. They split at every comma, space and equals sign, know no escapes, and give timestamps as numbers, which loses digits of nanoseconds; `@akayami/influxdb-line-protocol` leaves all fields as text.',
      ].join('\n\n'),
      tables: measured.map(({ title, results }) => ({
        title,
        columns: ['parser', 'MB/s', '±', 'ratio (quartiles)'],
        rows: results.map((m) => [
          m.name,
          (m.unitsPerSecond / 1e6).toFixed(0),
          `${(m.spread * 100).toFixed(0)}%`,
          ratio(m),
        ]),
      })),
      packages: ['influx-line-protocol-parser', '@akayami/influxdb-line-protocol'],
      data: measured,
    };
  },
};
