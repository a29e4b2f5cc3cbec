import { findChromium } from '@influxkit/test-browser/chromium';
import { startChromium, type TestBrowser } from '@influxkit/test-browser/page';
import { type FakeInfluxDB3, type FakeSqlResult, startFakeInfluxDB3 } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { superviseExample } from '../src/example.js';

const executablePath = findChromium();
const columns = { time: 'Timestamp(ns)', heap: 'Int64' };

/** The time of a line, as InfluxDB 3 writes it. */
const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, -1);

describe.skipIf(executablePath === undefined)('examples/influxdb3', () => {
  let server: FakeInfluxDB3;
  let browser: TestBrowser;
  let failure: FakeSqlResult['failure'];
  beforeAll(async () => {
    server = await startFakeInfluxDB3({
      token: 'right',
      query: () => {
        if (failure) return { failure };
        const lines = (server.written.get('service') ?? []).map((line) => {
          const [, heap, time] = /heap=(\d+)i.* (\d+)$/.exec(line) ?? [];
          return `{"time":"${timeOf(Number(time) / 1e6)}","heap":${heap}}`;
        });
        return { columns, lines };
      },
    });
    browser = await startChromium(executablePath);
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await server?.stop();
  });

  it('writes what it measures; its page draws that without a token, and shows what is wrong', async () => {
    const env = {
      PORT: '0',
      INFLUXDB3_HOST_URL: server.url,
      INFLUXDB3_AUTH_TOKEN: 'right',
      INFLUXDB3_DATABASE_NAME: 'service',
    };
    await using example = superviseExample('influxdb3', { env });
    const [url = ''] = await example.until(/http:\S+/);
    const { page, errors } = await browser.openPage();
    await page.goto(url);
    await page.waitForFunction(() => {
      const points = document.querySelector('#curve')?.getAttribute('points') ?? '';
      return points.split(' ').length >= 3 && Number(document.querySelector('#heap')?.textContent) > 1;
    });
    expect(await page.content()).not.toContain('right');
    const queries = server.requests.filter(({ path }) => path === '/api/v3/query_sql');
    expect(queries.at(-1)).toMatchObject({ headers: { authorization: 'Bearer right' } });

    failure = [500, 'Schema error: No field named heap. Valid fields are process.delay.'];
    await page.waitForFunction(() => document.querySelector('#status')?.textContent?.includes('No field named heap'));
    await page.close();
    expect(errors).toEqual([]);

    example.signal('SIGTERM');
    const { stdout, code } = await example.ended;
    expect(code).toBe(0);
    const [, accepted, written] = /points: (\d+) accepted, (\d+) written/.exec(stdout) ?? [];
    expect(Number(accepted)).toBeGreaterThanOrEqual(3);
    expect(written).toBe(accepted);
    expect(server.written.get('service')).toHaveLength(Number(written));
    expect(server.requests[0]).toMatchObject({ path: '/api/v3/configure/database' });
  });
});
