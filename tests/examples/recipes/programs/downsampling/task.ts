import { flux, fluxDuration, InfluxDB, paginate } from '@influxkit/influxdb/oss-v2';

const { api } = InfluxDB.fromEnv();
const org = process.env['INFLUX_ORG'] ?? 'acme';
const name = 'downsample readings';

// Each run reads two hours, so that what comes late is counted by the next run: writing a point again replaces it.
const script = String(flux`option task = {name: ${name}, every: ${fluxDuration('1h')}, offset: ${fluxDuration('5m')}}

from(bucket: ${'readings'})
  |> range(start: -${fluxDuration('2h')})
  |> filter(fn: (r) => r._measurement == ${'reading'})
  |> aggregateWindow(every: ${fluxDuration('1h')}, fn: mean, createEmpty: false)
  |> to(bucket: ${'readings-hourly'})`);

let id: string | undefined;
for await (const task of paginate(api.tasks.list, { name })) if (task.name === name) id = task.id;
if (id === undefined) {
  ({ id } = await api.tasks.create({ org, flux: script }));
  console.log(`created ${name}`);
} else {
  await api.tasks.update(id, { flux: script });
  console.log(`updated ${name}`);
}

// What its last runs came to. A task that fails says so here, and nowhere else.
const { runs = [] } = await api.tasks.runs.list(id, { limit: 5 });
for (const run of runs) {
  console.log(`${run.scheduledFor}: ${run.status}`);
  if (run.status === 'failed') for (const { message } of run.log ?? []) console.log(`  ${message}`);
}
