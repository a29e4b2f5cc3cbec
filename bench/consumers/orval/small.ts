import { getBuckets, postWrite } from './generated/api';

export async function main(): Promise<void> {
  const response = await getBuckets({ limit: 50 });
  const count = response.status === 200 ? (response.data.buckets?.length ?? 0) : 0;
  await postWrite(`cpu,host=a value=${count}`, { org: 'acme', bucket: 'co2' });
}
