import { createOssV2 } from '@influxkit/oss-v2';
import { createInfluxQL, InfluxQLError } from '@influxkit/query';
import { type Influxd, requireServer, startInfluxd } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.skipIf(!requireServer('influxd'))('InfluxQL on influxd 1.x', () => {
  let server: Influxd;
  let influxql: ReturnType<typeof createInfluxQL>;
  const start = 1_700_000_000_123_456_789n;
  beforeAll(async () => {
    server = await startInfluxd();
    await server.query('CREATE DATABASE d');
    const api = createOssV2({ baseUrl: server.url });
    const lines = Array.from(
      { length: 5 },
      (_, index) => `m,host=h${index % 2} v=${index}i,s="${index} ü" ${start + BigInt(index)}`,
    );
    await api.v1.write(lines.join('\n'), { query: { db: 'd' } });
    influxql = createInfluxQL(api, { db: 'd' });
  });
  afterAll(() => server.stop());

  test.each([
    ['whole', {}],
    ['in chunks of two', { chunked: 2 }],
    ['in chunks of the server’s size', { chunked: true }],
    ['by POST', { method: 'POST' as const }],
    ['compressed', { gzip: true }],
  ])('gives rows, %s, with the nanoseconds of their times', async (_, options) => {
    const rows = await influxql('SELECT v, s FROM m', options).toArray();
    expect(rows).toEqual(
      Array.from({ length: 5 }, (_, index) => ({ time: start + BigInt(index), v: index, s: `${index} ü` })),
    );
  });

  test.each([
    ['date', new Date(1_700_000_000_123)],
    ['rfc3339', '2023-11-14T22:13:20.123456789Z'],
  ] as const)('gives times as %s', async (times, expected) => {
    expect(await influxql('SELECT v FROM m LIMIT 1', { times }).toArray()).toEqual([{ time: expected, v: 0 }]);
  });

  test('gives times as the server counts them in another unit', async () => {
    expect(await influxql('SELECT v FROM m LIMIT 1', { epoch: 's' }).toArray()).toEqual([
      { time: 1_700_000_000, v: 0 },
    ]);
  });

  test('gives series with what they are grouped by, and rows with those tags', async () => {
    const q = 'SELECT sum(v) AS total FROM m GROUP BY host';
    const series = await influxql(q).series().toArray();
    expect(series).toMatchObject([
      { name: 'm', tags: { host: 'h0' }, rows: [{ total: 6 }] },
      { name: 'm', tags: { host: 'h1' }, rows: [{ total: 4 }] },
    ]);
    expect(await influxql(q).toArray()).toMatchObject([
      { host: 'h0', total: 6 },
      { host: 'h1', total: 4 },
    ]);
  });

  test('gives CSV as text', async () => {
    const rows = await influxql('SELECT v FROM m LIMIT 1', { format: 'csv' }).toArray();
    expect(rows).toEqual([{ name: 'm', tags: '', time: String(start), v: '0' }]);
  });

  test('takes values by name, none of which can become code', async () => {
    const q = 'SELECT v FROM m WHERE host = $host AND v >= $least';
    expect(await influxql(q, { params: { host: 'h0', least: 2 } }).toArray()).toMatchObject([{ v: 2 }, { v: 4 }]);
    expect(await influxql(q, { params: { host: "h0' OR 'a' = 'a", least: 0 } }).toArray()).toEqual([]);
  });

  test('runs statements that change something', async () => {
    expect(await influxql('CREATE DATABASE made').toArray()).toEqual([]);
    expect(await influxql('SHOW DATABASES').toArray()).toContainEqual({ name: 'made' });
    await influxql('DROP DATABASE made').toArray();
    expect(await influxql('SHOW DATABASES').toArray()).not.toContainEqual({ name: 'made' });
  });

  test.each([
    ['a database that is not there', 'SELECT v FROM m', { db: 'nowhere' }, 'database not found: nowhere'],
    ['a statement that does not parse', 'SELEC v', {}, 'error parsing query'],
    ['the second of two statements', 'SELECT v FROM m; SELECT nosuch(v) FROM m', {}, 'undefined function nosuch()'],
    ['a chunked response', 'SELECT v FROM m', { db: 'nowhere', chunked: true }, 'database not found: nowhere'],
  ])('throws the error of %s', async (_, q, options, message) => {
    const error = await influxql(q, options)
      .toArray()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InfluxQLError);
    expect(String(error)).toContain(message);
  });
});
