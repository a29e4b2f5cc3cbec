import type { OperationDescriptor } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import * as cloud from '../src/cloud.js';
import * as core from '../src/core.js';
import * as data from '../src/data.js';
import * as enterprise from '../src/enterprise.js';
import * as management from '../src/management.js';

const descriptorsOf = (entry: object): OperationDescriptor[] =>
  Object.values(entry).filter((value): value is OperationDescriptor => typeof value === 'object' && 'path' in value);

/** Method and path of an operation by its name. */
const requestOf = (entry: object, name: string): string => {
  const found = descriptorsOf(entry).find((each) => each.name === name);
  return `${found?.method} ${found?.server ?? ''}${found?.path}`;
};

describe('names are those of what a person does', () => {
  it.each([
    ['write', 'POST /api/v3/write_lp'],
    ['query.sql', 'POST /api/v3/query_sql'],
    ['query.sql.get', 'GET /api/v3/query_sql'],
    ['query.influxql', 'POST /api/v3/query_influxql'],
    ['query.influxql.get', 'GET /api/v3/query_influxql'],
    ['databases.list', 'GET /api/v3/configure/database'],
    ['databases.create', 'POST /api/v3/configure/database'],
    ['databases.update', 'PUT /api/v3/configure/database'],
    ['databases.delete', 'DELETE /api/v3/configure/database'],
    ['databases.retentionPeriod.set', 'POST /api/v3/configure/database/retention_period'],
    ['tables.create', 'POST /api/v3/configure/table'],
    ['tables.delete', 'DELETE /api/v3/configure/table'],
    ['tokens.createAdmin', 'POST /api/v3/configure/token/admin'],
    ['tokens.createNamed', 'POST /api/v3/configure/token/named_admin'],
    ['tokens.regenerateAdmin', 'POST /api/v3/configure/token/admin/regenerate'],
    ['tokens.delete', 'DELETE /api/v3/configure/token'],
    ['caches.last.create', 'POST /api/v3/configure/last_cache'],
    ['caches.last.delete', 'DELETE /api/v3/configure/last_cache'],
    ['caches.distinct.create', 'POST /api/v3/configure/distinct_cache'],
    ['caches.distinct.delete', 'DELETE /api/v3/configure/distinct_cache'],
    ['triggers.create', 'POST /api/v3/configure/processing_engine_trigger'],
    ['triggers.delete', 'DELETE /api/v3/configure/processing_engine_trigger'],
    ['triggers.enable', 'POST /api/v3/configure/processing_engine_trigger/enable'],
    ['triggers.disable', 'POST /api/v3/configure/processing_engine_trigger/disable'],
    ['plugins.installPackages', 'POST /api/v3/configure/plugin_environment/install_packages'],
    ['plugins.files.create', 'POST /api/v3/plugins/files'],
    ['plugins.test.wal', 'POST /api/v3/plugin_test/wal'],
    ['engine.get', 'GET /api/v3/engine/{request_path}'],
    ['engine.post', 'POST /api/v3/engine/{request_path}'],
    ['v1.query', 'GET /query'],
    ['v1.write', 'POST /write'],
    ['v2.write', 'POST /api/v2/write'],
    ['ping', 'GET /ping'],
  ])('%s of Core is %s', (name, request) => {
    expect(requestOf(core, name)).toBe(request);
  });

  const account = '/api/v0/accounts/{accountId}/clusters/{clusterId}';
  it.each([
    [enterprise, 'tokens.create', 'POST /api/v3/enterprise/configure/token'],
    [enterprise, 'tables.update', 'PUT /api/v3/configure/table'],
    [enterprise, 'backups.cancel', 'DELETE /api/v3/enterprise/backup'],
    [cloud, 'tokens.create', 'POST /api/v3/enterprise/configure/token'],
    [management, 'databases.undelete', `PUT ${account}/databases/{databaseId}/undelete`],
    [management, 'tables.rename', `PUT ${account}/databases/{databaseName}/tables/{tableName}/rename`],
    [management, 'tokens.update', `PATCH ${account}/tokens/{tokenId}`],
    [data, 'write', 'POST /api/v2/write'],
    [data, 'v1.query', 'GET /query'],
  ])('%o: %s is %s', (entry, name, request) => {
    expect(requestOf(entry, name)).toBe(request);
  });
});

describe('the products contain each other', () => {
  const names = (entry: object): string[] => descriptorsOf(entry).map(({ name }) => name);

  it('Enterprise has every method of Core, and of Cloud', () => {
    expect(names(enterprise)).toEqual(expect.arrayContaining(names(core)));
    expect(names(enterprise)).toEqual(expect.arrayContaining(names(cloud)));
  });

  it.each([
    ['core', core, 43],
    ['enterprise', enterprise, 99],
    ['cloud', cloud, 14],
    ['management', management, 15],
    ['data', data, 5],
  ])('%s has as many operations as it has', (_, entry, count) => {
    expect(names(entry)).toHaveLength(count);
  });
});

describe('what descriptors say of how an operation is used', () => {
  const of = (name: string) => descriptorsOf(core).find((each) => each.name === name);

  it('the first token is made without one, health asks for one', () => {
    expect(of('tokens.createAdmin')?.security).toEqual([]);
    expect(of('health')?.security).toBeUndefined();
  });

  it('a token in the query is taken by the endpoints of 1.x alone', () => {
    const inQuery = descriptorsOf(core).filter(({ security }) =>
      security?.flat().includes('QuerystringAuthentication'),
    );
    expect(inQuery.map(({ path }) => path)).toEqual(['/write', '/query', '/query']);
  });

  it('queries by POST are not sent again by themselves, a ping is', () => {
    expect([of('query.sql')?.idempotent, of('ping.post')?.idempotent]).toEqual([undefined, true]);
  });
});
