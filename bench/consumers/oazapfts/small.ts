import { ok } from '@oazapfts/runtime';
import { defaults, getBuckets, postWrite } from './generated/api';

export async function main(): Promise<void> {
  defaults.baseUrl = 'http://localhost:8086';
  const { buckets = [] } = await ok(getBuckets({ limit: 50 }));
  await ok(postWrite('co2', `cpu,host=a value=${buckets.length}`, { org: 'acme' }));
}
