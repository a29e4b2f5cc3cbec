import { InfluxDB as InfluxDB3 } from '@influxkit/influxdb/core';
import { InfluxDB as InfluxDB1 } from '@influxkit/influxdb/v1';

const [database = 'factory', from = '2026-01-01', to = new Date().toISOString()] = process.argv.slice(2);
const before = InfluxDB1.fromEnv({ database });
const after = InfluxDB3.fromEnv({ database });

// JSON of 1.x writes the float 5.0 as 5: what is an integer is in the schema.
const integers = new Set<string>();
for await (const { name, rows } of before.influxql('SHOW FIELD KEYS').series())
  for (const { fieldKey, fieldType } of rows) if (fieldType === 'integer') integers.add(`${name} ${fieldKey}`);

const day = 86_400_000;
await using writer = after.writer();
for (let start = Date.parse(from); start < Date.parse(to); start += day) {
  const params = { start: new Date(start).toISOString(), stop: new Date(start + day).toISOString() };
  // GROUP BY * keeps tags as tags.
  const statement = 'SELECT * FROM /.*/ WHERE time >= $start AND time < $stop GROUP BY *';
  for await (const { name: measurement, tags, rows } of before
    .influxql(statement, { params, chunked: true })
    .series()) {
    // A tag that a series does not have is an empty one here. Rows have the tags, too.
    const present = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
    for (const { time, ...columns } of rows) {
      const fields: Record<string, number | bigint | string | boolean> = {};
      for (const [key, value] of Object.entries(columns)) {
        if (value === null || key in tags) continue;
        if (integers.has(`${measurement} ${key}`)) fields[key] = BigInt(value as number);
        else fields[key] = typeof value === 'bigint' ? Number(value) : (value as number | string | boolean);
      }
      writer.write({ measurement, tags: present, fields, timestamp: time as bigint });
    }
  }
  // A day that is through is stored: after a failure go on from the one that was printed last.
  await writer.flush();
  console.log(`${params.start.slice(0, 10)}: ${writer.stats().written} points in all`);
}
