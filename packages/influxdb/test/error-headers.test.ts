import { createCloudServerless } from '@influxkit/cloud-serverless';
import { createCloudV2 } from '@influxkit/cloud-v2';
import { bucketsList, createOssV2 } from '@influxkit/oss-v2';
import { type ApiClient, ApiError, call, createClient } from '@influxkit/runtime';
import { expect, test } from 'vitest';
import { errorHeaders } from '../src/auth.js';

/** A failure whose body says nothing, as of a HEAD request or of a proxy in between. */
const failing = (headers: Record<string, string>, body = '') => ({
  baseUrl: 'http://influx.test',
  retry: false as const,
  transport: async () => new Response(body, { status: 404, headers }),
});

const clients: Record<string, (options: ReturnType<typeof failing>) => ApiClient> = {
  createOssV2,
  createCloudV2,
  createCloudServerless,
  'createClient with errorHeaders': (options) => createClient(options, { errorHeaders }),
};

test.each(Object.keys(clients))(
  '%s: code, message and id of a failure come from the headers of InfluxDB',
  async (name) => {
    const create = clients[name] as (options: ReturnType<typeof failing>) => ApiClient;
    const failureOf = async (headers: Record<string, string>, body?: string): Promise<unknown> =>
      call(create(failing(headers, body)), bucketsList).catch((error: unknown) => error);
    const headers = { 'x-platform-error-code': 'not found', 'x-influxdb-error': 'no such bucket' };

    const error = await failureOf({ ...headers, 'trace-id': 't1' });
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      message: 'buckets.list: 404: not found: no such bucket',
      code: 'not found',
      requestId: 't1',
    });
    expect(await failureOf({ 'x-request-id': 'r1', 'trace-id': 't1' })).toMatchObject({ requestId: 'r1' });
    expect(await failureOf(headers, '{"code":"invalid","message":"of the body"}')).toMatchObject({
      message: 'buckets.list: 404: invalid: of the body',
      code: 'invalid',
    });
  },
);
