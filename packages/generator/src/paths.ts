import { relative, sep } from 'node:path';

// The one place where paths of this machine become paths that other machines read: in manifests, reports, changesets
// and questions to git they have slashes, on Windows too.

/** A path of this machine with slashes. */
export function posix(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** The path of a file seen from a folder, with slashes. */
export function relativePath(from: string, to: string): string {
  return posix(relative(from, to));
}
