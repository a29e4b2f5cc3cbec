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
      const answer = await getBuckets({ name, limit: 5 }, options);
      if (answer.status !== 200) throw answer.data;
      return (answer.data.buckets ?? []).map((bucket) => bucket.name);
    },
    async createBucket(name: string, orgID: string): Promise<string | undefined> {
      const answer = await postBuckets({ name, orgID }, options);
      if (answer.status !== 201) throw answer.data;
      return answer.data.id;
    },
    async getBucket(id: string): Promise<string> {
      const answer = await getBucketsID(id, options);
      if (answer.status !== 200) throw answer.data;
      return answer.data.name;
    },
    async deleteBucket(id: string): Promise<void> {
      const answer = await deleteBucketsID(id, options);
      if (answer.status !== 204) throw answer.data;
    },
    async addLabel(id: string, labelID: string): Promise<string | undefined> {
      const answer = await postBucketsIDLabels(id, { labelID }, options);
      if (answer.status !== 201) throw answer.data;
      return answer.data.label?.id;
    },
    async write(org: string, bucket: string, lines: string): Promise<void> {
      const answer = await postWrite(lines, { org, bucket, precision: 's' }, options);
      if (answer.status !== 204) throw answer.data;
    },
    async query(org: string, flux: string): Promise<string> {
      const answer = await postQuery({ query: flux }, { org }, options);
      if (answer.status !== 200) throw answer.data;
      return answer.data;
    },
    async listOrgs(): Promise<string[]> {
      const answer = await getOrgs({ limit: 5 }, options);
      if (answer.status !== 200) throw answer.data;
      return (answer.data.orgs ?? []).map((org) => org.name);
    },
    async listTasks(): Promise<string[]> {
      const answer = await getTasks({ limit: 5 }, options);
      if (answer.status !== 200) throw answer.data;
      return (answer.data.tasks ?? []).map((task) => task.name);
    },
    async health(): Promise<string> {
      const answer = await getHealth(options);
      if (answer.status !== 200) throw answer.data;
      return answer.data.status;
    },
  };
}
