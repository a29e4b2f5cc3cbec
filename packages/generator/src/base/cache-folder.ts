import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where earlier runs in a folder left what they found out; undefined where packages are installed elsewhere. */
export function cacheFolder(root: string): string | undefined {
  const modules = join(root, 'node_modules');
  return existsSync(modules) ? join(modules, '.cache', 'influxkit') : undefined;
}

/** Keeps an entry of a cache, whole or not at all. Where that fails, the next run does its work again; that is all. */
export function writeEntry(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, text, { flag: 'wx' });
    // Another process may read or write the same entry: it finds the old one or the new one, whole.
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}
