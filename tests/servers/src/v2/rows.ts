import type { OssV2 } from '@influxkit/oss-v2';
import { decodeRows } from '@influxkit/query';
import { server } from './context.js';

/** The rows of a Flux query in the server's organization, longs and times as `bigint`. */
export async function rowsOf(api: OssV2, query: { toString(): string }): Promise<Record<string, unknown>[]> {
  const response = await api.query.run(
    { query: String(query), dialect: { annotations: ['datatype', 'group', 'default'] } },
    { query: { orgID: server.orgID } },
  );
  return await decodeRows(response).toArray();
}
