import { getBuckets, postWrite } from './generated/api';

export async function main(): Promise<void> {
  const answer = await getBuckets({ limit: 50 });
  const count = answer.status === 200 ? (answer.data.buckets?.length ?? 0) : 0;
  await postWrite(`cpu,host=a value=${count}`, { org: 'acme', bucket: 'co2' });
}
