import { readFileSync } from 'node:fs';
import { parsePoints } from '@influxkit/line-protocol';
import { type Influxd, type Product, requireServer, startInfluxd } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runExample } from '../src/example.js';
import { type Received, startFakeServer } from '../src/fake-server.js';
import { valuesOf } from '../src/values.js';

const years = readFileSync(`${root}examples/co2/co2.csv`, 'utf8').trim().split('\n').length - 1;
const tables = (stdout: string): string => stdout.slice(stdout.indexOf('\ntotal_co2'));

describe.skipIf(!requireServer('influxd'))('examples/co2 on 1.x', () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd();
  });
  afterAll(() => influxd.stop());

  it('writes two points a year and draws the means of what is stored', async () => {
    const { code, stdout, stderr } = await runExample('co2', { args: ['--v1'], env: { INFLUX_URL: influxd.url } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`server: ${influxd.version}`);
    expect(stdout).toContain(`wrote ${2 * years} points`);
    const stored = await influxd.query('SELECT value, source FROM total_co2 ORDER BY time DESC LIMIT 1', { db: 'co2' });
    expect(valuesOf(stored)).toEqual([['2024-12-31T00:00:00Z', 10527, 'global-carbon-budget']]);
    expect(stdout).toMatch(/1950–1954 {4}1757\.40 {2}█+\n/);
    expect(stdout).toMatch(/2020–2024 {7}1\.27 {2}█{46,48}\n/);
  });

  it('draws the same from a bucket of v2 as from a database of 1.x', async () => {
    await using server = await startFakeServer({ product: 'oss-v2', csv: meansOfFiveYears });
    const env = { INFLUX_URL: server.url, INFLUX_TOKEN: 'a-token', INFLUX_ORG: 'acme' };
    const v2 = await runExample('co2', { env });
    const v1 = await runExample('co2', { args: ['--v1'], env: { INFLUX_URL: influxd.url } });
    expect(tables(v2.stdout)).toContain('1950–1954');
    expect(tables(v2.stdout)).toBe(tables(v1.stdout));
  });
});

const products: readonly [Product, readonly string[]][] = [
  ['oss-v2', []],
  ['cloud-v2', ['--cloud']],
  ['cloud-serverless', ['--serverless']],
];

it.each(products)(
  'examples/co2 sends %s what its contract allows, and makes the bucket once',
  async (product, args) => {
    await using server = await startFakeServer({ product, csv: meansOfFiveYears });
    const env = { INFLUX_URL: server.url, INFLUX_TOKEN: 'a-token', INFLUX_ORG: 'acme' };
    const first = await runExample('co2', { args, env });
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    expect(first.stdout).toContain('organization: acme (0000000000000a01)');
    expect(first.stdout).toContain('created bucket co2');
    expect(first.stdout).toContain(`wrote ${2 * years} points`);
    expect(server.lines).toHaveLength(2 * years);
    expect(server.lines[0]).toBe('total_co2,source=global-carbon-budget value=1617 -599702400');
    const write = server.received.find(({ what }) => what === 'POST /api/v2/write');
    expect(write?.query).toMatchObject({ org: 'acme', bucket: 'co2', precision: 's' });

    const second = await runExample('co2', { args, env });
    expect(second.stdout).toContain('buckets: co2');
    expect(second.stdout).not.toContain('created');
    expect(server.received.filter(({ what }) => what === 'POST /api/v2/buckets')).toHaveLength(1);
  },
);

/** What the query of the example asks for, worked out from the lines that were written. */
function meansOfFiveYears({ what, body }: Received, lines: readonly string[]): string | undefined {
  if (what !== 'POST /api/v2/query') return undefined;
  const { query } = body as { query: string };
  const measurement = /r\._measurement == "(\w+)"/.exec(query)?.[1];
  const windows = new Map<number, number[]>();
  // A point that was written twice is stored once.
  for (const point of parsePoints([...new Set(lines)].join('\n'), { precision: 's' })) {
    if (point.measurement !== measurement) continue;
    const year = new Date(Number((point.timestamp ?? 0n) / 1_000_000n)).getUTCFullYear();
    const from = year - (year % 5);
    windows.set(from, [...(windows.get(from) ?? []), Number(point.fields['value'])]);
  }
  const rows = [...windows].map(([from, values]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return `,,0,${from}-01-01T00:00:00Z,${mean},${measurement}`;
  });
  return [
    '#datatype,string,long,dateTime:RFC3339,double,string',
    '#group,false,false,false,false,true',
    '#default,_result,,,,',
    ',result,table,_time,_value,_measurement',
    ...rows,
    '',
    '',
  ].join('\r\n');
}
