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
} from './generated/api';

// The address is part of what is generated.
export function connect(_baseUrl: string, token: string) {
  const options = { headers: { Authorization: `Token ${token}` } };
  return {
    async listBuckets(name: string): Promise<string[]> {
      const response = await getBuckets({ name, limit: 5 }, options);
      if (response.status !== 200) throw response.data;
      return (response.data.buckets ?? []).map((bucket) => bucket.name);
    },
    async createBucket(name: string, orgID: string): Promise<string | undefined> {
      const response = await postBuckets({ name, orgID }, options);
      if (response.status !== 201) throw response.data;
      return response.data.id;
    },
    async getBucket(id: string): Promise<string> {
      const response = await getBucketsID(id, options);
      if (response.status !== 200) throw response.data;
      return response.data.name;
    },
    async deleteBucket(id: string): Promise<void> {
      const response = await deleteBucketsID(id, options);
      if (response.status !== 204) throw response.data;
    },
    async addLabel(id: string, labelID: string): Promise<string | undefined> {
      const response = await postBucketsIDLabels(id, { labelID }, options);
      if (response.status !== 201) throw response.data;
      return response.data.label?.id;
    },
    async write(org: string, bucket: string, lines: string): Promise<void> {
      const response = await postWrite(lines, { org, bucket, precision: 's' }, options);
      if (response.status !== 204) throw response.data;
    },
    async query(org: string, flux: string): Promise<string> {
      const response = await postQuery({ query: flux }, { org }, options);
      if (response.status !== 200) throw response.data;
      return response.data;
    },
    async listOrgs(): Promise<string[]> {
      const response = await getOrgs({ limit: 5 }, options);
      if (response.status !== 200) throw response.data;
      return (response.data.orgs ?? []).map((org) => org.name);
    },
    async listTasks(): Promise<string[]> {
      const response = await getTasks({ limit: 5 }, options);
      if (response.status !== 200) throw response.data;
      return (response.data.tasks ?? []).map((task) => task.name);
    },
    async health(): Promise<string> {
      const response = await getHealth(options);
      if (response.status !== 200) throw response.data;
      return response.data.status;
    },
  };
}
