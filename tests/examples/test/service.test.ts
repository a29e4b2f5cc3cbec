import { request as httpRequest } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { type Influxd, plainRequest, requireServer, startInfluxd } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startExample, superviseExample } from '../src/example.js';
import { countOf, valuesOf } from '../src/values.js';

describe.skipIf(!requireServer('influxd'))('examples/service', () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd();
  });
  afterAll(() => influxd.stop());

  const options = (db: string, url = influxd.url) => ({
    args: ['--v1'],
    env: { INFLUX_URL: url, INFLUX_DATABASE: db, PORT: '0', SAMPLE_INTERVAL: '100' },
  });
  const stats = /points: (\d+) accepted, (\d+) written, (\d+) not/;

  it('finishes what is under way when it is asked to stop, and every point it has measured is stored', async () => {
    await influxd.query('CREATE DATABASE service');
    await using service = superviseExample('service', options('service'));
    const [url = ''] = await service.until(/http:\S+/);

    // At once: several end in the same millisecond, and each is to be a point of its own.
    const responses = await Promise.all(Array.from({ length: 20 }, () => plainRequest(url)));
    expect(responses.every(({ status }) => status === 200)).toBe(true);
    expect((await plainRequest(`${url}/nowhere`)).status).toBe(404);
    // This response takes a second: the signal comes in the midst of it.
    const slow = await underway(`${url}/slow`);
    service.signal('SIGTERM');

    expect(await slow.text).toBe('Hello.\n');
    const { code, stdout, stderr } = await service.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, accepted, written, not] = stats.exec(stdout) ?? [];
    expect(not).toBe('0');
    expect(accepted).toBe(written);

    const requests = valuesOf(
      await influxd.query('SELECT ms, method, route, status, service FROM http_request', { db: 'service' }),
    );
    expect(requests.map(([, , method, route, status, service]) => `${method} ${route} ${status} ${service}`)).toEqual([
      ...Array(20).fill('GET / 200 example'),
      'GET other 404 example',
      'GET /slow 200 example',
    ]);
    expect(Number(requests.at(-1)?.[1])).toBeGreaterThan(900);
    const samples = countOf(await influxd.query('SELECT count(heap) FROM process', { db: 'service' }));
    expect(samples).toBeGreaterThan(0);
    expect(requests.length + samples).toBe(Number(accepted));
  });

  it('stops the same way for Ctrl+C under npm', async () => {
    await influxd.query('CREATE DATABASE interrupted');
    await using service = startExample('service', options('interrupted'));
    const [url = ''] = await service.until(/http:\S+/);
    await plainRequest(url);
    service.signal('SIGINT', 'group');
    await service.until(stats);
    expect((await service.ended).stdout).toMatch(/SIGINT: finishing\npoints: \d+ accepted, \d+ written, 0 not/);
    expect(countOf(await influxd.query('SELECT count(ms) FROM http_request', { db: 'interrupted' }))).toBe(1);
  });

  it('goes on without the database, says what is not stored, and ends', async () => {
    await using service = superviseExample('service', options('no-such-database'));
    const [url = ''] = await service.until(/http:\S+/);
    expect((await plainRequest(url)).text).toBe('Hello.\n');
    service.signal('SIGTERM');
    const { stdout, stderr } = await service.ended;
    expect(stderr).toContain('metrics: the server rejected');
    expect(stderr).toContain('database not found');
    const [, accepted, written] = stats.exec(stdout) ?? [];
    expect(Number(accepted)).toBeGreaterThan(0);
    expect(written).toBe('0');
  });
});

/** Sends a request, and resolves once the server has it: it says 100 Continue when it has read the head. */
async function underway(url: string): Promise<{ readonly text: Promise<string> }> {
  const sent = httpRequest(url, { headers: { expect: '100-continue' }, agent: false });
  const text = new Promise<string>((resolve, reject) => {
    sent.once('response', (response) => textOf(response).then(resolve, reject));
    sent.once('error', reject);
  });
  await new Promise<void>((resolve, reject) => {
    sent.once('continue', resolve);
    sent.once('error', reject);
    sent.flushHeaders();
  });
  sent.end();
  return { text };
}
