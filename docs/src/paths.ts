import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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

/** An import path of a package, with the source that it stands for. */
export interface Entry {
  /** Such as `@influxkit/write/spool`. */
  readonly name: string;
  /** Such as `write`. */
  readonly package: string;
  /** Such as `spool`; empty for the package itself. */
  readonly subpath: string;
  /** From the root of the repository, such as `packages/write/src/spool.ts`. */
  readonly source: string;
}

/** Every import path that users have, from the compiler's map: that of the private package is none. */
export function entries(): readonly Entry[] {
  const text = readFileSync(`${root}/tsconfig.base.json`, 'utf8');
  const { compilerOptions } = JSON.parse(text) as { compilerOptions: { paths: Record<string, [string]> } };
  return Object.entries(compilerOptions.paths)
    .filter(([name]) => !name.startsWith('@influxkit/internal/'))
    .map(([name, [file]]) => {
      const [, packageName = '', subpath = ''] = name.split('/');
      return { name, package: packageName, subpath, source: file.replace(/^\.\//, '') };
    });
}
