import { call, createClient } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import { bucketsList, createOssV2, type OssV2 } from '../src/index.js';

interface Sent {
  readonly request: string;
  readonly type: string | null;
  readonly body: string;
}

/** A client whose requests are caught and whose responses are JSON. */
function caught(response: unknown = {}, status = 200): { api: OssV2; sent: Sent[] } {
  const sent: Sent[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    sent.push({
      request: `${request.method} ${pathname}${search}`,
      type: request.headers.get('content-type'),
      body: await request.text(),
    });
    if (status === 204) return new Response(null, { status });
    return Response.json(response, { status });
  };
  return { api: createOssV2({ baseUrl: 'http://influx.example', fetch }), sent };
}

describe('a call sends what its operation says', () => {
  it.each<[string, (api: OssV2) => Promise<unknown>, Partial<Sent>, number]>([
    [
      'query parameters',
      (api) => api.buckets.list({ limit: 5, org: 'a&b' }),
      { request: 'GET /api/v2/buckets?limit=5&org=a%26b', body: '' },
      200,
    ],
    [
      'a JSON body',
      (api) => api.buckets.create({ name: 'b', orgID: 'o' }),
      { request: 'POST /api/v2/buckets', type: 'application/json', body: '{"name":"b","orgID":"o"}' },
      201,
    ],
    [
      'path parameters in the path’s order',
      (api) => api.buckets.members.remove('bucket', 'user'),
      { request: 'DELETE /api/v2/buckets/bucket/members/user' },
      204,
    ],
    [
      'line protocol as text, query in the options',
      (api) => api.write('m f=1', { query: { bucket: 'b', org: 'o' } }),
      { request: 'POST /api/v2/write?bucket=b&org=o', body: 'm f=1' },
      204,
    ],
    [
      'the path of another server',
      (api) => api.v1.authorizations.get('id'),
      { request: 'GET /private/legacy/authorizations/id' },
      200,
    ],
    [
      'another media type',
      (api) => api.query.run('buckets()', { contentType: 'application/vnd.flux' }),
      { request: 'POST /api/v2/query', type: 'application/vnd.flux', body: 'buckets()' },
      200,
    ],
    ['a method below a method', (api) => api.ping.head(), { request: 'HEAD /ping' }, 204],
  ])('%s', async (_, run, want, status) => {
    const { api, sent } = caught({}, status);
    await run(api);
    expect(sent).toMatchObject([want]);
    if (want.type === 'application/vnd.flux') expect(sent[0]?.type).toMatch(/^application\/vnd\.flux/);
  });
});

describe('a response is given as its operation says', () => {
  it('data, of the contract’s type', async () => {
    const { api } = caught({ buckets: [{ name: 'co2', retentionRules: [] }] });
    const { buckets } = await api.buckets.list();
    expect(buckets?.[0]?.name).toBe('co2');
  });

  it('nothing where there is nothing', async () => {
    expect(await caught(undefined, 204).api.buckets.delete('id')).toBeUndefined();
  });

  it('a failure as a value, narrowed by status', async () => {
    const result = await caught({ code: 'not found', message: 'no such bucket' }, 404).api.buckets.get('id').result();
    expect(result).toMatchObject({ ok: false, status: 404 });
    if (!result.ok && result.status === 404) expect(result.error.body.code).toBe('not found');
  });

  it('one operation alone, without the tree', async () => {
    const client = createClient({
      baseUrl: 'http://influx.example',
      fetch: async () => Response.json({ buckets: [] }),
    });
    expect(await call(client, bucketsList, { limit: 1 })).toEqual({ buckets: [] });
  });
});
