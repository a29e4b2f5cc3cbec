import { createHmac } from 'node:crypto';
import { basicAuth, bearerAuth, combineAuth } from '@influxkit/auth';
import { queryAuth, tokenAuth } from '@influxkit/influxdb/auth';
import { createOssV2 } from '@influxkit/oss-v2';
import type { Middleware } from '@influxkit/runtime';
import { type Influxd, requireServer, startInfluxd } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.skipIf(!requireServer('influxd'))('the strategies of @influxkit/auth on influxd 1.x', () => {
  const sharedSecret = 'a shared secret';
  let server: Influxd;
  let admin = { username: '', password: '' };
  beforeAll(async () => {
    server = await startInfluxd({ auth: true, sharedSecret });
    admin = server.admin ?? admin;
    await server.query('CREATE DATABASE d');
  });
  afterAll(() => server.stop());

  /** A JSON Web Token that ends so many milliseconds from now. */
  function jwt(left: number): { value: string; end: number } {
    const end = Date.now() + left;
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { username: admin.username, exp: Math.floor(end / 1000) };
    const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return { value: `${signed}.${createHmac('sha256', sharedSecret).update(signed).digest('base64url')}`, end };
  }

  const strategies: [name: string, make: () => Middleware][] = [
    ['basicAuth', () => basicAuth(admin)],
    ['queryAuth', () => queryAuth(admin)],
    ['bearerAuth', () => bearerAuth(jwt(60_000).value)],
    ['combineAuth, by the first given', () => combineAuth(basicAuth(admin), tokenAuth('of no use here'))],
  ];

  test.each(strategies)('%s writes and queries', async (_, make) => {
    const api = createOssV2({ baseUrl: server.url, auth: make(), retry: false });
    await api.v1.write('m v=1 1', { query: { db: 'd' } });
    const { results } = await api.v1.query({ db: 'd', q: 'SELECT v FROM m' });
    expect(results?.[0]).toMatchObject({ series: [{ values: [[expect.anything(), 1]] }] });
  });

  test('a JSON Web Token that is over is asked for anew, once for all', async () => {
    let asked = 0;
    const auth = bearerAuth(async () => jwt(++asked === 1 ? -60_000 : 60_000).value);
    const api = createOssV2({ baseUrl: server.url, auth, retry: false });
    await Promise.all(Array.from({ length: 50 }, () => api.v1.query({ db: 'd', q: 'SHOW DATABASES' })));
    expect(asked).toBe(2);
  });

  test('a JSON Web Token that says when it is over is asked for before', async () => {
    let asked = 0;
    const auth = bearerAuth(
      () => {
        const { value, end } = jwt(++asked === 1 ? 2000 : 60_000);
        return { value, expiresAt: end };
      },
      { skew: 0 },
    );
    const statuses: number[] = [];
    const watch: Middleware = async (request, next) => {
      const answer = await next(request);
      statuses.push(answer.status);
      return answer;
    };
    const seen: Middleware = (request, next) => auth(request, (signed) => watch(signed, next));
    const api = createOssV2({ baseUrl: server.url, auth: seen, retry: false });
    const start = Date.now();
    while (Date.now() - start < 2500) {
      await api.v1.query({ db: 'd', q: 'SHOW DATABASES' });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(asked).toBe(2);
    // The seconds of the token are whole, its end is not: the server may see it over up to a second before.
    expect(statuses.filter((status) => status !== 200).length).toBeLessThanOrEqual(1);
  });
});
