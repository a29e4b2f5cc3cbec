import { createOssV2, type OssV2 } from '@influxkit/oss-v2';
import { paginate } from '@influxkit/pagination';
import {
  createInfluxQL,
  createQuery,
  FluxError,
  InfluxQLError,
  DecodeError as QueryDecodeError,
  TruncatedResponseError,
} from '@influxkit/query';
import { CallError } from '@influxkit/runtime';

/** Bytes that a response, or what is read of it at once, may have: small, so that what a process holds follows from it. */
export const AT_MOST: number = 4 * 2 ** 20;

const LIMITS = { org: 'o', maxTextBytes: AT_MOST, maxFieldBytes: AT_MOST, maxRecordBytes: AT_MOST };

/** Every way to use a response. Each gets a signal that ends it where no timeout would: a stream may take all the time there is. */
export const USES = {
  json: (api, signal) => api.buckets.list({}, { signal }),
  'with response': (api, signal) => api.buckets.list({}, { signal }).withResponse(),
  result: async (api, signal) => {
    const result = await api.buckets.list({}, { signal }).result();
    if (!result.ok) throw result.error;
    return result.data;
  },
  raw: (api, signal) => api.buckets.list({}, { signal }).raw(),
  http: async (api, signal) => {
    const { data, error, response } = await api.http.GET('/api/v2/buckets', { signal });
    if (error !== undefined || !response.ok) return ['an error as a value', response.status];
    return data;
  },
  request: (api, signal) => api.request({ method: 'GET', path: '/api/v2/buckets', signal }),
  'request with a body': (api, signal) => api.request({ method: 'POST', path: '/api/v2/write', body: 'm f=1', signal }),
  list: (api, signal) => paginate(api.buckets.list, {}, { signal, limit: 50 }).toArray(),
  rows: (api, signal) => createQuery(api, LIMITS).rows('buckets()', { signal }).toArray(),
  tables: (api, signal) => createQuery(api, LIMITS).tables('buckets()', { signal }).toArray(),
  text: (api, signal) => createQuery(api, LIMITS).text('buckets()', { signal }),
  influxql: (api, signal) => createInfluxQL(api, { db: 'd' })('SELECT 1', { signal, maxValueBytes: AT_MOST }).toArray(),
} satisfies Record<string, (api: OssV2, signal: AbortSignal) => PromiseLike<unknown>>;

export type Use = keyof typeof USES;

export const isTyped = (error: unknown): error is Error =>
  [CallError, FluxError, InfluxQLError, QueryDecodeError, TruncatedResponseError].some((type) => error instanceof type);

export { createOssV2 };
