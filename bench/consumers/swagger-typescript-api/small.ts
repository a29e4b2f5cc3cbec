import { Api } from './generated/api';

export async function main(): Promise<void> {
  const { api } = new Api({ baseUrl: 'http://localhost:8086' });
  const { buckets = [] } = (await api.getBuckets({ limit: 50 })).data;
  await api.postWrite({ org: 'acme', bucket: 'co2' }, `cpu,host=a value=${buckets.length}`);
}
