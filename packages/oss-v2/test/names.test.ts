import type { OperationDescriptor } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import * as exported from '../src/index.js';

const rows = Object.values(exported).filter(
  (value): value is OperationDescriptor => typeof value === 'object' && 'path' in value,
);

describe('names that the rules do not give', () => {
  it.each([
    ['routes', 'GET /api/v2'],
    ['write', 'POST /api/v2/write'],
    ['delete', 'POST /api/v2/delete'],
    ['query.run', 'POST /api/v2/query'],
    ['query.analyze', 'POST /api/v2/query/analyze'],
    ['signin', 'POST /api/v2/signin'],
    ['signout', 'POST /api/v2/signout'],
    ['setup.status', 'GET /api/v2/setup'],
    ['setup.run', 'POST /api/v2/setup'],
    ['ping', 'GET /ping'],
    ['ping.head', 'HEAD /ping'],
    ['v1.query', 'GET /query'],
    ['v1.queryForm', 'POST /query'],
    ['v1.write', 'POST /write'],
    ['v1.authorizations.list', 'GET /legacy/authorizations'],
    ['orgs.secrets.deleteMany', 'POST /api/v2/orgs/{orgID}/secrets/delete'],
    ['restore.bucket', 'POST /api/v2/restore/bucket/{bucketID}'],
    ['restore.shard', 'POST /api/v2/restore/shards/{shardID}'],
    ['restore.kv', 'POST /api/v2/restore/kv'],
    ['restore.sql', 'POST /api/v2/restore/sql'],
    ['restore.bucketMetadata', 'POST /api/v2/restore/bucketMetadata'],
    ['backup.shard', 'GET /api/v2/backup/shards/{shardID}'],
    ['users.password.set', 'POST /api/v2/users/{userID}/password'],
    ['users.password.replace', 'PUT /api/v2/users/{userID}/password'],
    ['tasks.runs.cancel', 'DELETE /api/v2/tasks/{taskID}/runs/{runID}'],
    ['maps.token', 'GET /api/v2/maps/mapToken'],
    ['me.get', 'GET /api/v2/me'],
    ['buckets.labels.add', 'POST /api/v2/buckets/{bucketID}/labels'],
    ['buckets.labels.remove', 'DELETE /api/v2/buckets/{bucketID}/labels/{labelID}'],
  ])('%s is %s', (name, request) => {
    const row = rows.find((each) => each.name === name);
    expect(`${row?.method} ${row?.path}`).toBe(request);
  });
});

describe('what the rows say of how an operation is used', () => {
  const row = (name: string): OperationDescriptor | undefined => rows.find((each) => each.name === name);

  it.each([
    [
      'buckets.list',
      { items: 'buckets', limit: 'limit', max: 100, offset: 'offset', after: 'after', next: 'links.next' },
    ],
    ['tasks.list', { items: 'tasks', limit: 'limit', max: 500, after: 'after', next: 'links.next' }],
    ['dashboards.list', { items: 'dashboards', limit: 'limit', max: 100, offset: 'offset', next: 'links.next' }],
    ['users.list', { items: 'users', limit: 'limit', max: 100, offset: 'offset', after: 'after' }],
  ])('%s pages', (name, page) => {
    expect(row(name)?.page).toEqual(page);
  });

  it('only lists page', () => {
    const paging = rows.filter(({ page }) => page).map(({ method }) => method);
    expect(new Set(paging)).toEqual(new Set(['GET']));
  });

  it('queries may be sent again though they are POSTs; writes may not', () => {
    expect([row('query.run')?.idempotent, row('query.analyze')?.idempotent, row('query.ast')?.idempotent]).toEqual([
      true,
      true,
      true,
    ]);
    expect(row('write')?.idempotent).toBeUndefined();
  });

  it('backups are streams, line protocol is text', () => {
    for (const name of ['backup.kv', 'backup.shard', 'backup.metadata']) {
      expect(Object.values(row(name)?.response ?? {})).toEqual(['stream']);
    }
    expect(Object.values(row('write')?.body ?? {})).toEqual(['text']);
  });

  it('what needs no authentication says so', () => {
    for (const name of ['ping', 'health', 'ready', 'setup.status', 'setup.run'])
      expect(row(name)?.security, name).toEqual([]);
  });

  it('v1 authorizations hang under another path of the server', () => {
    expect(row('v1.authorizations.list')?.server).toBe('/private');
  });
});
