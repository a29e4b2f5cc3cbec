// A point, written by the official client.
import { InfluxDB, Point } from '@influxdata/influxdb-client';

const writer = new InfluxDB({ url: process.argv[2], token: 'benchmark' }).getWriteApi('bench', 'bench');
console.log(performance.timeOrigin + performance.now());
writer.writePoint(new Point('motor').tag('line', 'A').floatField('rpm', 1500));
await writer.close();
