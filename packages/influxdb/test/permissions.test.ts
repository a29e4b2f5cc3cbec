import type {
  Permission as ServerlessPermission,
  AuthorizationPostRequest as ServerlessRequest,
} from '@influxkit/cloud-serverless';
import type { Permission as CloudPermission, CloudV2 } from '@influxkit/cloud-v2';
import { createOssV2, type Permission as OssPermission, type OssV2 } from '@influxkit/oss-v2';
import { expect, expectTypeOf, test } from 'vitest';
import { serve } from '../../auth/test/server.js';
import { permissions, tokenAuth } from '../src/auth.js';

test.each<[name: string, given: unknown, want: unknown]>([
  ['reading a bucket', permissions.readBucket('b1'), { action: 'read', resource: { type: 'buckets', id: 'b1' } }],
  ['writing to a bucket', permissions.writeBucket('b1'), { action: 'write', resource: { type: 'buckets', id: 'b1' } }],
  [
    'a bucket in an organization',
    permissions.readBucket('b1', { orgID: 'o1' }),
    { action: 'read', resource: { type: 'buckets', id: 'b1', orgID: 'o1' } },
  ],
  [
    'both',
    permissions.readWriteBucket('b1'),
    [
      { action: 'read', resource: { type: 'buckets', id: 'b1' } },
      { action: 'write', resource: { type: 'buckets', id: 'b1' } },
    ],
  ],
  [
    'all of a type in an organization',
    permissions.read('tasks', { orgID: 'o1' }),
    { action: 'read', resource: { type: 'tasks', orgID: 'o1' } },
  ],
  [
    'one of a type',
    permissions.write('tasks', { id: 't1' }),
    { action: 'write', resource: { type: 'tasks', id: 't1' } },
  ],
  ['all of a type', permissions.read('orgs'), { action: 'read', resource: { type: 'orgs' } }],
])('a permission is what the API takes: %s', (_, given, want) => {
  expect(given).toStrictEqual(want);
});

test.each<[name: string, make: () => unknown, says: string]>([
  ['a bucket', () => permissions.readBucket(undefined as never), 'permission to read buckets: id must be an id'],
  ['a bucket to write to', () => permissions.writeBucket('' as never), 'permission to write buckets: id must be an id'],
  ['both', () => permissions.readWriteBucket(null as never), 'permission to read buckets: id must be an id'],
  [
    'a resource',
    () => permissions.read('tasks', { id: undefined } as never),
    'permission to read tasks: id must be an id',
  ],
  [
    'the organization',
    () => permissions.write('tasks', { orgID: undefined } as never),
    'permission to write tasks: orgID must',
  ],
])('an id that is missing does not make a permission for everything: %s', (_, make, says) => {
  expect(make).toThrow(TypeError);
  expect(make).toThrow(says);
});

test('permissions are those of every contract, exactly', () => {
  for (const permission of [permissions.readBucket('b'), permissions.writeBucket('b'), permissions.read('tasks')]) {
    expectTypeOf(permission).toExtend<OssPermission>();
    expectTypeOf(permission).toExtend<CloudPermission>();
    expectTypeOf(permission).toExtend<ServerlessPermission>();
  }
  expectTypeOf(permissions.readWriteBucket('b')).toExtend<ServerlessRequest['permissions']>();
  expectTypeOf(permissions.readBucket('b').action).toEqualTypeOf<'read'>();
  expectTypeOf(permissions.write('tasks').resource.type).toEqualTypeOf<'tasks'>();

  const create = (api: OssV2 | CloudV2) =>
    api.authorizations.create({ orgID: 'o', permissions: [permissions.readBucket('b'), permissions.write('tasks')] });
  expectTypeOf(create).toBeFunction();
  // @ts-expect-error a kind of resource that the contract does not have
  (api: OssV2) => api.authorizations.create({ orgID: 'o', permissions: [permissions.read('bucket')] });
  // @ts-expect-error one bucket needs its id
  () => permissions.readBucket();
});

test('a token for one bucket is one line', async () => {
  const { url, seen } = await serve(
    (_, response) => void response.writeHead(201, { 'content-type': 'application/json' }).end('{"token":"new"}'),
  );
  const api = createOssV2({ baseUrl: url, auth: tokenAuth('abc') });
  const { token } = await api.authorizations.create({ orgID: 'o1', permissions: [permissions.writeBucket('b1')] });
  expect(token).toBe('new');
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    orgID: 'o1',
    permissions: [{ action: 'write', resource: { type: 'buckets', id: 'b1' } }],
  });
});
