import { createHmac } from 'node:crypto';
import { basicAuth, bearerAuth, combineAuth } from '@influxkit/auth';
import { queryAuth, tokenAuth } from '@influxkit/influxdb/auth';
import { createOssV2 } from '@influxkit/oss-v2';
import type { Middleware } from '@influxkit/runtime';
import { type Influxd, requireServer, startInfluxd } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';

const HOUR = 3_600_000;

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
    ['bearerAuth', () => bearerAuth(jwt(HOUR).value)],
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
    const auth = bearerAuth(async () => jwt(++asked === 1 ? -60_000 : HOUR).value);
    const api = createOssV2({ baseUrl: server.url, auth, retry: false });
    await Promise.all(Array.from({ length: 50 }, () => api.v1.query({ db: 'd', q: 'SHOW DATABASES' })));
    expect(asked).toBe(2);
  });

  test('a JSON Web Token that says when it is over is asked for before', async () => {
    let asked = 0;
    const auth = bearerAuth(
      () => {
        asked++;
        const { value, end } = jwt(HOUR);
        return { value, expiresAt: end };
      },
      { skew: 0 },
    );
    const statuses: number[] = [];
    const watch: Middleware = async (request, next) => {
      const response = await next(request);
      statuses.push(response.status);
      return response;
    };
    const seen: Middleware = (request, next) => auth(request, (signed) => watch(signed, next));
    const api = createOssV2({ baseUrl: server.url, auth: seen, retry: false });
    // The clock of this side moves as the test says; the server has its own, by which no token is over.
    const start = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: start });
    onTestFinished(() => void vi.useRealTimers());
    for (const [time, count] of [
      [0, 1],
      [HOUR - 1, 1],
      [HOUR, 2],
    ] as const) {
      vi.setSystemTime(start + time);
      await api.v1.query({ db: 'd', q: 'SHOW DATABASES' });
      expect(asked).toBe(count);
    }
    expect(statuses).toEqual([200, 200, 200]);
  });
});
