import { int, uint } from '@influxkit/line-protocol';
import { createOssV2 } from '@influxkit/oss-v2';
import { createQuery, FluxError, flux } from '@influxkit/query';
import { createWriter, PartialWriteError } from '@influxkit/write';
import { expect, test } from 'vitest';
import { cleanUp, connect, describeEngine, idOf, newBucket, server } from '../../src/v2/context.js';
import { rowsOf } from '../../src/v2/rows.js';

const nanosecondsOf = { ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n } as const;
const precisions = ['ns', 'us', 'ms', 's'] as const;

/** 2023-11-14T22:13:20Z and some nanoseconds. */
const moment = 1_700_000_000_123_456_789n;

describeEngine('writing', () => {
  const api = connect();

  test.each(precisions)('keeps timestamps of the precision %s', async (precision) => {
    const bucket = await newBucket(api);
    const timestamp = moment / nanosecondsOf[precision];
    await api.write(`m,t=x v=1 ${timestamp}`, { query: { orgID: server.orgID, bucket: bucket.name, precision } });
    const rows = await rowsOf(api, flux`from(bucket: ${bucket.name}) |> range(start: 0)`);
    expect(rows).toMatchObject([
      { _measurement: 'm', t: 'x', _field: 'v', _value: 1, _time: timestamp * nanosecondsOf[precision] },
    ]);
  });

  test.each(precisions)('with the writer in the precision %s keeps every value of every type', async (precision) => {
    const bucket = await newBucket(api);
    const timestamp = moment / nanosecondsOf[precision];
    const fields = {
      float: 1.5,
      small: 5e-324,
      integer: int(-9_223_372_036_854_775_808n),
      large: int(9_223_372_036_854_775_807n),
      unsigned: uint(18_446_744_073_709_551_615n),
      boolean: true,
      text: 'a "quoted" \\ text,\nin two lines, 日本 🙂',
    };
    const writer = createWriter(api, { orgID: server.orgID, bucket: bucket.name, precision });
    writer.write({ measurement: 'every type', tags: { 'a,b =c': 'x,y =z' }, fields, timestamp });
    const { stats } = await writer.close();
    expect(stats).toMatchObject({ accepted: 1, written: 1 });

    const rows = await rowsOf(api, flux`from(bucket: ${bucket.name}) |> range(start: 0)`);
    const values = Object.fromEntries(rows.map((row) => [row['_field'], row['_value']]));
    expect(values).toEqual({
      float: 1.5,
      small: 5e-324,
      integer: -9_223_372_036_854_775_808n,
      large: 9_223_372_036_854_775_807n,
      unsigned: 18_446_744_073_709_551_615n,
      boolean: true,
      text: fields.text,
    });
    for (const row of rows) {
      expect(row).toMatchObject({
        _measurement: 'every type',
        'a,b =c': 'x,y =z',
        _time: timestamp * nanosecondsOf[precision],
      });
    }
  });

  test('10,000 points arrive, compressed, all of them', async () => {
    const bucket = await newBucket(api);
    const writer = createWriter(api, { orgID: server.orgID, bucket: bucket.name, precision: 's', gzip: true });
    for (let index = 0; index < 10_000; index++) {
      const fields = { value: index };
      writer.write({ measurement: 'm', tags: { host: `h${index % 10}` }, fields, timestamp: 1_700_000_000 + index });
      if (index % 1000 === 999) await writer.ready;
    }
    expect((await writer.close()).stats).toMatchObject({ accepted: 10_000, written: 10_000 });
    const rows = await rowsOf(api, flux`from(bucket: ${bucket.name}) |> range(start: 0) |> group() |> sum()`);
    expect(rows).toMatchObject([{ _value: 49_995_000 }]);
  });

  test('a line that does not parse is an error that says so, and nothing of the body is stored', async () => {
    const bucket = await newBucket(api);
    const query = { orgID: server.orgID, bucket: bucket.name };
    const result = await api.write('m v=1 1\nbadline\nm v=2 2', { query }).result();
    expect(result).toMatchObject({ ok: false, status: 400, error: { code: 'invalid' } });
    expect(await rowsOf(api, flux`from(bucket: ${bucket.name}) |> range(start: 0)`)).toEqual([]);
  });

  test('the writer saves the good lines of a batch with a bad one, and reports the bad one', async () => {
    const bucket = await newBucket(api);
    const writer = createWriter(api, { orgID: server.orgID, bucket: bucket.name, flushInterval: 0 });
    writer.write('m v=1 1');
    writer.write('m v="text" 2');
    writer.write('m v=3 3');
    const report = await writer.closeSettled();
    expect(report.stats.accepted).toBe(3);
    expect(report.stats.written + report.stats.rejected).toBe(3);
    expect(report.stats.rejected).toBeGreaterThan(0);
    expect(report.errors.some((error) => error instanceof PartialWriteError || /conflict/.test(error.message))).toBe(
      true,
    );
  });

  test('to a bucket that is not there is not found', async () => {
    const result = await api.write('m v=1', { query: { orgID: server.orgID, bucket: 'influxkit_nowhere' } }).result();
    expect(result).toMatchObject({ ok: false, status: 404, error: { code: 'not found' } });
  });
});

describeEngine('querying', () => {
  const api = connect();

  test('gives every type of Flux back', async () => {
    const [row] = await rowsOf(
      api,
      flux`import "array"
array.from(rows: [{
  s: ${'a "text", 日本'},
  b: ${true},
  i: ${-9_223_372_036_854_775_808n + 1n},
  u: uint(v: "18446744073709551615"),
  f: ${1.5},
  t: ${new Date('2024-02-29T12:00:00.123Z')},
  inf: float(v: "+Inf"),
  neg: float(v: "-Inf"),
  nan: float(v: "NaN"),
  d: string(v: 1h30m),
}])`,
    );
    expect(row).toMatchObject({
      s: 'a "text", 日本',
      b: true,
      i: -9_223_372_036_854_775_807n,
      u: 18_446_744_073_709_551_615n,
      f: 1.5,
      t: 1_709_208_000_123_000_000n,
      inf: Number.POSITIVE_INFINITY,
      neg: Number.NEGATIVE_INFINITY,
      nan: Number.NaN,
      d: '1h30m',
    });
  });

  test('keeps the nanoseconds of a time', async () => {
    const rows = await rowsOf(api, 'import "array"\narray.from(rows: [{t: 2024-02-29T12:00:00.123456789Z}])');
    expect(rows).toMatchObject([{ t: 1_709_208_000_123_456_789n }]);
  });

  test('by the query client gives tables with their group keys, columns, and rows in batches', async () => {
    const bucket = await newBucket(api);
    const { orgID } = server;
    const lines = Array.from({ length: 100 }, (_, index) => `m,host=h${index % 4} v=${index} ${1_700_000_000 + index}`);
    await api.write(lines.join('\n'), { query: { orgID, bucket: bucket.name, precision: 's' } });
    const query = createQuery(api, { orgID });
    const all = flux`from(bucket: ${bucket.name}) |> range(start: 0)`;

    const tables = await query.tables(all).toArray();
    expect(tables.map((table) => table.key['host']).sort()).toEqual(['h0', 'h1', 'h2', 'h3']);
    expect(tables.map((table) => table.rows.length)).toEqual([25, 25, 25, 25]);
    expect(await query.toArray(all, { limit: 7 })).toHaveLength(7);
    expect(await query.text(all)).toContain('#datatype');
    let rows = 0;
    for await (const batch of query.rows(all).batches()) rows += batch.length;
    expect(rows).toBe(100);
    expect((await query.columns(all)).length).toBe(100);
    await expect(query.toArray(flux`from(bucket: ${'influxkit_nowhere'}) |> range(start: 0)`)).rejects.toBeInstanceOf(
      FluxError,
    );
  });

  test('takes a bare script as well', async () => {
    const stream = await api.query.run('import "array"\narray.from(rows: [{x: 1}])', {
      contentType: 'application/vnd.flux',
      query: { orgID: server.orgID },
    });
    expect(await new Response(stream).text()).toContain('x');
  });

  test('a script with an error is refused with what is wrong', async () => {
    const result = await api.query.run({ query: 'from(bucket: ' }, { query: { orgID: server.orgID } }).result();
    expect(result).toMatchObject({ ok: false, status: 400, error: { code: 'invalid' } });
  });

  test('analysis finds the error, the syntax tree and the suggestions are typed', async () => {
    const { errors } = await api.query.analyze({ type: 'flux', query: 'from(bucket: "b") |> range(' });
    expect(errors?.length).toBeGreaterThan(0);
    expect((await api.query.analyze({ type: 'flux', query: 'buckets()' })).errors ?? []).toEqual([]);
    const { ast } = await api.query.ast({ query: 'x = 1' });
    expect(ast?.files?.[0]?.body?.length).toBe(1);
    const { funcs } = await api.query.suggestions.list();
    expect(funcs?.map((suggested) => suggested.name)).toContain('range');
    expect((await api.query.suggestions.get('range')).name).toBe('range');
  });
});

describeEngine('deleting by predicate', () => {
  const api = connect();

  test('removes the points of a series within a time, and no other', async () => {
    const bucket = await newBucket(api);
    const query = { orgID: server.orgID, bucket: bucket.name, precision: 's' } as const;
    await api.write('m,host=a v=1 1700000000\nm,host=b v=2 1700000000\nm,host=a v=3 1700003600', { query });
    await api.delete(
      { start: '2023-11-14T00:00:00Z', stop: '2023-11-14T22:30:00Z', predicate: 'host="a"' },
      { query: { orgID: server.orgID, bucket: bucket.name } },
    );
    const rows = await rowsOf(
      api,
      flux`from(bucket: ${bucket.name}) |> range(start: 0) |> group() |> sort(columns: ["_value"])`,
    );
    expect(rows.map((row) => row['_value'])).toEqual([2, 3]);
  });
});

describeEngine('the v1 interface of v2', () => {
  const api = connect();

  test('writes and queries through a mapping of a database to a bucket', async () => {
    const bucket = await newBucket(api);
    const database = `db_${bucket.name}`;
    const mapping = await api.dbrps.create({
      orgID: server.orgID,
      bucketID: bucket.id,
      database,
      retention_policy: 'rp',
      default: true,
    });
    const id = idOf(mapping);
    cleanUp(() => api.dbrps.delete(id, { orgID: server.orgID }));

    await api.v1.write('m,host=a v=1i 1700000000', { query: { db: database, rp: 'rp', precision: 's' } });
    const q = 'SELECT v FROM m';
    const expected = [{ name: 'm', columns: ['time', 'v'], values: [[1_700_000_000_000, 1]] }];
    const { results } = await api.v1.query({ db: database, q, epoch: 'ms' });
    expect(results?.[0]?.series).toMatchObject(expected);
    const form = new URLSearchParams({ q });
    const posted = await api.v1.queryForm(form, { query: { db: database, rp: 'rp', epoch: 'ms' } });
    expect(posted.results?.[0]?.series).toMatchObject(expected);

    const csv = await api.v1.query({ db: database, q, epoch: 'ms' }, { accept: 'text/csv' });
    expect(await new Response(csv).text()).toMatch(/^name,tags,time,v\r?\nm,,1700000000000,1/);
    const packed = await api.v1.query({ db: database, q }, { accept: 'application/x-msgpack' });
    expect(packed).toBeInstanceOf(Uint8Array);
    expect(packed.length).toBeGreaterThan(10);

    const writer = createWriter(api, { db: database, rp: 'rp', precision: 's' });
    writer.write({ measurement: 'm', tags: { host: 'a' }, fields: { v: int(2) }, timestamp: 1_700_000_001 });
    expect((await writer.close()).stats).toMatchObject({ accepted: 1, written: 1 });
    const again = await api.v1.query({ db: database, q: 'SELECT sum(v) FROM m' });
    expect(again.results?.[0]?.series?.[0]?.values?.[0]?.[1]).toBe(3);
  });

  test('a statement that fails says so inside a 200', async () => {
    const bucket = await newBucket(api);
    const mapping = { orgID: server.orgID, bucketID: bucket.id, database: bucket.name, retention_policy: 'rp' };
    const id = idOf(await api.dbrps.create({ ...mapping, default: true }));
    cleanUp(() => api.dbrps.delete(id, { orgID: server.orgID }));
    const { results } = await api.v1.query({ db: bucket.name, q: 'SELECT nosuch(v) FROM m' });
    expect(results?.[0]?.error).toMatch(/nosuch/);
  });

  test('takes the user name and password of a v1 authorization', async () => {
    const bucket = await newBucket(api);
    const resource = { type: 'buckets' as const, id: bucket.id, orgID: server.orgID };
    const token = `v1_${bucket.name}`;
    const made = await api.v1.authorizations.create({
      orgID: server.orgID,
      token,
      permissions: [
        { action: 'read', resource },
        { action: 'write', resource },
      ],
    });
    const id = idOf(made);
    cleanUp(() => api.v1.authorizations.delete(id));
    await api.v1.authorizations.password.set(id, { password: 'Secret-p4ssw&rd' });
    expect((await api.v1.authorizations.get(id)).token).toBe(token);
    const { authorizations } = await api.v1.authorizations.list({ orgID: server.orgID });
    expect(authorizations?.map((one) => one.id)).toContain(id);

    const mapping = await api.dbrps.create({
      orgID: server.orgID,
      bucketID: bucket.id,
      database: token,
      retention_policy: 'rp',
      default: true,
    });
    cleanUp(() => api.dbrps.delete(idOf(mapping), { orgID: server.orgID }));
    const anonymous = createOssV2({ baseUrl: server.url });
    const credentials = { u: token, p: 'Secret-p4ssw&rd' };
    await anonymous.v1.write('m v=1', { query: { db: token, ...credentials } });
    const { results } = await anonymous.v1.query({ db: token, q: 'SELECT v FROM m', ...credentials });
    expect(results?.[0]?.series?.[0]?.values?.length).toBe(1);
    const wrong = await anonymous.v1.query({ db: token, q: 'SELECT v FROM m', u: token, p: 'wrong' }).result();
    expect(wrong.status).toBe(401);

    await api.v1.authorizations.update(id, { status: 'inactive' });
    const inactive = await anonymous.v1.query({ db: token, q: 'SELECT v FROM m', ...credentials }).result();
    expect(inactive.status).toBeGreaterThanOrEqual(400);
  });
});
