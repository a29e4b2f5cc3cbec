import { InfluxDB } from '@influxdata/influxdb-client';
import { BucketsAPI, HealthAPI, OrgsAPI, QueryAPI, TasksAPI, WriteAPI } from '@influxdata/influxdb-client-apis';

export function connect(baseUrl: string, token: string) {
  const influxDB = new InfluxDB({ url: baseUrl, token });
  const buckets = new BucketsAPI(influxDB);
  return {
    async listBuckets(name: string): Promise<string[]> {
      return ((await buckets.getBuckets({ name, limit: 5 })).buckets ?? []).map((bucket) => bucket.name);
    },
    async createBucket(name: string, orgID: string): Promise<string | undefined> {
      return (await buckets.postBuckets({ body: { name, orgID, retentionRules: [] } })).id;
    },
    async getBucket(id: string): Promise<string> {
      return (await buckets.getBucketsID({ bucketID: id })).name;
    },
    async deleteBucket(id: string): Promise<void> {
      await buckets.deleteBucketsID({ bucketID: id });
    },
    async addLabel(id: string, labelID: string): Promise<string | undefined> {
      return (await buckets.postBucketsIDLabels({ bucketID: id, body: { labelID } })).label?.id;
    },
    async write(org: string, bucket: string, lines: string): Promise<void> {
      await new WriteAPI(influxDB).postWrite({ org, bucket, precision: 's', body: lines });
    },
    async query(org: string, flux: string): Promise<string> {
      return new QueryAPI(influxDB).postQuery({ org, body: { query: flux } });
    },
    async listOrgs(): Promise<string[]> {
      return ((await new OrgsAPI(influxDB).getOrgs({ limit: 5 })).orgs ?? []).map((org) => org.name);
    },
    async listTasks(): Promise<string[]> {
      return ((await new TasksAPI(influxDB).getTasks({ limit: 5 })).tasks ?? []).map((task) => task.name);
    },
    async health(): Promise<string> {
      return (await new HealthAPI(influxDB).getHealth()).status;
    },
  };
}
