import { existsSync, readFileSync } from 'node:fs';

/** The text of a file with the line ends of git's own, whatever a checkout made of them; undefined: there is none. */
export function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : undefined;
}
