import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { type DecodeInfluxQLOptions, decodeInfluxQL, InfluxQLError, TruncatedResponseError } from '../../src/index.js';
import { InfluxQLReader } from '../../src/influxql/influxql-reader.js';
import { pieces, streamOf } from '../support/annotated-csv.js';

let cases = 0;
const runs = (numRuns: number): { numRuns: number } => {
  cases += numRuns;
  return { numRuns };
};
afterAll(() => noteCases('queries', 'InfluxQL responses cut anywhere', cases));

const encoder = new TextEncoder();

const responseOf = (series: readonly object[], more: object = {}): string =>
  `${JSON.stringify({ results: [{ statement_id: 0, series, ...more }] })}\n`;

const CPU = {
  name: 'cpu',
  tags: { host: 'a' },
  columns: ['time', 'value', 'state'],
  values: [
    [1_577_836_800_000, 1.5, 'ok'],
    [1_577_836_801_000, null, null],
  ],
};

const collect = async (text: string, options?: DecodeInfluxQLOptions) => {
  const rows: unknown[] = [];
  try {
    for await (const row of decodeInfluxQL(text, options)) rows.push(row);
    return { rows, error: undefined };
  } catch (error) {
    return { rows, error };
  }
};

describe('rows of a response', () => {
  test('hold the values by column and the tags grouped by', async () => {
    expect(await decodeInfluxQL(responseOf([CPU]), { epoch: 'ms' }).toArray()).toEqual([
      { time: 1_577_836_800_000, value: 1.5, state: 'ok', host: 'a' },
      { time: 1_577_836_801_000, value: null, state: null, host: 'a' },
    ]);
  });

  test.each([
    ['ns', {}, '1577836800123456789', 1577836800123456789n],
    ['ns of small times', {}, '5', 5n],
    ['ns from text', {}, '"2020-01-01T00:00:00.123456789Z"', 1577836800123456789n],
    ['ns as the unit', { epoch: 'ns' }, '-1', -1n],
    ['null', {}, 'null', null],
    ['Date', { times: 'date' }, '1577836800123', new Date('2020-01-01T00:00:00.123Z')],
    ['Date from text', { times: 'date' }, '"2020-01-01T00:00:00.123456789Z"', new Date('2020-01-01T00:00:00.123Z')],
    ['text', { times: 'rfc3339' }, '"2020-01-01T00:00:00Z"', '2020-01-01T00:00:00Z'],
    ['seconds', { epoch: 's' }, '1577836800', 1577836800],
    ['microseconds past 2^53', { epoch: 'u' }, '9007199254740993', 9007199254740993n],
  ] as const)('times as %s', async (_, options, text, want) => {
    const json = `{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","v"],"values":[[${text},1]]}]}]}`;
    expect(await decodeInfluxQL(json, options).toArray()).toEqual([{ time: want, v: 1 }]);
    const last = `{"results":[{"series":[{"columns":["time"],"values":[[${text}]]}]}]}`;
    expect(await decodeInfluxQL(last, options).toArray()).toEqual([{ time: want }]);
  });

  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['18446744073709551615', 18446744073709551615n],
    ['100000000000000000000', 1e20],
    ['1.5e300', 1.5e300],
    ['-0.1', -0.1],
    ['1234567890123456.5', 1234567890123456.5],
    ['true', true],
    ['"\\u00e9\\n\\"x\\""', 'é\n"x"'],
    ['"日本"', '日本'],
  ])('the value %s loses nothing', async (text, want) => {
    const json = `{"results":[{"series":[{"name":"m","columns":["v"],"values":[[${text}]]}]}]}`;
    expect(await decodeInfluxQL(json).toArray()).toEqual([{ v: want }]);
  });

  test('series() keeps names, tags and statements apart', async () => {
    const text = JSON.stringify({
      results: [
        { statement_id: 0, series: [CPU, { ...CPU, tags: { host: 'b' }, values: [] }] },
        { statement_id: 1 },
        { statement_id: 2, series: [{ name: 'databases', columns: ['name'], values: [['x']] }] },
      ],
    });
    const series = await decodeInfluxQL(text, { epoch: 'ms' }).series().toArray();
    expect(series.map(({ statementId, name, tags, rows }) => [statementId, name, tags, rows.length])).toEqual([
      [0, 'cpu', { host: 'a' }, 2],
      [0, 'cpu', { host: 'b' }, 0],
      [2, 'databases', {}, 1],
    ]);
    expect(series[0]?.columns).toEqual(['time', 'value', 'state']);
  });

  test('a column wins over a tag of its name; __proto__ is a name like any other', async () => {
    const json =
      '{"results":[{"series":[{"tags":{"a":"tag","__proto__":"t"},"columns":["a"],"values":[["column"]]}]}]}';
    const [row] = await decodeInfluxQL(json).toArray();
    expect(Object.entries(row ?? {})).toEqual([
      ['a', 'column'],
      ['__proto__', 't'],
    ]);
  });

  test('values may come before their columns, white space anywhere, unknown members too', async () => {
    const json = ` { "x" : {"y":[1,{"z":null}]} , "results" : [ { "series" : [ { "values" : [ [ 1 , "a" ] ] , "columns" : [ "n" , "s" ] } ] , "messages" : [ {"level":"warning"} ] } ] } \n`;
    expect(await decodeInfluxQL(json).toArray()).toEqual([{ n: 1, s: 'a' }]);
  });

  test('a response without rows', async () => {
    for (const text of ['{"results":[{"statement_id":0}]}', '{"results":[]}', '{"results":null}']) {
      expect(await decodeInfluxQL(text).toArray()).toEqual([]);
    }
  });
});

describe('chunks', () => {
  const lines = [
    responseOf([{ ...CPU, partial: true }], { partial: true }),
    responseOf([{ ...CPU, partial: true }], { partial: true }),
    responseOf([CPU]),
  ];

  test('come as they arrive, however the bytes are cut', async () => {
    const bytes = encoder.encode(lines.join(''));
    const whole = await decodeInfluxQL(bytes, { chunked: true }).toArray();
    expect(whole).toHaveLength(6);
    for (let size = 1; size < bytes.length; size += 1) {
      const { stream } = streamOf(pieces(bytes, [size]));
      expect(await decodeInfluxQL(stream, { chunked: true }).toArray(), `pieces of ${size}`).toEqual(whole);
    }
  });

  test('are read one at a time', async () => {
    const { stream, state } = streamOf(lines.map((line) => encoder.encode(line)));
    const batches = decodeInfluxQL(stream, { chunked: true }).batches();
    expect((await batches.next()).value).toHaveLength(2);
    expect(state.pulled).toBe(1);
    await batches.return?.();
    expect(state.cancelled).toBe(true);
  });

  test('that announce more and end are a truncated response, after their rows', async () => {
    for (const text of [
      lines.slice(0, 2).join(''),
      responseOf([{ ...CPU, partial: true }]),
      responseOf([CPU], { partial: true }),
    ]) {
      const { rows, error } = await collect(text, { chunked: true });
      expect(rows.length).toBeGreaterThan(0);
      expect(error).toBeInstanceOf(TruncatedResponseError);
      expect(String(error)).toMatch(/announces more rows/);
    }
  });

  test('a whole response is cut off where its result or a series says so; but for what 1.x leaves on a whole series past 10,000 rows', async () => {
    const cut = await collect(responseOf([{ ...CPU, partial: true }], { partial: true }));
    expect(cut.rows).toHaveLength(2);
    expect(String(cut.error)).toMatch(/limit of rows \(max-row-limit\); ask with `chunked: true`/);
    // A response of influxd 1.6.7 with max-row-limit = 5: of several series the last is cut.
    const cutSeries = await collect(responseOf([CPU, { ...CPU, partial: true }]));
    expect(cutSeries.rows).toHaveLength(4);
    expect(cutSeries.error).toBeInstanceOf(TruncatedResponseError);
    expect(String(cutSeries.error)).toMatch(/max-row-limit/);
    const series = (count: number) => ({
      ...CPU,
      values: Array.from({ length: count }, () => CPU.values[0]),
      partial: true,
    });
    expect((await collect(responseOf([series(10_000)]))).error).toBeInstanceOf(TruncatedResponseError);
    expect((await collect(responseOf([series(10_001)]))).error).toBeUndefined();
    // A statement that was cut, before one that was not.
    const [first, second] = [responseOf([{ ...CPU, partial: true }]), responseOf([CPU])].map(
      (one) => JSON.parse(one).results[0] as object,
    );
    const two = await collect(JSON.stringify({ results: [first, { ...second, statement_id: 1 }] }));
    expect(two.error).toBeInstanceOf(TruncatedResponseError);
  });

  test('however a whole response is cut, its rows and series are the same', async () => {
    const bytes = encoder.encode(
      responseOf([CPU, { ...CPU, tags: { host: 'é' }, name: '"q"' }], { messages: [{ text: 'x' }] }),
    );
    const rows = await decodeInfluxQL(bytes).toArray();
    const series = await decodeInfluxQL(bytes).series().toArray();
    expect(series.flatMap((one) => one.rows)).toEqual(rows);
    for (let size = 1; size < bytes.length; size += 1) {
      expect(await decodeInfluxQL(streamOf(pieces(bytes, [size])).stream).toArray(), `pieces of ${size}`).toEqual(rows);
      expect(
        await decodeInfluxQL(streamOf(pieces(bytes, [size])).stream)
          .series()
          .toArray(),
      ).toEqual(series);
    }
  });

  test('rows of a whole response come before it has ended', async () => {
    const text = responseOf([CPU]);
    const cut = text.indexOf(',[1577836801000');
    const { stream, state } = streamOf([text.slice(0, cut), text.slice(cut)].map((part) => encoder.encode(part)));
    const rows = decodeInfluxQL(stream)[Symbol.asyncIterator]();
    expect((await rows.next()).value).toMatchObject({ host: 'a' });
    expect(state.pulled).toBe(1);
  });

  test('a value that is larger than allowed is refused, and one that has no end is looked at seldom', async () => {
    const head = '{"results":[{"series":[{"name":"m","columns":["v"],"values":[["';
    let sent = 0;
    async function* endless() {
      yield encoder.encode(head);
      for (;;) {
        sent += 10_000;
        yield encoder.encode('x'.repeat(10_000));
      }
    }
    await expect(decodeInfluxQL(endless(), { maxValueBytes: 8_000_000 }).toArray()).rejects.toThrow(
      /raise maxValueBytes/,
    );
    expect(sent).toBeLessThan(20_000_000);
  });
});

describe('errors in a response', () => {
  test.each([
    ['of a statement', '{"results":[{"statement_id":2,"error":"database not found: x"}]}', 'database not found: x', 2],
    ['of the whole query', '{"error":"error parsing query"}', 'error parsing query', undefined],
    [
      'without a message',
      '{"results":[{"statement_id":0,"error":""}]}',
      'the server sent an error without a message',
      0,
    ],
  ])('%s, under a status of success, is thrown', async (_, text, message, statementId) => {
    const { error } = await collect(text);
    expect(error).toBeInstanceOf(InfluxQLError);
    expect(error).toMatchObject({ message, statementId });
  });

  test('an error comes after the rows of statements before it', async () => {
    const text = JSON.stringify({
      results: [
        { statement_id: 0, series: [CPU] },
        { statement_id: 1, error: 'no' },
      ],
    });
    const { rows, error } = await collect(text, { epoch: 'ms' });
    expect(rows).toHaveLength(2);
    expect(error).toMatchObject({ name: 'InfluxQLError', statementId: 1 });
  });

  test('a response that stops anywhere is truncated', async () => {
    const text = responseOf([CPU]).trimEnd();
    for (let end = 1; end < text.length; end += 1) {
      const { error } = await collect(text.slice(0, end), { epoch: 'ms' });
      expect(error, `stopped at ${end}`).toBeInstanceOf(TruncatedResponseError);
    }
  });

  test.each([
    ['text', 'hello', /must be the JSON of an InfluxQL response, got other text/],
    ['HTML', '<html></html>', /got HTML or XML, as a proxy/],
    ['an array', '[]', /got a JSON array/],
    ['an object of something else', '{"status":"ok"}', /neither "results" nor "error"/],
    ['an empty object', '{}', /neither "results" nor "error"/],
    ['something after the document', '{"results":[]} x', /text follows the document/],
    ['a wrong literal', '{"results":[{"series":[{"columns":["a"],"values":[[nul]]}]}]}', /expected null/],
    ['too few values', '{"results":[{"series":[{"columns":["a","b"],"values":[[1]]}]}]}', /expected ","/],
    ['too many values', '{"results":[{"series":[{"columns":["a"],"values":[[1,2]]}]}]}', /expected "]"/],
    [
      'too many values before their columns',
      '{"results":[{"series":[{"values":[[1,2]],"columns":["a"]}]}]}',
      /does not fit its columns/,
    ],
    [
      'a column twice',
      '{"results":[{"series":[{"columns":["a","b","a"],"values":[[1,2,3]]}]}]}',
      /two columns of a series have the name "a", .* give one another by AS/,
    ],
    [
      'a column twice, after its values',
      '{"results":[{"series":[{"values":[[1,3]],"columns":["a","a"]}]}]}',
      /two columns of a series have the name "a"/,
    ],
    ['tags after values', '{"results":[{"series":[{"columns":["a"],"values":[[1]],"tags":{}}]}]}', /tags stand after/],
    ['a wrong number', '{"results":[{"series":[{"columns":["a"],"values":[[1.]]}]}]}', /expected a number/],
    ['a time that is not one', '{"results":[{"series":[{"columns":["time"],"values":[["x"]]}]}]}', /must hold a time/],
    ['a line feed in a string', '{"results":[{"series":[{"columns":["a\n"]}]}]}', /a string has no end/],
    ['deep nesting', `{"x":${'['.repeat(1000)}`, /nested deeper than 64/],
  ])('%s is refused, with its place', async (_, text, message) => {
    const { error } = await collect(text);
    expect(error).toMatchObject({ name: 'DecodeError', line: 1 });
    expect(String(error)).toMatch(message);
  });
});

test('any JSON is read as JSON.parse reads it', () => {
  const reader = new InfluxQLReader();
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
      const text = JSON.stringify(value, undefined, space);
      reader.load(encoder.encode(`${text}\n`));
      const plain = (one: unknown): unknown =>
        typeof one === 'bigint'
          ? Number(one)
          : Array.isArray(one)
            ? one.map(plain)
            : typeof one === 'object' && one !== null
              ? Object.fromEntries(Object.entries(one).map(([key, item]) => [key, plain(item)]))
              : one;
      expect(plain(reader.value())).toEqual(JSON.parse(text));
      expect(reader.peek()).toBe(-1);
    }),
    runs(2000),
  );
});
