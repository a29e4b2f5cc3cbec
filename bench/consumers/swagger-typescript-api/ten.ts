import { Api, WritePrecision } from './generated/api';

export function connect(baseUrl: string, token: string) {
  const { api, health } = new Api({
    baseUrl,
    securityWorker: () => ({ headers: { Authorization: `Token ${token}` } }),
  });
  return {
    async listBuckets(name: string): Promise<string[]> {
      const { buckets = [] } = (await api.getBuckets({ name, limit: 5 })).data;
      return buckets.map((bucket) => bucket.name);
    },
    async createBucket(name: string, orgID: string): Promise<string | undefined> {
      return (await api.postBuckets({ name, orgID })).data.id;
    },
    async getBucket(id: string): Promise<string> {
      return (await api.getBucketsId(id)).data.name;
    },
    async deleteBucket(id: string): Promise<void> {
      await api.deleteBucketsId(id);
    },
    async addLabel(id: string, labelID: string): Promise<string | undefined> {
      return (await api.postBucketsIdLabels(id, { labelID })).data.label?.id;
    },
    async write(org: string, bucket: string, lines: string): Promise<void> {
      await api.postWrite({ org, bucket, precision: WritePrecision.S }, lines);
    },
    async query(org: string, flux: string): Promise<string> {
      return (await api.postQuery({ query: flux }, { org })).data;
    },
    async listOrgs(): Promise<string[]> {
      const { orgs = [] } = (await api.getOrgs({ limit: 5 })).data;
      return orgs.map((org) => org.name);
    },
    async listTasks(): Promise<string[]> {
      const { tasks = [] } = (await api.getTasks({ limit: 5 })).data;
      return tasks.map((task) => task.name);
    },
    async health(): Promise<string> {
      return (await health.getHealth()).data.status;
    },
  };
}
