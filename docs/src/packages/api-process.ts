// Has TypeDoc read the packages in a process of its own, beside everything else that pages are made of.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Entry, pages as folder } from '../paths.js';
import { apiPages } from './api.js';

/** What the process is told, and what it says. */
type Asked = readonly Entry[];
type Said = readonly (readonly [place: string, text: string])[];

const self = fileURLToPath(import.meta.url);

/**
 * What each import path exports, as `apiPages` makes it.
 *
 * @returns pages by their place on the site
 */
export function apiPagesBeside(entries: Asked): Promise<ReadonlyMap<string, string>> {
  return new Promise((resolve, reject) => {
    const child = fork(self, {
      cwd: folder,
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.once('message', (said) => resolve(new Map(said as Said)));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`TypeDoc could not read the packages: its process ended with ${code}`)),
    );
    child.send(entries);
  });
}

if (process.argv[1] === self) {
  process.once('message', (asked) => {
    apiPages(asked as Asked).then((pages) => process.send?.([...pages], () => process.disconnect()));
  });
}
