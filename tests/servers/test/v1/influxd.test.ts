import { int } from '@influxkit/line-protocol';
import { createOssV2 } from '@influxkit/oss-v2';
import { decodeInfluxQL } from '@influxkit/query';
import { type Influxd, requireServer, startInfluxd } from '@influxkit/test-tools';
import { createWriter } from '@influxkit/write';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

/** 2023-11-14T22:13:20Z and some nanoseconds. */
const moment = 1_700_000_000_123_456_789n;

/** Units as 1.x calls them, in nanoseconds. */
const units = { n: 1n, u: 1_000n, ms: 1_000_000n, s: 1_000_000_000n, m: 60_000_000_000n, h: 3_600_000_000_000n };

describe.skipIf(!requireServer('influxd'))('influxd 1.x', () => {
  let server: Influxd;
  let api: ReturnType<typeof createOssV2>;
  let db = '';
  let count = 0;
  beforeAll(async () => {
    server = await startInfluxd();
    api = createOssV2({ baseUrl: server.url });
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    db = `d${count++}`;
    await server.query(`CREATE DATABASE ${db}`);
  });

  /** What the server stores, asked past our own clients; times in nanoseconds. */
  const stored = async (q = 'SELECT * FROM m'): Promise<readonly unknown[] | undefined> => {
    const { results } = await server.query(q, { db, epoch: 'ns' });
    return results[0]?.series?.[0]?.values;
  };

  test('responds to a ping with its version, and a HEAD too', async () => {
    const { status, headers } = await api.ping().withResponse();
    expect(status).toBe(204);
    expect(headers.get('x-influxdb-version')).toContain(server.version);
    expect((await api.ping.head().withResponse()).status).toBe(204);
  });

  test.each(Object.entries(units))('stores timestamps of the precision %s', async (precision, unit) => {
    const timestamp = moment / unit;
    await api.v1.write(`m v=1 ${timestamp}`, { query: { db, precision } });
    // Nanoseconds past 2^53 lose digits in JSON; Flux-like text keeps them.
    const { results } = await server.query('SELECT v FROM m', { db });
    const [time] = results[0]?.series?.[0]?.values[0] ?? [];
    const [seconds, fraction = ''] = String(time).replace('Z', '').split('.');
    const nanoseconds = BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0') || '0');
    expect(nanoseconds).toBe(timestamp * unit);
  });

  test.each(['ns', 'us', 'ms', 's'] as const)(
    'the writer in the precision %s stores what it was given',
    async (precision) => {
      const unit = { ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n }[precision];
      const timestamp = moment / unit;
      const fields = {
        f: 1.5,
        i: int(-9_007_199_254_740_993n),
        b: true,
        s: 'a "quoted" \\ text,\nin two lines, 日本 🙂',
      };
      const writer = createWriter(api, { db, precision });
      writer.write({ measurement: 'm', tags: { 'a,b =c': 'x,y =z' }, fields, timestamp });
      expect((await writer.close()).stats).toMatchObject({ accepted: 1, written: 1 });

      const rows = await decodeInfluxQL(
        await api.v1
          .query({ db, q: 'SELECT * FROM m', epoch: 'ns' })
          .raw()
          .then((response) => response.body ?? ''),
      ).toArray();
      expect(rows).toMatchObject([
        { time: timestamp * unit, 'a,b =c': 'x,y =z', f: 1.5, i: -9_007_199_254_740_993n, b: true, s: fields.s },
      ]);
    },
  );

  test('10,000 points arrive, compressed, all of them', async () => {
    const writer = createWriter(api, { db, precision: 's', gzip: true });
    for (let index = 0; index < 10_000; index++) {
      writer.write({
        measurement: 'm',
        tags: { host: `h${index % 10}` },
        fields: { v: index },
        timestamp: 1_700_000_000 + index,
      });
    }
    expect((await writer.close()).stats).toMatchObject({ accepted: 10_000, written: 10_000 });
    expect(await stored('SELECT count(v), sum(v) FROM m')).toEqual([[0, 10_000, 49_995_000]]);
  });

  test('a retention policy is written to and read from', async () => {
    await server.query(`CREATE RETENTION POLICY weekly ON ${db} DURATION 520w REPLICATION 1`);
    const writer = createWriter(api, { db, rp: 'weekly', precision: 's' });
    writer.write({ measurement: 'm', fields: { v: 7 }, timestamp: 1_700_000_000 });
    await writer.close();
    expect(await stored()).toBeUndefined();
    const { results } = await api.v1.query({ db, rp: 'weekly', q: 'SELECT v FROM m', epoch: 's' });
    expect(results?.[0]?.series?.[0]?.values).toEqual([[1_700_000_000, 7]]);
  });

  describe('responds to a query', () => {
    beforeEach(async () => {
      const lines = Array.from(
        { length: 5 },
        (_, index) => `m,host=h${index % 2} v=${index}i ${1_700_000_000 + index}`,
      );
      await api.v1.write(lines.join('\n'), { query: { db, precision: 's' } });
    });

    test('as JSON, by GET and by POST', async () => {
      const q = 'SELECT sum(v) FROM m GROUP BY host';
      const expected = [
        { name: 'm', tags: { host: 'h0' }, columns: ['time', 'sum'], values: [[0, 6]] },
        { name: 'm', tags: { host: 'h1' }, columns: ['time', 'sum'], values: [[0, 4]] },
      ];
      expect((await api.v1.query({ db, q, epoch: 's' })).results?.[0]?.series).toEqual(expected);
      const posted = await api.v1.queryForm(new URLSearchParams({ q }), { query: { db, epoch: 's' } });
      expect(posted.results?.[0]?.series).toEqual(expected);
    });

    test('as CSV', async () => {
      const stream = await api.v1.query(
        { db, q: 'SELECT v FROM m LIMIT 2', epoch: 's' },
        { accept: 'application/csv' },
      );
      expect(await new Response(stream).text()).toBe('name,tags,time,v\nm,,1700000000,0\nm,,1700000001,1\n');
    });

    test('as MessagePack', async () => {
      const bytes = await api.v1.query({ db, q: 'SELECT v FROM m' }, { accept: 'application/x-msgpack' });
      expect(bytes).toBeInstanceOf(Uint8Array);
      expect(Buffer.from(bytes).toString('latin1')).toContain('results');
    });

    test('in chunks, one JSON document a line', async () => {
      const { statusCode, body } = await api.request({
        method: 'GET',
        path: '/query',
        query: { db, q: 'SELECT v FROM m', chunked: true, chunk_size: 2, epoch: 'ns' },
      });
      expect(statusCode).toBe(200);
      expect(Buffer.from(body).toString().trim().split('\n')).toHaveLength(3);
      const rows = await decodeInfluxQL(body, { chunked: true }).toArray();
      expect(rows.map((row) => Number(row['v']))).toEqual([0, 1, 2, 3, 4]);
      expect(rows[0]?.['time']).toBe(1_700_000_000_000_000_000n);
    });

    test('of a database that is not there with an error inside a 200', async () => {
      const { results } = await api.v1.query({ db: 'nowhere', q: 'SELECT v FROM m' });
      expect(results?.[0]?.error).toContain('database not found');
      await expect(decodeInfluxQL(JSON.stringify({ results })).toArray()).rejects.toThrow('database not found');
    });

    test('that does not parse with a 400 that says where', async () => {
      const error = await api.v1.query({ db, q: 'SELEC v' }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ status: 400 });
      expect(String(error)).toContain('SELEC');
    });
  });

  describe('refuses a write', () => {
    test('to a database that is not there', async () => {
      const result = await api.v1.write('m v=1', { query: { db: 'nowhere' } }).result();
      expect(result).toMatchObject({ ok: false, status: 404 });
      expect(String(result.ok || result.error)).toContain('database not found');
    });

    test('of a bad line, and stores the good ones; the writer counts both', async () => {
      const reported: string[] = [];
      const writer = createWriter(api, { db, precision: 's', onError: (error) => reported.push(String(error)) });
      writer.write('m v=1 1700000000\nm v= 1700000001\nm v=3 1700000002');
      const { stats, errors } = await writer.closeSettled();
      expect(stats).toMatchObject({ accepted: 3, written: 2 });
      expect(stats.rejected + stats.invalid).toBe(1);
      expect(errors.length + reported.length).toBeGreaterThan(0);
      expect(await stored('SELECT count(v) FROM m')).toEqual([[0, 2]]);
    });

    test('of a field that changes its type; the writer names what was dropped', async () => {
      await api.v1.write('m v=1 1700000000', { query: { db, precision: 's' } });
      const writer = createWriter(api, { db, precision: 's' });
      writer.write({ measurement: 'm', fields: { v: 'text' }, timestamp: 1_700_000_001 });
      writer.write({ measurement: 'm', fields: { v: 2 }, timestamp: 1_700_000_002 });
      const { stats, errors } = await writer.closeSettled();
      expect(stats).toMatchObject({ accepted: 2, written: 1, rejected: 1 });
      expect(errors.map(String).join('\n')).toMatch(/conflict/);
      expect(await stored('SELECT count(v) FROM m')).toEqual([[0, 2]]);
    });
  });
});
