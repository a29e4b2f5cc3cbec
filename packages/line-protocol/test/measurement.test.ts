import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  defineMeasurement,
  encodePoint,
  encodePoints,
  int,
  LineBuffer,
  PointError,
  type RowOf,
  uint,
} from '../src/index.js';
import { fieldValue, RUNS, TIMEOUT, text } from './arbitrary.js';

const cpu = defineMeasurement('cpu', {
  tags: ['host', 'region'],
  optionalTags: ['rack'],
  fields: { usage: 'float', hits: 'int', ok: 'boolean', note: 'string?', bytes: 'uint?' },
});
const row = { host: 'a', region: 'eu', usage: 0.5, hits: 3, ok: true };
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('defineMeasurement', () => {
  it.each<[string, Parameters<typeof cpu.encode>[0], string]>([
    ['tags sorted, fields as given', row, 'cpu,host=a,region=eu usage=0.5,hits=3i,ok=t'],
    [
      'any order of keys',
      { ok: false, region: 'eu', hits: 3n, usage: 1, host: 'a' },
      'cpu,host=a,region=eu ok=f,hits=3i,usage=1',
    ],
    [
      'optional tags and fields',
      { ...row, rack: '7', note: 'n', bytes: uint(9) },
      'cpu,host=a,rack=7,region=eu usage=0.5,hits=3i,ok=t,note="n",bytes=9u',
    ],
    [
      'optional ones that are undefined or null',
      { ...row, rack: undefined, note: null, bytes: undefined },
      'cpu,host=a,region=eu usage=0.5,hits=3i,ok=t',
    ],
    ['a time', { time: 5n, ...row }, 'cpu,host=a,region=eu usage=0.5,hits=3i,ok=t 5'],
    [
      'integers of all forms',
      { ...row, hits: int(7), bytes: 2n ** 64n - 1n },
      'cpu,host=a,region=eu usage=0.5,hits=7i,ok=t,bytes=18446744073709551615u',
    ],
    ['escapes', { ...row, host: 'a b', note: '"' }, 'cpu,host=a\\ b,region=eu usage=0.5,hits=3i,ok=t,note="\\""'],
  ])('writes %s', (_, given, want) => {
    expect(cpu.toLine(given)).toBe(want);
    expect(decode(cpu.encode(given))).toBe(want);
    expect(encodePoint(cpu.point(given))).toBe(want);
    expect(decode(cpu.encodeMany([given, given]))).toBe(`${want}\n${want}\n`);
  });

  it('a series writes what the measurement writes', () => {
    const series = cpu.series({ host: 'a', region: 'eu', rack: 'r 1' });
    const values = { usage: 0.25, hits: 1, ok: false, time: 9n };
    expect(series.toLine(values)).toBe(cpu.toLine({ host: 'a', region: 'eu', rack: 'r 1', ...values }));
    expect(decode(encodePoints([series.point(values)]))).toBe(`${series.toLine(values)}\n`);
    expect(series.name).toBe('cpu');
  });

  it('a series keeps the tags it was given', () => {
    const tags = { host: 'a', region: 'eu' };
    const series = cpu.series(tags);
    tags.host = 'b';
    expect(series.toLine({ usage: 1, hits: 1, ok: true })).toContain('host=a');
  });

  it('appends by the options of the buffer, whatever they are, in turn', () => {
    const series = cpu.series({ host: 'C:\\x', region: 'eu' });
    const values = { usage: 1, hits: 1, ok: true, time: new Date(1000) };
    const buffers = [
      new LineBuffer({ precision: 's', dialect: 'v3' }),
      new LineBuffer({ precision: 'ms', defaultTags: { az: '1', host: 'none' } }),
      new LineBuffer(),
    ];
    for (let i = 0; i < 3; i++) {
      for (const buffer of buffers) {
        expect(series.append(buffer, values)).toBe(true);
        cpu.append(buffer, { host: 'C:\\x', region: 'eu', ...values });
      }
    }
    const lines = buffers.map((buffer) => new Set(decode(buffer.take().bytes).trim().split('\n')));
    expect(lines).toEqual([
      new Set(['cpu,host=C:\\\\x,region=eu usage=1,hits=1i,ok=t 1']),
      new Set(['cpu,az=1,host=C:\\x,region=eu usage=1,hits=1i,ok=t 1000']),
      new Set(['cpu,host=C:\\x,region=eu usage=1,hits=1i,ok=t 1000000000']),
    ]);
  });

  it('an optional tag that is left out has its default', () => {
    const buffer = new LineBuffer({ defaultTags: { rack: '0' } });
    cpu.append(buffer, row);
    cpu.append(buffer, { ...row, rack: '1' });
    expect(buffer.take().text(0)).toContain('rack=0');
  });

  it('a buffer that drops counts a bad row, and tells of it', () => {
    const reported: unknown[] = [];
    const buffer = new LineBuffer({ onInvalid: 'drop', onDrop: (error) => reported.push(error.key) });
    expect(cpu.append(buffer, { ...row, usage: Number.NaN })).toBe(false);
    expect([buffer.lines, buffer.dropped, reported]).toEqual([0, 1, ['usage']]);
  });

  it.each<[string, object, string]>([
    [
      'a missing field',
      { host: 'a', region: 'eu', usage: 1, ok: true },
      'field "hits" of measurement "cpu": the value is undefined',
    ],
    ['a null field', { ...row, hits: null }, 'field "hits"'],
    ['a missing tag', { region: 'eu', usage: 1, hits: 1, ok: true }, 'tag "host"'],
    ['an empty optional tag', { ...row, rack: '' }, 'tag "rack"'],
    ['an unknown key', { ...row, hist: 1 }, 'known are "host", "region", "rack", "usage"'],
    ['a float as integer', { ...row, hits: 1.5 }, 'field "hits" of measurement "cpu": the value is not an integer'],
    ['a uint as int', { ...row, hits: uint(1) }, 'field "hits"'],
    [
      'text as float',
      { ...row, usage: '1' },
      'field "usage" of measurement "cpu": the field is a float, which takes a number, got a string',
    ],
    ['a bigint as float', { ...row, usage: 1n }, 'field "usage"'],
    ['NaN', { ...row, usage: Number.NaN }, 'field "usage"'],
    ['a number as boolean', { ...row, ok: 1 }, 'field "ok"'],
    ['a number as string', { ...row, note: 1 }, 'field "note"'],
    ['a bad time', { ...row, time: 1.5 }, 'timestamp of measurement "cpu"'],
    ['a number as tag', { ...row, host: 1 }, 'tag "host"'],
  ])('refuses %s', (_, given, message) => {
    expect(() => cpu.encode(given as typeof row)).toThrow(message);
    expect(() => cpu.encode(given as typeof row)).toThrow(PointError);
    expect(cpu.toLine(row)).toBe('cpu,host=a,region=eu usage=0.5,hits=3i,ok=t');
  });
  it('refuses a row that is not an object', () => {
    expect(() => cpu.encode(null as unknown as typeof row)).toThrow('a row must be an object');
  });

  it.each<[string, () => unknown, string]>([
    ['a series without a tag', () => cpu.series({ host: 'a' } as never), 'tag "region"'],
    ['a series with an unknown tag', () => cpu.series({ host: 'a', region: 'b', zone: 'c' } as never), 'tag "zone"'],
    ['a series with an empty tag', () => cpu.series({ host: '', region: 'b' }), 'tag "host"'],
    ['a series with a bad tag', () => cpu.series({ host: 'a\n', region: 'b' }), 'tag "host"'],
    [
      'tags in a row of a series',
      () => cpu.series({ host: 'a', region: 'b' }).encode({ ...row } as never),
      'the row has the key "host"',
    ],
    ['no fields', () => defineMeasurement('m', { fields: {} }), 'at least one'],
    [
      'an unknown type',
      () => defineMeasurement('m', { fields: { f: 'double' as 'float' } }),
      'field "f" must be one of',
    ],
    [
      'a key that is tag and field',
      () => defineMeasurement('m', { tags: ['a'], fields: { a: 'float' } }),
      '"a" occurs twice',
    ],
    ['a reserved field', () => defineMeasurement('m', { fields: { time: 'float' } }), 'field "time"'],
    ['a reserved tag', () => defineMeasurement('m', { tags: ['_field'], fields: { f: 'float' } }), 'tag "_field"'],
    ['a bad name', () => defineMeasurement('#m', { fields: { f: 'float' } }), 'measurement'],
    [
      'a name that is no text',
      () => defineMeasurement(1 as unknown as string, { fields: { f: 'float' } }),
      'measurement',
    ],
    ['no schema', () => defineMeasurement('m', undefined as never), 'the schema must be an object'],
  ])('refuses %s at once', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it('skips on request', () => {
    const lax = defineMeasurement('m', { tags: ['t'], fields: { f: 'float', g: 'int' } }, { skipEmpty: true });
    expect(lax.toLine({ t: '', f: 1 } as never)).toBe('m f=1');
    expect(lax.series({ t: '' }).toLine({ f: 1, g: 2 })).toBe('m f=1,g=2i');
  });

  it('types rows by the schema', () => {
    type Row = Parameters<typeof cpu.encode>[0];
    expectTypeOf<Row['usage']>().toEqualTypeOf<number>();
    expectTypeOf<Row['note']>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<Row['host']>().toEqualTypeOf<string>();
    expectTypeOf<RowOf<'a', never, { f: 'boolean' }>['f']>().toEqualTypeOf<boolean>();
    // @ts-expect-error a required field is missing
    expect(() => cpu.encode({ host: 'a', region: 'b', usage: 1, hits: 1 })).toThrow('ok');
  });

  it('writes the same as plain objects, for any content', { timeout: TIMEOUT }, () => {
    const measurement = defineMeasurement('m', {
      tags: ['t'],
      optionalTags: ['o'],
      fields: { f: 'float?', s: 'string?', b: 'boolean?', i: 'int?', u: 'uint?' },
    });
    const kind = (value: unknown): string =>
      typeof value === 'number'
        ? 'f'
        : typeof value === 'string'
          ? 's'
          : typeof value === 'boolean'
            ? 'b'
            : typeof value === 'bigint'
              ? 'i'
              : (value as { type: string }).type.slice(0, 1);
    fc.assert(
      fc.property(text, fc.option(text, { nil: undefined }), fieldValue({ unsigned: true }), (t, o, value) => {
        const tags = { t, ...(o === undefined ? {} : { o }) };
        const attempt = (write: () => string): string => {
          try {
            return write();
          } catch (error) {
            return (error as PointError).code;
          }
        };
        const plain = attempt(() => encodePoint({ measurement: 'm', tags, fields: { [kind(value)]: value } }));
        expect(attempt(() => measurement.toLine({ ...tags, [kind(value)]: value }))).toBe(plain);
        expect(attempt(() => measurement.series(tags).toLine({ [kind(value)]: value }))).toBe(plain);
      }),
      { numRuns: Math.min(RUNS, 20_000) },
    );
  });
});
