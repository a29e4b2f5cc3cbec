import { getBuckets, postWrite } from './generated';
import { createClient, createConfig } from './generated/client';

export async function main(): Promise<void> {
  const client = createClient(createConfig({ baseUrl: 'http://localhost:8086' }));
  const { data } = await getBuckets({ client, query: { limit: 50 } });
  const body = `cpu,host=a value=${data?.buckets?.length ?? 0}`;
  await postWrite({ client, query: { org: 'acme', bucket: 'co2' }, body });
}
