// InfluxDB OSS v2 and Cloud: buckets, organizations, Flux.
import { flux, InfluxDB, paginate } from '@influxkit/influxdb';
import { readYears } from './data.js';
import { points } from './points.js';
import { print } from './print.js';

/** The products with buckets and Flux. */
export type Product = 'oss-v2' | 'cloud-v2' | 'cloud-serverless';

export async function main(product: Product): Promise<void> {
  const bucket = process.env['INFLUX_BUCKET_NAME'] ?? 'co2';
  const influx = InfluxDB.fromEnv({ product });

  if ('health' in influx) {
    const { status, version } = await influx.health();
    console.log(`server: ${status}, ${version}`);
  }

  const org = process.env['INFLUX_ORG'];
  const { orgs = [] } = await influx.api.orgs.list(org === undefined ? {} : { org });
  const organization = orgs[0];
  if (organization?.id === undefined) throw new Error(`there is no organization ${org ?? ''}`);
  console.log(`organization: ${organization.name} (${organization.id})`);

  const names: string[] = [];
  for await (const { name } of paginate(influx.api.buckets.list, { orgID: organization.id })) names.push(name);
  console.log(`buckets: ${names.join(', ')}`);
  if (!names.includes(bucket)) {
    await influx.api.buckets.create({ name: bucket, orgID: organization.id });
    console.log(`created bucket ${bucket}`);
  }

  const years = await readYears();
  const writer = influx.writer(bucket, { precision: 's' });
  await writer.writeAll(points(years));
  const { stats } = await writer.close();
  console.log(`wrote ${stats.written} points`);

  const first = years[0]?.year ?? 1950;
  for (const measurement of ['total_co2', 'per_capita_co2']) {
    const rows = influx.query.rows<{ _time: string; _value: number }>(
      flux`from(bucket: ${bucket})
        |> range(start: ${new Date(Date.UTC(first, 0, 1))})
        |> filter(fn: (r) => r._measurement == ${measurement})
        |> aggregateWindow(every: 5y, fn: mean, timeSrc: "_start", createEmpty: false)`,
      { times: 'rfc3339' },
    );
    const windows: { from: number; mean: number }[] = [];
    for await (const { _time, _value } of rows) windows.push({ from: Number(_time.slice(0, 4)), mean: _value });
    print(`${measurement}, mean of five years`, windows);
  }
}
