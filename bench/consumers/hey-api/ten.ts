import {
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
} from './generated';
import { createClient, createConfig } from './generated/client';

export function connect(baseUrl: string, token: string) {
  const client = createClient(createConfig({ baseUrl, auth: () => `Token ${token}` }));
  const throwOnError = true;
  return {
    async listBuckets(name: string): Promise<string[]> {
      const { data } = await getBuckets({ client, throwOnError, query: { name, limit: 5 } });
      return (data.buckets ?? []).map((bucket) => bucket.name);
    },
    async createBucket(name: string, orgID: string): Promise<string | undefined> {
      return (await postBuckets({ client, throwOnError, body: { name, orgID } })).data.id;
    },
    async getBucket(id: string): Promise<string> {
      return (await getBucketsId({ client, throwOnError, path: { bucketID: id } })).data.name;
    },
    async deleteBucket(id: string): Promise<void> {
      await deleteBucketsId({ client, throwOnError, path: { bucketID: id } });
    },
    async addLabel(id: string, labelID: string): Promise<string | undefined> {
      const { data } = await postBucketsIdLabels({ client, throwOnError, path: { bucketID: id }, body: { labelID } });
      return data.label?.id;
    },
    async write(org: string, bucket: string, lines: string): Promise<void> {
      await postWrite({ client, throwOnError, query: { org, bucket, precision: 's' }, body: lines });
    },
    async query(org: string, flux: string): Promise<string> {
      return (await postQuery({ client, throwOnError, query: { org }, body: { query: flux } })).data;
    },
    async listOrgs(): Promise<string[]> {
      const { data } = await getOrgs({ client, throwOnError, query: { limit: 5 } });
      return (data.orgs ?? []).map((org) => org.name);
    },
    async listTasks(): Promise<string[]> {
      const { data } = await getTasks({ client, throwOnError, query: { limit: 5 } });
      return (data.tasks ?? []).map((task) => task.name);
    },
    async health(): Promise<string> {
      return (await getHealth({ client, throwOnError })).data.status;
    },
  };
}
