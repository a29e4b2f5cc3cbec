import { describe, expect, test } from 'vitest';
import { plainRequest, requireServer, startInfluxd, startVictoriaMetrics } from '../src/index.js';

describe.skipIf(!requireServer('influxd'))('influxd', () => {
  test('starts empty, responds, and is gone when it is stopped', async () => {
    const server = await startInfluxd();
    expect(server.version).toMatch(/^1\.\d+\.\d+$/);
    await server.query('CREATE DATABASE d');
    await plainRequest(`${server.url}/write?db=d`, { method: 'POST', body: 'm v=1 1' });
    const { results } = await server.query('SELECT * FROM m', { db: 'd', epoch: 'ns' });
    expect(results[0]?.series?.[0]?.values).toEqual([[1, 1]]);
    await server.stop();
    await expect(plainRequest(`${server.url}/ping`)).rejects.toThrow('ECONNREFUSED');
  });

  test('wants credentials, has an administrator and speaks TLS when asked to', async () => {
    await using server = await startInfluxd({ auth: true, tls: true });
    const { url, ca } = server;
    await expect(plainRequest(`${url}/ping`)).rejects.toThrow(/self-signed/);
    expect((await plainRequest(`${url}/query?q=SHOW+DATABASES`, { ca })).status).toBe(401);
    expect(await server.query('SHOW USERS')).toMatchObject({ results: [{ series: [{ values: [['admin', true]] }] }] });
  });

  test('an error in a response is thrown', async () => {
    await using server = await startInfluxd();
    await expect(server.query('SELECT * FROM m', { db: 'none' })).rejects.toThrow('database not found: none');
    await expect(server.query('SELEC')).rejects.toThrow('error parsing query');
  });
});

test.skipIf(!requireServer('victoria-metrics'))(
  'VictoriaMetrics starts empty and exports what was written',
  async () => {
    await using server = await startVictoriaMetrics();
    expect(await server.export('{__name__!=""}')).toEqual([]);
    const body = 'cpu,host=a value=1.5 1700000000000000000';
    const written = await plainRequest(`${server.url}/api/v2/write?bucket=b`, { method: 'POST', body });
    expect(written.status).toBe(204);
    expect(await server.export('{__name__="cpu_value"}')).toEqual([
      {
        metric: expect.objectContaining({ __name__: 'cpu_value', host: 'a' }),
        values: [1.5],
        timestamps: [1_700_000_000_000],
      },
    ]);
  },
);
