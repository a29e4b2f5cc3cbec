import type { Entry } from '../paths.js';

/** The page of an import path, from the site's root. */
export const apiPage = ({ package: name, subpath }: Entry): string =>
  `packages/${name}/${subpath === '' ? 'api' : `api-${subpath}`}.md`;

/** Whether a path is that of such a page. */
export const isApiPage = (path: string): boolean => /\/packages\/[^/]+\/api(?:-[^/]+)?\.md$/.test(path);

/** The page of all options and their defaults. */
export const optionsPlace = 'packages/options.md';

/** Where TypeDoc writes an entry, from its folder. */
export const typedocPage = ({ source }: Entry): string =>
  source
    .replace(/^packages\//, '')
    .replace(/\/index\.ts$/, '.md')
    .replace(/\.ts$/, '.md');
