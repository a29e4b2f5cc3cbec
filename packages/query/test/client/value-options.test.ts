import { createClient } from '@influxkit/runtime';
import { describe, expect, test } from 'vitest';
import { createInfluxQL, createQuery, decodeInfluxQL, decodeRows, TruncatedResponseError } from '../../src/index.js';

const CSV =
  '#datatype,string,long,dateTime:RFC3339,long,base64Binary\r\n#group,false,false,false,false,false\r\n#default,_result,,,,\r\n' +
  ',result,table,_time,n,bytes\r\n,,0,2020-01-01T00:00:00.000000001Z,5,AQI=\r\n\r\n';

const JSON_OF = (time: string, n: string): string =>
  `{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","n"],"values":[[${time},${n}]]}]}]}`;

const respondWith = (body: string, urls: string[] = []) =>
  createClient({
    baseUrl: 'http://h',
    fetch: (async (url: string) => {
      urls.push(url);
      return new Response(body);
    }) as typeof fetch,
  });

describe('one set of names for how values are given', () => {
  test('of Flux', async () => {
    const query = createQuery(respondWith(CSV), { preset: 'json' });
    const [row] = await query.toArray('x');
    expect(JSON.parse(JSON.stringify(row))).toEqual({
      result: '_result',
      table: 0,
      _time: '2020-01-01T00:00:00.000000001Z',
      n: 5,
      bytes: 'AQI=',
    });
    // What is said beside the preset wins.
    expect(await query.toArray('x', { times: 'date', integers: 'bigint' })).toMatchObject([
      { _time: new Date('2020-01-01'), n: 5n },
    ]);
    await expect(decodeRows(CSV.replace(',5,', ',9007199254740993,'), { preset: 'json' }).toArray()).rejects.toThrow(
      /integers: 'bigint' takes larger ones/,
    );
  });

  test('of InfluxQL', async () => {
    const urls: string[] = [];
    const influxql = createInfluxQL(respondWith(JSON_OF('"2020-01-01T00:00:00.000000001Z"', '5'), urls), {
      preset: 'json',
    });
    const rows = await influxql('SELECT n FROM m').toArray();
    expect(JSON.stringify(rows)).toBe('[{"time":"2020-01-01T00:00:00.000000001Z","n":5}]');
    // No unit: the server writes times as RFC 3339.
    expect(new URL(urls[0] ?? '').searchParams.has('epoch')).toBe(false);
    const large = (n: string) => JSON_OF('1', n);
    expect(await decodeInfluxQL(large('9007199254740993')).toArray()).toEqual([{ time: 1n, n: 9007199254740993n }]);
    await expect(decodeInfluxQL(large('9007199254740993'), { integers: 'number' }).toArray()).rejects.toThrow(
      /no number holds exactly \(integers: 'bigint' takes it\)/,
    );
    const early = '{"results":[{"series":[{"values":[[9007199254740993]],"columns":["n"]}]}]}';
    await expect(decodeInfluxQL(early, { integers: 'number' }).toArray()).rejects.toThrow(/no number holds/);
    // A float of this size is written like an integer.
    expect(await decodeInfluxQL(large('18014398509481984'), { integers: 'number' }).toArray()).toEqual([
      { time: 1n, n: 2 ** 54 },
    ]);
    await expect(decodeInfluxQL(large('5').slice(0, -9), { integers: 'number' }).toArray()).rejects.toThrow(
      TruncatedResponseError,
    );
  });

  test.each([{ times: 'iso' }, { integers: 'string' }, { preset: 'csv' }])('%o is refused at the call', (wrong) => {
    expect(() => createQuery(respondWith(CSV)).rows('x', wrong as never)).toThrow(TypeError);
    expect(() => createInfluxQL(respondWith(CSV))('SELECT 1', wrong as never)).toThrow(TypeError);
  });
});
