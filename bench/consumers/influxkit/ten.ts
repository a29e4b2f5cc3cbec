import { createOssV2 } from '@influxkit/oss-v2';

export function connect(baseUrl: string, token: string) {
  const api = createOssV2({ baseUrl, headers: { authorization: `Token ${token}` } });
  return {
    async listBuckets(name: string): Promise<string[]> {
      const { buckets = [] } = await api.buckets.list({ name, limit: 5 });
      return buckets.map((bucket) => bucket.name);
    },
    async createBucket(name: string, orgID: string): Promise<string | undefined> {
      return (await api.buckets.create({ name, orgID })).id;
    },
    async getBucket(id: string): Promise<string> {
      return (await api.buckets.get(id)).name;
    },
    async deleteBucket(id: string): Promise<void> {
      await api.buckets.delete(id);
    },
    async addLabel(id: string, labelID: string): Promise<string | undefined> {
      return (await api.buckets.labels.add(id, { labelID })).label?.id;
    },
    async write(org: string, bucket: string, lines: string): Promise<void> {
      await api.write(lines, { query: { org, bucket, precision: 's' } });
    },
    async query(org: string, flux: string): Promise<string> {
      return new Response(await api.query.run({ query: flux }, { query: { org } })).text();
    },
    async listOrgs(): Promise<string[]> {
      const { orgs = [] } = await api.orgs.list({ limit: 5 });
      return orgs.map((org) => org.name);
    },
    async listTasks(): Promise<string[]> {
      const { tasks = [] } = await api.tasks.list({ limit: 5 });
      return tasks.map((task) => task.name);
    },
    async health(): Promise<string> {
      return (await api.health()).status;
    },
  };
}
