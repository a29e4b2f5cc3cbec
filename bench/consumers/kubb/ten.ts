import { setConfig } from '@kubb/plugin-client/clients/fetch';
import {
  deleteBucketsID,
  getBuckets,
  getBucketsID,
  getHealth,
  getOrgs,
  getTasks,
  postBuckets,
  postBucketsIDLabels,
  postQuery,
  postWrite,
} from './generated';

export function connect(baseUrl: string, token: string) {
  setConfig({ baseURL: baseUrl, headers: { Authorization: `Token ${token}` } });
  return {
    async listBuckets(name: string): Promise<string[]> {
      const { buckets = [] } = await getBuckets({ name, limit: 5 });
      return buckets.map((bucket) => bucket.name);
    },
    async createBucket(name: string, orgID: string): Promise<string | undefined> {
      return (await postBuckets({ name, orgID })).id;
    },
    async getBucket(id: string): Promise<string> {
      return (await getBucketsID(id)).name;
    },
    async deleteBucket(id: string): Promise<void> {
      await deleteBucketsID(id);
    },
    async addLabel(id: string, labelID: string): Promise<string | undefined> {
      return (await postBucketsIDLabels(id, { labelID })).label?.id;
    },
    async write(org: string, bucket: string, lines: string): Promise<void> {
      await postWrite(lines, { org, bucket, precision: 's' });
    },
    async query(org: string, flux: string): Promise<string> {
      return postQuery({ query: flux }, { org });
    },
    async listOrgs(): Promise<string[]> {
      const { orgs = [] } = await getOrgs({ limit: 5 });
      return orgs.map((org) => org.name);
    },
    async listTasks(): Promise<string[]> {
      const { tasks = [] } = await getTasks({ limit: 5 });
      return tasks.map((task) => task.name);
    },
    async health(): Promise<string> {
      return (await getHealth()).status;
    },
  };
}
