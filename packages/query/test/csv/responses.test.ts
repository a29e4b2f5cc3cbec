import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { decodeColumns, decodeRows, decodeTables, FluxError, TruncatedResponseError } from '../../src/index.js';

const csv = (...lines: string[]): string => lines.map((line) => `${line}\r\n`).join('');

const HEAD = [
  '#datatype,string,long,string,double',
  '#group,false,false,true,false',
  '#default,_result,,,',
  ',result,table,host,v',
];

describe('schemas and tables', () => {
  test('annotations come in any order, may be missing, and unknown ones are passed over', async () => {
    const rows = await decodeRows(
      csv('#group,false,false,true', '#unit,,,meters', '#datatype,string,long,long', ',result,table,n', ',r,0,5', ''),
    ).toArray();
    expect(rows).toEqual([{ result: 'r', table: 0, n: 5n }]);
  });

  test('without annotations every value is text, unless types are named', async () => {
    const plain = csv(',result,table,n', ',_result,0,5', '');
    expect(await decodeRows(plain).toArray()).toEqual([{ result: '_result', table: 0, n: '5' }]);
    expect(await decodeRows(plain, { datatypes: { n: 'long' } }).toArray()).toEqual([
      { result: '_result', table: 0, n: 5n },
    ]);
    expect(await decodeRows('a,b\n1,\n').toArray()).toEqual([{ a: '1', b: null }]);
  });

  test('an empty line begins a new schema; so do annotations without one', async () => {
    const second = ['#datatype,string,long,long', ',result,table,n', ',,1,7'];
    const want = [
      { result: '_result', table: 0, host: 'a', v: 1 },
      { result: null, table: 1, n: 7n },
    ];
    expect(await decodeRows(csv(...HEAD, ',,0,a,1', '', ...second)).toArray()).toEqual(want);
    expect(await decodeRows(csv(...HEAD, ',,0,a,1', ...second)).toArray()).toEqual(want);
  });

  test('a change of table number or of result begins a new table', async () => {
    const tables = await decodeTables(
      csv(...HEAD, ',,0,a,1', ',,0,a,2', ',,1,b,3', ',other,1,b,4', '', ...HEAD, ',,0,c,5', ''),
    ).toArray();
    expect(
      tables.map(({ result, table, key, rows }) => ({ result, table, key, values: rows.map((row) => row['v']) })),
    ).toEqual([
      { result: '_result', table: 0, key: { host: 'a' }, values: [1, 2] },
      { result: '_result', table: 1, key: { host: 'b' }, values: [3] },
      { result: 'other', table: 1, key: { host: 'b' }, values: [4] },
      { result: '_result', table: 0, key: { host: 'c' }, values: [5] },
    ]);
    expect(tables[0]?.columns).toEqual([
      { label: 'result', datatype: 'string', group: false, defaultValue: '_result' },
      { label: 'table', datatype: 'long', group: false, defaultValue: null },
      { label: 'host', datatype: 'string', group: true, defaultValue: null },
      { label: 'v', datatype: 'double', group: false, defaultValue: null },
    ]);
  });

  test('a table without rows has its group key from the defaults', async () => {
    const text = csv(HEAD[0] ?? '', HEAD[1] ?? '', '#default,_result,3,a,', HEAD[3] ?? '', '');
    const [table, ...others] = await decodeTables(text).toArray();
    expect(others).toEqual([]);
    expect(table).toMatchObject({ result: '_result', table: 3, key: { host: 'a' }, rows: [] });
    expect(await decodeRows(text).toArray()).toEqual([]);
  });

  test('a group key that changes inside a table is believed, not the annotation', async () => {
    const rows = await decodeRows(csv(...HEAD, ',,0,a,1', ',,0,b,2', ',,0,b,3', ',,0,a,4', '')).toArray();
    expect(rows.map(({ host }) => host)).toEqual(['a', 'b', 'b', 'a']);
  });

  test('the empty response has no rows', async () => {
    for (const empty of ['', '\r\n', '\n\n\r\n']) expect(await decodeRows(empty).toArray()).toEqual([]);
  });

  test('a byte order mark is not part of the response', async () => {
    expect(await decodeRows(`\ufeff${csv(...HEAD, ',,0,a,1')}`).toArray()).toHaveLength(1);
  });

  test('other dialects: delimiter, comment prefix, line feeds alone', async () => {
    const text = '%datatype;string;long;string\n%default;_result;;\n;result;table;v\n;;0;a,b\n';
    expect(await decodeRows(text, { delimiter: ';', commentPrefix: '%' }).toArray()).toEqual([
      { result: '_result', table: 0, v: 'a,b' },
    ]);
  });

  let uses = 0;
  afterAll(() => noteCases('repeated-labels', 'uses of a CSV with a label twice', uses));

  test('two columns with one label: columns keep both, and rows say that they cannot', async () => {
    const text = csv(
      '#datatype,string,long,string,long',
      ',result,table,result,table',
      ',r,0,user,9',
      ',r,0,other,8',
      '',
      ...['#datatype,string,long,string', ',result,table,v', ',r,1,x', ''],
    );
    const message = /two columns of the response have the label "result".*use columns\(\)/;
    for (const decode of [decodeRows, decodeTables]) {
      uses += 1;
      await expect(decode(text).toArray()).rejects.toThrow(message);
    }
    uses += 1;
    const { length, columns, get } = await decodeColumns(text);
    expect(length).toBe(3);
    expect(columns.map(({ label, values }) => [label, [...values]])).toEqual([
      ['result', ['r', 'r', 'r']],
      ['table', [0, 0, 1]],
      ['result', ['user', 'other', null]],
      ['table', [9n, 8n, 0n]],
      ['v', [null, null, 'x']],
    ]);
    expect(get('result')?.values).toEqual(['user', 'other', null]);
  });

  test('labels like __proto__ are columns like any other', async () => {
    const [row] = await decodeRows(
      csv('#datatype,string,long,string,string', ',result,table,__proto__,constructor', ',r,0,a,b'),
    ).toArray();
    expect(Object.entries(row ?? {})).toEqual([
      ['result', 'r'],
      ['table', 0],
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });
});

describe('errors in a response', () => {
  const collect = async (text: string) => {
    const rows: unknown[] = [];
    try {
      for await (const row of decodeRows(text)) rows.push(row);
    } catch (error) {
      return { rows: rows.length, error };
    }
    return { rows: rows.length, error: undefined };
  };

  test.each([
    ['alone', csv('error,reference', 'failed to parse,897'), 0],
    [
      'with annotations',
      csv('#datatype,string,long', '#group,true,true', '#default,,', ',error,reference', ',failed to parse,897'),
      0,
    ],
    [
      'after data',
      csv(...HEAD, ',,0,a,1', ',,0,a,2', '', '#datatype,string,string', ',error,reference', ',failed to parse,897'),
      2,
    ],
    [
      'after data without an empty line',
      csv(...HEAD, ',,0,a,1', '#datatype,string,string', ',error,reference', ',failed to parse,897'),
      1,
    ],
    ['after data without annotations', csv(...HEAD, ',,0,a,1', '', ',error,reference', ',failed to parse,897'), 1],
    ['after data with neither', csv(...HEAD, ',,0,a,1', 'error,reference', 'failed to parse,897'), 1],
    ['after data, in three fields', csv(...HEAD, ',,0,a,1', ',error,reference', ',failed to parse,897'), 1],
    ['with its columns the other way round', csv(',reference,error', ',897,failed to parse'), 0],
    ['whose defaults hold it', csv('#default,failed to parse,897', ',error,reference', ',,'), 0],
    ['whose defaults hold it, without a row', csv('#default,failed to parse,897', ',error,reference', ''), 0],
    ['whose defaults hold it, at the end', csv('#default,failed to parse,897', ',error,reference'), 0],
  ])('an error table %s is thrown after the rows before it, with its reference', async (_, text, rows) => {
    const got = await collect(text);
    expect(got.rows).toBe(rows);
    expect(got.error).toBeInstanceOf(FluxError);
    expect(got.error).toMatchObject({ message: 'failed to parse', reference: '897' });
    await expect(decodeColumns(text)).rejects.toBeInstanceOf(FluxError);
    await expect(decodeTables(text).toArray()).rejects.toBeInstanceOf(FluxError);
    const tables: number[] = [];
    const iterate = async () => {
      for await (const table of decodeTables(text)) tables.push(table.rows.length);
    };
    await expect(iterate()).rejects.toBeInstanceOf(FluxError);
    // The tables before it are given.
    expect(tables).toEqual(rows > 0 ? [rows] : []);
  });

  test('a table that is cut is not given', async () => {
    const tables: number[] = [];
    const iterate = async () => {
      for await (const table of decodeTables(csv(...HEAD, ',,0,a,1', ',,1,b,1', ',,1,b,x')))
        tables.push(table.rows.length);
    };
    await expect(iterate()).rejects.toThrow(/a double must be/);
    expect(tables).toEqual([1]);
  });

  test('an error has commas whatever the delimiter of the dialect is', async () => {
    for (const [header, row] of [
      ['error,reference', '"failed, to parse",897'],
      [',error,reference', ',"failed, to parse",897'],
    ] as const) {
      const failing = decodeRows(csv('#datatype;string;long;double', ';result;table;v', ';r;0;1', '', header, row), {
        delimiter: ';',
      }).toArray();
      await expect(failing).rejects.toBeInstanceOf(FluxError);
      await expect(failing).rejects.toMatchObject({ message: 'failed, to parse', reference: '897' });
    }
  });

  test('a column that is called error is one', async () => {
    expect(await decodeRows(csv(',result,table,error', ',r,0,disk full', '')).toArray()).toEqual([
      { result: 'r', table: 0, error: 'disk full' },
    ]);
  });

  test('no value stands in what is wrong with it', async () => {
    const { error } = await collect(csv(...HEAD, ',,0,a,pass-wörd42 1.5'));
    for (const shown of [String(error), inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error)])
      expect(shown).not.toMatch(/wörd|42|1\.5/);
    expect(String(error)).toContain('got 14 characters like "aaaa-aaaa00 0.0"'.replace('14', '15'));
  });

  test('an error without a reference has none', async () => {
    const { error } = await collect(csv(',error,reference', ',boom,'));
    expect(error).toMatchObject({ message: 'boom', reference: undefined });
  });

  test.each([
    ['in a value', [...HEAD, ',,0,a,1', ',,0,a'].join('\r\n'), 1, /inside a record/],
    ['before the last line end', [...HEAD, ',,0,a,1', ',,0,a,2'].join('\r\n'), 1, /inside a record/],
    ['in a quoted value', `${csv(...HEAD, ',,0,a,1')},,0,"a`, 1, /inside a quoted value/],
    ['after annotations', csv(...HEAD.slice(0, 3)), 0, /after annotation rows/],
    ['after the header of an error', csv('error,reference'), 0, /before the error/],
  ])('a response that ends %s is truncated', async (_, text, rows, message) => {
    const got = await collect(text);
    expect(got.rows).toBe(rows);
    expect(got.error).toBeInstanceOf(TruncatedResponseError);
    expect(String(got.error)).toMatch(message);
  });

  test('a last line without a line end can be allowed', async () => {
    const text = [...HEAD, ',,0,a,1', ',,0,a,2'].join('\n');
    expect(await decodeRows(text, { requireFinalNewline: false }).toArray()).toHaveLength(2);
    await expect(decodeRows(`${text},"`, { requireFinalNewline: false }).toArray()).rejects.toThrow(
      /inside a quoted value/,
    );
  });

  test.each([
    [
      'too few fields',
      csv(...HEAD, ',,0,a,1', ',,0,a'),
      /a row has 4 fields where its header has 5/,
      { line: 6, row: 2 },
    ],
    ['too many fields', csv(...HEAD, ',,0,a,1', ',,0,a,1,2'), /has 6 fields/, { line: 6, row: 2 }],
    [
      'a quote inside a value',
      csv(...HEAD, ',,0,a"b,1'),
      /a value that is not quoted holds a quote/,
      { line: 5, column: '4' },
    ],
    [
      'text after a closing quote',
      csv(...HEAD, ',,0,"a"b,1'),
      /text follows a closing quote/,
      { line: 5, column: '4' },
    ],
    [
      'a wrong default',
      csv('#datatype,string,long,double', '#default,_result,,x', ',result,table,v'),
      /a double must be/,
      { line: 3, row: 0, column: 'v' },
    ],
    ['an empty line after annotations', csv(...HEAD.slice(0, 2), ''), /empty line/, { line: 3 }],
    [
      'a wrong value after line feeds in values that vary',
      csv('#datatype,string,long,string,double', ',result,table,s,v', ',r,0,"a\r\nb",1', ',r,0,"c\n\nd",2', ',r,0,e,x'),
      /a double must be/,
      { line: 8, row: 3, column: 'v' },
    ],
    [
      'a wrong value after a quoted line feed',
      csv(...HEAD, ',,0,"a\r\nb",1', ',,0,"a\r\nb",2', ',,0,"a\r\nb",x'),
      /a double must be/,
      { line: 9, row: 3, column: 'v' },
    ],
  ])('%s: the error names the place', async (_, text, message, place) => {
    const { error } = await collect(text);
    expect(String(error)).toMatch(message);
    expect(error).toMatchObject({ name: 'DecodeError', ...place });
  });

  test.each([
    [{ times: 'iso' }, TypeError, /times must be one of 'ns', 'date', 'rfc3339', got "iso"/],
    [{ integers: 'string' }, TypeError, /integers must be/],
    [{ delimiter: '"' }, RangeError, /delimiter must be/],
    [{ delimiter: ',,' }, RangeError, /delimiter must be/],
    [{ delimiter: '1' }, RangeError, /delimiter must be/],
    [{ maxFieldBytes: 0 }, RangeError, /maxFieldBytes must be/],
    [{ maxRecordBytes: 1.5 }, RangeError, /maxRecordBytes must be/],
  ] as const)('a wrong option %o is refused at the call', (options, type, message) => {
    expect(() => decodeRows('', options as never)).toThrow(type);
    expect(() => decodeRows('', options as never)).toThrow(message);
  });
});

describe('columns', () => {
  test('have a typed array for each numeric type, and say where nulls are', async () => {
    const text = csv(
      '#datatype,string,long,double,long,unsignedLong,dateTime:RFC3339,boolean,string,base64Binary',
      '#group,false,false,false,false,false,false,false,true,false',
      '#default,_result,,,,,,,,',
      ',result,table,d,l,u,t,b,s,x',
      ',,0,1.5,-1,18446744073709551615,1970-01-01T00:00:00.000000001Z,true,key,AQ==',
      ',,0,,,,,,key,',
      ',,0,NaN,2,3,1970-01-01T00:00:02Z,false,key,Ag==',
      '',
    );
    const columns = await decodeColumns(text);
    expect(columns.length).toBe(3);
    const nulls = Uint8Array.of(0, 1, 0);
    expect(Object.fromEntries(columns.columns.map(({ label, ...rest }) => [label, rest]))).toEqual({
      result: { datatype: 'string', values: ['_result', '_result', '_result'] },
      table: { datatype: 'long', values: Float64Array.of(0, 0, 0) },
      d: { datatype: 'double', values: Float64Array.of(1.5, Number.NaN, Number.NaN), nulls },
      l: { datatype: 'long', values: BigInt64Array.of(-1n, 0n, 2n), nulls },
      u: { datatype: 'unsignedLong', values: BigUint64Array.of(2n ** 64n - 1n, 0n, 3n), nulls },
      t: { datatype: 'dateTime:RFC3339', values: BigInt64Array.of(1n, 0n, 2_000_000_000n), nulls },
      b: { datatype: 'boolean', values: [true, null, false] },
      s: { datatype: 'string', values: ['key', 'key', 'key'] },
      x: { datatype: 'base64Binary', values: [Uint8Array.of(1), null, Uint8Array.of(2)] },
    });
    const dates = await decodeColumns(text, { times: 'date', integers: 'number' }).then(
      (all) => all,
      () => undefined,
    );
    expect(dates).toBeUndefined();
    const small = text.replace('18446744073709551615', '5');
    const numbers = await decodeColumns(small, { times: 'date', integers: 'number' });
    expect(numbers.get('t')?.values).toEqual(Float64Array.of(0, Number.NaN, 2000));
    expect(numbers.get('u')?.values).toEqual(Float64Array.of(5, Number.NaN, 3));
  });

  test('tables with other columns leave nulls, and a column of two types holds both', async () => {
    const text = csv(
      ...['#datatype,string,long,double', ',result,table,v', ',r,0,1.5', ',r,0,2.5', ''],
      ...['#datatype,string,long,long,string', ',result,table,v,extra', ',r,1,7,e', ',r,1,8,', ''],
    );
    const columns = await decodeColumns(text);
    expect(columns.get('v')).toMatchObject({ datatype: 'mixed', values: [1.5, 2.5, 7n, 8n] });
    expect(columns.get('extra')?.values).toEqual([null, null, 'e', null]);
    expect(columns.get('table')?.values).toEqual(Float64Array.of(0, 0, 1, 1));
    expect(columns.get('missing')).toBeUndefined();
  });

  test('of few tables among many are whole, in clones too', async () => {
    const tables = 40;
    const lines = Array.from({ length: tables }, (_, i) => [
      ...['#datatype,string,long,double,string,string', '#group,false,false,false,true,false'],
      ...[
        `,result,table,v,tag_${i % 30},"say ""${i % 30}"""`,
        `,r,${i},${i},"a\r\n${i}",x`,
        `,r,${i},${i}.5,"a\r\n${i}",`,
        '',
      ],
    ]).flat();
    const columns = await decodeColumns(csv(...lines));
    const { result, table, v, ...rest } = Object.fromEntries(columns.columns.map((column) => [column.label, column]));
    expect(v?.values).toEqual(Float64Array.from({ length: 2 * tables }, (_, row) => (row >> 1) + (row % 2) / 2));
    expect(Object.keys(rest)).toHaveLength(60);
    for (const [label, column] of Object.entries(structuredClone(rest))) {
      const expected = Array.from({ length: 2 * tables }, (_, row) => {
        const i = row >> 1;
        if (label === `tag_${i % 30}`) return `a\n${i}`;
        return label === `say "${i % 30}"` && row % 2 === 0 ? 'x' : null;
      });
      expect(column.values).toEqual(expected);
      expect(columns.get(label)?.values).toBe(columns.get(label)?.values);
      expect(columns.get(label)?.values).toEqual(expected);
    }
    const rows = await decodeRows(csv(...lines)).toArray();
    expect(rows[59]).toEqual({ result: 'r', table: 29, v: 29.5, tag_29: 'a\n29', 'say "29"': null });
    expect(rows).toHaveLength(2 * tables);
  });

  test('grow past their first room', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `,,${Math.floor(i / 700)},h${Math.floor(i / 700)},${i}`);
    const columns = await decodeColumns(csv(...HEAD, ...rows));
    expect(columns.length).toBe(5000);
    expect(columns.get('v')?.values).toEqual(Float64Array.from({ length: 5000 }, (_, i) => i));
    expect(columns.get('table')?.values).toEqual(Float64Array.from({ length: 5000 }, (_, i) => Math.floor(i / 700)));
    let seen = 0;
    for await (const batch of decodeColumns(csv(...HEAD, ...rows)).batches()) {
      expect(batch.get('v')?.values).toEqual(Float64Array.from({ length: batch.length }, (_, i) => seen + i));
      seen += batch.length;
    }
    expect(seen).toBe(5000);
  });
});
