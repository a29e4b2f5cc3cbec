import {
  type DataFusion,
  type FakeInfluxDB3,
  requirePython,
  startDataFusion,
  startFakeInfluxDB3,
} from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe.skipIf(!requirePython())('the fake InfluxDB 3 with an engine', () => {
  let engine: DataFusion;
  let fake: FakeInfluxDB3;
  beforeAll(async () => {
    engine = await startDataFusion();
    fake = await startFakeInfluxDB3({ engine, recorded: false });
    await write('cpu,host=a f=1.5,i=9007199254740993i,s="x\ny",b=true 1700000000000000001\ncpu,host=b f=1e400 2');
  }, 300_000);
  afterAll(async () => {
    await fake.stop();
    await engine.stop();
  });

  const write = (lines: string): Promise<Response> =>
    fetch(`${fake.url}/api/v3/write_lp?db=d&precision=ns`, { method: 'POST', body: lines });
  const query = async (q: string, rest: object = {}): Promise<[status: number, body: string]> => {
    const body = JSON.stringify({ db: 'd', q, format: 'jsonl', ...rest });
    const response = await fetch(`${fake.url}/api/v3/query_sql`, { method: 'POST', body });
    return [response.status, await response.text()];
  };

  it('executes over what was written, in the text of the server', async () => {
    expect(await query('SELECT * FROM cpu ORDER BY time')).toEqual([
      200,
      '{"f":null,"host":"b","time":"1970-01-01T00:00:00.000000002"}\n' +
        '{"b":true,"f":1.5,"host":"a","i":9007199254740993,"s":"x\\ny","time":"2023-11-14T22:13:20.000000001"}\n',
    ]);
  });

  it('has later rows, and a row again in the place of the first', async () => {
    await write('cpu,host=b f=2 2\nmem v=1u 1');
    expect(await query('SELECT f FROM cpu ORDER BY time')).toEqual([200, '{"f":2.0}\n{"f":1.5}\n']);
    expect(await query('SELECT v, arrow_typeof(v) t FROM mem')).toEqual([200, '{"v":1,"t":"UInt64"}\n']);
  });

  it('binds values as the server does', async () => {
    const params = { u: 5, n: -5, f: 5.5, t: 'x', b: true, z: null };
    const q = `SELECT ${Object.keys(params).map((name) => `arrow_typeof($${name}) ${name}`)}`;
    const [, body] = await query(q, { params });
    expect(JSON.parse(body)).toEqual({ u: 'UInt64', n: 'Int64', f: 'Float64', t: 'Utf8', b: 'Boolean', z: 'Null' });
  });

  it.each<[q: string, status: number, body: RegExp]>([
    ['SELECT nope FROM cpu', 500, /^Schema error: No field named nope\./],
    ['SELECT * FROM nope', 400, /^Error during planning: table 'public\.iox\.nope' not found/],
    ['SELEC', 400, /^SQL error: ParserError/],
    ['CREATE TABLE x AS SELECT 1', 400, /^Error during planning: DDL not supported/],
  ])('fails as the server does: %s', async (q, status, body) => {
    const [got, text] = await query(q);
    expect([got, text]).toEqual([status, expect.stringMatching(body)]);
  });

  it('cuts a body where the work fails', async () => {
    const q = "SELECT CASE WHEN host = 'b' THEN CAST(s AS BIGINT) ELSE CAST(s AS BIGINT) END FROM cpu";
    await expect(query(q)).rejects.toThrow(/terminated|fetch failed/);
  });

  it.each([
    ['json', 'application/json', '[{"n":1}]'],
    ['csv', 'text/csv', 'n\n1\n'],
    ['jsonl', 'application/jsonl', '{"n":1}\n'],
  ])('writes %s', async (format, type, text) => {
    const body = JSON.stringify({ db: 'd', q: 'SELECT 1 n', format });
    const response = await fetch(`${fake.url}/api/v3/query_sql`, { method: 'POST', body });
    expect([response.headers.get('content-type'), await response.text()]).toEqual([type, text]);
  });

  it('describes a query, and knows no database that nobody wrote to', async () => {
    expect(await query('DESCRIBE SELECT host, f FROM cpu')).toEqual([
      200,
      '{"column_name":"host","data_type":"Dictionary(Int32, Utf8)","is_nullable":"YES"}\n{"column_name":"f","data_type":"Float64","is_nullable":"YES"}\n',
    ]);
    expect(await query('SELECT 1', { db: 'nope' })).toEqual([404, '{"error":"query error: database not found: nope"}']);
  });
});
