// A page with the client of InfluxDB OSS v2: writes in batches and reads rows.
import { InfluxDB } from '@influxkit/influxdb/oss-v2';

export async function main() {
  const influx = new InfluxDB({ url: 'http://localhost:8086', org: 'acme', bucket: 'co2' });
  const writer = influx.writer();
  writer.write('cpu,host=a value=1');
  await writer.close();
  return influx.query.toArray('from(bucket: "co2") |> range(start: -1h)');
}
