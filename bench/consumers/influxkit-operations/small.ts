import { bucketsList, write } from '@influxkit/oss-v2';
import { call, createCaller } from '@influxkit/runtime';

export async function main(): Promise<void> {
  const api = createCaller({ baseUrl: 'http://localhost:8086' });
  const { buckets } = await call(api, bucketsList, { limit: 50 });
  await call(api, write, `cpu,host=a value=${buckets?.length ?? 0}`, { query: { org: 'acme', bucket: 'co2' } });
}
