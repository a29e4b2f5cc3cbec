import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, launchOptions } from '../../tests/browser/src/chromium.js';
import { output } from '../src/paths.js';
import { loadProducts, methodName, pageName } from '../src/reference/product.js';
import { serve } from './support/serve.js';
import { buildSite, builtFiles } from './support/site.js';

beforeAll(buildSite, 600_000);

describe('links', () => {
  let files: string[];
  let texts: Map<string, string>;
  beforeAll(() => {
    files = builtFiles('.html');
    texts = new Map(files.map((file) => [file, readFileSync(`${output}/${file}`, 'utf8')]));
  });

  /** Ids of each page, found once. */
  const known = new Map<string, ReadonlySet<string>>();
  const idsOf = (file: string): ReadonlySet<string> => {
    const found =
      known.get(file) ?? new Set([...(texts.get(file) ?? '').matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id));
    known.set(file, found);
    return found;
  };

  test('every link within the site leads to a page, and to a place on it', () => {
    const broken: string[] = [];
    let links = 0;
    for (const [file, text] of texts) {
      for (const [, href = ''] of text.matchAll(/<a [^>]*?href="([^"]*)"/g)) {
        if (/^[a-z]+:/i.test(href)) continue;
        links++;
        const [path = '', anchor = ''] = decodeURIComponent(href.replaceAll('&amp;', '&')).split('#', 2);
        const target =
          path === '' ? file : pageOf(path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(file), path));
        // The content has an id for those who jump over the menu.
        if (!texts.has(target)) broken.push(`${file}: ${href}`);
        else if (anchor !== '' && !idsOf(target).has(anchor)) broken.push(`${file}: ${href}`);
      }
    }
    expect([...new Set(broken)]).toEqual([]);
    expect(links).toBeGreaterThan(10_000);
  });

  test('no page is without a way to it', () => {
    const reached = new Set(
      [...texts].flatMap(([file, text]) =>
        [...text.matchAll(/<a [^>]*?href="([^"#]*)/g)].map(([, href = '']) =>
          pageOf(href.startsWith('/') ? href.slice(1) : posix.join(posix.dirname(file), href)),
        ),
      ),
    );
    expect(files.filter((file) => !reached.has(file) && file !== '404.html')).toEqual([]);
  });

  test('no page shows what its author meant for Vue or Markdown', () => {
    for (const [file, text] of texts) {
      expect(text, file).not.toContain('<!-- charts -->');
      expect(text.includes('[object Object]') && file.startsWith('reference/'), file).toBe(false);
    }
  });
});

const pageOf = (path: string): string =>
  path === '' || path.endsWith('/') ? `${path}index.html` : path.endsWith('.html') ? path : `${path}.html`;

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('in a browser', () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serve>>;
  const errors: string[] = [];
  beforeAll(async () => {
    site = await serve(output);
    browser = await chromium.launch(launchOptions(executablePath));
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  /** Pages that are looked at share what the browser has loaded of the site. */
  const contexts = new Map<string, Promise<BrowserContext>>();

  async function open(path: string, { width = 1280, dark = false } = {}): Promise<Page> {
    const key = `${width} ${dark}`;
    const context = await (contexts.get(key) ??
      browser.newContext({ viewport: { width, height: 844 }, colorScheme: dark ? 'dark' : 'light' }));
    contexts.set(key, Promise.resolve(context));
    const page = await context.newPage();
    page.setDefaultTimeout(300_000);
    page.on('pageerror', (error) => errors.push(`${path}: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && errors.push(`${path}: ${message.text()}`));
    await show(page, path);
    return page;
  }

  /** Leads to a page, and waits until it is alive: what is wrong with it has been said then. */
  async function show(page: Page, path: string): Promise<void> {
    await page.goto(site.url + path);
    await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}));
  }

  const search = async (page: Page, text: string): Promise<string[]> => {
    await page
      .getByRole('button', { name: /search/i })
      .first()
      .click();
    await page.locator('.VPLocalSearchBox input').fill(text);
    await page.locator('.VPLocalSearchBox .result').first().waitFor();
    return await page.locator('.VPLocalSearchBox .result').allInnerTexts();
  };

  test('a search for an operation leads to its page and its example', async () => {
    const page = await open('/index.html');
    const results = await search(page, 'buckets.create');
    expect(results[0]).toContain('buckets.create');
    await page.locator('.VPLocalSearchBox .result').first().click();
    await page.waitForURL(/\/reference\/[^/]+\/buckets-create\.html/);
    // The address changes before the page does.
    await page.locator('h1', { hasText: 'buckets.create' }).waitFor();
    expect(await page.locator('.endpoint').innerText()).toMatch(/POST\s+\/api\/v2\/buckets/);
    expect(await page.locator('div.language-ts').first().innerText()).toContain('await api.buckets.create({');
  });

  test('operations of one name are told apart by their product', async () => {
    const page = await open('/start.html');
    const titles = (await loadProducts())
      .filter(({ model }) => model.operations.some((operation) => methodName(operation) === 'buckets.create'))
      .map(({ title }) => title);
    expect(titles.length).toBeGreaterThan(1);
    const results = (await search(page, 'buckets.create')).slice(0, titles.length);
    expect(results.map((text) => text.replace(/\s+/g, ' ').trim()).sort()).toEqual(
      [...titles].sort().map((title) => expect.stringContaining(`buckets.create · ${title}`)),
    );
  });

  test.each([
    ['a path', '/api/v2/tasks/{taskID}/runs', /tasks\.runs/],
    ['words of what it does', 'change password', /password/i],
    ['a guide', 'line protocol', /line protocol/i],
  ])('a search by %s finds it', async (_, text, wanted) => {
    const page = await open('/start.html');
    expect((await search(page, text)).slice(0, 5).join('\n')).toMatch(wanted);
  });

  test.each([
    '/index.html',
    '/start.html',
    '/guide/write.html',
    '/guide/query.html',
    '/guide/your-own-api.html',
    '/benchmarks.html',
    '/reference/oss-v2/index.html',
    '/reference/oss-v2/buckets-create.html',
    '/reference/oss-v2/templates-apply.html',
    '/reference/oss-v2/types.html',
    '/packages/index.html',
    '/packages/write/index.html',
    '/packages/query/api.html',
  ])('%s fits a phone', async (path) => {
    const page = await open(path, { width: 390 });
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond).toBe(0);
  });

  test('who wants it dark has it dark, charts too', async () => {
    const page = await open('/benchmarks.html', { dark: true });
    expect(await page.evaluate(() => document.documentElement.classList.contains('dark'))).toBe(true);
    const colours = await page.evaluate(() => ({
      text: getComputedStyle(document.querySelector('.chart text') ?? document.body).fill,
      page: getComputedStyle(document.body).backgroundColor,
    }));
    expect(lightness(colours.text)).toBeGreaterThan(lightness(colours.page) + 100);
  });

  test('a page of each kind of operation is drawn without an error', async () => {
    const page = await open('/start.html');
    const seen = new Set<string>();
    for (const product of await loadProducts()) {
      const { operations } = product.model;
      // One of each product, and all methods: what draws them is the same for all.
      const operation = operations.find(({ method }) => !seen.has(method)) ?? operations[0];
      if (operation === undefined) throw new Error(`${product.name} has no operations`);
      seen.add(operation.method);
      await show(page, `/reference/${product.name}/${pageName(operation)}.html`);
      expect(await page.locator('h1').innerText()).toContain(operation.name.join('.'));
    }
    expect(seen).toEqual(new Set(['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD']));
  });

  test('nothing went wrong on any page', () => expect(errors).toEqual([]));
});

/** How light a colour is that the browser tells as `rgb(…)`, from 0 to 255. */
function lightness(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+(\.\d+)?/g) ?? []).map(Number);
  return (red + green + blue) / 3;
}
