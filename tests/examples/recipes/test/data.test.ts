import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeInflux } from '@influxkit/test-servers/fake-influx';
import { startFakeInfluxDB3, startFakeServer } from '@influxkit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../src/run-program.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'influxkit-data-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const csvOf = (...rows: readonly string[]): Response =>
  new Response([...rows, '', ''].join('\r\n'), { headers: { 'content-type': 'application/csv' } });

describe('downsampling', () => {
  it('by a task of 2.x: made once, then brought up to date, with what its runs came to', async () => {
    const run = {
      id: '0000000000000001',
      scheduledFor: '2026-01-01T01:00:00Z',
      status: 'failed',
      log: [{ message: 'no bucket readings-hourly' }],
    };
    const fluxes: unknown[] = [];
    const server = await startFakeInflux({
      respond: ({ operation, request, response }) => {
        if (operation.method === 'POST' || operation.method === 'PATCH')
          fluxes.push((request.body as { flux: string }).flux);
        if (!operation.path.endsWith('/runs')) return undefined;
        return { ...response, bytes: Buffer.from(JSON.stringify({ runs: [run] })) };
      },
    });
    const env = { INFLUX_HOST: server.url, INFLUX_TOKEN: 't', INFLUX_ORG: 'acme' };
    const runs = ['2026-01-01T01:00:00Z: failed', '  no bucket readings-hourly'];
    expect((await runProgram('downsampling/task.ts', { env })).printed).toEqual([
      'created downsample readings',
      ...runs,
    ]);
    expect((await runProgram('downsampling/task.ts', { env })).printed).toEqual([
      'updated downsample readings',
      ...runs,
    ]);
    expect(fluxes[0]).toContain('option task = {name: "downsample readings", every: 1h, offset: 5m}');
    expect(fluxes[0]).toContain('range(start: -2h)');
    expect(fluxes[1]).toBe(fluxes[0]);
    await server.stop();
  });

  it('of 3: means and counts of whole hours', async () => {
    await using server = await startFakeInfluxDB3();
    server.respondTo(/date_bin/, {
      columns: { hour: 'Timestamp(Nanosecond, None)', sensor: 'Utf8', celsius: 'Float64', readings: 'Int64' },
      rows: [
        { hour: new Date('2026-01-01T00:00:00Z'), sensor: 'attic', celsius: 20.5, readings: 60n },
        { hour: new Date('2026-01-01T01:00:00Z'), sensor: 'attic', celsius: null, readings: 0n },
      ],
    });
    const { printed } = await runProgram('downsampling/core.ts', {
      env: { INFLUXDB3_HOST_URL: server.url, INFLUXDB3_AUTH_TOKEN: 't' },
    });
    expect(printed).toEqual(['1 hours written']);
    expect(server.written.get('readings_hourly')).toEqual([
      'reading,sensor=attic celsius=20.5,readings=60i 1767225600000000000',
    ]);
  });
});

describe('deleting', () => {
  it('of 2.x: says how much goes, then deletes by time and predicate, and takes no quote into it', async () => {
    await using server = await startFakeServer({
      routes: [
        {
          method: 'POST',
          path: '/api/v2/query',
          respond: () =>
            csvOf(
              '#datatype,string,long,long',
              '#group,false,false,false',
              '#default,_result,,',
              ',result,table,_value',
              ',,0,44640',
            ),
        },
        { method: 'POST', path: '/api/v2/delete', respond: () => new Response(null, { status: 204 }) },
      ],
    });
    const env = { INFLUX_HOST: server.url, INFLUX_TOKEN: 't', INFLUX_ORG: 'acme' };
    expect((await runProgram('deleting/oss-v2.ts', { env, args: ['cellar'] })).printed).toEqual([
      '44640 values of cellar go',
      'deleted',
    ]);
    const deletion = server.requests.at(-1);
    expect(JSON.parse(String(deletion?.body))).toEqual({
      start: '2026-01-01T00:00:00.000Z',
      stop: '2026-02-01T00:00:00.000Z',
      predicate: '_measurement="reading" AND sensor="cellar"',
    });
    await expect(runProgram('deleting/oss-v2.ts', { env, args: ['" OR ""="'] })).rejects.toThrow(
      'sensor: must have no quote',
    );
    expect(server.requests.filter(({ path }) => path === '/api/v2/delete')).toHaveLength(1);
  });

  it('of 3: a retention period, and whole tables', async () => {
    await using server = await startFakeInfluxDB3();
    const env = { INFLUXDB3_HOST_URL: server.url, INFLUXDB3_AUTH_TOKEN: 't' };
    const write = (line: string) => fetch(`${server.url}/api/v3/write_lp?db=readings`, { method: 'POST', body: line });
    await write('experiment x=1');
    expect((await runProgram('deleting/core.ts', { env })).printed).toEqual(['deleted the table experiment']);
    await write('reading x=1');
    expect((await runProgram('deleting/core.ts', { env })).printed).toEqual(['there is no table experiment']);
  });
});

describe('backfilling', () => {
  it('stores what can be stored, and keeps the rest with its reasons', async () => {
    await using server = await startFakeInfluxDB3();
    await fetch(`${server.url}/api/v3/write_lp?db=history`, {
      method: 'POST',
      body: 'reading,sensor=old celsius=1,battery=1i 1',
    });
    await writeFile(
      join(cwd, 'readings.csv'),
      'time,sensor,celsius,battery\n2026-01-01T00:00:00Z,attic,20.5,90\n2026-01-01T00:01:00Z,attic,warm,90\n2026-01-01T00:02:00Z,cellar,12.25,\nnonsense\n2026-01-01T00:03:00Z,cellar,12,0.5\n',
    );
    const env = { INFLUXDB3_HOST_URL: server.url, INFLUXDB3_AUTH_TOKEN: 't', INFLUXDB3_DATABASE_NAME: 'history' };
    const { printed, code } = await runProgram('backfill/main.ts', { env, cwd });
    expect({ printed, code }).toEqual({ printed: ['2 written, 3 rejected: see readings.csv.rejected'], code: 1 });
    const kept = (await readFile(join(cwd, 'readings.csv.rejected'), 'utf8')).trimEnd().split('\n');
    expect(kept.filter((line) => !line.startsWith('#'))).toEqual([
      '2026-01-01T00:01:00Z,attic,warm,90',
      'nonsense',
      '2026-01-01T00:03:00Z,cellar,12,0.5',
    ]);
    expect(kept.filter((line) => line.startsWith('#'))).toEqual([
      expect.stringMatching(/^# field "celsius" of measurement "reading": the value is NaN/),
      '# a record is time,sensor,celsius,battery',
      expect.stringMatching(/^# field "battery" of measurement "reading": the value is not an integer/),
    ]);
    expect(server.written.get('history')?.slice(1)).toEqual([
      'reading,sensor=attic celsius=20.5,battery=90i 1767225600000',
      'reading,sensor=cellar celsius=12.25 1767225720000',
    ]);
  });

  it('keeps what the server rejects as lines that can be written again', async () => {
    await using server = await startFakeInfluxDB3();
    await fetch(`${server.url}/api/v3/write_lp?db=history`, {
      method: 'POST',
      body: 'reading,sensor=old battery="full" 1',
    });
    await writeFile(
      join(cwd, 'a.csv'),
      'time,sensor,celsius,battery\n2026-01-01T00:00:00Z,attic,20.5,90\n2026-01-01T00:02:00Z,cellar,12.25,\n',
    );
    const env = { INFLUXDB3_HOST_URL: server.url, INFLUXDB3_AUTH_TOKEN: 't', INFLUXDB3_DATABASE_NAME: 'history' };
    const { printed } = await runProgram('backfill/main.ts', { env, cwd, args: ['a.csv'] });
    expect(printed).toEqual(['1 written, 1 rejected: see a.csv.rejected']);
    expect(await readFile(join(cwd, 'a.csv.rejected'), 'utf8')).toMatch(
      /^# invalid column type for column 'battery'.*\nreading,sensor=attic celsius=20.5,battery=90i 1767225600000\n$/,
    );
  });

  it('keeps all of it where the server takes none', async () => {
    await using server = await startFakeInfluxDB3({ token: 'another' });
    await writeFile(join(cwd, 'b.csv'), 'time,sensor,celsius,battery\n2026-01-01T00:00:00Z,attic,20.5,90\n');
    const env = { INFLUXDB3_HOST_URL: server.url, INFLUXDB3_AUTH_TOKEN: 't', INFLUXDB3_DATABASE_NAME: 'history' };
    const { printed, code } = await runProgram('backfill/main.ts', { env, cwd, args: ['b.csv'] });
    expect({ printed, code }).toEqual({ printed: ['0 written, 1 rejected: see b.csv.rejected'], code: 1 });
    expect(await readFile(join(cwd, 'b.csv.rejected'), 'utf8')).toContain(
      'reading,sensor=attic celsius=20.5,battery=90i 1767225600000',
    );
  });
});

describe('moving', () => {
  const env3 = (url: string) => ({ INFLUXDB3_HOST_URL: url, INFLUXDB3_AUTH_TOKEN: 't' });

  it('from 1.x: types of fields, tags and nanoseconds come along, a day at a time', async () => {
    const columns = ['time', 'rpm', 'starts', 'state', 'on'];
    const series = {
      name: 'motor',
      tags: { line: 'A', site: '' },
      columns,
      values: [
        ['2026-01-01T00:00:00.000000001Z', 1480, 7, 'run', true],
        ['2026-01-01T00:00:01Z', 1480.5, null, null, false],
      ],
    };
    await using before = await startFakeServer({
      routes: [
        {
          method: 'GET',
          path: '/query',
          respond: (request) => {
            const q = new URL(request.url).searchParams.get('q') ?? '';
            const keys = {
              name: 'motor',
              columns: ['fieldKey', 'fieldType'],
              values: [
                ['rpm', 'float'],
                ['starts', 'integer'],
                ['state', 'string'],
                ['on', 'boolean'],
              ],
            };
            const isFirstDay = new URL(request.url).searchParams.get('params')?.includes('"2026-01-01') ?? true;
            const found = q.startsWith('SHOW') ? [keys] : isFirstDay ? [series] : [];
            return Response.json({ results: [{ statement_id: 0, series: found }] });
          },
        },
      ],
    });
    await using after = await startFakeInfluxDB3();
    const env = { INFLUX_HOST: before.url, ...env3(after.url) };
    const { printed } = await runProgram('moving/from-1.ts', { env, args: ['factory', '2026-01-01', '2026-01-03'] });
    expect(printed).toEqual(['2026-01-01: 2 points in all', '2026-01-02: 2 points in all']);
    expect(after.written.get('factory')).toEqual([
      'motor,line=A rpm=1480,starts=7i,state="run",on=t 1767225600000000001',
      'motor,line=A rpm=1480.5,on=f 1767225601000000000',
    ]);
  });

  it('from 2.x: every field with its type, a day at a time', async () => {
    const head = (datatype: string) => [
      `#datatype,string,long,dateTime:RFC3339,${datatype},string,string,string`,
      '#group,false,false,false,false,true,true,true',
      '#default,_result,,,,,,',
      ',result,table,_time,_value,_field,_measurement,line',
    ];
    let days = 0;
    await using before = await startFakeServer({
      routes: [
        {
          method: 'POST',
          path: '/api/v2/query',
          respond: () =>
            days++ > 0
              ? csvOf()
              : csvOf(
                  ...head('double'),
                  ',,0,2026-01-01T00:00:00.000000001Z,1480,rpm,motor,A',
                  '',
                  ...head('long'),
                  ',,1,2026-01-01T00:00:00.000000001Z,7,starts,motor,A',
                ),
        },
      ],
    });
    await using after = await startFakeInfluxDB3();
    const env = { INFLUX_HOST: before.url, INFLUX_TOKEN: 't', INFLUX_ORG: 'acme', ...env3(after.url) };
    const { printed } = await runProgram('moving/from-2.ts', { env, args: ['factory', '2026-01-01', '2026-01-03'] });
    expect(printed).toEqual(['2026-01-01: 2 fields in all', '2026-01-02: 2 fields in all']);
    expect(after.written.get('factory')).toEqual([
      'motor,line=A rpm=1480 1767225600000000001',
      'motor,line=A starts=7i 1767225600000000001',
    ]);
    const { query } = JSON.parse(String(before.requests[0]?.body)) as { query: string };
    expect(query).toContain('range(start: 2026-01-01T00:00:00');
  });
});
