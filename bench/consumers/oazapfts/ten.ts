import { ok } from '@oazapfts/runtime';
import {
  defaults,
  deleteBucketsId,
  getBuckets,
  getBucketsId,
  getHealth,
  getOrgs,
  getTasks,
  postBuckets,
  postBucketsIdLabels,
  postQuery,
  postWrite,
} from './generated/api';

export function connect(baseUrl: string, token: string) {
  defaults.baseUrl = baseUrl;
  defaults.headers = { Authorization: `Token ${token}` };
  return {
    async listBuckets(name: string): Promise<string[]> {
      const { buckets = [] } = await ok(getBuckets({ name, limit: 5 }));
      return buckets.map((bucket) => bucket.name);
    },
    async createBucket(name: string, orgID: string): Promise<string | undefined> {
      return (await ok(postBuckets({ name, orgID }))).id;
    },
    async getBucket(id: string): Promise<string> {
      return (await ok(getBucketsId(id))).name;
    },
    async deleteBucket(id: string): Promise<void> {
      await ok(deleteBucketsId(id));
    },
    async addLabel(id: string, labelID: string): Promise<string | undefined> {
      return (await ok(postBucketsIdLabels(id, { labelID }))).label?.id;
    },
    async write(org: string, bucket: string, lines: string): Promise<void> {
      await ok(postWrite(bucket, lines, { org, precision: 's' }));
    },
    async query(org: string, flux: string): Promise<string> {
      return ok(postQuery({ query: flux }, { org }));
    },
    async listOrgs(): Promise<string[]> {
      const { orgs = [] } = await ok(getOrgs({ limit: 5 }));
      return orgs.map((org) => org.name);
    },
    async listTasks(): Promise<string[]> {
      const { tasks = [] } = await ok(getTasks({ limit: 5 }));
      return tasks.map((task) => task.name);
    },
    async health(): Promise<string> {
      return (await ok(getHealth())).status;
    },
  };
}
