// Pages of a Chromium that a test steers from outside.
import { chromium, type Page } from 'playwright-core';
import { launchOptions } from './chromium.js';

/** A page, and what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** What was thrown and nobody caught. */
  readonly errors: readonly string[];
  /** What its console shows as an error, such as a request that failed. */
  readonly printed: readonly string[];
}

/** A Chromium that runs. */
export interface TestBrowser extends AsyncDisposable {
  openPage(): Promise<WatchedPage>;
}

export async function startChromium(executablePath: string | undefined): Promise<TestBrowser> {
  const browser = await chromium.launch(launchOptions(executablePath));
  return {
    async openPage() {
      const page = await browser.newPage();
      page.setDefaultTimeout(300_000);
      const errors: string[] = [];
      const printed: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && printed.push(message.text()));
      return { page, errors, printed };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
