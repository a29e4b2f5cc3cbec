// What `npm run docs` and `npm run docs:dev` run: puts the pages together, then has VitePress build or serve them.
import { existsSync, watch } from 'node:fs';
import { createServer } from 'vitepress';
import { output, pages, root } from './paths.js';
import { buildSite } from './site/build.js';
import { makeSite, writePages, writeStage } from './site/stage.js';

const [command] = process.argv.slice(2);
if (command !== 'build' && command !== 'dev') {
  console.error('site.ts takes one word: build or dev.');
  process.exit(2);
}

const start = performance.now();
const log = (text: string): void =>
  console.log(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${text}`);

const site = await makeSite();
writeStage(site.pages);
log(`${[...site.pages.keys()].filter((place) => place.endsWith('.md')).length} pages`);

if (command === 'build') {
  await buildSite(site.api.then(writePages));
  log(`built: ${output}`);
} else {
  const api = await site.api;
  writePages(api);
  const server = await createServer(pages);
  await server.listen();
  // VitePress is told to be quiet, and then keeps the address to itself.
  for (const url of server.resolvedUrls?.local ?? []) log(url);
  // What people write is staged again as they write it. The exports of packages stay as they were at the start.
  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      makeSite({ withApi: false }).then(
        (now) => writeStage(new Map([...site.pages, ...api, ...now.pages])),
        (error: unknown) => console.error(error),
      );
    }, 200);
  };
  for (const folder of [`${pages}/guide`, pages, `${root}/bench`]) {
    if (existsSync(folder)) watch(folder, (_, file) => /\.(md|json)$/.test(file ?? '') && again());
  }
}
