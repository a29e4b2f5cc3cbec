import {
  AuthorizationsAPI,
  BucketsAPI,
  DeleteAPI,
  FluxScriptInvocationAPI,
  SigninAPI,
  TasksAPI,
} from '@influxdata/influxdb-client-apis';
import { createCloudV2 } from '@influxkit/cloud-v2';
import { basicAuth } from '@influxkit/influxdb';
import { InfluxDB as CloudV2Client } from '@influxkit/influxdb/cloud-v2';
import { createOssV2 } from '@influxkit/oss-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRows, apisPage, instance } from '../../src/coming-from/apis.js';
import { csvResponse, ourClient, theirClient } from '../../src/coming-from/beside.js';
import { type Recorded, type Recorder, startRecorder } from '../../src/coming-from/recorder.js';

const rows = apiRows();
let recorder: Recorder;
beforeAll(async () => {
  recorder = await startRecorder(() => ({ headers: { 'content-type': 'application/json' }, body: '{}' }));
});
afterAll(() => recorder[Symbol.asyncDispose]());

it('docs/coming-from-influxdb-client-apis.md has every method of theirs (vitest -u writes it anew)', async () => {
  expect(rows.length).toBeGreaterThan(230);
  await expect(apisPage(rows)).toMatchFileSnapshot('../../../../docs/coming-from-influxdb-client-apis.md');
});

/** A method of ours by its name, with any arguments. */
type AnyCall = ((...args: unknown[]) => { raw(): Promise<unknown> }) & {
  readonly operation: { readonly path: string; readonly server?: string; readonly body?: unknown };
};

const find = (api: object, call: string): AnyCall => {
  const path = /^api\.([\w.]+)\(/.exec(call)?.[1]?.split('.') ?? [];
  return path.reduce((at, name) => (at as Record<string, object>)[name] ?? {}, api) as AnyCall;
};

describe('both request the same', () => {
  const called = rows.filter(({ ours }) => !ours.startsWith('api.request('));
  it.each(called)('$group.$method and $ours', async ({ group, method, httpMethod, ours, ourPath, path, product }) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const wantedPath = path.replace(/\{(\w+)\}/g, 'id-of-$1');
    const request = Object.fromEntries(names.map((name) => [name, `id-of-${name}`]));
    await instance(group, theirClient(recorder.url))
      [method]?.(request)
      .catch(() => {});
    const [wanted] = recorder.take();
    expect(`${wanted?.method} ${wanted?.path.replace(/(?!^)\/$/, '')}`).toBe(`${httpMethod} ${wantedPath}`);

    const options = { baseUrl: recorder.url, retry: false } as const;
    const call = find(product === 'oss-v2' ? createOssV2(options) : createCloudV2(options), ours);
    const body = call.operation.body === undefined ? [] : [''];
    await call(...names.map((name) => `id-of-${name}`), ...body)
      .raw()
      .catch(() => {});
    const [got] = recorder.take();
    // Where theirs looks below /api/v2 for what is not there, ours does not.
    const expected = shapeOf(path) === shapeOf(ourPath) ? wantedPath : ourPath;
    expect(`${got?.method} ${got?.path.replace(/(?!^)\/$/, '')}`).toBe(`${httpMethod} ${expected}`);
  });
});

const shapeOf = (path: string): string => path.replace(/\{\w+\}/g, '{}');

describe('both send the same query and body', () => {
  const essence = ({ method, path, query, headers, body }: Recorded) => ({
    method,
    path,
    query,
    authorization: headers.authorization,
    contentType: body === '' ? undefined : headers['content-type']?.split(';')[0],
    body: body === '' ? undefined : JSON.parse(body),
  });
  type Clients = { theirs: ReturnType<typeof theirClient>; ours: ReturnType<typeof ourClient>['api'] };
  const bucket = {
    name: 'ü & co',
    orgID: '0123456789abcdef',
    retentionRules: [{ type: 'expire' as const, everySeconds: 3600 }],
  };
  const permissions = [{ action: 'read' as const, resource: { type: 'buckets' as const, id: 'a', orgID: 'b' } }];
  const range = { start: '2024-01-01T00:00:00Z', stop: '2024-02-01T00:00:00Z', predicate: '_measurement="cpu"' };

  const calls: readonly [string, (clients: Clients) => Promise<unknown>, (clients: Clients) => PromiseLike<unknown>][] =
    [
      [
        'a list with a query',
        ({ theirs }) => new BucketsAPI(theirs).getBuckets({ org: 'acme & co', limit: 50, offset: 100 }),
        ({ ours }) => ours.buckets.list({ offset: 100, limit: 50, org: 'acme & co' }),
      ],
      [
        'a body',
        ({ theirs }) => new BucketsAPI(theirs).postBuckets({ body: bucket }),
        ({ ours }) => ours.buckets.create(bucket),
      ],
      [
        'a path and a body',
        ({ theirs }) => new BucketsAPI(theirs).patchBucketsID({ bucketID: 'b1', body: { name: 'x' } }),
        ({ ours }) => ours.buckets.update('b1', { name: 'x' }),
      ],
      [
        'two ids in a path',
        ({ theirs }) => new BucketsAPI(theirs).deleteBucketsIDLabelsID({ bucketID: 'b1', labelID: 'l1' }),
        ({ ours }) => ours.buckets.labels.remove('b1', 'l1'),
      ],
      [
        'permissions',
        ({ theirs }) => new AuthorizationsAPI(theirs).postAuthorizations({ body: { orgID: 'b', permissions } }),
        ({ ours }) => ours.authorizations.create({ orgID: 'b', permissions }),
      ],
      [
        'a query and a body',
        ({ theirs }) => new DeleteAPI(theirs).postDelete({ org: 'acme', bucket: 'co2', body: range }),
        ({ ours }) => ours.delete(range, { query: { org: 'acme', bucket: 'co2' } }),
      ],
      [
        'a task',
        ({ theirs }) => new TasksAPI(theirs).postTasks({ body: { flux: 'option task = {}', orgID: 'o' } }),
        ({ ours }) => ours.tasks.create({ flux: 'option task = {}', orgID: 'o' }),
      ],
    ];
  it.each(calls)('%s', async (_, callTheirs, callOurs) => {
    const clients = { theirs: theirClient(recorder.url), ours: ourClient(recorder.url).api };
    await callTheirs(clients);
    const [wanted] = recorder.take();
    await callOurs(clients);
    const [got] = recorder.take();
    if (!wanted || !got) throw new Error('both have to send a request');
    expect(essence(got)).toEqual(essence(wanted));
  });

  it('the parameters of a script, and both decode its response to the same rows', async () => {
    await using cloud = await startRecorder(() => csvResponse());
    const params = { bucket: 'co2', days: 7 };
    const wanted = await new FluxScriptInvocationAPI(theirClient(cloud.url)).invoke('s1', params).collectRows();
    const options = { times: 'rfc3339', integers: 'number' } as const;
    const influx = new CloudV2Client({ url: cloud.url, token: 'a-token' });
    const got = await influx.invokeScript('s1', params, options).toArray();
    expect(got).toHaveLength(3);
    expect(got).toEqual(wanted);
    const [theirs, ours] = cloud.take().map(essence);
    expect(ours).toEqual(theirs);
  });

  it('user name and password', async () => {
    await new SigninAPI(theirClient(recorder.url)).postSignin({ auth: { user: 'me', password: 'secret' } });
    await createOssV2({ baseUrl: recorder.url, auth: basicAuth({ username: 'me', password: 'secret' }) }).signin();
    const [wanted, got] = recorder.take();
    expect(got?.headers.authorization).toBe(wanted?.headers.authorization);
    expect([got?.method, got?.path]).toEqual([wanted?.method, wanted?.path]);
  });
});
