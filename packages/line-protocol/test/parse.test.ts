import { describe, expect, it } from 'vitest';
import { int, ParseError, type ParseErrorCode, type ParseOptions, parsePoints, uint } from '../src/index.js';

const point = (measurement: string, tags: object, fields: object, timestamp?: bigint): object => ({
  measurement,
  tags,
  fields,
  ...(timestamp === undefined ? {} : { timestamp }),
});

describe('parsePoints reads', () => {
  it.each<[string, string, object[], ParseOptions?]>([
    ['an escaped comma in a measurement', 'foo\\,bar value=1i', [point('foo,bar', {}, { value: int(1) })]],
    [
      'an escaped equals sign and quote in a measurement of v1 and v2',
      'cpu\\=load,r=e value=1\ncpu\\"x\\" value=1',
      [point('cpu=load', { r: 'e' }, { value: 1 }), point('cpu"x"', {}, { value: 1 })],
    ],
    [
      'a backslash before = in a measurement of v3 as it is',
      'cpu\\=load,r=e value=1',
      [point('cpu\\=load', { r: 'e' }, { value: 1 })],
      { dialect: 'v3' },
    ],
    [
      'the reserved tags of v2 in v1',
      'm,_field=a,_measurement=b f=1',
      [point('m', { _field: 'a', _measurement: 'b' }, { f: 1 })],
      { dialect: 'v1' },
    ],
    ['a NUL in a tag key of v1', 'm,a\0b=c f=1', [point('m', { 'a\0b': 'c' }, { f: 1 })], { dialect: 'v1' }],
    [
      'other backslashes as they are',
      'cpu,regions=eas\\t value=1',
      [point('cpu', { regions: 'eas\\t' }, { value: 1 })],
    ],
    ['quotes in names', 'cpu,"host"="serverA" value=1', [point('cpu', { '"host"': '"serverA"' }, { value: 1 })]],
    [
      'a string that ends in a backslash',
      'cpu str="foo\\\\",str2="bar"',
      [point('cpu', {}, { str: 'foo\\', str2: 'bar' })],
    ],
    ['an escaped backslash and quote', 'cpu value="test\\\\\\""', [point('cpu', {}, { value: 'test\\"' })]],
    ['other escapes in strings as they are', 'm s="\\n\\t\\,"', [point('m', {}, { s: '\\n\\t\\,' })]],
    ['the least integer', 'm v=-9223372036854775808i', [point('m', {}, { v: int(-(2n ** 63n)) })]],
    ['the greatest unsigned integer', 'm v=18446744073709551615u', [point('m', {}, { v: uint(2n ** 64n - 1n) })]],
    ['integers with zeros in front', 'm a=007i,b=-0i,c=00u', [point('m', {}, { a: int(7), b: int(0), c: uint(0) })]],
    [
      'floats',
      'm a=1,b=-1.5,c=1E4,d=1.0e-4,e=1e+21,f=-0',
      [point('m', {}, { a: 1, b: -1.5, c: 1e4, d: 1e-4, e: 1e21, f: -0 })],
    ],
    [
      'floats of any length',
      `m a=0.30000000000000004,b=${'9'.repeat(30)}.5,c=0.${'0'.repeat(30)}1`,
      [point('m', {}, { a: 0.1 + 0.2, b: 1e30, c: 1e-31 })],
    ],
    ['bare points in v1 and v2', 'm a=.1,b=1.,c=-.5', [point('m', {}, { a: 0.1, b: 1, c: -0.5 })]],
    [
      'booleans',
      'm a=t,b=T,c=true,d=True,e=TRUE,f=f,g=F,h=false,i=False,j=FALSE',
      [
        point(
          'm',
          {},
          { a: true, b: true, c: true, d: true, e: true, f: false, g: false, h: false, i: false, j: false },
        ),
      ],
    ],
    ['tags in any order', 'cpu,last=1,first=2 value=1i', [point('cpu', { last: '1', first: '2' }, { value: int(1) })]],
    [
      'escapes in tags and field keys',
      'm,a\\ b=c\\,d,e\\=f=g\\=h i\\ \\,\\=j=1',
      [point('m', { 'a b': 'c,d', 'e=f': 'g=h' }, { 'i ,=j': 1 })],
    ],
    ['comments and blank lines, indented or not', '# one\n \t# two, "x\n\n  \nm f=1\n#', [point('m', {}, { f: 1 })]],
    ['space around', ' \t m  f=1  5 \n', [point('m', {}, { f: 1 }, 5n)]],
    [
      'newlines in strings',
      'm s="a\nb" 1\nm s="c" 2',
      [point('m', {}, { s: 'a\nb' }, 1n), point('m', {}, { s: 'c' }, 2n)],
    ],
    [
      'carriage returns at ends of lines',
      'm f=1 2\r\nm f=1i\r\n\r\nm s="a\r\nb"\r',
      [point('m', {}, { f: 1 }, 2n), point('m', {}, { f: int(1) }), point('m', {}, { s: 'a\r\nb' })],
    ],
    [
      'timestamps to the digit',
      'm f=1 -9223372036854775806\nm f=1 9223372036854775806\nm f=1 0',
      [
        point('m', {}, { f: 1 }, -9223372036854775806n),
        point('m', {}, { f: 1 }, 9223372036854775806n),
        point('m', {}, { f: 1 }, 0n),
      ],
    ],
    ['timestamps of another precision', 'm f=1 -1500', [point('m', {}, { f: 1 }, -1500000000n)], { precision: 'ms' }],
    [
      'the last timestamp of another precision',
      'm f=1 9223372036854775',
      [point('m', {}, { f: 1 }, 9223372036854775000n)],
      { precision: 'us' },
    ],
    ['the last second', 'm f=1 9223372036', [point('m', {}, { f: 1 }, 9223372036000000000n)], { precision: 's' }],
    ['hours', 'm f=1 2', [point('m', {}, { f: 1 }, 7200000000000n)], { precision: 'h', dialect: 'v1' }],
    ['timestamps with zeros in front', 'm f=1 0000000000000000000005', [point('m', {}, { f: 1 }, 5n)]],
    ['a field twice: the last one counts', 'm f=1,g=2,f=3', [point('m', {}, { f: 3, g: 2 })]],
    [
      'keys named as parts of objects',
      'm,__proto__=a,constructor=b __proto__=1,toString=2',
      [point('m', JSON.parse('{"__proto__":"a","constructor":"b"}'), JSON.parse('{"__proto__":1,"toString":2}'))],
    ],
    [
      'lines with other keys in turn',
      'm,a=1 f=1\nm,b=1 g=1\nm,a=1,b=2 f=1,g=2\nma,a=1 f=1\nm f=1',
      [
        point('m', { a: '1' }, { f: 1 }),
        point('m', { b: '1' }, { g: 1 }),
        point('m', { a: '1', b: '2' }, { f: 1, g: 2 }),
        point('ma', { a: '1' }, { f: 1 }),
        point('m', {}, { f: 1 }),
      ],
    ],
    [
      'keys that begin like those before',
      'm,ab=1 fg=1\nm,a=1 f=1\nm,abc=1 fgh=1',
      [point('m', { ab: '1' }, { fg: 1 }), point('m', { a: '1' }, { f: 1 }), point('m', { abc: '1' }, { fgh: 1 })],
    ],
    ['an equals sign in a tag value of v3', 'm,t=a=b f=1', [point('m', { t: 'a=b' }, { f: 1 })], { dialect: 'v3' }],
    [
      'two backslashes as one in names of v3',
      'm\\\\x,t\\\\k=v\\\\w f\\\\k=1',
      [point('m\\x', { 't\\k': 'v\\w' }, { 'f\\k': 1 })],
      { dialect: 'v3' },
    ],
    ['two backslashes as two in names of v2', 'm\\\\x,t=v\\\\w f=1', [point('m\\\\x', { t: 'v\\\\w' }, { f: 1 })]],
    ['a backslash and a comma in a tag value', 'm,t=a\\\\,b f=1', [point('m', { t: 'a\\,b' }, { f: 1 })]],
    ['nothing', '', []],
  ])('%s', (_, text, want, options = {}) => {
    expect(parsePoints(text, options as { onError?: 'skip' })).toStrictEqual(want);
    expect(parsePoints(new TextEncoder().encode(text), options as { onError?: 'skip' })).toStrictEqual(want);
  });
});

describe('parsePoints refuses', () => {
  it.each<[string, string, ParseErrorCode, number, number, ParseOptions?]>([
    ['a measurement alone', 'cpu', 'missing-fields', 1, 4],
    ['a comma without a tag', 'cpu, value=1', 'missing-tag-key', 1, 5],
    ['a tag without a value', 'cpu,host= value=1i', 'missing-tag-value', 1, 10],
    ['a tag without an equals sign', 'cpu,host,x=1 value=1', 'missing-tag-value', 1, 9],
    ['a tag without a key', 'cpu,=a value=1', 'missing-tag-key', 1, 5],
    ['a tag twice', 'cpu,a=1,a=2 value=1', 'duplicate-tag', 1, 9],
    ['a tag twice, after a line with other tags', 'cpu,a=1,b=2 v=1\ncpu,a=1,a=2 v=1', 'duplicate-tag', 2, 9],
    ['tags without fields', 'cpu,a=1', 'missing-fields', 1, 8],
    ['tags, a space, no fields', 'cpu,a=1 ', 'missing-fields', 1, 9],
    ['a field without a key', 'cpu =123i', 'missing-field-key', 1, 5],
    ['a field without a value', 'cpu value=,v2=1i', 'missing-field-value', 1, 11],
    ['a last field without a value', 'cpu value=', 'missing-field-value', 1, 11],
    ['a field without an equals sign', 'cpu value=1i,b', 'missing-field-value', 1, 15],
    ['a comma at the end of the fields', 'cpu value=1i,', 'missing-field-key', 1, 14],
    ['something after a string', 'cpu value="test""', 'invalid-value', 1, 17],
    ['a string without an end', 'cpu f=1\ncpu a=1,value="test\nmore', 'unclosed-string', 2, 15],
    ['an integer with a fraction', 'cpu v=1.0i', 'invalid-value', 1, 10],
    ['a negative unsigned integer', 'cpu v=-123u', 'invalid-value', 1, 7],
    ['unsigned in v1', 'cpu v=1u', 'invalid-value', 1, 7, { dialect: 'v1' }],
    ['two points', 'cpu v=1.1.1', 'invalid-value', 1, 10],
    ['NaN', 'cpu v=NaN', 'invalid-value', 1, 7],
    ['Inf', 'cpu v=+Inf', 'invalid-value', 1, 7],
    ['a sign alone', 'cpu v=-', 'invalid-value', 1, 7],
    ['an i alone', 'cpu v=i', 'invalid-value', 1, 7],
    ['an exponent without digits', 'cpu v=1e', 'invalid-value', 1, 7],
    ['a point alone', 'cpu v=.', 'invalid-value', 1, 7],
    ['a bare point in v3', 'cpu v=.1', 'invalid-value', 1, 7, { dialect: 'v3' }],
    ['a point at the end in v3', 'cpu v=1.', 'invalid-value', 1, 7, { dialect: 'v3' }],
    ['half a boolean', 'cpu v=tru', 'invalid-value', 1, 7],
    ['a boolean and more', 'cpu v=truely', 'invalid-value', 1, 7],
    ['an integer above int64', 'cpu v=9223372036854775808i', 'out-of-range', 1, 7],
    ['an integer below int64', 'cpu v=-9223372036854775809i', 'out-of-range', 1, 7],
    ['above uint64', 'cpu v=18446744073709551616u', 'out-of-range', 1, 7],
    ['a float above the doubles', 'cpu v=1e400', 'out-of-range', 1, 7],
    ['a second timestamp', 'cpu v=1 2 3', 'invalid-timestamp', 1, 11],
    ['a fraction as timestamp', 'cpu v=1 1.5', 'invalid-timestamp', 1, 10],
    ['a word as timestamp', 'cpu v=1 now', 'invalid-timestamp', 1, 9],
    ['a timestamp out of range', 'cpu v=1 9223372036854775807', 'out-of-range', 1, 9],
    ['a timestamp out of range for its precision', 'cpu v=1 9223372037', 'out-of-range', 1, 9, { precision: 's' }],
    ['a timestamp without end', `cpu v=1 ${'1'.repeat(10000)}`, 'out-of-range', 1, 9],
    ['no measurement', ',tag1=1 value=1', 'missing-measurement', 1, 1],
    ['an equals sign in a tag value', 'm,t=a=b v=1', 'invalid-character', 1, 6],
    ['a field twice in v3', 'm f=1,g=2,f=3', 'duplicate-field', 1, 11, { dialect: 'v3' }],
    ['a tab in a name of v3', 'm,t=a\tb f=1', 'invalid-character', 1, 6, { dialect: 'v3' }],
    ['a field key that ends in two backslashes', 'm f\\\\=1', 'invalid-character', 1, 5],
    ['a later field key that ends in four, in v1', 'm g=1,f\\\\\\\\=1', 'invalid-character', 1, 11, { dialect: 'v1' }],
    ['a field key that ends in a backslash in v3', 'm f\\\\=1', 'invalid-character', 1, 5, { dialect: 'v3' }],
    ['a tag key `_field` in v2', 'm,_field=a f=1', 'reserved', 1, 3],
    ['a tag key `_measurement` in v2', 'm,a=1,_measurement=a f=1', 'reserved', 1, 7],
    ['a tag key `time`', 'm,time=a f=1', 'reserved', 1, 3],
    ['a tag key `time` in v1', 'm,time=a f=1', 'reserved', 1, 3, { dialect: 'v1' }],
    ['a tag key that is reserved once it is unescaped', 'm,_field\\ =a,x=1 f=1\nm,time=b f=1', 'reserved', 2, 3],
    ['a NUL in a tag key of v2', 'm,a\0b=c f=1', 'invalid-character', 1, 3],
    ['a carriage return after a timestamp in v1', 'm f=1 5\r\n', 'invalid-timestamp', 1, 8, { dialect: 'v1' }],
    ['a carriage return alone in v1', '\r\nm f=1', 'missing-fields', 1, 2, { dialect: 'v1' }],
    ['a carriage return in v1', 'm f=1\r\n', 'invalid-value', 1, 6, { dialect: 'v1' }],
    ['a line after strings with newlines', 'm s="a\nb\nc"\n\n# x\nm s="d\ne" 5\nbad', 'missing-fields', 8, 4],
    ['a later place of a line with a newline in it', 'm s="a\nb",f=x', 'invalid-value', 2, 6],
  ])('%s', (_, text, code, line, column, options = {}) => {
    let error: unknown;
    try {
      parsePoints(text, options as { onError?: 'throw' });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ParseError);
    expect(error).toMatchObject({ code, line, column });
    expect((error as ParseError).message).toBe(`line ${line}, column ${column}: ${(error as ParseError).reason}`);
  });
  it('bytes that are not UTF-8', () => {
    expect(() => parsePoints(Uint8Array.of(109, 255, 32))).toThrow(expect.objectContaining({ code: 'not-utf8' }));
  });
  it('options that do not exist', () => {
    expect(() => parsePoints('', { onError: 'ignore' as 'skip' })).toThrow('onError');
    expect(() => parsePoints('', { dialect: 'v9' as 'v3' })).toThrow('dialect');
    expect(() => parsePoints('', { precision: 'm' })).toThrow('precision');
  });
});

describe('onError', () => {
  const text = 'm f=1\nbad\nm f=2 x\nm s="a\nb"\nm f=\nm f=3\n,\nm s="open\nm f=4';
  it('collect gives the points and each error with its place', () => {
    const { points, errors } = parsePoints(text, { onError: 'collect' });
    expect(points.map(({ fields }) => Object.values(fields)[0])).toEqual([1, 'a\nb', 3, 4]);
    expect(errors.map(({ line, code }) => [line, code])).toEqual([
      [2, 'missing-fields'],
      [3, 'invalid-timestamp'],
      [6, 'missing-field-value'],
      [8, 'missing-measurement'],
      [9, 'unclosed-string'],
    ]);
  });
  it('skip gives the points alone', () => {
    expect(parsePoints(text, { onError: 'skip' })).toHaveLength(4);
  });
});
