import { findChromium } from '@influxkit/test-browser/chromium';
import { startChromium } from '@influxkit/test-browser/page';
import { describe, expect, test } from 'vitest';
import type { Report, Surroundings } from '../projects/shared/work.js';
import { bundle } from '../src/bundle.js';
import { servePage } from '../src/page-server.js';
import { installProject } from '../src/project.js';
import { checkReport, surroundings } from '../src/report.js';

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('a page', () => {
  test('lists, pages, writes and queries, from a bundle, in Chromium', async () => {
    await using project = await installProject('browser', ['work.ts']);
    const { code } = await bundle(project, 'main.ts', ['--minify']);
    const around = surroundings('browser');
    // influxd is asked directly, as another origin; the others know nothing of CORS and stand behind the page's own server.
    const { contract, victoriaMetrics } = around;
    const page = await servePage(code, {
      '/contract': contract,
      ...(victoriaMetrics === undefined ? {} : { '/victoria-metrics': victoriaMetrics }),
    });
    try {
      await using browser = await startChromium(executablePath);
      const { page: tab, errors } = await browser.openPage();
      await tab.goto(page.url);
      await tab.waitForFunction(() => 'work' in globalThis);
      const seen: Surroundings = {
        ...around,
        contract: `${page.url}/contract`,
        ...(victoriaMetrics === undefined ? {} : { victoriaMetrics: `${page.url}/victoria-metrics` }),
      };
      const report = await tab.evaluate(
        (surroundings) =>
          (globalThis as unknown as { work(surroundings: Surroundings): Promise<Report> }).work(surroundings),
        seen,
      );
      await checkReport(report, around);
      expect(errors).toEqual([]);
    } finally {
      await page.stop();
    }
  });
});
