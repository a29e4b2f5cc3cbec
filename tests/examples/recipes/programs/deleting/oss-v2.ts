import { flux, InfluxDB } from '@influxkit/influxdb/oss-v2';

const influx = InfluxDB.fromEnv();
const bucket = 'readings';
const start = new Date('2026-01-01');
const stop = new Date('2026-02-01');
const sensor = process.argv[2] ?? 'attic';

// What would go: counted first, for nothing brings it back.
const counted = await influx.query.toArray<{ _value: bigint }>(flux`from(bucket: ${bucket})
  |> range(start: ${start}, stop: ${stop})
  |> filter(fn: (r) => r._measurement == ${'reading'} and r.sensor == ${sensor})
  |> group()
  |> count()`);
console.log(`${counted[0]?._value ?? 0n} values of ${sensor} go`);

// A predicate is no Flux: it compares tags, _measurement and nothing else, with = and AND alone.
if (/["\\]/.test(sensor)) throw new Error(`sensor: must have no quote and no backslash; got ${JSON.stringify(sensor)}`);
await influx.delete(bucket, { start, stop, predicate: `_measurement="reading" AND sensor="${sensor}"` });
console.log('deleted');
