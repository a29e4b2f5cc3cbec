import { createOssV2 } from '@influxkit/oss-v2';
import type { Middleware } from '@influxkit/runtime';
import { type Influxd, requireServer, startInfluxd } from '@influxkit/test-tools';
import { createWriter, RejectedError } from '@influxkit/write';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withJwt, withPassword, withToken } from '../../src/credentials.js';

describe.skipIf(!requireServer('influxd'))('influxd 1.x that wants credentials', () => {
  const sharedSecret = 'a shared secret';
  let server: Influxd;
  let admin = { username: '', password: '' };
  beforeAll(async () => {
    server = await startInfluxd({ auth: true, sharedSecret });
    admin = server.admin ?? admin;
    await server.query('CREATE DATABASE d');
    await server.query("CREATE USER reader WITH PASSWORD 'read'");
    await server.query('GRANT READ ON d TO reader');
  });
  afterAll(() => server.stop());

  const connect = (auth?: Middleware): ReturnType<typeof createOssV2> =>
    createOssV2({ baseUrl: server.url, auth, retry: false });
  const question = { db: 'd', q: 'SHOW DATABASES' };
  const soon = (): Date => new Date(Date.now() + 3_600_000);

  test('takes a user name and a password, with any character in it', async () => {
    expect((await connect(withPassword(admin.username, admin.password)).v1.query(question)).results).toHaveLength(1);
  });

  test('takes them as query parameters, encoded', async () => {
    const credentials = { u: admin.username, p: admin.password };
    expect((await connect().v1.query({ ...question, ...credentials })).results).toHaveLength(1);
    await connect().v1.write('m v=1', { query: { db: 'd', ...credentials } });
  });

  test('takes a JWT that is signed with its key and not over', async () => {
    const api = connect(withJwt(admin.username, sharedSecret, soon()));
    expect((await api.v1.query(question)).results).toHaveLength(1);
  });

  test('responds to a ping without any', async () => {
    expect((await connect().ping().withResponse()).status).toBe(204);
  });

  describe('refuses', () => {
    test.each<[string, () => Middleware | undefined]>([
      ['none', () => undefined],
      ['a wrong password', () => withPassword(admin.username, 'wrong')],
      ['an unknown user', () => withPassword('nobody', admin.password)],
      ["a token of 2.x's scheme", () => withToken(`${admin.username}:${admin.password}`)],
      ['a JWT signed with another key', () => withJwt(admin.username, 'another', soon())],
      ['a JWT that is over', () => withJwt(admin.username, sharedSecret, new Date(Date.now() - 60_000))],
    ])('%s, and the error holds no credential', async (_, auth) => {
      const error = await connect(auth())
        .v1.query(question)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ status: 401 });
      expect(String(error) + JSON.stringify(error)).not.toContain(admin.password);
    });

    test('wrong query parameters, and the error does not repeat them', async () => {
      const error = await connect()
        .v1.query({ ...question, u: admin.username, p: 'wr0ng-password' })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ status: 401 });
      expect(String(error) + JSON.stringify(error)).not.toContain('wr0ng-password');
    });

    test('a write by a user who may only read; the writer reports it and keeps count', async () => {
      const api = connect(withPassword('reader', 'read'));
      expect((await api.v1.query({ db: 'd', q: 'SELECT * FROM m' })).results?.[0]?.error).toBeUndefined();
      const writer = createWriter(api, { db: 'd', precision: 's' });
      writer.write({ measurement: 'm', fields: { v: 1 }, timestamp: 1_700_000_000 });
      const { stats, errors } = await writer.closeSettled();
      expect(stats).toMatchObject({ accepted: 1, written: 0, rejected: 1 });
      expect(errors[0]).toBeInstanceOf(RejectedError);
      expect(errors[0]).toMatchObject({ status: 403 });
    });
  });
});
