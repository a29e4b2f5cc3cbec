import { createOssV2 } from '@influxkit/oss-v2';

export async function main(): Promise<void> {
  const api = createOssV2({ baseUrl: 'http://localhost:8086' });
  const { buckets } = await api.buckets.list({ limit: 50 });
  await api.write(`cpu,host=a value=${buckets?.length ?? 0}`, { query: { org: 'acme', bucket: 'co2' } });
}
