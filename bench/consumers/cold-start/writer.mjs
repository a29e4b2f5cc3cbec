// A point, written by influxkit.
import { InfluxDB } from '@influxkit/influxdb/oss-v2';

const influx = new InfluxDB({ url: process.argv[2], token: 'benchmark', org: 'bench', bucket: 'bench' });
const writer = influx.writer();
console.log(performance.timeOrigin + performance.now());
writer.write({ measurement: 'motor', tags: { line: 'A' }, fields: { rpm: 1500 } });
await writer.close();
