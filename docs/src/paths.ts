import { fileURLToPath } from 'node:url';
import { entries as allEntries, type Entry } from '../../scripts/entries.mjs';

/** The repository. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Pages that people write. */
export const pages: string = `${root}/docs`;

/** Where the site's pages are put together; VitePress reads them there. */
export const stage: string = `${pages}/.cache/site`;

/** Where the finished site stands. */
export const output: string = `${pages}/dist`;

/** Where the sources are shown to readers. */
export const repository = 'https://github.com/influxkit/influxkit';

/** Every import path that users have: that of the private package is none. */
export const entries = (): readonly Entry[] => allEntries().filter((entry) => !entry.private);

export type { Entry };
