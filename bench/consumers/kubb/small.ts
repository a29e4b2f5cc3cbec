import { setConfig } from '@kubb/plugin-client/clients/fetch';
import { getBuckets, postWrite } from './generated';

export async function main(): Promise<void> {
  setConfig({ baseURL: 'http://localhost:8086' });
  const { buckets = [] } = await getBuckets({ limit: 50 });
  await postWrite(`cpu,host=a value=${buckets.length}`, { org: 'acme', bucket: 'co2' });
}
