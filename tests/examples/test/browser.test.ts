import { findChromium } from '@influxkit/test-browser/chromium';
import { startChromium, type TestBrowser } from '@influxkit/test-browser/page';
import { type Influxd, requireServer, startInfluxd } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startExample } from '../src/example.js';
import { countOf, valuesOf } from '../src/values.js';

const executablePath = findChromium();

describe.skipIf(executablePath === undefined || !requireServer('influxd'))('examples/browser', () => {
  let influxd: Influxd;
  let browser: TestBrowser;
  beforeAll(async () => {
    influxd = await startInfluxd();
    await influxd.query('CREATE DATABASE page');
    browser = await startChromium(executablePath);
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await influxd.stop();
  });

  it('writes from the page, draws what the server has stored, and loses nothing when it is stopped', async () => {
    await using example = startExample('browser', { env: { PORT: '0' } });
    const [url = ''] = await example.until(/http:\S+/);
    const { page, errors, printed } = await browser.openPage();

    await page.goto(`${url}/?${new URLSearchParams({ url: influxd.url, db: 'page', token: 'not from here' })}`);
    expect(await page.inputValue('input[name=token]')).toBe('');
    await page.click('text=Start');
    await page.mouse.move(100, 400);
    await page.mouse.move(500, 500, { steps: 20 });

    await page.waitForFunction(() => {
      const drawn = document.querySelector('#fps .curve')?.getAttribute('points')?.split(' ').length ?? 0;
      return drawn >= 8 && Number(document.querySelector('#fps output')?.textContent) > 0;
    });
    expect(await page.textContent('#status')).toMatch(/^\d+ points of the last minute are stored\.$/);
    expect(await page.locator('#pointer .curve').getAttribute('points')).toMatch(/^[\d.]+,[\d.]+( [\d.]+,[\d.]+)+$/);

    await page.click('text=Stop');
    await page.waitForFunction(() => document.getElementById('status')?.textContent?.startsWith('Stopped'));
    const shown = Number(/\d+/.exec((await page.textContent('#status')) ?? '')?.[0]);
    expect(shown).toBeGreaterThanOrEqual(8);
    expect(countOf(await influxd.query('SELECT count(fps) FROM page', { db: 'page' }))).toBe(shown);
    const [[, fastest] = []] = valuesOf(await influxd.query('SELECT max(pointer) FROM page', { db: 'page' }));
    expect(Number(fastest)).toBeGreaterThan(0);
    expect([...errors, ...printed]).toEqual([]);
    await page.close();
  });

  it('says in the page what is wrong', async () => {
    await using example = startExample('browser', { env: { PORT: '0' } });
    const [url = ''] = await example.until(/http:\S+/);
    const { page } = await browser.openPage();
    await page.goto(`${url}/?${new URLSearchParams({ url: influxd.url, db: 'no-such-database' })}`);
    await page.click('text=Start');
    await page.waitForFunction(() => document.getElementById('status')?.textContent?.includes('database not found'));
    await page.close();
  });
});
