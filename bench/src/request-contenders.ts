import { InfluxDB } from '@influxdata/influxdb-client';
import { createOssV2, type paths } from '@influxkit/oss-v2';
import { nodeTransport } from '@influxkit/runtime/node';
import axios from 'axios';
import ky from 'ky';
import createFetchClient from 'openapi-fetch';
import { Agent, request } from 'undici';

/** One way to make the calls; each gives the decoded response. */
export interface Caller {
  readonly name: string;
  /** The name of what it runs on: bare, and with the same timeout. */
  readonly runsOn?: string;
  list(): Promise<unknown>;
  create(): Promise<unknown>;
}

const orgID = '0123456789abcdef';
/** What is created; each call makes its JSON anew. */
const bucket = { name: 'co2', orgID, retentionRules: [] };
const headers = { authorization: 'Token token' };
const TIMEOUT = 10_000;

/** All callers of one server; the first is what the others are compared with. */
export function callers(baseUrl: string): { callers: readonly Caller[]; close(): Promise<void> } {
  const transport = nodeTransport();
  // Both in the same pool of connections.
  const dispatcher = new Agent({ connections: 64, headersTimeout: 0, bodyTimeout: 300_000 });
  const api = createOssV2({ baseUrl, headers });
  const onUndici = createOssV2({ baseUrl, headers, transport });
  const openapi = createFetchClient<paths>({ baseUrl, headers });
  const onKy = ky.create({ prefixUrl: baseUrl, headers });
  const onAxios = axios.create({ baseURL: baseUrl, headers, timeout: TIMEOUT });
  const official = new InfluxDB({ url: baseUrl, token: 'token', timeout: TIMEOUT }).transport;
  return {
    callers: [
      {
        name: 'bare fetch',
        list: async () => (await fetch(`${baseUrl}/api/v2/buckets?limit=20`, { headers })).json(),
        create: async () =>
          (
            await fetch(`${baseUrl}/api/v2/buckets`, {
              method: 'POST',
              headers: { ...headers, 'content-type': 'application/json' },
              body: JSON.stringify(bucket),
            })
          ).json(),
      },
      {
        name: 'bare fetch with a timeout',
        list: async () =>
          (await fetch(`${baseUrl}/api/v2/buckets?limit=20`, { headers, signal: AbortSignal.timeout(TIMEOUT) })).json(),
        create: async () =>
          (
            await fetch(`${baseUrl}/api/v2/buckets`, {
              method: 'POST',
              headers: { ...headers, 'content-type': 'application/json' },
              body: JSON.stringify(bucket),
              signal: AbortSignal.timeout(TIMEOUT),
            })
          ).json(),
      },
      {
        name: 'bare undici.request',
        list: async () => (await request(`${baseUrl}/api/v2/buckets?limit=20`, { headers, dispatcher })).body.json(),
        create: async () =>
          (
            await request(`${baseUrl}/api/v2/buckets`, {
              method: 'POST',
              headers: { ...headers, 'content-type': 'application/json' },
              body: JSON.stringify(bucket),
              dispatcher,
            })
          ).body.json(),
      },
      {
        name: 'influxkit, default transport',
        runsOn: 'bare fetch with a timeout',
        list: () => api.buckets.list({ limit: 20 }),
        create: () => api.buckets.create(bucket),
      },
      {
        name: 'influxkit, nodeTransport',
        runsOn: 'bare undici.request',
        list: () => onUndici.buckets.list({ limit: 20 }),
        create: () => onUndici.buckets.create(bucket),
      },
      {
        name: 'openapi-fetch',
        list: async () => (await openapi.GET('/api/v2/buckets', { params: { query: { limit: 20 } } })).data,
        create: async () => (await openapi.POST('/api/v2/buckets', { body: bucket })).data,
      },
      {
        name: 'ky',
        list: () => onKy.get('api/v2/buckets', { searchParams: { limit: 20 } }).json(),
        create: () => onKy.post('api/v2/buckets', { json: bucket }).json(),
      },
      {
        name: 'axios, on node:http',
        list: async () => (await onAxios.get('/api/v2/buckets', { params: { limit: 20 } })).data,
        create: async () => (await onAxios.post('/api/v2/buckets', bucket)).data,
      },
      {
        name: '@influxdata/influxdb-client, its transport',
        list: () => official.request('/api/v2/buckets?limit=20', null, { method: 'GET' }),
        create: () =>
          official.request('/api/v2/buckets', bucket, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
          }),
      },
    ],
    close: async () => {
      await transport.close();
      await dispatcher.close();
    },
  };
}
