import { InfluxDB } from '@influxdata/influxdb-client';
import { BucketsAPI, WriteAPI } from '@influxdata/influxdb-client-apis';

export async function main(): Promise<void> {
  const influxDB = new InfluxDB({ url: 'http://localhost:8086' });
  const { buckets = [] } = await new BucketsAPI(influxDB).getBuckets({ limit: 50 });
  const body = `cpu,host=a value=${buckets.length}`;
  await new WriteAPI(influxDB).postWrite({ org: 'acme', bucket: 'co2', body });
}
