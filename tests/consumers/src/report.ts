import { randomBytes } from 'node:crypto';
import { expect, inject } from 'vitest';
import type { FlightReport } from '../projects/shared/flight.js';
import type { Report, Surroundings } from '../projects/shared/work.js';

/** What a consumer is given: the servers there are, and a name of its own for what it makes on them. */
export function surroundings(consumer: string): Surroundings {
  const name = `${consumer.replaceAll(/\W/g, '_')}_${randomBytes(4).toString('hex')}`;
  const [influxd, victoriaMetrics] = [inject('influxd'), inject('victoriaMetrics')];
  return {
    name,
    influxdb3: inject('influxdb3'),
    contract: inject('contract'),
    ...(influxd === undefined ? {} : { influxd }),
    ...(victoriaMetrics === undefined ? {} : { victoriaMetrics }),
  };
}

/** Reads the last line that a consumer printed. */
export const reportIn = (output: string): Report & { readonly flight?: FlightReport } =>
  JSON.parse(output.trim().split('\n').at(-1) ?? '') as Report;

/** Compares what a consumer reports of Flight with what was recorded. */
export function checkFlight(report: FlightReport | undefined): void {
  expect(report).toEqual({
    rows: ['1,10', '2,2', '3,3', '4,5', '5,10'],
    columns: ['BigInt64Array', 'BigInt64Array'],
    left: 1,
    many: 20_000,
    failure: expect.stringMatching(/^SqlError: .*Divide by zero/),
    late: expect.stringMatching(/^TimeoutError: .*300 ms/),
  });
}

/** Compares what a consumer reports with what it was to do, and what the servers have with what it wrote. */
export async function checkReport(report: Report, { name, influxd, victoriaMetrics }: Surroundings): Promise<void> {
  const names = Array.from({ length: 25 }, (_, index) => `bucket-${String(index).padStart(2, '0')}`);
  expect(report.buckets).toEqual({ first: 10, paged: names, byOneImport: 25 });
  expect(report.fluxRow).toMatchObject({ result: '_result', table: '0' });
  expect(report.fluxRow['name']).toMatch(/, ü$/);
  expect(report.rejected).toEqual({ status: 404, operation: 'buckets.get' });
  expect(report.parsed).toBe('m 1700000000123456789');
  const { age, ...rest } = report.influxdb3;
  expect(rest).toEqual({
    line: 'A',
    rpm: 1480.5,
    columns: ['time: BigInt64Array', 'rpm: Float64Array'],
    mean: '1480.5',
  });
  expect(age).toBeGreaterThanOrEqual(0);

  if (influxd === undefined) expect(report.influxd).toBeUndefined();
  else {
    expect(report.influxd).toEqual({
      version: expect.stringMatching(/^1\./),
      written: 2,
      rows,
      failure: expect.any(String),
    });
    expect(report.influxd?.failure).toMatch(/^InfluxQLError: .*database not found/);
    expect(await stored(influxd, name)).toEqual([[0, 2, 21.25]]);
  }
  if (victoriaMetrics === undefined) expect(report.victoriaMetrics).toBeUndefined();
  else {
    expect(report.victoriaMetrics).toEqual({ written: 100 });
    expect(await exported(victoriaMetrics, name)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  }
}

const rows = [
  {
    time: '1700000000123456789',
    station: 'a b,c=d',
    temperature: '21.5',
    count: '9007199254740993',
    note: 'say "hi"\nü 🙂',
    dry: 'true',
  },
  { time: '1700000000123456790', station: 'x', temperature: '-0.25', count: '2', note: '', dry: 'false' },
];

/** Asked without our own packages. */
async function stored(url: string, db: string): Promise<unknown> {
  const q = 'SELECT count(temperature), sum(temperature) FROM weather';
  const response = await fetch(`${url}/query?${new URLSearchParams({ db, q, epoch: 's' })}`);
  const { results } = (await response.json()) as { results: [{ series: [{ values: unknown }] }] };
  return results[0].series[0].values;
}

async function exported(url: string, measurement: string): Promise<unknown> {
  await fetch(`${url}/internal/force_flush`);
  const selector = `{__name__="${measurement}_value"}`;
  const response = await fetch(`${url}/api/v1/export?${new URLSearchParams({ 'match[]': selector })}`);
  return (JSON.parse(await response.text()) as { values: unknown }).values;
}
