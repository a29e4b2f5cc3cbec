import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { part } from '../../../../tests/tools/src/scope.js';
import { ColumnDecoder } from '../../src/csv/column-decoder.js';
import { type DecodeOptions, resolveOptions } from '../../src/csv/csv-options.js';
import { RowDecoder } from '../../src/csv/row-decoder.js';
import { anyTables, manyTables, pieces, plainRows, writeTables } from '../support/annotated-csv.js';

let cases = 0;
const runs = (whole: number): { numRuns: number } => {
  const numRuns = part(5, whole);
  cases += numRuns;
  return { numRuns };
};
afterAll(() => noteCases('queries', 'annotated responses cut anywhere', cases));

const encoder = new TextEncoder();

const decode = (chunks: readonly Uint8Array[], options?: DecodeOptions) => {
  const decoder = new RowDecoder(resolveOptions(options));
  const rows: unknown[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    rows.push(...decoder.take());
  }
  decoder.finish();
  rows.push(...decoder.take());
  return { rows, failure: decoder.failure };
};

const outcome = (chunks: readonly Uint8Array[], options?: DecodeOptions) => {
  const { rows, failure } = decode(chunks, options);
  return { rows, failure: failure === undefined ? undefined : String(failure) };
};

const columnRows = (chunks: readonly Uint8Array[], takeEach: boolean, options?: DecodeOptions): unknown[] => {
  const decoder = new ColumnDecoder(resolveOptions(options));
  const rows: unknown[] = [];
  const take = () => {
    const { length, columns } = decoder.take();
    for (let row = 0; row < length; row += 1) {
      rows.push(
        Object.fromEntries(columns.map(({ label, values, nulls }) => [label, nulls?.[row] === 1 ? null : values[row]])),
      );
    }
  };
  for (const chunk of chunks) {
    decoder.push(chunk);
    if (takeEach) take();
  }
  decoder.finish();
  take();
  if (decoder.failure !== undefined) throw decoder.failure;
  return rows;
};

/** Rows of one response have the columns of all its tables when they come from column arrays. */
const filled = (rows: readonly Record<string, unknown>[], labels: readonly string[]): Record<string, unknown>[] =>
  rows.map((row) => Object.fromEntries(labels.map((label) => [label, Object.hasOwn(row, label) ? row[label] : null])));

const SAMPLE = encoder.encode(
  [
    '#datatype,string,long,dateTime:RFC3339,double,string,long',
    '#group,false,false,false,false,true,false',
    '#default,_result,,,,,',
    ',result,table,_time,_value,host,n',
    ',,0,2020-01-01T00:00:00.123456789Z,1.5,"a ""quoted"", ünïcödé 😀",9223372036854775807',
    ',,0,2020-01-01T00:00:01Z,-0.1,"a ""quoted"", ünïcödé 😀",-1',
    ',,1,2020-01-01T00:00:02Z,NaN,"two\r\nlines",',
    ',,1,2020-01-01T00:00:03Z,,"two\r\nlines",12',
    '',
    '#datatype,string,long,string',
    '#group,false,false,true',
    '#default,other,2,empty table',
    ',result,table,key',
    '',
    '',
  ].join('\r\n'),
);

describe('wherever the bytes are cut', () => {
  test('two pieces, cut at every byte, give the rows of the whole', () => {
    const whole = outcome([SAMPLE]);
    expect(whole.failure).toBeUndefined();
    expect(whole.rows).toHaveLength(4);
    for (let cut = 0; cut <= SAMPLE.length; cut += 1) {
      expect(outcome([SAMPLE.slice(0, cut), SAMPLE.slice(cut)]), `cut at ${cut}`).toEqual(whole);
    }
  });

  test('a response that stops at any byte gives a beginning of the rows, and never a wrong row', () => {
    const { rows } = decode([SAMPLE]);
    for (let cut = 0; cut <= SAMPLE.length; cut += 1) {
      const partial = decode([SAMPLE.slice(0, cut)]);
      expect(partial.rows, `stopped at ${cut}`).toEqual(rows.slice(0, partial.rows.length));
    }
  });

  test('any tables, in chunks of any size, give the values that were written', () => {
    fc.assert(
      fc.property(
        anyTables,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('\r\n', '\n'),
        fc.boolean(),
        (tables, sizes, newline, always) => {
          const bytes = encoder.encode(writeTables(tables, { newline, always }));
          const expected = plainRows(tables);
          expect(outcome([bytes])).toEqual({ rows: expected, failure: undefined });
          expect(outcome(pieces(bytes, sizes))).toEqual({ rows: expected, failure: undefined });
        },
      ),
      runs(400),
    );
  });

  test('any number of tables under the same headers, and under new ones, give the values that were written', () => {
    fc.assert(
      fc.property(
        manyTables,
        fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (tables, sizes, always) => {
          const bytes = encoder.encode(writeTables(tables, { always }));
          const expected = plainRows(tables);
          expect(outcome([bytes])).toEqual({ rows: expected, failure: undefined });
          expect(outcome(pieces(bytes, sizes))).toEqual({ rows: expected, failure: undefined });
          const labels = [...new Set(tables.flatMap(({ columns }) => columns.map(({ label }) => label)))];
          const whole = columnRows([bytes], false);
          expect(whole).toEqual(filled(expected, labels));
          expect(columnRows(pieces(bytes, sizes), false)).toEqual(whole);
          expect(filled(columnRows(pieces(bytes, sizes), true) as Record<string, unknown>[], labels)).toEqual(whole);
        },
      ),
      runs(400),
    );
  });

  test('tables begin where their group keys or numbers change, whether bytes or values are compared', () => {
    const starts = (chunks: readonly Uint8Array[]) => {
      const decoder = new RowDecoder(resolveOptions({}), true);
      const found: unknown[] = [];
      let before = 0;
      for (const chunk of [...chunks, undefined]) {
        if (chunk === undefined) decoder.finish();
        else decoder.push(chunk);
        const heads = decoder.tableStarts.map(({ head, at }) => ({ ...head, at: before + at }));
        found.push(...heads);
        before += decoder.take().length;
      }
      expect(decoder.failure).toBeUndefined();
      return found;
    };
    fc.assert(
      fc.property(manyTables, (tables) => {
        const bytes = encoder.encode(writeTables(tables));
        // One byte at a time no header block is known by its bytes, and each record is read alone.
        expect(starts([bytes])).toEqual(starts(pieces(bytes, [1])));
      }),
      runs(200),
    );
  });

  test('columns hold the values that rows hold', () => {
    fc.assert(
      fc.property(
        anyTables,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
        (tables, sizes) => {
          const bytes = encoder.encode(writeTables(tables));
          const expected = plainRows(tables);
          const labels = [...new Set(tables.flatMap(({ columns }) => columns.map(({ label }) => label)))];
          const whole = columnRows([bytes], false, { durations: 'text' });
          expect(whole).toEqual(filled(expected, labels));
          expect(columnRows(pieces(bytes, sizes), false)).toEqual(whole);
          // Taken in parts, a part knows only the columns it has seen.
          const parts = columnRows(pieces(bytes, sizes), true) as Record<string, unknown>[];
          expect(filled(parts, labels)).toEqual(whole);
        },
      ),
      runs(300),
    );
  });

  test('any bytes at all give an end and, however cut, the same one', () => {
    const hostile = fc.array(
      fc.constantFrom(
        ...'"",,\n\r\n##a1é'.split(''),
        '#datatype',
        '#group',
        '\r\n\r\n',
        ',_result,0,',
        'true',
        '1.5',
        'error,reference',
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(hostile, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }), (parts, sizes) => {
        const bytes = encoder.encode(`#datatype,string,long,double\r\n,result,table,v\r\n${parts.join('')}`);
        expect(outcome(pieces(bytes, sizes))).toEqual(outcome([bytes]));
      }),
      runs(750),
    );
  });

  test('random mutations of a response give the same outcome however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(SAMPLE.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 }),
        (changes, sizes) => {
          const bytes = SAMPLE.slice();
          for (const [at, byte] of changes) bytes[at] = byte;
          expect(outcome(pieces(bytes, sizes))).toEqual(outcome([bytes]));
        },
      ),
      runs(750),
    );
  });
});
