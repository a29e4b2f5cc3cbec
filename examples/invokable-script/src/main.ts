import { ApiError, InfluxDB, paginate } from '@influxkit/influxdb/cloud-v2';

const influx = InfluxDB.fromEnv();
const bucket = process.env['INFLUX_BUCKET_NAME'] ?? 'co2';
const name = 'mean-by-measurement';

/** What the script responds with. */
interface Mean {
  readonly _measurement: string;
  readonly _value: number;
}

// `params` are given when the script is invoked, so it is plain Flux.
const means = (fn: 'mean' | 'max'): string => `from(bucket: params.bucket)
    |> range(start: duration(v: params.start))
    |> group(columns: ["_measurement"])
    |> ${fn}()`;

async function invoke(id: string): Promise<void> {
  // The response of a script may come without annotations: columns that are not strings are named here.
  const response = influx.invokeScript(id, { bucket, start: '-100y' }, { datatypes: { _value: 'double' } });
  for await (const { _measurement, _value } of response.rows<Mean>()) {
    console.log(`  ${_measurement}: ${_value.toFixed(2)}`);
  }
}

// One that an earlier run left behind, because it was interrupted, would be in the way.
for await (const script of paginate(influx.api.scripts.list)) {
  if (script.name === name && script.id !== undefined) await influx.api.scripts.delete(script.id);
}

const { id } = await influx.api.scripts.create({
  name,
  description: 'The mean of each measurement',
  language: 'flux',
  script: means('mean'),
});
if (id === undefined) throw new Error('the server gave the script no id');
console.log(`created ${name} (${id})`);

try {
  console.log('means:');
  await invoke(id);

  await influx.api.scripts.update(id, { description: 'The maximum of each measurement', script: means('max') });
  console.log('updated; maxima:');
  await invoke(id);
} finally {
  await influx.api.scripts.delete(id);
  console.log('deleted');
}

const gone = await influx.api.scripts.get(id).result();
if (gone.ok || !(gone.error instanceof ApiError) || gone.error.status !== 404) throw new Error('it is still there');
