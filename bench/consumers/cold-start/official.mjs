// The first row of a query, by the official client.
import { InfluxDBClient } from '@influxdata/influxdb3-client';

const client = new InfluxDBClient({ host: process.argv[2], token: 'benchmark', database: 'bench' });
let rows = 0;
for await (const row of client.query('SELECT * FROM motor')) {
  if (row.time !== undefined) rows += 1;
  break;
}
await client.close();
console.log(rows);
