import { isAbsolute, relative, sep } from 'node:path';

// The one place where paths of this machine become paths that other machines read: in manifests, reports, changesets
// and questions to git they have slashes, on Windows too.

/** A path of this machine with slashes. */
function posix(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** Whether a path is a folder or inside it. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

/** A path as people are shown it: seen from a folder where it is inside, whole where it is not; with slashes. */
export function shownPath(folder: string, path: string): string {
  return posix(isInside(folder, path) ? relative(folder, path) : path);
}

/** The path of a file seen from a folder, with slashes. */
export function relativePath(from: string, to: string): string {
  return posix(relative(from, to));
}
