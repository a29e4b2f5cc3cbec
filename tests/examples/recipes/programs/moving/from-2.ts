import { InfluxDB as InfluxDB3 } from '@influxkit/influxdb/core';
import { flux, InfluxDB as InfluxDB2 } from '@influxkit/influxdb/oss-v2';

const [name = 'factory', from = '2026-01-01', to = new Date().toISOString()] = process.argv.slice(2);
const before = InfluxDB2.fromEnv();
const after = InfluxDB3.fromEnv({ database: name });

const day = 86_400_000;
await using writer = after.writer();
for (let start = Date.parse(from); start < Date.parse(to); start += day) {
  const range = { start: new Date(start), stop: new Date(start + day) };
  const rows = before.query.rows(
    flux`from(bucket: ${name}) |> range(start: ${range.start}, stop: ${range.stop}) |> drop(columns: ["_start", "_stop"])`,
  );
  // A row is one field. Fields of the same tags and time come together again where they are stored.
  for await (const { result, table, _measurement, _field, _value, _time, ...tags } of rows) {
    if (_value === null) continue;
    writer.write({
      measurement: String(_measurement),
      tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)])),
      fields: { [String(_field)]: _value as number | bigint | string | boolean },
      timestamp: _time as bigint,
    });
  }
  // A day that is through is stored: after a failure go on from the one that was printed last.
  await writer.flush();
  console.log(`${range.start.toISOString().slice(0, 10)}: ${writer.stats().written} fields in all`);
}
