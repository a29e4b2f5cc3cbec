import { describe, expect, it } from 'vitest';
import {
  type EncodeOptions,
  encodePoint,
  encodePoints,
  encodePointsToString,
  int,
  type PointData,
  PointError,
  type PointErrorCode,
  uint,
} from '../src/index.js';

const point = (more: Partial<PointData> & { [key: string]: unknown }): PointData => ({
  measurement: 'm',
  fields: { f: 1 },
  ...more,
});

describe('encodePoint writes', () => {
  it.each<[string, PointData, string, EncodeOptions?]>([
    ['a point without tags and time', point({}), 'm f=1'],
    ['tags in the order of their keys', point({ tags: { b: '1', c: '2', a: '3' } }), 'm,a=3,b=1,c=2 f=1'],
    ['tags in the order of bytes, not of UTF-16', point({ tags: { '😀': '1', '\ufb01': '2' } }), 'm,\ufb01=2,😀=1 f=1'],
    ['fields in the order given', point({ fields: { b: 1, a: 2 } }), 'm b=1,a=2'],
    [
      'every type',
      point({ fields: { a: 1.5, b: 2n, c: int(3), d: uint(4), e: true, f: false, g: 'x' } }),
      'm a=1.5,b=2i,c=3i,d=4u,e=t,f=f,g="x"',
    ],
    [
      'the limits of integers',
      point({ fields: { a: int(-(2n ** 63n)), b: 2n ** 63n - 1n, c: uint(2n ** 64n - 1n) } }),
      'm a=-9223372036854775808i,b=9223372036854775807i,c=18446744073709551615u',
    ],
    ['escapes of a measurement, but not =', point({ measurement: 'a b,c=d' }), 'a\\ b\\,c=d f=1'],
    [
      'escapes of keys and tag values',
      point({ tags: { 'k =,': 'v =,' }, fields: { 'f =,': 1 } }),
      'm,k\\ \\=\\,=v\\ \\=\\, f\\ \\=\\,=1',
    ],
    ['escapes of strings', point({ fields: { s: 'a"b\\c, d=e\nf' } }), 'm s="a\\"b\\\\c, d=e\nf"'],
    [
      'long strings with and without escapes',
      point({ fields: { s: `${'x'.repeat(60)}ü`, t: `${'"'.repeat(50)}` } }),
      `m s="${'x'.repeat(60)}ü",t="${'\\"'.repeat(50)}"`,
    ],
    ['the empty string', point({ fields: { s: '' } }), 'm s=""'],
    [
      'text beyond the basic plane',
      point({ measurement: '😀', tags: { ü: '漢' }, fields: { s: '\u{10ffff}' } }),
      '😀,ü=漢 s="\u{10ffff}"',
    ],
    ['a lone backslash in names as it is', point({ tags: { t: 'C:\\dir' } }), 'm,t=C:\\dir f=1'],
    ['a backslash doubled for v3', point({ tags: { t: 'C:\\dir' } }), 'm,t=C:\\\\dir f=1', { dialect: 'v3' }],
    ['a backslash before a comma for v3', point({ tags: { t: 'a\\,b' } }), 'm,t=a\\\\\\,b f=1', { dialect: 'v3' }],
    ['quotes in names as they are', point({ tags: { '"t"': '"v"' } }), 'm,"t"="v" f=1'],
    [
      'keys named as parts of objects',
      point({ tags: JSON.parse('{"__proto__":"a","constructor":"b"}') }),
      'm,__proto__=a,constructor=b f=1',
    ],
    ['default tags, sorted in', point({ tags: { b: '1' } }), 'm,a=0,b=1,c=2 f=1', { defaultTags: { c: '2', a: '0' } }],
    ['own tags before default tags', point({ tags: { a: '1' } }), 'm,a=1 f=1', { defaultTags: { a: '0' } }],
    [
      'default tags for skipped ones',
      point({ tags: { a: '' } }),
      'm,a=0 f=1',
      { defaultTags: { a: '0' }, skipEmpty: true },
    ],
    [
      'less when empty is skipped',
      point({ tags: { a: '', b: undefined, c: null, d: 'x' }, fields: { e: undefined, f: null, g: 1, h: '' } }),
      'm,d=x g=1,h=""',
      { skipEmpty: true },
    ],
    ['the clock when there is no timestamp', point({}), 'm f=1 42', { clock: () => 42n }],
    ['the timestamp before the clock', point({ timestamp: 7 }), 'm f=1 7', { clock: () => 42n }],
  ])('%s', (_, given, want, options = {}) => {
    expect(encodePoint(given, options)).toBe(want);
    expect(encodePointsToString([given, given], options)).toBe(`${want}\n${want}\n`);
    expect(new TextDecoder().decode(encodePoints([given], options))).toBe(`${want}\n`);
  });
});

describe('encodePoint refuses', () => {
  const field = (value: unknown): PointData => point({ fields: { ok: 1, bad: value } as PointData['fields'] });
  const tag = (value: unknown): PointData => point({ tags: { ok: 'x', bad: value } as PointData['tags'] });
  it.each<[string, PointData, PointErrorCode, string, EncodeOptions?]>([
    ['NaN', field(Number.NaN), 'not-finite', 'field "bad" of measurement "m"'],
    ['Infinity', field(Number.POSITIVE_INFINITY), 'not-finite', 'field "bad"'],
    ['-Infinity', field(Number.NEGATIVE_INFINITY), 'not-finite', 'field "bad"'],
    ['an integer above int64', field(2n ** 63n), 'out-of-range', 'field "bad"'],
    ['an integer below int64', field(-(2n ** 63n) - 1n), 'out-of-range', 'field "bad"'],
    ['unsigned in v1', field(uint(1)), 'unsupported', 'field "bad"', { dialect: 'v1' }],
    ['an undefined field', field(undefined), 'missing', 'field "bad"'],
    ['a null field', field(null), 'missing', 'field "bad"'],
    ['an object as field', field({}), 'type', 'field "bad"'],
    ['a String object as field', field(Object('x')), 'type', 'field "bad"'],
    ['a Date as field', field(new Date()), 'type', 'field "bad"'],
    ['a symbol as field', field(Symbol('s')), 'type', 'field "bad"'],
    ['a function as field', field(() => 1), 'type', 'field "bad"'],
    ['a lone surrogate in a string', field('a\ud800b'), 'lone-surrogate', 'field "bad"'],
    ['the other surrogate', field('\udc00'), 'lone-surrogate', 'field "bad"'],
    ['a lone surrogate in a long string', field(`${'x'.repeat(100)}\ud83d`), 'lone-surrogate', 'field "bad"'],
    ['a string above 1 MiB', field('x'.repeat(1048577)), 'too-long', 'field "bad"'],
    ['a string above 64 KiB in v3', field('x'.repeat(65537)), 'too-long', 'field "bad"', { dialect: 'v3' }],
    ['an empty tag', tag(''), 'empty', 'tag "bad"'],
    ['an undefined tag', tag(undefined), 'missing', 'tag "bad"'],
    ['a null tag', tag(null), 'missing', 'tag "bad"'],
    ['a number as tag', tag(1), 'type', 'tag "bad"'],
    ['a number as tag, also when empty is skipped', tag(0), 'type', 'tag "bad"', { skipEmpty: true }],
    ['a newline in a tag', tag('a\nb'), 'newline', 'tag "bad"'],
    ['a trailing backslash in a tag', tag('a\\'), 'trailing-backslash', 'tag "bad"'],
    ['a trailing backslash in a tag of v3', tag('a\\'), 'trailing-backslash', 'tag "bad"', { dialect: 'v3' }],
    ['a backslash before a space in a tag', tag('a\\ b'), 'backslash', 'tag "bad"'],
    ['a lone surrogate in a tag', tag('\ud800'), 'lone-surrogate', 'tag "bad"'],
    ['a tab in a tag of v3', tag('a\tb'), 'control-character', 'tag "bad"', { dialect: 'v3' }],
    ['a tag above 64 KiB in v3', tag('x'.repeat(65537)), 'too-long', 'tag "bad"', { dialect: 'v3' }],
    ['a series key above 64 KiB', tag('x'.repeat(65530)), 'too-long', 'point of measurement "m"'],
    ['an empty tag key', point({ tags: { '': 'x' } }), 'empty', 'tag ""'],
    ['a newline in a tag key', point({ tags: { 'a\nb': 'x' } }), 'newline', 'tag "a\\nb"'],
    ['a trailing backslash in a tag key', point({ tags: { 'a\\': 'x' } }), 'trailing-backslash', 'tag "a\\\\"'],
    ['the tag time', point({ tags: { time: 'x' } }), 'reserved', 'tag "time"'],
    ['the tag _field in v2', point({ tags: { _field: 'x' } }), 'reserved', 'tag "_field"'],
    ['the tag _measurement in v2', point({ tags: { _measurement: 'x' } }), 'reserved', 'tag "_measurement"'],
    ['the field time', point({ fields: { time: 1 } }), 'reserved', 'field "time"'],
    ['an empty field key', point({ fields: { '': 1 } }), 'empty', 'field ""'],
    ['a field key that starts with a tab', point({ fields: { '\ta': 1 } }), 'control-character', 'field "\\ta"'],
    ['a backslash before = in a field key', point({ fields: { 'a\\=': 1 } }), 'backslash', 'field "a\\\\="'],
    ['no fields', point({ fields: {} }), 'no-field', 'point of measurement "m"'],
    ['only skipped fields', point({ fields: { a: undefined } }), 'no-field', 'point', { skipEmpty: true }],
    ['fields that are no object', point({ fields: 'x' as unknown as PointData['fields'] }), 'no-field', 'point'],
    ['tags that are no object', point({ tags: 'x' as unknown as PointData['tags'] }), 'type', 'point'],
    ['an empty measurement', point({ measurement: '' }), 'empty', 'measurement'],
    ['a measurement that is not a string', point({ measurement: 1 as unknown as string }), 'type', 'measurement'],
    ['a measurement that is a comment', point({ measurement: '#m' }), 'comment', 'measurement'],
    ['a newline in a measurement', point({ measurement: 'a\nm f=1' }), 'newline', 'measurement'],
    ['a trailing backslash in a measurement', point({ measurement: 'm\\' }), 'trailing-backslash', 'measurement'],
    ['a backslash before = in a measurement', point({ measurement: 'm\\=' }), 'backslash', 'measurement'],
    ['no point at all', null as unknown as PointData, 'type', 'point'],
    ['a time by another name', point({ time: 5 }), 'type', '`time`; the property is called `timestamp`'],
    [
      'tags by another name',
      { measurement: 'm', tag: { a: 'b' }, fields: { f: 1 } } as PointData,
      'type',
      '`tag`; the property is called `tags`',
    ],
    ['a bad timestamp', point({ timestamp: 'yesterday' }), 'syntax', 'timestamp of measurement "m"'],
  ])('%s', (_, given, code, place, options = {}) => {
    let error: unknown;
    try {
      encodePoint(given, options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PointError);
    expect(error).toMatchObject({ code });
    expect((error as PointError).message).toContain(place);
  });

  it('a time and a tag beside the properties themselves are nobody’s business', () => {
    const both = { measurement: 'm', tags: { a: 'b' }, fields: { f: 1 }, timestamp: 5, time: 6, tag: {} };
    expect(encodePoint(both)).toBe('m,a=b f=1 5');
    expect(encodePoint({ measurement: 'm', fields: { f: 1 }, time: undefined, tag: 'x' } as PointData)).toBe('m f=1');
  });

  it('values do not show in messages', () => {
    expect(() => encodePoint(tag('secret\\'))).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    );
  });
});

describe('onInvalid', () => {
  it('drop leaves out what cannot be written, and tells of each', () => {
    const reported: [string, number][] = [];
    const bytes = encodePoints(
      [point({}), point({ fields: { f: Number.NaN } }), point({ timestamp: 5 }), point({ tags: { t: '' } })],
      {
        onInvalid: 'drop',
        onDrop: (error, index) => reported.push([error.message, index]),
      },
    );
    expect(new TextDecoder().decode(bytes)).toBe('m f=1\nm f=1 5\n');
    expect(reported.map(([, index]) => index)).toEqual([1, 3]);
    expect(reported[0]?.[0]).toContain('field "f"');
  });
  it('drop without onDrop is refused: no point may be lost unseen', () => {
    expect(() => encodePoints([], { onInvalid: 'drop' })).toThrow('onDrop');
  });
  it('errors of the program are not taken for bad points', () => {
    const given = point({});
    Object.defineProperty(given, 'fields', {
      get: () => {
        throw new Error('mine');
      },
    });
    expect(() => encodePoints([given], { onInvalid: 'drop', onDrop: () => undefined })).toThrow('mine');
  });
});

describe('options', () => {
  it.each<[string, EncodeOptions, string]>([
    ['a dialect that does not exist', { dialect: 'v4' as 'v3' }, "dialect: must be 'v1', 'v2' or 'v3'"],
    ['minutes outside v1', { precision: 'm' }, 'precision: must be one of'],
    ['a precision that does not exist', { precision: 'days' as 'ns' }, 'precision'],
    ['a rounding that does not exist', { rounding: 'up' as 'floor' }, 'rounding'],
    ['an onInvalid that does not exist', { onInvalid: 'ignore' as 'drop' }, 'onInvalid'],
    ['default tags that cannot be written', { defaultTags: { t: 'a\n' } }, 'tag "t"'],
    ['default tags that are reserved', { defaultTags: { time: 'a' } }, 'reserved'],
  ])('%s is refused', (_, options, message) => {
    expect(() => encodePoints([], options)).toThrow(message);
  });
});

describe('points', () => {
  it('come from any iterable, and a single point is not taken for an array', () => {
    expect(encodePointsToString(new Set([point({})]))).toBe('m f=1\n');
    expect(() => encodePoints(point({}) as unknown as PointData[])).toThrow(
      'got an object; for one point there is encodePoint',
    );
  });
});

describe('memory', () => {
  it('keys without end do not stay: the same names still encode after forty thousand others', () => {
    for (let i = 0; i < 40_000; i++) encodePoint(point({ tags: { [`k${i}`]: 'v' } }));
    expect(encodePoint(point({ tags: { b: '1', a: '2' } }))).toBe('m,a=2,b=1 f=1');
  });
  it('a point may encode another while it is encoded', () => {
    const inner = point({ measurement: 'inner' });
    const outer = {
      measurement: 'outer',
      fields: {
        get f() {
          return encodePoint(inner);
        },
      },
    };
    expect(encodePoint(outer)).toBe('outer f="inner f=1"');
  });
});
