import { execFileSync } from 'node:child_process';
import { findChromium } from '@influxkit/test-browser/chromium';
import { startChromium } from '@influxkit/test-browser/page';
import { describe, expect, it } from 'vitest';
import { root, startExample } from '../src/example.js';

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('examples/tanstack-query', () => {
  it('loads page by page, and shows at once what was added', async () => {
    await using example = startExample('tanstack-query', {});
    const [url = ''] = await example.until(/http:\S+/);
    {
      await using browser = await startChromium(executablePath);
      const { page, errors, printed } = await browser.openPage();
      const shown = (count: number) => page.waitForSelector(`#status:text-is("${count} orders")`);

      await page.goto(url);
      await shown(5);
      await page.click('text=More');
      await shown(10);
      await page.click('text=More');
      await shown(12);
      expect(await page.isDisabled('#more')).toBe(true);

      await page.fill('input[name=title]', 'A tenth of a second');
      await page.click('text=Add');
      await page.waitForSelector('#orders li:first-child:text-is("A tenth of a second")');
      // All pages that were there are fetched again: the last has one more.
      await shown(13);
      expect(await page.locator('#orders li').count()).toBe(13);
      expect([...errors, ...printed]).toEqual([]);
    }
    // What is committed is what it has just generated.
    const changed = execFileSync('git', ['status', '--porcelain', 'examples/tanstack-query/page/generated'], {
      cwd: root,
    });
    expect(String(changed)).toBe('');
  });
});
