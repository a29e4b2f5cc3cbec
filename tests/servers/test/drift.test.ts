import { createOssV2 } from '@influxkit/oss-v2';
import { describe, expect, test } from 'vitest';
import { reportDrift, type Seen, watchDrift } from '../src/v2/drift.js';

const seenOf = async (
  response: () => Response,
  use: (api: ReturnType<typeof createOssV2>) => PromiseLike<unknown>,
): Promise<readonly Seen[]> => {
  const seen: Seen[] = [];
  const api = createOssV2({
    baseUrl: 'http://localhost:8086',
    retry: false,
    middleware: [watchDrift((one) => seen.push(one))],
    fetch: async () => response(),
  });
  await Promise.resolve(use(api)).catch(() => {});
  return seen;
};

const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });

describe('a response is held against the contract', () => {
  test('one that fits, and is handed on as it is', async () => {
    let got: unknown;
    const body = { buckets: [{ id: '1', name: 'a', retentionRules: [], links: { self: '/api/v2/buckets/1' } }] };
    const seen = await seenOf(json(body), async (api) => {
      got = await api.buckets.list();
    });
    expect(seen).toEqual([{ operation: 'GET /api/v2/buckets', status: 200, isDeclared: true, problems: [] }]);
    expect(got).toEqual(body);
  });

  test.each([
    ['a list that is no list', json({ buckets: {} }), /must be array/],
    ['no JSON', () => new Response('{', { headers: { 'content-type': 'application/json' } }), /not JSON/],
    ['nothing', () => new Response('', { headers: { 'content-type': 'application/json' } }), /no body/],
  ])('%s is a mismatch', async (_, response, message) => {
    const [seen] = await seenOf(response, (api) => api.buckets.list());
    expect(seen?.problems.join()).toMatch(message);
  });

  // What a real 2.9 responds, and no contract of InfluxData says.
  test.each([
    [
      'PUT /api/v2/variables/{variableID}',
      { name: 'v', orgID: '1', arguments: { type: 'constant', values: [] }, selected: null },
      (api: ReturnType<typeof createOssV2>) => api.variables.replace('1', {} as never),
    ],
    [
      'PATCH /api/v2/scrapers/{scraperTargetID}',
      { id: '1', type: '' },
      (api: ReturnType<typeof createOssV2>) => api.scrapers.update('1', {}),
    ],
    [
      'GET /api/v2/replications/{replicationID}',
      {
        id: '1',
        name: 'r',
        remoteID: '1',
        orgID: '1',
        localBucketID: '1',
        maxQueueSizeBytes: 1,
        remoteBucketID: null,
        RemoteBucketName: 'b',
        maxAgeSeconds: 0,
      },
      (api: ReturnType<typeof createOssV2>) => api.replications.get('1'),
    ],
    [
      'POST /api/v2/templates/apply',
      {
        diff: {
          buckets: [{ id: 0, old: null, new: { name: 'b', retentionRules: null } }],
          checks: [{ id: 0, old: null, new: { name: 'c', orgID: '1' } }],
        },
        summary: {
          buckets: [{ id: 1234567890, orgID: 12 }],
          checks: [{ kind: 'CheckDeadman', check: { name: 'c' } }],
          labels: [{ id: 0, orgID: 1 }],
        },
      },
      (api: ReturnType<typeof createOssV2>) => api.templates.apply({}),
    ],
  ] as const)('%s, as 2.9 responds to it, fits', async (operation, body, use) => {
    const [seen] = await seenOf(json(body), use);
    expect(seen).toMatchObject({ operation, problems: [] });
  });

  test('a status that only `default` covers is counted apart', async () => {
    const seen = await seenOf(json({ code: 'conflict', message: 'y' }, 418), (api) => api.buckets.list());
    expect(seen).toMatchObject([{ status: 418, isDeclared: false, problems: [] }]);
  });

  test('the report counts operations, and each kind of mismatch once', () => {
    const problem = (index: number): Seen => ({
      operation: 'GET /api/v2/buckets',
      status: 200,
      isDeclared: true,
      problems: [`/buckets/${index}/id must be string {}`],
    });
    const { text, mismatches } = reportDrift([problem(0), problem(1), { ...problem(2), problems: [] }]);
    expect(mismatches).toBe(1);
    expect(text).toMatch(/1 of 235 operations reached, 1 with success; 1 mismatches; 0 statuses/);
    expect(text).toContain('GET /api/v2/buckets 200: /buckets/*/id must be string {} (2 times)');
    expect(reportDrift([]).mismatches).toBe(0);
  });
});
