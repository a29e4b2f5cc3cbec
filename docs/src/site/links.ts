import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { repository, root } from '../paths.js';

/**
 * Leads links of a page that was written for the repository to where things are on the site: a page of the site, or
 * else the file in the repository.
 *
 * @param source the page's file, from the root of the repository
 * @param place the page's place on the site
 * @param places places on the site of files and folders of the repository
 */
export function siteLinks(text: string, source: string, place: string, places: ReadonlyMap<string, string>): string {
  const lead = (target: string): string => {
    if (/^([a-z]+:|#|\/)/i.test(target)) return fromRepository(target, place, places);
    const [path = '', anchor] = target.split('#', 2);
    const file = posix.join(posix.dirname(source), path).replace(/\/$/, '');
    const found = places.get(file);
    const hash = anchor === undefined ? '' : `#${anchor}`;
    if (found !== undefined) return relative(place, found) + hash;
    if (existsSync(`${root}/${file}`)) return `${repository}/blob/main/${file}${hash}`;
    return target;
  };
  return outsideCode(text, (part) =>
    part.replace(
      /(\]\()([^)\s]+)(\))/g,
      (_, open: string, target: string, close: string) => open + lead(target) + close,
    ),
  );
}

/** Links to the repository on the web that the site has a page for stay on the site. */
function fromRepository(target: string, place: string, places: ReadonlyMap<string, string>): string {
  const match = /^https:\/\/github\.com\/influxkit\/influxkit\/(?:blob|tree)\/main\/([^#]+)(#.*)?$/.exec(target);
  const found = match?.[1] === undefined ? undefined : places.get(match[1].replace(/\/$/, ''));
  return found === undefined ? target : relative(place, found) + (match?.[2] ?? '');
}

const relative = (from: string, to: string): string => {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
};

/** Changes a Markdown text, but for its fenced code. */
export function outsideCode(text: string, change: (part: string) => string): string {
  return text
    .split(/(^ *```[\s\S]*?^ *```\s*$)/m)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');
}
