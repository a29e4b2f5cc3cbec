import { ApiError } from '@influxkit/runtime';
import { expect, test } from 'vitest';
import { connect, describeCore310, describeServers, describeWhere, unique } from '../../src/v3/context.js';

/** The status of a failure; undefined where it is none. */
const statusOf = async (call: PromiseLike<unknown>): Promise<number | undefined> => {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
};

describeServers('configuration', ({ server, api, database }) => {
  test('responds to pings and questions after its health', async () => {
    expect(await api.ping()).toMatchObject({ version: expect.any(String) });
    expect(String(await api.health())).toContain('OK');
  });

  test('has nothing at a path that is none, and puts its cluster on every response', async () => {
    const response = await api.request({ method: 'GET', path: '/api/v3/nope' });
    expect(response.statusCode).toBe(404);
    expect(response.headers['cluster-uuid']).toMatch(/./);
  });

  describeWhere(server.hasConfiguration, 'of databases', 'not over HTTP', () => {
    test('lists the one that was made, which is not made again', async () => {
      const listed = await api.databases.list();
      expect(JSON.stringify(listed)).toContain(database);
      expect(await statusOf(api.databases.create({ db: database }))).toBe(409);
    });

    test('sets and clears its retention period', async () => {
      await api.databases.update({ db: database, retention_period: '30d' });
      await api.databases.update({ db: database });
      expect(await statusOf(api.databases.update({ db: 'influxkit_nowhere', retention_period: '1d' }))).toBe(404);
    });

    test('takes no name that is none, and no retention period that is none', async () => {
      expect(await statusOf(api.databases.create({ db: 'a b' }))).toBe(400);
      expect(await statusOf(api.databases.update({ db: database, retention_period: 'x' }))).toBe(400);
      expect(await statusOf(api.databases.delete({ db: 'influxkit_nowhere' }))).toBe(404);
    });

    test('makes and deletes a table', async () => {
      const table = unique('table');
      await api.tables.create({ db: database, table, tags: ['a', 'b'], fields: [{ name: 'f', type: 'float64' }] });
      expect(await statusOf(api.tables.create({ db: database, table, tags: [], fields: [] }))).toBe(409);
      await api.tables.delete({ db: database, table });
      expect(await statusOf(api.tables.delete({ db: database, table }))).toBe(404);
    });

    test('makes and deletes caches', async () => {
      const table = unique('cached');
      const name = unique('cache');
      await api.write(`${table},host=a usage=1,n=1i 1`, { query: { db: database, precision: 'nanosecond' } });
      const last = { db: database, table, name, key_columns: ['host'], value_columns: ['usage'], count: 2, ttl: 3600 };
      await api.caches.last.create(last);
      expect(await statusOf(api.caches.last.create(last))).toBe(409);
      await api.caches.last.delete({ db: database, table, name });
      expect(await statusOf(api.caches.last.delete({ db: database, table, name }))).toBe(404);
      const distinct = { db: database, table, name, columns: ['host'] };
      await api.caches.distinct.create(distinct);
      expect(await statusOf(api.caches.distinct.create(distinct))).toBe(409);
      await api.caches.distinct.delete({ db: database, table, name });
      expect(await statusOf(api.caches.distinct.create({ ...distinct, table: 'influxkit_nothing' }))).toBe(404);
    });

    test('knows no trigger that nobody made', async () => {
      const trigger = { db: database, trigger_name: 'influxkit_nothing' };
      expect(await statusOf(api.triggers.enable(trigger))).toBe(404);
      expect(await statusOf(api.triggers.delete(trigger))).toBe(404);
    });
  });

  describeWhere(server.hasConfiguration && server.token !== undefined, 'of tokens', 'no authorization', () => {
    test('makes a named token, which does until it is deleted', async () => {
      const name = unique('token');
      const made = await api.tokens.createNamed({ token_name: name });
      expect(made).toMatchObject({ name, token: expect.stringMatching(/^apiv3_/) });
      try {
        expect(await statusOf(api.tokens.createNamed({ token_name: name }))).toBe(409);
        expect(await statusOf(connect(server, made.token).ping())).toBeUndefined();
      } finally {
        await api.tokens.delete({ token_name: name });
      }
      expect(await statusOf(connect(server, made.token).ping())).toBe(401);
      expect(await statusOf(api.tokens.delete({ token_name: name }))).toBe(404);
    });

    test('takes no token that is none, on a path that is none as well', async () => {
      const wrong = connect(server, 'apiv3_wrong');
      expect(await statusOf(wrong.databases.list())).toBe(401);
      expect((await wrong.request({ method: 'GET', path: '/api/v3/nope' })).statusCode).toBe(401);
    });
  });

  describeCore310(server, 'what failures say', () => {
    const ask = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: string) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const response = await api.request({ method, path, headers, ...(body !== undefined && { body }) });
      return [response.statusCode, new TextDecoder().decode(response.body)];
    };
    test.each<
      [method: 'GET' | 'POST' | 'DELETE', path: string, body: string | undefined, status: number, says: string]
    >([
      ['GET', '/api/v3/write_lp', undefined, 404, 'Not found'],
      ['POST', '/api/v3/write_lp', 'm v=1', 400, "missing query parameter 'db'"],
      ['GET', '/api/v3/configure/database', undefined, 400, 'serde error: missing field `format`'],
      ['POST', '/api/v3/configure/database', '{}', 400, 'serde json error: missing field `db` at line 1 column 2'],
      ['POST', '/api/v3/configure/database', '{bad', 400, 'serde json error: key must be a string at line 1 column 2'],
      ['GET', '/api/v3/engine/influxkit_nothing', undefined, 404, '{error: "not found"}'],
    ])('%s %s %s', async (method, path, body, status, says) => {
      expect(await ask(method, path, body)).toEqual([status, says]);
    });

    test.skipIf(server.token !== undefined)(
      'tokens are not made where the server was started without authorization',
      async () => {
        expect(await ask('POST', '/api/v3/configure/token/admin')).toEqual([
          405,
          'endpoint disabled, started without auth',
        ]);
      },
    );

    test('a page of another origin may read what succeeds, and no error', async () => {
      const succeeded = await api.request({ method: 'GET', path: '/health' });
      expect(succeeded.headers['access-control-allow-origin']).toBe('*');
      const failed = await api.request({ method: 'GET', path: '/api/v3/nope' });
      expect(failed.headers['access-control-allow-origin']).toBeUndefined();
    });
  });
});
