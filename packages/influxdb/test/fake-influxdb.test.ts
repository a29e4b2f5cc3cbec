import { ApiError, basicAuth, FluxError, flux, InfluxDB, int, Point, paginate, permissions } from '@influxkit/influxdb';
import { createFakeInfluxDB, startFakeInfluxDB } from '@influxkit/testing';
import { expect, test } from 'vitest';

const clientOf = (server: { readonly url: string; readonly fetch?: typeof fetch }, options: object = {}) =>
  new InfluxDB({
    product: 'oss-v2',
    url: server.url,
    token: 'a-token',
    org: 'my-org',
    bucket: 'motors',
    retry: false,
    ...options,
  });

const motor = (line: string, rpm: number, seconds: number) =>
  new Point('motor')
    .tag('line', line)
    .floatField('rpm', rpm)
    .timestamp(BigInt(seconds) * 1_000_000_000n);

test('what a writer writes is kept, and selected by Flux: bucket, range, measurement, fields and tags', async () => {
  await using server = await startFakeInfluxDB({ buckets: ['motors'] });
  const influx = clientOf(server);
  {
    await using writer = influx.writer();
    writer.write(motor('A', 1480.5, 1_767_225_600));
    writer.write(motor('B', 990, 1_767_225_601));
    writer.write(motor('A', 1500, 1_767_225_700));
    writer.write(new Point('oven').tag('name', 'a, "b"').intField('level', 3n).timestamp(1_767_225_600_000_000_001n));
  }
  expect(server.written.get('motors')).toHaveLength(4);
  expect(server.points.get('motors')?.[0]?.timestamp).toBe(1_767_225_600_000_000_000n);

  const rows = await influx.query.toArray(flux`from(bucket: "motors")
    |> range(start: 2026-01-01T00:00:00Z, stop: 2026-01-01T00:01:00Z)
    |> filter(fn: (r) => r._measurement == "motor" and (r.line == "A" or r.line == "B"))`);
  expect(rows.map(({ _value, _field, line }) => [_value, _field, line])).toEqual([
    [1480.5, 'rpm', 'A'],
    [990, 'rpm', 'B'],
  ]);
  expect(rows.map(({ _time }) => _time)).toEqual([1_767_225_600_000_000_000n, 1_767_225_601_000_000_000n]);
  const all = await influx.query.toArray(flux`from(bucket: "motors") |> range(start: 0)`);
  expect(all.find(({ _measurement }) => _measurement === 'oven')).toMatchObject({ name: 'a, "b"', _field: 'level' });
  expect(all).toHaveLength(4);
  const [first] = await influx.query.toArray(
    flux`from(bucket: "motors") |> range(start: 0) |> drop(columns: ["_start", "_stop"])`,
  );
  expect(Object.keys(first ?? {}).sort()).toEqual(
    Object.keys(all[0] ?? {})
      .filter((name) => name !== '_start' && name !== '_stop')
      .sort(),
  );
  const regrouped = influx.query.toArray(flux`from(bucket: "motors") |> range(start: 0) |> drop(columns: ["line"])`);
  await expect(regrouped).rejects.toThrow('respondTo(');
});

test('a query it cannot run is refused with what to do, unless the test says what it gives', async () => {
  await using server = await startFakeInfluxDB({ buckets: ['motors'] });
  const influx = clientOf(server);
  const query = flux`from(bucket: "motors") |> range(start: -1h) |> mean()`;
  await expect(influx.query.toArray(query)).rejects.toThrow(/respondTo\(/);
  await expect(influx.query.toArray(query)).rejects.toBeInstanceOf(FluxError);
  server.respondTo(/mean\(\)/, ({ language }) => ({ rows: [{ line: language, _value: 1.5, at: new Date(0) }] }));
  const [row] = await influx.query.toArray(query);
  expect(row).toMatchObject({ line: 'flux', _value: 1.5 });
});

test('a field of another type and a line that is none are refused in the words of a server', async () => {
  await using server = await startFakeInfluxDB({ buckets: ['motors'] });
  const influx = clientOf(server);
  await influx.api.write('motor rpm=1.5 1', { query: { bucket: 'motors', org: 'my-org' } });
  const writer = influx.writer();
  writer.write(new Point('motor').intField('rpm', 2n).timestamp(2n));
  const failure = await writer.close().catch((error: unknown) => error);
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).toContain('field type conflict');
  const wrong = influx.api.write('motor rpm', { query: { bucket: 'motors', org: 'my-org' } });
  await expect(wrong).rejects.toMatchObject({ status: 400, message: expect.stringContaining('unable to parse') });
  const missing = influx.api.write('motor rpm=1', { query: { bucket: 'elsewhere', org: 'my-org' } });
  await expect(missing).rejects.toThrow(/bucket "elsewhere" not found/);
});

test('buckets, points that are deleted, health, and the token', async () => {
  const server = createFakeInfluxDB({ token: 'a-token', buckets: ['motors'] });
  const influx = clientOf({ url: 'http://influx.test', fetch: server.fetch }, { fetch: server.fetch });
  const { orgs } = await influx.api.orgs.list();
  const made = await influx.api.buckets.create({ name: 'logs', orgID: orgs?.[0]?.id ?? '', retentionRules: [] });
  const names: string[] = [];
  for await (const { name } of paginate(influx.api.buckets.list, { limit: 1 })) names.push(name);
  expect(names).toEqual(['motors', 'logs']);
  await influx.api.buckets.delete(made.id ?? '');
  await expect(influx.api.buckets.get(made.id ?? '')).rejects.toBeInstanceOf(ApiError);

  await influx.api.write('motor,line=A rpm=1 1000000000\nmotor,line=B rpm=2 2000000000', {
    query: { bucket: 'motors', org: 'my-org' },
  });
  await influx.delete('motors', { start: new Date(0), stop: new Date(5000), predicate: 'line="A"' });
  expect(server.points.get('motors')?.map(({ tags }) => tags['line'])).toEqual(['B']);

  expect(await influx.health()).toMatchObject({ status: 'pass' });
  const stranger = clientOf({ url: 'http://influx.test' }, { fetch: server.fetch, token: 'another' });
  await expect(stranger.api.buckets.list()).rejects.toMatchObject({ status: 401 });
});

test('1.x: databases, a writer, and InfluxQL that selects', async () => {
  await using server = await startFakeInfluxDB({ token: 'secret' });
  const auth = basicAuth({ username: 'ada', password: 'secret' });
  const influx = new InfluxDB({ product: 'v1', url: server.url, auth, database: 'factory' });
  await influx.databases.create('factory');
  expect(await influx.databases.list()).toEqual(['factory']);
  {
    await using writer = influx.writer();
    writer.write({
      measurement: 'motor',
      tags: { line: 'A' },
      fields: { rpm: 1480.5, count: int(3) },
      timestamp: 1_767_225_600_000_000_000n,
    });
    writer.write({
      measurement: 'motor',
      tags: { line: 'B' },
      fields: { rpm: 990 },
      timestamp: 1_767_225_601_000_000_000n,
    });
  }
  const rows = await influx.influxql("SELECT rpm FROM motor WHERE line = 'A'").toArray();
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ rpm: 1480.5 });
  expect(await influx.influxql('SELECT * FROM "motor"').toArray()).toHaveLength(2);
  await expect(influx.influxql('SELECT mean(rpm) FROM motor').toArray()).rejects.toThrow(/respondTo\(/);
  server.respondTo('SELECT mean(rpm) FROM motor', { rows: [{ mean: 2.5 }] });
  expect((await influx.influxql('SELECT mean(rpm) FROM motor').toArray())[0]).toMatchObject({ mean: 2.5 });
});

test('tokens are made, listed, stopped and deleted, and a request may carry one', async () => {
  await using server = await startFakeInfluxDB({ token: 'a-token' });
  const { api } = clientOf(server);
  const [org] = (await api.orgs.list()).orgs ?? [];
  const orgID = org?.id ?? '';
  const made = await api.authorizations.create({
    orgID,
    description: 'gateway',
    permissions: [permissions.writeBucket('0000000000000b00', { orgID })],
  });
  expect((await api.authorizations.list({ orgID })).authorizations).toEqual([made]);

  const own = clientOf(server, { token: made.token }).api;
  await expect(own.buckets.list()).resolves.toMatchObject({ buckets: [] });
  await api.authorizations.update(made.id ?? '', { status: 'inactive' });
  await expect(own.buckets.list()).rejects.toMatchObject({ status: 401 });
  await api.authorizations.delete(made.id ?? '');
  expect((await api.authorizations.list()).authorizations).toEqual([]);
  await expect(api.authorizations.get(made.id ?? '')).rejects.toMatchObject({ status: 404 });
  await expect(api.authorizations.create({ orgID, permissions: [] })).rejects.toThrow('must include permissions');
});

test('tasks have the name and the schedule of their script, and no runs', async () => {
  await using server = await startFakeInfluxDB();
  const { api } = clientOf(server);
  const script = (name: string, every: string): string =>
    `option task = {name: ${JSON.stringify(name)}, every: ${every}, offset: 5m}\n\nfrom(bucket: "a") |> range(start: -2h)`;
  const made = await api.tasks.create({ org: 'my-org', flux: script('by "hour"', '1h') });
  expect(made).toMatchObject({ name: 'by "hour"', every: '1h', offset: '5m', status: 'active' });
  const other = await api.tasks.create({ org: 'my-org', flux: script('other', '1m') });

  const names: string[] = [];
  for await (const { name } of paginate(api.tasks.list, { limit: 1 })) names.push(name);
  expect(names).toEqual(['by "hour"', 'other']);
  expect((await api.tasks.list({ name: 'other' })).tasks?.map(({ id }) => id)).toEqual([other.id]);
  await api.tasks.update(made.id, { flux: script('by hour', '2h'), status: 'inactive' });
  expect(await api.tasks.get(made.id)).toMatchObject({ name: 'by hour', every: '2h', status: 'inactive' });
  expect((await api.tasks.runs.list(made.id)).runs).toEqual([]);
  await api.tasks.delete(made.id);
  await expect(api.tasks.get(made.id)).rejects.toMatchObject({ status: 404 });
  await expect(api.tasks.create({ org: 'my-org', flux: 'from(bucket: "a")' })).rejects.toThrow('option task');
});
