import { flux, InfluxDB } from '@influxkit/influxdb/oss-v2';
import { summary } from './ensure.js';
import { attached, bucket, label, organization, task } from './resources.js';
import { token } from './token.js';

const influx = InfluxDB.fromEnv();

const org = await organization(influx, process.env['INFLUX_ORG'] ?? 'acme');
const raw = await bucket(influx, org, 'readings', 30);
const coarse = await bucket(influx, org, 'readings-hourly', 730);

// Interpolated values become Flux literals, so that no name can be read as code.
const downsample = flux`option task = {name: ${'downsample readings'}, every: 1h}

from(bucket: ${'readings'})
    |> range(start: -task.every)
    |> filter(fn: (r) => r._measurement == ${'reading'})
    |> aggregateWindow(every: 1h, fn: mean)
    |> to(bucket: ${'readings-hourly'})`;
const downsampling = await task(influx, org, 'downsample readings', String(downsample));

const team = await label(influx, org, 'team: climate', '#326BBA');
await attached('bucket readings', influx.api.buckets.labels, raw, team);
await attached('bucket readings-hourly', influx.api.buckets.labels, coarse, team);
await attached('task downsample readings', influx.api.tasks.labels, downsampling, team);

// What a sensor gateway needs, and nothing else: to write into one bucket.
const permissions = [{ action: 'write' as const, resource: { type: 'buckets' as const, id: raw, orgID: org } }];
await token(influx, org, 'sensor gateway', permissions, process.env['TOKEN_FILE'] ?? 'gateway.token');

console.log(summary());
