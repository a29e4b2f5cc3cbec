import createClient from 'openapi-fetch';
import type { paths } from './generated/schema';

export function connect(baseUrl: string, token: string) {
  const api = createClient<paths>({ baseUrl, headers: { Authorization: `Token ${token}` } });
  return {
    async listBuckets(name: string): Promise<string[]> {
      const { data, error } = await api.GET('/api/v2/buckets', { params: { query: { name, limit: 5 } } });
      if (error) throw error;
      return (data.buckets ?? []).map((bucket) => bucket.name);
    },
    async createBucket(name: string, orgID: string): Promise<string | undefined> {
      // properties with a default count as required
      const { data, error } = await api.POST('/api/v2/buckets', {
        body: { name, orgID, rp: '0', schemaType: 'implicit' },
      });
      if (error) throw error;
      return data.id;
    },
    async getBucket(id: string): Promise<string> {
      const { data, error } = await api.GET('/api/v2/buckets/{bucketID}', { params: { path: { bucketID: id } } });
      if (error) throw error;
      return data.name;
    },
    async deleteBucket(id: string): Promise<void> {
      const { error } = await api.DELETE('/api/v2/buckets/{bucketID}', { params: { path: { bucketID: id } } });
      if (error) throw error;
    },
    async addLabel(id: string, labelID: string): Promise<string | undefined> {
      const params = { path: { bucketID: id } };
      const { data, error } = await api.POST('/api/v2/buckets/{bucketID}/labels', { params, body: { labelID } });
      if (error) throw error;
      return data.label?.id;
    },
    async write(org: string, bucket: string, lines: string): Promise<void> {
      const query = { org, bucket, precision: 's' } as const;
      const { error } = await api.POST('/api/v2/write', { params: { query }, body: lines });
      if (error) throw error;
    },
    async query(org: string, flux: string): Promise<string> {
      const { data, error } = await api.POST('/api/v2/query', {
        params: { query: { org } },
        body: { query: flux },
      });
      if (error) throw error;
      return data ?? '';
    },
    async listOrgs(): Promise<string[]> {
      const { data, error } = await api.GET('/api/v2/orgs', { params: { query: { limit: 5 } } });
      if (error) throw error;
      return (data.orgs ?? []).map((org) => org.name);
    },
    async listTasks(): Promise<string[]> {
      const { data, error } = await api.GET('/api/v2/tasks', { params: { query: { limit: 5 } } });
      if (error) throw error;
      return (data.tasks ?? []).map((task) => task.name);
    },
    async health(): Promise<string> {
      const { data, error } = await api.GET('/health');
      if (error) throw error;
      return data.status;
    },
  };
}
